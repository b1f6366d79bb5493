"""The lines of a text file, a lump at a time: as bytes in UTF-8, with the numbers they have in the file."""

import codecs
from io import BufferedReader
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, which is how it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BLOCK = 2**20  # bytes read at a time; more make it no faster
_LUMP = 2**23  # bytes of lines given at a time: 65536 lines of 128, fewer if longer, so that memory stays small
_LONGEST = 2**26  # bytes of a line; a file without line ends is not to be held whole


class Lump(NamedTuple):
    """Some whole lines."""

    text: bytes
    ends: npt.NDArray[np.int64]  # (n,) where each line ends in the text, its line end included
    first: int  # the number of its first line, from 1


class Lines:
    """What is left of a file's lines; line ends are those of Unix, Windows and old Macs.

    Parameters
    ----------
    file : binary file
        Open for reading, at its start.
    name : str
        What refusals begin with.
    """

    def __init__(self, file: BufferedReader, name: str) -> None:
        self._file, self._name = file, name
        start = file.read(4)
        mark = next((mark for mark in _BYTE_ORDER_MARKS if start.startswith(mark)), b"")
        self._encoding = _BYTE_ORDER_MARKS.get(mark, "utf-8")
        file.seek(len(mark) if self._encoding == "utf-8" else 0)  # the other decoders want to see their mark
        self._decoder = None if self._encoding == "utf-8" else codecs.getincrementaldecoder(self._encoding)()
        self._held, self._ends = b"", np.empty(0, dtype=np.int64)  # what is read, and the line ends in it
        self._begin, self._taken = 0, 0  # up to where it is taken: bytes of what is held, and line ends
        self._over = False
        self._next = 1

    def take(self, most: int) -> Lump:
        """Return up to ``most`` of the next lines, none of them at the end of the file."""
        while not (self._over or len(self._ends) - self._taken >= most or self._is_a_lump()):
            self._read()
        fit = int(np.searchsorted(self._ends, self._begin + _LUMP, side="right")) - self._taken
        ends = self._ends[self._taken : self._taken + min(most, max(1, fit))]
        cut = int(ends[-1]) if len(ends) else self._begin
        lump = Lump(self._held[self._begin : cut], ends - self._begin, self._next)
        self._begin, self._taken, self._next = cut, self._taken + len(ends), self._next + len(ends)
        self._check(lump)
        return lump

    def _is_a_lump(self) -> bool:
        return len(self._ends) > self._taken and int(self._ends[-1]) - self._begin > _LUMP

    def _read(self) -> None:
        """Hold more of the file: as much again as is held, so that long lines are not joined again and again."""
        rest = self._held[self._begin :]
        block = self._file.read(max(_BLOCK, len(rest)))
        self._over = not block
        self._held = rest + (block if self._decoder is None else self._decoded(self._decoder, block))
        self._begin, self._taken, self._ends = 0, 0, _line_ends(self._held, whole=self._over)
        if not len(self._ends) and len(self._held) > _LONGEST:
            raise ValueError(
                f"{self._name}: line {self._next} is longer than {_LONGEST} bytes; is this a table? "
                "Save it with a line for each row."
            )

    def _decoded(self, decoder: codecs.IncrementalDecoder, block: bytes) -> bytes:
        try:
            return decoder.decode(block, final=not block).encode()
        except UnicodeError:
            said, line = self._encoding.upper(), self._next + len(self._ends) - self._taken
            raise ValueError(
                f"{self._name}: is not {said}, as its byte-order mark says, from line {line} on; save it as UTF-8."
            ) from None

    def _check(self, lump: Lump) -> None:
        """Refuse what is no text, with its line."""
        place = lump.text.find(b"\0")
        if place >= 0:
            line = _line_at(lump, place)
            raise ValueError(f"{self._name}: holds NUL bytes in line {line}: it is no text table; save it as UTF-8.")
        try:
            lump.text.decode()
        except UnicodeDecodeError as error:
            line = _line_at(lump, error.start)
            raise ValueError(f"{self._name}: is not UTF-8 in line {line}; save it as UTF-8.") from None


def _line_at(lump: Lump, place: int) -> int:
    return lump.first + int(np.searchsorted(lump.ends, place, side="right"))


def _line_ends(text: bytes, *, whole: bool) -> npt.NDArray[np.int64]:
    """Return the places after each line end, and after the last line where the text is ``whole``."""
    letters = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(letters == ord("\n")) + 1
    if b"\r" in text:
        returns = np.flatnonzero(letters == ord("\r")) + 1
        alone = np.append(letters, ord(" "))[returns] != ord("\n")
        # One that ends the text may be half of a Windows line end.
        alone &= (returns < len(text)) | whole
        ends = np.sort(np.concatenate([ends, returns[alone]]))
    if whole and text and (not len(ends) or ends[-1] < len(text)):
        ends = np.append(ends, len(text))
    return ends
