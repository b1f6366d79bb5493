"""The page in a real browser, where one is installed: nothing overflows, nothing is logged, and there is a picture."""

import html
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from skxent.report import evaluate_predictions

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")

# A page in a frame of some width, and what of it is wider, written where --dump-dom shows it.
FRAME = """<!doctype html><html><body><iframe id="page" style="width:{width}px;height:900px;border:0" srcdoc="{page}"></iframe>
<pre id="found"></pre><script>
document.getElementById("page").onload = function () {{
  const inner = this.contentDocument, width = inner.documentElement.clientWidth;
  const inScroll = (one) => one.closest(".scroll, svg") !== null;
  inner.querySelectorAll("details").forEach((one) => {{ one.open = true; }});
  const cut = [...inner.querySelectorAll(".scroll")].filter((one) => one.checkVisibility()
    && one.scrollWidth > one.clientWidth + 1).map((one) => one.getAttribute("aria-label"));
  const wide = [...inner.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !inScroll(one)
    && one.getBoundingClientRect().right > width + 1).map((one) => one.tagName + " " + one.textContent.slice(0, 40));
  const texts = [...inner.querySelectorAll("svg text")].filter((one) => one.checkVisibility()).filter((one) => {{
    const box = one.getBoundingClientRect(), frame = one.ownerSVGElement.getBoundingClientRect();
    return box.right > frame.right + 12 || box.left < frame.left - 12;
  }}).map((one) => one.textContent);
  const shown = [...inner.querySelectorAll("h1, th, td, p, caption, summary")].filter((one) => one.checkVisibility()
    && one.closest(".stacked thead, .dense thead") === null);
  const broken = shown.flatMap((one) => {{
    const found = [], walk = inner.createTreeWalker(one, NodeFilter.SHOW_TEXT), range = inner.createRange();
    for (let text = walk.nextNode(); text; text = walk.nextNode())
      for (const word of text.data.matchAll(/(?<![^\\s(,])[A-Za-z]{{2,18}}(?![^\\s),:])/g)) {{
        range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) found.push(word[0]);
      }}
    return found;
  }});
  const unlabelled = [...inner.querySelectorAll(".stacked td")].filter((one) => one.checkVisibility()).filter((one) => {{
    const head = one.closest("table").tHead.rows[0].cells[one.cellIndex].firstChild.data;
    const label = inner.defaultView.getComputedStyle(one, "::before").content.split('" / "')[0].slice(1);
    return width <= 768 && label[0] !== head[0] && label.codePointAt(0) !== 92;
  }}).map((one) => one.textContent);
  const askew = [...inner.querySelectorAll(".stacked tbody tr")].filter((row) => width <= 768 && row.checkVisibility())
    .filter((row) => {{
      const lines = {{}}, range = inner.createRange();
      for (const cell of row.querySelectorAll("td:not(:empty)")) {{
        range.selectNodeContents(cell.firstChild);
        const line = Math.round(cell.getBoundingClientRect().top), top = range.getBoundingClientRect().top;
        if (Math.abs((lines[line] ??= top) - top) > 1) return true;
      }}
      return false;
    }}).map((row) => row.textContent);
  document.getElementById("found").textContent = JSON.stringify(
    {{width, scroll: inner.documentElement.scrollWidth, wide, texts, cut, broken, unlabelled, askew}});
}};
</script></body></html>"""


def run(folder, *options):
    """Return what the browser prints and logs."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    command += [f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def many_classes(rng):
    labels = [f"class {i} with a long name" if i % 7 else f"<b>{'W' * 60}</b>{i}" for i in range(30)]
    p = rng.dirichlet(np.full(30, 0.2), 900)
    y = np.array(labels, dtype=object)[[rng.choice(30, p=row) for row in p]]
    flat = np.full((900, 30), 1 / 30)
    models = {"sharp": p, "flat": flat, "<i>" + "M" * 80: 0.5 * p + 0.5 * flat}
    slices = {"site": rng.integers(0, 12, 900), "W" * 50: y == labels[1]}
    return evaluate_predictions(y, models, labels=labels, slices=slices, ids=[f"{'id' * 40}{i}" for i in range(900)])


def ten_rows(rng):
    return evaluate_predictions([0, 1] * 5, {"a": rng.uniform(size=10), "b": [0.0, 1.0] * 4 + [0.5, 0.0]})


def hostile_names(rng):
    labels = ["", "two\nlines", "a\ttab", "\u202egnp.exe", "x" * 200, "W" * 30, "\u05d0\u05d1\u05d2", "plain", "<b>"]
    p = rng.dirichlet(np.full(9, 0.3), 400)
    y = np.array(labels, dtype=object)[[rng.choice(9, p=row) for row in p]]
    models = {
        "": p,
        "\n": 0.5 * p + 0.5 / 9,
        "a long name, as of experiments with their settings, lr=0.01, batch=256": p,
    }
    return evaluate_predictions(y, models, labels=labels, slices={"": y, "y" * 99: y == "plain"}, baseline="")


def ten_models(rng):
    p = rng.dirichlet(np.full(12, 0.3), 400)
    y = np.array([rng.choice(12, p=row) for row in p])
    models = {f"experiment {i}": (1 - i / 10) * p + i / 120 for i in range(10)}
    return evaluate_predictions(y, models, labels=list(range(12)))


PAGES = {"many classes": many_classes, "ten rows": ten_rows, "hostile names": hostile_names, "ten models": ten_models}


@pytest.fixture(scope="module", params=PAGES)
def page(request):
    evaluation = PAGES[request.param](np.random.default_rng(0)).with_gates(["log_loss < 1", "skill.low > 0"])
    return evaluation.to_html()


@pytest.mark.parametrize("width", [360, 380, 768, 1100, 1400])
def test_nothing_overflows_nothing_is_scrolled_sideways_and_nothing_is_logged(page, width, tmp_path):
    frame = FRAME.format(width=width, page=html.escape(page))
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    options = (f"--window-size={width + 40},1000", "--virtual-time-budget=5000", "--dump-dom")
    printed, logged = run(tmp_path, *options, f"file://{tmp_path / 'frame.html'}")
    found = json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', printed, flags=re.DOTALL)[1]))
    assert found.pop("width") == found.pop("scroll") == width
    assert found == {what: [] for what in ("wide", "texts", "cut", "broken", "unlabelled", "askew")}
    assert logged == []


def test_there_is_a_picture_in_light_and_dark(page, tmp_path):
    from matplotlib.image import imread

    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    for scheme, is_light in ((1, True), (0, False)):
        picture = tmp_path / "page.png"
        options = ("--window-size=1000,2000", f"--blink-settings=preferredColorScheme={scheme}")
        run(tmp_path, *options, f"--screenshot={picture}", f"file://{tmp_path / 'page.html'}")
        pixels = imread(picture)[..., :3]
        assert (np.median(pixels) > 0.5) == is_light
        assert len(np.unique((pixels.reshape(-1, 3) * 255).astype(np.uint8), axis=0)) > 100


def test_a_notebook_shows_the_page_in_a_frame(tmp_path, rng):
    shown = ten_rows(rng)._repr_html_()
    (tmp_path / "cell.html").write_text(f"<!doctype html><title>cell</title>{shown}", encoding="utf-8")
    printed, logged = run(tmp_path, "--dump-dom", f"file://{tmp_path / 'cell.html'}")
    assert printed.count("<iframe") == 1
    assert "What recalibration alone would gain" in printed
    assert logged == []
