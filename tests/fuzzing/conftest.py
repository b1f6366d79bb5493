"""Fuzzers are run by themselves: pytest collects none of them, nor their doctests."""

collect_ignore_glob = ["*.py"]
