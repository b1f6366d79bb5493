"""The HTML report: one safe, well-formed file that needs no network and no script."""

import builtins
import re
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier

from skxent.linear_model import SoftmaxRegression
from skxent.report import evaluate, evaluate_predictions
from skxent.report._rendering._axis import axis_around_zero, axis_from_zero
from skxent.report._rendering._blocks import Table
from skxent.report._rendering._charts import reliability
from skxent.report._rendering._html import _css_string, sections_of

VOID = {"meta", "path", "circle", "rect", "wbr"}


def loss_chart(evaluation):
    """Return the chart of the models' log losses."""
    (section,) = [one for one in sections_of(evaluation) if one.title == "Headline"]
    return next(block.chart for block in section.lead if block.kind == "beside")


class Page(HTMLParser):
    """Collects tags and text, and checks that tags are closed in order."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.text = [], [], [], ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def evaluation():
    models = {"softmax": SoftmaxRegression(), "prior": DummyClassifier()}
    return evaluate(models, *load_iris(return_X_y=True), data="iris flowers", reproduce="skxent demo --data iris")


def test_the_page_is_well_formed_and_alone(evaluation):
    page = Page(evaluation.to_html())
    assert ("lang", "en") in page.attributes
    assert {"title", "h1", "svg", "desc", "table"} <= set(page.tags)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not any(name == "src" or name.startswith("on") for name, _ in page.attributes)
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert "url(" not in evaluation.to_html()


def test_headings_are_in_order(evaluation):
    tags = [tag for tag in Page(evaluation.to_html()).tags if tag in {"h1", "h2", "h3"}]
    assert tags[0] == "h1"
    assert set(tags[1:]) == {"h2"}


def test_the_numbers_are_those_of_the_table(evaluation):
    text = Page(evaluation.to_html()).text
    for value in evaluation.table().query("metric == 'log_loss'")["value"]:
        assert f"{value:.4f}" in text
    assert evaluation.sentence.replace(" %", "\N{NO-BREAK SPACE}%") in text
    assert "skxent demo --data iris" in text


def test_hostile_names_are_escaped():
    hostile = "<script>alert(1)</script>\"'&"
    result = evaluate_predictions([hostile, "b"], {hostile: [0.4, 0.6]}, data=hostile, reproduce=hostile)
    page = result.to_html()
    assert "<script" not in page
    assert hostile in Page(page).text


def test_an_infinite_loss_is_drawn_at_the_edge_and_said_in_words():
    result = evaluate_predictions([0, 1], {"a": [1.0, 0.5], "b": [0.5, 0.6]})
    marks = {mark.name: mark for mark in loss_chart(result).dots}
    assert (marks["a"].x, marks["a"].value) == (340.0, "inf")
    assert 12 < marks["b"].x < 348
    assert "a: 1 of 2 rows gave probability 0" in Page(result.to_html()).text


@pytest.mark.parametrize("z", [744.4, 36.0])
def test_tiny_losses_can_be_drawn(z):
    result = evaluate_predictions([1, 0], {"sure": [z, -z], "fair": [1.0, -1.0]}, scale="logit")
    assert Page(result.to_html())
    assert Page(evaluate_predictions([1], [z], labels=[0, 1], scale="logit").to_html())


def test_a_perfect_prediction_can_be_drawn():
    result = evaluate_predictions([0, 0], {"a": [[1.0, 0.0]] * 2}, labels=[0, 1])
    chart = loss_chart(result)
    assert (chart.dots[0].x, chart.reference) == (20.0, None)
    assert "undefined" in Page(result.to_html()).text  # the skill


@pytest.mark.parametrize(("spread", "is_log"), [(2.0, False), (1e4, True)])
def test_the_axis_is_logarithmic_only_where_it_must_be(spread, is_log):
    axis = axis_from_zero([1.0, spread], 20.0, 340.0)
    ticks = axis.ticks()
    gaps = [b.at - a.at for a, b in pairwise(ticks)]
    assert axis.is_log is is_log
    assert (float(ticks[0].text) == 0) is not is_log
    assert max(gaps) - min(gaps) < 0.2
    assert 2 <= len(ticks) <= 7


def test_the_file_is_written_whole(evaluation, tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")
    page = evaluation.to_html(target)
    assert target.read_text(encoding="utf-8") == page
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert len(page) < 400_000


def test_a_missing_folder_is_refused(evaluation, tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist; create"):
        evaluation.to_html(tmp_path / "nowhere" / "report.html")


def test_without_jinja2_the_error_says_how_to_get_it(evaluation, monkeypatch):
    real = builtins.__import__

    def without_jinja2(name, *args, **kwargs):
        if name == "jinja2":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_jinja2)
    with pytest.raises(ModuleNotFoundError, match="install it with: python -m pip install jinja2"):
        evaluation.to_html()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(evaluation):
    shown = evaluation._repr_html_()
    assert shown.startswith('<iframe title="Report: ')
    assert escape(evaluation.to_html(), quote=True) in shown


def test_equal_models_have_an_axis_around_zero():
    axis = axis_around_zero([0.0, 0.0], 20.0, 340.0)
    assert (axis.low, axis.high) == (-1.0, 1.0)


def test_models_of_one_class_are_compared_without_a_table_of_classes():
    page = evaluate_predictions([0] * 30, {"a": [0.1, 0.2] * 15, "b": [0.3, 0.2] * 15}, labels=[0, 1]).to_html()
    assert "Comparison of models" in page
    assert "By class" not in page


def test_of_many_slice_columns_the_page_shows_twelve():
    columns = {f"column {i}": [0, 1] * 15 for i in range(14)}
    evaluation = evaluate_predictions([0, 1, 1] * 10, [0.2, 0.7, 0.6] * 10, slices=columns)
    page = evaluation.to_html()
    assert "2 more columns are in the JSON." in page
    assert "Slices of column 11" in page
    assert "Slices of column 12" not in page


def test_the_page_says_what_was_evaluated(evaluation):
    page = evaluation.to_html()
    assert "<title>iris flowers: softmax, prior</title>" in page
    assert "<h1>iris flowers</h1>" in page
    assert "2 models: softmax and prior" in page
    many = {f"m{i}": [0.3, 0.6] * 5 for i in range(8)}
    page = evaluate_predictions([0, 1] * 5, many, data="d").to_html()
    assert "<title>d: m0, m1, m2, 5 more</title>" in page
    assert "8 models: m0, m1, m2, m3, m4, m5 and 2 more" in page
    page = evaluate_predictions([0, 1] * 5, {"d": [0.3, 0.6] * 5}, data="d.csv").to_html()
    assert "<title>d.csv</title>" in page
    assert "Model: d<" in page


def test_the_verdict_begins_with_the_answer(evaluation):
    page = evaluation.to_html()
    assert re.search(r'<p class="verdict">\s*<strong>softmax has the lowest log loss of 2 models', page)
    for gate, outcome in (("log_loss < 9", "passed"), ("log_loss < 0.01", "failed")):
        assert f'<p class="verdict {outcome}">' in evaluation.with_gates(gate).to_html()


def test_every_part_says_which_model_it_is_of_and_what_sets_it_apart(evaluation):
    for section in sections_of(evaluation):
        assert [part.is_open for part in section.parts] in ([], [True, False])
        for part, note in zip(section.parts, ("best, log loss 0.", "log loss 1.0986 nats"), strict=False):
            assert part.note.startswith(note)
    parts = re.findall(r"<summary><span>(.*?)</span> <small>(.*?)</small></summary>", evaluation.to_html())
    assert {name for name, _ in parts} == {"softmax", "prior"}
    baseline = evaluate_predictions([0, 1] * 9, {"a": [0.2, 0.8] * 9, "b": [0.3, 0.6] * 9}, baseline="b").to_html()
    assert "<small>baseline, log loss " in baseline


def test_columns_that_say_nothing_are_left_out(evaluation):
    tables = {section.title: section.parts[0].blocks[0] for section in sections_of(evaluation) if section.parts}
    assert tables["Folds"].head[-1] == "AUC"
    assert (
        "suspicious"
        not in evaluate_predictions([0, 1] * 9, [0.3, 0.6] * 9).to_html().split("Worst rows</h2>")[1][:4000]
    )
    unseen = [0] * 30 + [1] * 30 + [2]
    found = evaluate(
        DummyClassifier(), [[0.0]] * 61, unseen, cv=[(list(range(60)), [60, 0, 30]), (list(range(60)), [1])]
    )
    (section,) = [one for one in sections_of(found) if one.title == "Folds"]
    assert section.parts[0].blocks[0].rows[0][-1] == "2 (1)"


@pytest.mark.parametrize(("p", "told"), [(0.0, "0 %"), (1e-9, "< 0.0001 %"), (0.0123, "1.2300 %")])
def test_what_a_row_was_given_is_zero_only_if_it_was(p, told):
    page = evaluate_predictions([1, 0], [p, 0.5]).to_html().replace("\N{NO-BREAK SPACE}", " ").replace("&lt;", "<")
    assert f">{told}</td>" in page


def test_every_chart_and_table_has_words(evaluation):
    page = evaluation.to_html()
    assert page.count("<svg ") == page.count("<title id=") == page.count("<desc id=")
    assert "<desc></desc>" not in page
    assert page.count("<table") == page.count('aria-label="') - page.count("<nav ")
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]*)"', page)).split()) <= set(ids)


def test_of_many_gates_those_that_failed_stand_alone(evaluation):
    page = evaluation.with_gates([f"log_loss < 0.{i}" for i in range(1, 5)]).to_html()
    assert page.index(">Gates that failed<") < page.index(">Gates that passed<")
    assert ">Gates<" not in page
    page = evaluation.with_gates([f"log_loss < {i}" for i in range(2, 6)]).to_html()
    assert ">Gates that failed<" not in page
    assert ">Gates<" in evaluation.with_gates("log_loss < 1").to_html()


def test_large_counts_have_their_thousands_apart():
    p = [0.3, 0.6, 0.4] * 500
    page = evaluate_predictions([0, 1, 1] * 500, {f"m{i}": p for i in range(4)}, slices={"s": [0, 1] * 750}).to_html()
    assert "1,500 predictions" in page
    assert page.count("1,500 rows") == 1  # of equal weight
    assert not re.search(r">1500<", page)


def test_ten_models_of_thirty_classes_with_eight_columns_are_no_large_file(rng):
    k = 30
    p = rng.dirichlet(np.full(k, 0.3), 500)
    y = np.array([rng.choice(k, p=row) for row in p])
    models = {f"experiment number {i}": (1 - i / 10) * p + i / 10 / k for i in range(10)}
    slices = {f"column {i}": rng.integers(0, 12, 500) for i in range(8)}
    evaluation = evaluate_predictions(y, models, labels=list(range(k)), slices=slices, timestamp=False)
    page = evaluation.to_html()
    assert len(page.encode()) < 400_000
    assert page == evaluation.to_html()


def test_a_gate_on_what_is_unknown_says_why():
    found = evaluate_predictions([0, 1] * 9, [0.3, 0.7] * 9).with_gates("log_loss.high < 1")  # the losses do not vary
    page = found.to_html()
    assert "FAILED<small>unknown: there is no interval" in page
    assert "<td>unknown</td>" in page


def test_a_table_that_a_phone_stacks_says_what_its_parts_are(evaluation):
    tables = re.findall(r"<table.*?</table>", evaluation.to_html(), flags=re.DOTALL)
    stacked = [table for table in tables if ' class="stacked' in table]
    assert 3 < len(stacked) < len(tables)
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    for table in tables:
        for tag, attributes in re.findall(r"<(table|thead|tbody|tr|td|th)\b([^>]*)>", table):
            role = roles.get(tag, "columnheader" if "scope" in attributes else "rowheader")
            assert (f' role="{role}"' in attributes) == (table in stacked), (tag, attributes)
        columns = table.split("</thead>")[0].count("<th ")
        assert len(re.findall(r"--c\d+:", table)) in ({columns, columns - 1} if table in stacked else {0})


@pytest.mark.parametrize("text", ["plain", "log loss (nats)", "</style>\"'\\;}{", "\u05d0\u200e", "a\tb", "\U0001f98a"])
def test_a_label_in_a_style_is_a_string_and_no_more(text):
    found = _css_string(text)
    assert re.fullmatch(r'"(?:[\w ,.()%=+-]|\\[0-9a-f]+ )*"', found)
    read = re.sub(r"\\([0-9a-f]+) ", lambda one: chr(int(one[1], 16)), found[1:-1])
    assert read == text


def test_a_long_name_goes_on_where_its_words_end_and_a_number_does_not(evaluation):
    page = evaluation.with_gates(["log_loss.low < 0.68"]).to_html()
    assert '<code>log_<wbr>loss.<wbr>low <span class="whole">&lt; 0.68</span></code>' in page
    page = evaluate_predictions([0, 1] * 9, [0.3, 0.6] * 9, data="a_b<i>.csv-2016.5").to_html()
    assert "<h1>a_<wbr>b&lt;i&gt;.<wbr>csv-2016.5</h1>" in page


def test_whole_numbers_are_drawn_as_such(evaluation):
    assert not re.search(r"<(?:path|circle|text|rect)[^>]*\d\.0[^\d]", evaluation.to_html())


def test_a_class_is_called_one_once():
    page = evaluate_predictions(["class_0", "b", "Class 2"] * 9, np.full((27, 3), 1 / 3)).to_html()
    assert "<figcaption>class b<" in page
    assert "<figcaption>class_0<" in page
    assert "<figcaption>Class 2<" in page


@pytest.mark.parametrize(
    ("most", "end"), [(0.04, "0.1"), (0.15, "0.2"), (0.4, "0.4"), (0.41, "0.6"), (0.61, "1"), (1.0, "1")]
)
def test_a_diagram_of_a_rare_class_ends_where_it_must(most, end):
    plane = reliability("a", "b", [(0.01, 0.02, 0.0, most)], Table("c", ("",), ()))
    assert (plane.x_ticks[-1].text, plane.y_ticks[-1].text) == (end, end)
    assert plane.points[0].high >= 8.0
