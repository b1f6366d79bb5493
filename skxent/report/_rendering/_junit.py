"""The JUnit rendering of gates: a test case for each gate and model, for the machines that run tests."""

import re
import xml.etree.ElementTree as ET

from skxent.report._evaluation import Evaluation
from skxent.report._gates import GateResults

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(evaluation: Evaluation, gates: GateResults) -> str:
    """Return the gates as a JUnit test suite."""
    suite = ET.Element(
        "testsuite",
        name=_text(evaluation.data),
        tests=str(len(gates.results)),
        failures=str(len(gates.failed)),
        errors="0",
        skipped="0",
    )
    for result in gates.results:
        case = ET.SubElement(suite, "testcase", classname=f"skxent.{_text(result.model)}", name=_text(result.gate))
        if not result.passed:
            failure = ET.SubElement(case, "failure", message=_text(str(result)), type="gate")
            failure.text = _text(str(result))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _text(value: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)
