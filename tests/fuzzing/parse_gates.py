"""Fuzz the parser of gates, and pyproject.toml's: python tests/fuzzing/parse_gates.py -max_total_time=600 (seconds).

The arguments are libFuzzer's. What is found is written to a file, which as an argument is run again.
"""

from running import fuzz

# The first byte says whether a gate follows, or what stands in pyproject.toml.
SEEDS = [
    b"\0log_loss < 0.35",
    b"\0skill.low > 0",
    b"\0 brier.high <= .6 ",
    b"\0accuracy >= 5e-1",
    b"\0log_loss.regression.high < 0.01",
    b"\0auc.regression <= +1.",
    b"\0label_entropy>=-1E+2",
    b"\0typical_probability.low > .5",
    b"\0perplexity.regression < 1",
    b'\1[tool.skxent]\ngates = ["log_loss < 0.35", "skill.low > 0"]\n',
    b"\1[project]\nname = 'x'\n",
]
WORDS = [
    *b"log_loss log_loss_bits label_entropy excess skill perplexity typical_probability brier accuracy auc".split(),
    *b".low .high .regression .value .regression.low < <= > >= == => <> = . + - e E 0 1 1e999 1e-999 nan inf 0x1".split(),
    *b"1_0 0.5 .5 5. 1e5 # and tool skxent gates [tool.skxent] \"\"\" ''' [[ ]] { } 1979-05-27T07:32:00Z true".split(),
    *(word.encode() for word in ("\uff11", "\u0663", "\x85", "\u2028", "\ufeff", "\xa0", "\u017f", "\uff1c", "\u2264")),
    *(b" ", b"\t", b"\n", b"\r\n", b"\x0b", b"\x0c", b"\x1c", b"\0", b"\xff", b'"', b"'", b"\\u0000", b"\\n"),
]


if __name__ == "__main__":
    fuzz("gate_laws", SEEDS, WORDS)
