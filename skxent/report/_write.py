"""Output files are written whole or not at all: all to neighbours first, which then take their names.

A device or a pipe has no name to take, and is written to as it is, before any file takes its name. A link is followed
to its file.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def check_writable(path: Path) -> None:
    """Refuse an output whose folder is missing, or that is a folder, before any work is done for it."""
    try:
        path.resolve()
    except RuntimeError:  # a loop of links, before Python 3.13
        raise OSError(f"{path} is a link to itself; name a file.") from None
    if not path.name:
        raise IsADirectoryError(f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder of {path} does not exist; create {path.parent} first.")
    if len(os.fsencode(path.name)) > os.pathconf(path.parent, "PC_NAME_MAX"):
        raise OSError(f"the name {path.name} is too long for a file; choose a shorter one.")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name a file in it.")
    if not os.access(path if _is_special(path) else path.resolve().parent, os.W_OK):
        raise PermissionError(f"the folder {path.parent} cannot be written to; name another.")


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8; ``path`` holds either all of it or what it held before."""
    write_all({path: text})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write several files, none of them before all can be."""
    for path in texts:
        check_writable(path)
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            if not _is_special(path):
                staged[path.resolve()] = _stage(path.resolve(), text)
        for path, text in texts.items():
            if _is_special(path):
                path.write_text(text, encoding="utf-8", errors="backslashreplace")
        for final, temporary in staged.items():
            temporary.replace(final)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _stage(final: Path, text: str) -> Path:
    """Return a neighbour of ``final`` that holds ``text``, with the permissions that ``final`` has or would have."""
    handle, name = tempfile.mkstemp(dir=final.parent, prefix=".skxent-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        temporary.chmod(final.stat().st_mode & 0o777 if final.exists() else 0o666 & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _is_special(path: Path) -> bool:
    """Return whether ``path`` is a device, a pipe or the like."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
