"""Make the README's picture of the report again: ``python docs/_scripts/make_picture.py``. Needs Chromium."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from skxent.report._demo import run_demo

PICTURE = Path(__file__).parents[1] / "images" / "report.png"
WIDTH, HEIGHT = 960, 1790


def main() -> int:
    """Render the demonstration's report and take its picture."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium found; install one and run again.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        run_demo("digits").to_html(page)
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{HEIGHT}"]
        subprocess.run(  # noqa: S603 - the browser found above
            [*command, f"--screenshot={PICTURE}", page.as_uri()], check=True, timeout=120, capture_output=True
        )
    print(f"wrote {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
