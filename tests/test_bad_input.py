"""What can't be done is refused at once: exit code 2, one message, and the folder as it was."""

import io
import json
import os
import pickle
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.command import complaint, contents, run


class Bait:
    """Creates a file when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return open, ("unpickled", "w")


def npy(header: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + (len(header) + 1).to_bytes(2, "little") + f"{header}\n".encode()


def gif(comment: str) -> bytes:
    file = io.BytesIO()
    Image.new("P", (1, 1)).save(file, "GIF", comment=comment.encode())
    return file.getvalue()


def objects() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([[Bait()]], object), allow_pickle=True)
    return file.getvalue()


FILES = {
    "cut.json": b"[[1,2],[3,",
    "deep.json": b"[" * 100_000,
    "words.csv": b"1,x9\n2,3\n",
    "ragged.csv": b"1,2\n3\n",
    "empty.csv": b"\n",
    "nan.csv": b"1,nan\n",
    "junk.csv": bytes(range(256)),
    "text.npy": b"1,2\n3,4\n",
    "pickle.npy": pickle.dumps(Bait()),
    "objects.npy": objects(),
    "zip.npy": b"PK\x03\x04 and no more of it",
    "unclosed.npy": npy("{'descr': '<i8', 'fortran_order': False, 'shape': ("),
    "huge.npy": npy(f"{{'descr': '<i8', 'fortran_order': False, 'shape': ({10**15},)}}"),
    "foreign.gif": gif("by hand"),
    "text.gif": b"my thesis",
    "foreign.svg": b"<svg><metadata>{}</metadata></svg>",
    "foreign.pdf": b"%PDF-1.4 <dc:source>by hand</dc:source>",
    "foreign.txt": b"my thesis\nrecipe: flour, eggs\n",
    "later.svg": b'<svg><metadata>{"format":"tconv-anim/recipe","version":77}</metadata></svg>',
    "later.gif": gif(json.dumps({"format": "tconv-anim/recipe", "version": 77})),
    "hollow.gif": gif(json.dumps({"format": "tconv-anim/recipe", "version": 1})),
    "deep.gif": gif("[" * 100_000),
    "large.gif": gif("by hand").replace(b"\x01\0\x01\0", b"\x10\x27\x1c\x25"),  # 95 million pixels
    "vast.gif": gif("by hand").replace(b"\x01\0\x01\0", b"\xff\xff\xff\xff"),
}

NUMBERS = [
    (f"{option} {value}", option, value)
    for option in ("--k", "--s", "--p", "--d", "--op", "--i", "--groups")
    for value in ("0", "-1", "two", "1.5")
    if not (option in ("--p", "--op") and value == "0")
]
SIDES = [(f"{option} 1x2x3x4", option, "1x2x3x4") for option in ("--k", "--s", "--p", "--d", "--op", "--i")]
HUGE = [
    (f"{option} 123456789012345678901 -o x.png", option, "123456789012345678901")
    for option in ("--k", "--s", "--p", "--i", "--output-size", "--seed", "--loop", "--cell", "--step")
]
# The arguments, and what the message must hold: the option, and the value it didn't like.
TABLE: list[tuple[str, ...]] = [
    *NUMBERS,
    *SIDES,
    *HUGE,
    ("--k 2x0", "--k", "0"),
    ("--k ''", "--k", "''"),
    ("--k", "--k"),
    ("--in-channels 0", "--in-channels", "0"),
    ("--out-channels -1", "--out-channels", "-1"),
    ("trace --k 0", "--k", "0"),
    ("storyboard --s 0", "--s", "0"),
    ("shape --d 0", "--d", "0"),
    ("--op 1", "--op", "1"),
    ("--op 2 --s 2", "--op", "2"),
    ("--op 3 --d 3", "--op", "3"),
    ("--op 1x2 --s 3x2", "--op", "2"),
    ("--p 9", "--p", "-13"),
    ("--p 999999999999999999", "--p"),
    # too large to be drawn
    ("--i 100000", "--i", "250,000"),
    ("--k 99999 --i 1", "--k", "250,000"),
    ("--s 1000000", "--s", "250,000"),
    ("trace --k 999999999999999999", "--k", "250,000"),
    ("--groups 123456789012345678901", "--groups", "50,000,000"),
    ("--in-channels 100000000", "--in-channels", "50,000,000"),
    ("--out-channels 100000000", "--out-channels", "50,000,000"),
    ("--k 60 --i 60 --in-channels 4", "--crop", "250,000"),
    # parts
    ("--in-channels 4 --shown-in 0", "--shown-in", "0"),
    ("--in-channels 4 --shown-in 1,9", "--shown-in", "9"),
    ("--in-channels 4 --shown-in few", "--shown-in", "'few'"),
    ("--out-channels 4 --shown-out -1", "--shown-out", "'-1'"),
    ("--crop 2", "--crop", "'2'"),
    ("--crop 2:2", "--crop", "2:5"),
    ("--crop 0:9", "--crop", "0:3"),
    ("--crop 0:2 --view gather", "--crop", "gather"),
    ("--part {}", "--part"),
    ("--rest [[1]]", "--rest", "(1, 5, 5)"),
    ("--rest [[1]] --view matrix", "--rest", "matrix"),
    # inline data
    ("--input [[1,2],[3]]", "--input", "ragged"),
    ("--weight [[1],[[2]]]", "--weight", "ragged"),
    ("--input []", "--input", "empty"),
    ("--weight [[]]", "--weight", "empty"),
    ("--input abc", "--input", "abc"),
    ("""--input '[["x9"]]'""", "--input", "x9"),
    ("""--input '[[1,"x9"]]'""", "--input", "x9"),
    ("--input [[1,null]]", "--input"),
    ("--input [[true]]", "--input"),
    ("--input [[1,true]]", "--input"),
    ("--input {}", "--input"),
    ("--input [[1,2],[3", "--input", "line 1 column 10"),
    ("--input [[NaN]]", "--input", "nan"),
    ("--weight [[Infinity,1]]", "--weight", "infinity"),
    ("--bias [-1e999]", "--bias", "infinity"),
    ("--input [[[[[1]]]]]", "--input", "4"),
    ("--input [[[[1]]]] --sample 1", "--sample", "1"),
    ("--input [[1]] --sample 0", "--sample"),
    ("--sample 0", "--sample", "--input"),
    ("--node x", "--node", "--layer"),
    ("--where x", "--where", "ngf=64"),
    ("--input x.png", "--input"),
    ("--weight bilinear --k 3 --s 2", "--k", "4x4"),
    ("--input [[123456789012345678901]]", "--input", "123456789012345678901"),
    ("--input [[9223372036854775809,-1]]", "--input", "9223372036854775809"),
    ("--input [[1000000000000000000]] --weight [[10]]", "--input", "--weight"),
    ("--input [[1e300]] --weight [[1e300]]", "--input", "--weight"),
    # data that disagree
    ("--k 3 --weight [[1,2],[3,4]]", "--k", "--weight", "3x3", "2x2"),
    ("--i 3 --input [[1,2],[3,4]]", "--i", "--input", "3x3", "2x2"),
    ("--in-channels 2 --input [[1]]", "--in-channels", "--input", "2"),
    ("--out-channels 2 --weight [[1]]", "--out-channels", "--weight", "2"),
    ("--input [[1]] --weight [[[[1]]],[[[1]]]]", "--input", "--weight", "2"),
    ("--weight [[[[1]]],[[[1]]],[[[1]]]] --groups 2", "--groups", "3"),
    ("--in-channels 3 --groups 2", "--in-channels", "--groups", "3"),
    ("--out-channels 3 --groups 2", "--out-channels", "--groups", "3"),
    ("--bias [1,2]", "--bias", "2"),
    ("--bias [1] --out-channels 2", "--bias", "1"),
    ("--bias [[1]]", "--bias", "2"),
    # data files
    ("--input missing.json", "--input", "missing.json"),
    ("--input 3x3.npy", "--input", "3x3.npy"),
    ("--input data.txt", "--input", "data.txt"),
    ("--input folder.json", "--input", "folder.json"),
    *(
        (f"--input {name}", "--input", name)
        for name in FILES
        if name.split(".")[0] in ("cut", "deep", "junk")
    ),
    *((f"--weight {name}", "--weight", name) for name in FILES if name.endswith(".npy")),
    ("--bias words.csv", "--bias", "words.csv", "x9", "line 1"),
    ("--input ragged.csv", "--input", "ragged"),
    ("--input empty.csv", "--input", "empty"),
    ("--input nan.csv", "--input", "nan"),
    # choices and names
    ("--view upside-down", "--view", "upside-down"),
    ("--theme neon", "--theme", "neon"),
    ("--theme '$input'", "--theme", "$input"),
    ("--colour red", "--colour"),
    ("-k 3", "-k"),
    ("trace --theme dark", "--theme"),
    ("paint", "paint"),
    ("--k 3 trace", "trace"),
    ("-o figure.bmp", "-o", "figure.bmp"),
    ("-o figure", "-o", "figure"),
    ("-o ''", "-o", "''"),
    ("-o no/figure.gif", "-o", "no"),
    ("-o cut.json/figure.gif", "-o", "cut.json"),
    ("-o folder.gif", "-o", "folder.gif"),
    (f"-o '{'a long name ' * 30}.gif'", "-o", "a long name"),
    ("-o foreign.gif", "-o", "foreign.gif"),
    ("-o text.gif", "-o", "text.gif", "--force"),
    *((f"-o foreign.{suffix}", "-o", f"foreign.{suffix}", "--force") for suffix in ("svg", "pdf", "txt")),
    ("-o vast.gif", "-o", "vast.gif"),
    # how it is shown
    ("--output-size 99", "--output-size", "99"),
    ("--output-size 8 --s 2 --op 0", "--op", "0"),
    ("--step 5", "--step", "5", ".gif"),
    ("--step 5 -o x.webp", "--step", "5", ".webp"),
    ("--step 11 -o x.png", "--step", "11", "10"),
    ("--step -1 -o x.png", "--step", "-1"),
    ("--step two -o x.png", "--step", "two"),
    ("--cell 1", "--cell", "1"),
    ("--cell 9999", "--cell", "9999"),
    ("--cell 240 --i 1x40 -o x.webp", "--cell", "16,383"),
    ("--cell 240 --i 1x140 --k 1 -o x.gif", "--cell", "65,535"),
    ("--cell 240 --i 30 -o x.png", "--cell", "100,000,000"),
    *((f"--speed {value}", "--speed", value) for value in ("0", "nan", "-1", "inf", "fast", "1000")),
    ("--loop -1", "--loop", "-1"),
    ("--loop 65536", "--loop", "65536"),
    ("--seed -1", "--seed", "-1"),
    # inspect
    ("inspect", "FILE"),
    ("inspect cut.json", "cut.json"),
    *((f"inspect {name}", name) for name in ("missing.gif", "folder.gif", *FILES) if "gif" in name),
    *((f"inspect {name}", name) for name in ("foreign.svg", "foreign.pdf", "foreign.txt", "later.svg")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "folder.json").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "named"), [pytest.param(first, rest, id=first[:60]) for first, *rest in TABLE]
)
def test_it_is_refused_with_one_message_and_nothing_is_written(
    folder: Path, arguments: str, named: list[str]
) -> None:
    before = contents(folder)
    message = complaint(run(*shlex.split(arguments), cwd=folder, timeout=15))
    assert contents(folder) == before
    for part in named:
        whole = rf"(?<![\w.-]){re.escape(part)}(?![\w-])"
        assert re.search(whole, message, re.IGNORECASE), f"{part} is not named in: {message}"


def test_the_pickles_above_would_leave_a_trace_if_they_were_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name in ("pickle.npy", "objects.npy"):
        np.load(folder / name, allow_pickle=True)
        (folder / "unpickled").unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only Unix has files that never end")
@pytest.mark.parametrize("option", ["--input", "--weight", "--bias"])
def test_data_come_from_regular_files_only(option: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "endless.csv").symlink_to("/dev/zero")
    for name in ("pipe.json", "endless.csv"):
        message = complaint(run("shape", option, name, cwd=tmp_path, timeout=15))
        assert message == f"Error: '{name}' is not a regular file: give {option} one that is"
