"""What a file is that is no text, told by the bytes that it begins with."""

from io import BufferedReader

_SIGNATURES = {
    b"\x1f\x8b": "compressed by gzip and no text table; unpack it first, with gunzip.",
    b"BZh91AY&SY": "compressed by bzip2 and no text table; unpack it first, with bunzip2.",
    b"\xfd7zXZ\x00": "compressed by xz and no text table; unpack it first, with unxz.",
    b"\x28\xb5\x2f\xfd": "compressed by zstd and no text table; unpack it first, with unzstd.",
    b"PK\x03\x04": "a zip archive or an Excel workbook and no text table; unpack it, or save its sheet as CSV.",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook and no text table; save its sheet as CSV.",
    b"\x89PNG\r\n": "a PNG picture and no text table; name a table.",
    b"%PDF-1": "a PDF document and no text table; name a table.",
    b"\x89HDF\r\n": "an HDF5 file and no text table; save its table as CSV or Parquet.",
    b"ARROW1\x00": "an Arrow (Feather) file and no text table; save its table as CSV or Parquet.",
    b"SQLite format 3\x00": "an SQLite database and no text table; save its table as CSV or Parquet.",
    b"\x93NUMPY": "a NumPy array and no text table; save it as CSV with a header.",
}
_PICKLES = [bytes([protocol]) for protocol in range(2, 6)]


def refuse_no_text(file: BufferedReader, name: str) -> None:
    """Refuse a file that begins as no text does; leave it at its start."""
    start = file.read(16)
    file.seek(0)
    for mark, said in _SIGNATURES.items():
        if start.startswith(mark):
            raise ValueError(f"{name}: is {said}")
    if start.startswith(b"PAR1") and _last(file, 4) == b"PAR1":  # text may begin with these letters too
        raise ValueError(f"{name}: is a Parquet file and no text table; name it .parquet.")
    if start[:1] == b"\x80" and start[1:2] in _PICKLES:  # 0x80 begins no character of UTF-8
        raise ValueError(f"{name}: is a pickle and no text table; save its table as CSV or Parquet.")


def _last(file: BufferedReader, count: int) -> bytes:
    file.seek(-count, 2)
    last = file.read(count)
    file.seek(0)
    return last
