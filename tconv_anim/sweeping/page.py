"""The page on which a sweep is searched: its pictures and what they show, a thousand at a time."""

import json
from collections.abc import Iterable
from pathlib import Path

from tconv_anim.errors import InputError, shown
from tconv_anim.sweeping.batch import PARTS
from tconv_anim.sweeping.entry import Entry
from tconv_anim.sweeping.manifest import NAME, chunks
from tconv_anim.sweeping.store import Store

_EACH = 1000
"""Entries of a script that the page loads: by file:// a page may load scripts, and no data."""


PAGE = "index.html"

_OURS = {PAGE: (b"<title>tconv-anim sweep</title>",), NAME: (b'[\n{"state":"', b"[\n]")}
"""What is near the beginning of the files whose names are the same in every folder."""


def check_ours(store: Store, target: str) -> None:
    """Raise :class:`InputError` if a file that would be replaced at the end was not made by a sweep."""
    for name, marks in _OURS.items():
        head = store.read(name, 1024)
        if head is not None and not any(mark in head for mark in marks):
            raise InputError(
                f"{name} exists in {shown(target)} and was not made by a sweep: choose another $output"
            )


def write_pages(store: Store, found: Iterable[Entry]) -> None:
    """``index.html``, and what it searches."""
    number = 0
    for rows in chunks((one for one in found if one.there), _EACH):
        data = [[one.file, one.shows] for one in rows]
        written = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
        store.write(f"{PARTS}/page-{number}.js", f"found({written});\n".encode())
        number += 1
    text = (Path(__file__).parent / PAGE).read_text("utf-8")
    store.write(PAGE, text.replace("$parts", str(number)).encode())
