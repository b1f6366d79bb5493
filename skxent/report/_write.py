"""Output files are written whole or not at all: to a neighbour first, which then takes the name."""

import os
import tempfile
from pathlib import Path


def check_writable(path: Path) -> None:
    """Refuse an output whose folder is missing, or that is a folder, before any work is done for it."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder of {path} does not exist; create {path.parent} first.")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name a file in it.")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"the folder {path.parent} cannot be written to; name another.")


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8; ``path`` holds either all of it or what it held before."""
    check_writable(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o666 & ~_umask())  # mkstemp's are private; a report is an ordinary file
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
