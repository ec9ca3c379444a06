"""What a board says of its numbers: what each is made of, and all of them as tables."""

from collections.abc import Iterator
from typing import Any

from tconv_anim.language.lists import listed
from tconv_anim.language.saying import say
from tconv_anim.live import leaves
from tconv_anim.painters.player.tracks import Tracks
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Storyboard

_ORDER = ("input", "kernel", "layer", "output", "gradient", "rest", "back")
"""The maps that are read come first, then the kernels, then what is made of them."""


def sums_of(storyboard: Storyboard, tracks: Tracks) -> list[Any]:
    """Each sum as track, name, value and its terms: text, value, the tracks of both factors (or -1)."""
    index, write = tracks.index, tracks.ledger.text
    return [
        [
            index[told.cell],
            told.name,
            write(told.value),
            [
                [write(t.text), write(t.value), index.get(t.input, -1), index.get(t.weight, -1)]
                for t in told.terms
            ],
        ]
        for told in storyboard.sums
        if told.cell in index
    ]


def tables_of(storyboard: Storyboard, tracks: Tracks) -> list[Any]:
    """Each map as its name and its rows, from left to right: a track and its last text, or None."""
    named: dict[str, None] = {}
    for told in storyboard.sums:
        named |= dict.fromkeys(
            name for term in told.terms for name in (term.input, term.weight) if name in tracks.index
        )
    named |= dict.fromkeys(told.cell for told in storyboard.sums if told.value and told.cell in tracks.index)
    maps: dict[str, dict[int, dict[int, str]]] = {}
    for name in named:
        array, row, col = ids.place(name)
        maps.setdefault(array, {}).setdefault(row, {})[col] = name
    order = sorted(
        maps, key=lambda array: (ids.whose(array), _ORDER.index(ids.kind(array).partition("-")[0]), array)
    )
    found = [[_heading(array, tracks), _table(maps[array], tracks)] for array in order]
    return [*found, *_unseen(storyboard, tracks)]


def _unseen(storyboard: Storyboard, tracks: Tracks) -> Iterator[Any]:
    """Numbers that can be changed and have no cell in the picture: each map with the names of its numbers."""
    maps: dict[str, dict[int, list[Any]]] = {}
    for name, text in leaves(storyboard.book):
        kind = ids.kind(name)
        if name not in tracks.index and kind != "rest":
            array, row, _ = ids.place(name) if kind != "bias" else (ids.whose(name) + kind, 0, 0)
            maps.setdefault(array, {}).setdefault(row, []).append([-1, tracks.ledger.text(text), name])
    for array, rows in maps.items():
        whose, kind = ids.whose(array), ids.kind(array)
        several = sum((ids.whose(other), ids.kind(other)) == (whose, kind) for other in maps) > 1
        told = _called(array.rpartition(":")[2] if several else kind)
        yield [_told(whose, told, tracks), [rows[row] for row in sorted(rows)]]


def _called(array: str) -> str:
    """What a map is called that has no heading in the picture: ``kernel 0 1``."""
    kind, *channels = array.split("/")
    names = {
        "input": say("input"),
        "kernel": say("kernel"),
        "output": say("output"),
        "bias": say("bias"),
        "gradient": say("gradient"),
    }
    return " ".join([names.get(kind, kind), *channels])


def _heading(array: str, tracks: Tracks) -> str:
    """What the page calls a map, with the name of its picture where there are several."""
    return _told(ids.whose(array), _own_heading(array, tracks), tracks)


def _own_heading(array: str, tracks: Tracks) -> str:
    """A map's own heading, of a slice behind the map's; or that of its kind."""
    whose, own = ids.whose(array), array.rpartition(":")[2]
    for name in whose + ids.heading(own), whose + ids.heading(ids.kind(own)):
        if name in tracks.texts:
            text = tracks.texts[name]
            inside = text.startswith(ids.SLICE)
            return listed([_own_heading(array.rpartition("/")[0], tracks), text]) if inside else text
    return _called(own)


def _told(whose: str, told: str, tracks: Tracks) -> str:
    """What is told of a map, behind the name of its picture."""
    if not whose:
        return told
    # For translators: a map in one of several pictures.
    return say("{picture}: {map}", picture=tracks.texts[whose + "heading"], map=told)


def _table(rows: dict[int, dict[int, str]], tracks: Tracks) -> list[Any]:
    width = range(max(col for row in rows.values() for col in row) + 1)
    return [
        [
            [tracks.index[row[col]], tracks.texts[row[col]].replace("-", "−")] if col in row else None
            for col in width
        ]
        for _, row in sorted(rows.items())
    ]
