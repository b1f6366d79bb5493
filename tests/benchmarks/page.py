"""The benchmarks page: ``python tests/benchmarks/page.py`` makes every table of docs/speed.md again, in some half an hour.

Each table is printed by a script of its own, which is run with ``--write`` and puts it between its marks. Run it on a
machine that does nothing else; PyTorch is taken along where it is installed.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "speed.md"
COMMANDS = (
    ("footprint.py",),
    ("fits.py",),
    ("fits.py", "--one-thread"),
    ("fits.py", "--large"),
    ("fits.py", "--profile", "cover"),
)


def machine() -> str:
    """Return a line about the machine and the versions."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, NumPy {np.__version__}, "
        f"SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    )


def write(section: str, printed: str) -> None:
    """Put what was printed into its section of the page, between its marks."""
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(begin)[0], page.split(end)[1]
    PAGE.write_text(f"{before}{begin}\n\n{printed.strip()}\n\n{machine()}.\n\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Run every script of the page."""
    for script, *options in COMMANDS:
        print(script, *options, flush=True)
        subprocess.run([sys.executable, str(HERE / script), *options, "--write"], check=True)


if __name__ == "__main__":
    main()
