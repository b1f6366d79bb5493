"""Every message of the package, as docs/messages.md lists them: it says what came, what was wanted, and what to do."""

import re

import pytest

from tests.contracts.docs_script import load

listing = load("list_messages")
ALL = listing.read_messages()
SAID = listing.public_messages()
READINGS = [(message, reading) for message in SAID for reading in message.readings()]

# What has no text of its own: it passes on what another message says, with a name before it.
CARRIERS = {
    ("skxent._check._remarks", "remark"): "gives what a metric has to say",
    ("skxent.metrics._binary", "binary_log_loss"): "gives what the log loss has to say",
    ("skxent.scorers._scorer", "tell"): "gives what a metric has to say of an estimator",
    ("skxent.report._naming", "naming"): "puts the model's name before a message",
    ("skxent.report._displays._display", "told"): "gives what a metric has to say",
    ("skxent.report._displays._pooled", "_answer"): "gives what a scorer has to say",
    ("skxent.report._files", "evaluate_file"): "gives what the checks have to say of a file",
    ("skxent.report._files", "_tables"): "puts the file's name before a message",
    ("skxent.report._reading._lockstep", "refusal"): "puts the file's name before a message",
    ("skxent.cli._commands", "_check_gates"): "puts pyproject.toml before a message",
}
WRAPS = re.compile(
    r"\{(error\.wanted|error|message|hint)\}"
)  # ends with another message, which obeys these laws itself

NO_STOP = {
    "python -m pip install": "ends with a command to copy",
    "unrecognized arguments": "argparse's own, and it has none",
    "is no seed": "told by argparse, which has none",
}
NOTHING_CAME = {
    "needs jinja2": "a library is missing",
    "needs matplotlib": "a library is missing",
    "nested too deep": "the parser does not say where",
    "out of memory": "the system does not say of what",
    "interrupted": "the user did it",
    "holds NaN": "NaN is what came",
    "hold NaN": "NaN is what came",
    "is NaN": "NaN is what came",
    "hold a missing value": "a missing label is what came",
    "is zero for every row": "0 is what came",
    "counts are all 0": "0 is what came",
    "normalize=True divides": "names the argument that came",
    "prior_correction=True": "names the argument that came",
    "method='nadeau_bengio' needs groups": "groups were not given",
    "leave out reduction='none'": "names the arguments that came",
    "tool.skxent is no table": "names the entry that came",
    "gates of [tool.skxent]": "names the entry that came",
    "rows are tested more than once": "how often is of no use, once is wanted",
    "the losses are infinite, of one row alone": "a tally does not keep which of them it is",
    "autocovariances": "their sum says nothing to a reader",
    "what chance adds is undefined": "names the case itself",
    "found no minimum": "names the case itself",
    "prior gives probability 0": "names the case itself",
    "y_true holds one class only, or": "a sum does not keep which of them it is",
}
DOES = re.compile(
    r"\b(pass|give|multiply|use|write|drop|mend|fill|install|name|leave|divide|make|convert|tally|take|put|stack|set|score|wrap|"
    r"raise|choose|create|check|save|unpack|look|see|stratify|evaluate|rename|gate|sort|keep|change|fit|predict|"
    r"close|double|rename)\b",
    re.IGNORECASE,
)
ASKS = {
    "are target and proba swapped": "a question that names both causes, each with its cure",
    "its columns are": "lists what there is to name",
    "it has {all}": "Python's words for a name that is missing, with those that there are",
    "an option of one value is given again": "says how it is given",
    "did you mean": "says what was likely meant",
    "unrecognized arguments: {rest}": "argparse's own",
    "interrupted": "the user did it",
}
EMPTY = re.compile(
    r"\b(invalid|bad|illegal|incorrect|improper|unexpected|must be valid|something went)\b", re.IGNORECASE
)


def excused(reading, excuses):
    return any(words in reading for words in excuses)


def unlike(law, excuses=()):
    return [(m.module, reading) for m, reading in READINGS if not law(reading) and not excused(reading, excuses)]


def test_there_are_messages_to_check():
    assert len(SAID) > 250


def test_every_message_is_text_where_it_is_given_or_passes_on_another():
    carried = {(message.module, message.function) for message in ALL if message.is_carried}
    assert carried - set(CARRIERS) - set(listing.INNER) == set()
    assert set(CARRIERS) - carried == set()
    assert set(listing.INNER) - {(message.module, message.function) for message in ALL} == set()


def test_a_message_is_one_line_with_single_blanks():
    assert unlike(lambda reading: not re.search(r"\n|\t|  |^ | $", reading)) == []


def test_a_message_ends_in_a_full_stop():
    assert unlike(lambda reading: reading.endswith((".", "?")) or WRAPS.search(reading), NO_STOP) == []


def test_a_message_says_what_came():
    assert unlike(lambda reading: "{" in reading, NOTHING_CAME) == []


def test_a_message_says_what_to_do():
    assert unlike(lambda reading: DOES.search(reading) or WRAPS.search(reading), ASKS) == []


def test_no_message_says_that_something_is_bad_without_saying_what():
    assert unlike(lambda reading: not EMPTY.search(re.sub(r"\{.*?\}", "", reading))) == []


def test_a_message_begins_in_lower_case_or_with_a_name():
    first = re.compile(r"[a-z{'\[]|X |y |--")
    assert unlike(first.match) == []


@pytest.mark.parametrize("excuses", [NO_STOP, NOTHING_CAME, ASKS], ids=["no stop", "nothing came", "asks"])
def test_every_excuse_is_used(excuses):
    assert [words for words in excuses if not any(words in reading for _, reading in READINGS)] == []


def test_the_page_shows_every_message_and_nothing_unread():
    page = listing.page()
    assert page.count("<dd>") == len(SAID)
    assert not re.search(r'what">[^<]*[_(\[][^<]*\(', page)
