"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest

from skxent.report._write import check_writable, write_all, write_whole


def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "report.json"
    target.write_text("old")

    def interrupted(self, other):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_can_be_read_as_the_umask_says(tmp_path):
    write_whole(tmp_path / "report.json", "text")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "report.json").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_link_is_followed_and_permissions_are_kept(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_as_it_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    write_whole(pipe, "text")
    assert os.read(handle, 10) == b"text"
    os.close(handle)
    assert pipe.is_fifo()


def test_of_several_files_none_is_written_before_all_can_be(tmp_path):
    with pytest.raises(OSError, match="too long for a file"):
        write_all({tmp_path / "good.html": "text", tmp_path / ("x" * 300): "text"})
    assert list(tmp_path.iterdir()) == []


def test_the_root_is_no_file():
    with pytest.raises(IsADirectoryError, match="is a folder; name a file in it"):
        check_writable(Path("/"))


def test_a_write_that_cannot_be_staged_leaves_nothing(tmp_path, monkeypatch):
    def full(self, mode):
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="no space left"):
        write_whole(tmp_path / "report.json", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder; name a file in it"):
        check_writable(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match="cannot be written to"):
        check_writable(tmp_path / "report.html")


def test_a_link_to_itself_is_no_file(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="loop"):
        write_whole(loop, "text")
