"""What a release says of itself agrees: the version, the changelog, how to cite it, and what is packed."""

import re
import tomllib
from pathlib import Path

import skxent

ROOT = Path(skxent.__file__).parent.parent
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITING = (ROOT / "docs" / "citing.md").read_text(encoding="utf-8")


def test_the_newest_entry_of_the_changelog_is_this_version_or_not_released():
    newest = re.search(r"^## (.*)$", CHANGELOG, flags=re.MULTILINE)
    assert newest is not None
    if ".dev" in skxent.__version__:
        assert newest[1] == "Unreleased"
    else:
        assert re.fullmatch(rf"{re.escape(skxent.__version__)} \(\d{{4}}-\d\d-\d\d\)", newest[1])


def test_what_is_cited_is_the_newest_release():
    version, date = re.search(r"^## (\d\S*) \((.*)\)$", CHANGELOG, flags=re.MULTILINE).groups()
    assert f"version: {version}\ndate-released: {date}\n" in CITING
    assert f"version = {{{version}}},\n  date    = {{{date}}},\n" in CITING


def test_what_is_packed_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert all((ROOT / path.lstrip("/")).exists() for path in packed)
    assert all((ROOT / path).exists() for path in [project["project"]["readme"], *project["project"]["license-files"]])
