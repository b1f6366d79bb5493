"""A folder to work in, with a file of predictions."""

import pytest

from tests.cli.running import CSV


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.csv").write_text(CSV)
    return tmp_path
