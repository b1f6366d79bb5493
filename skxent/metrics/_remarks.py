"""What a metric has to say beside its number: the checks below it say it by the same words, which live there."""

from skxent._check._remarks import Remarks, collecting, remark

__all__ = ["Remarks", "collecting", "remark"]
