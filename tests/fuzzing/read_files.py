"""Fuzz the reader of files of predictions: python tests/fuzzing/read_files.py -max_total_time=600 (seconds).

The arguments are libFuzzer's. What is found is written to a file, which as an argument is run again.
"""

from running import fuzz

# Three bytes choose the options, the kind of file, and how it is cut and written again.
SEEDS = [
    b"\x00\x00\x00y,a,b,w,g,i,s\na,0.75,0.25,1,u,1,x\nb,0.5,0.5,2,u,2,x\na,1e-3,0.999,0,v,3,y\n",
    b"\x04\x00\x01y,a,b,w,g,i,s\na,0.75,0.25,1,u,1,x\nb,0.5,0.5,2,u,2,x\na,1e-3,0.999,0,v,3,y\n",
    b"\x05\x00\x06y,a,b,w,g,i,s\na,3,1,1,u,1,x\nb,2,2,2,u,2,x\na,1e-3,0.999,0,v,3,y\n",
    b'\x06\x00\x02"y","a","b","i"\r\n"a","1","0","1"\r\n"b","0.30000000000000004","0.7","2"\r\n\r\n',
    b"\x01\x00\x03y,a\n0,0.1\n1,0.9\n1,.5\n",
    b"\x02\x00\x09y,p\n9,0.1\n10,0.9\n10,.5\n",
    b'\x0c\x00\x11p_a,y,p_b,note\n.5,a,.5,"x, ""y""\nz"\n1,b,0\n',
    b"\x0b\x00\x13a,b,c,d,w\n.5,.5,.25,.75,1\n1,0,1,0,2\n",
    b"\x08\x00\x00y,a,b\ra,-0.0,-1e9\rb,-inf,0\r",
    b"\x00\x01\x00y\ta\tb\na\t.5\t.5\nb\t1\t0\n",
    b"\x09\x00\x00y,a,b,w,g,s,i\na,2,-1.5,1,g,s,i\nb,1e308,-1e308,.5,h,s,j\n",
    b"\x0a\x00\x00y,a\n0,2\n1,-3\n",
    b"\x07\x00\x00y,a,b\n0,1,0\n1,.25,.75\n",
    b"\x00\x00\x00" + "y,a,b\na,.5,.5\n".encode("utf-16"),
    b"\x00\x00\x00" + "y,a,b\na,.5,.5\n".encode("utf-32"),
    b"\x00\x00\x00\xef\xbb\xbfy,a,b\na,.5,.5\n",
]
WORDS = [
    *b"y a b p w g i s p_a p_b 0 1 0.5 .5 +.5 5e-1 -0 1e400 -1e400 1e-400 4.9e-324 inf -inf nan NA None True".split(),
    *b"1_0 0x1p-1 0,5 1e308 -1e308 0.1 0.9 0.30000000000000004 1e 1e5 9007199254740993 PAR1".split(),
    *(word.encode() for word in ("\uff11", "\u0663", "\x85", "\u2028", "\ufeff", "\xa00.5", " 0.5 ", "\U0001f408")),
    *(b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\n\n", b'"', b'""', b'","', b'"\n"', b",,", b"\0", b"\x1c", b"\x0c"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xc3", b"\x80", b"\x1f\x8b"),
]


def parquet_seeds() -> list[bytes]:
    """Return small Parquet files, none without pyarrow."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return []
    rows = {"y": ["a", "b", "a"], "a": [0.75, 0.5, 1e-3], "b": [0.25, 0.5, 0.999], "w": [1, None, 2], "g": [1, 1, 2]}
    found = []
    for option in (0, 3, 4):
        file = pa.BufferOutputStream()
        pq.write_table(pa.table(rows), file)
        found.append(bytes([option, 2, 0]) + file.getvalue().to_pybytes())
    return found


if __name__ == "__main__":
    fuzz("file_laws", [*SEEDS, *parquet_seeds()], WORDS)
