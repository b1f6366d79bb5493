"""``skxent demo`` shows what it does, and asks for all that it needs before it begins."""

import json
import os
import re
import sys

from tests.cli.running import run


def test_the_demo_prints_a_table_shows_progress_and_says_where_its_files_are(folder, capsys):
    assert run("demo") == 0
    out, err = capsys.readouterr()
    for name in ("SoftmaxRegression", "LogisticRegression", "GaussianNB", "prior only"):
        assert len(re.findall(rf"^{name}  +[0-9]", out, flags=re.MULTILINE)) == 2  # all rows, and the folds' mean
        assert f"{name}: 5 folds" in err
    assert out.splitlines()[-2:] == ["wrote skxent-demo/report.html", "wrote skxent-demo/report.json"]
    record = json.loads((folder / "skxent-demo" / "report.json").read_text())
    assert record["models"]["SoftmaxRegression"]["headline"]["log_loss"]["value"] < 0.14
    assert "SoftmaxRegression" in (folder / "skxent-demo" / "report.html").read_text()
    assert "ConvergenceWarning" not in json.dumps(record["audit"]["SoftmaxRegression"])


def test_the_demo_refuses_a_folder_it_cannot_make(folder, capsys):
    assert run("demo", "--output", "p.csv") == 2
    assert run("demo", "--output", "no/where") == 2
    err = capsys.readouterr().err
    assert "is a file; name a folder" in err
    assert "does not exist; create it first" in err


def test_the_demo_asks_for_jinja2_and_a_folder_before_the_work(folder, capsys, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run("demo") == 2
    assert "cannot be written to; name another folder" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert run("demo") == 2
    assert "python -m pip install jinja2" in capsys.readouterr().err
