"""A storyboard as the data of the player: what every element looks like, and where it is when.

The data are told by element and not by keyframe: each element has a *track*, a row for every time that
it changes. So the state at any keyframe is looked up, whatever was shown before it.
"""

from functools import cached_property
from itertools import chain
from typing import Any

from tconv_anim.painters.faces import Spot
from tconv_anim.painters.player.poster import activity, poster
from tconv_anim.painters.player.viewbox import Extent, box
from tconv_anim.painters.vector.drawing import Draughtsman, Drawing, TextLine
from tconv_anim.painters.vector.markup import inner
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Storyboard
from tconv_anim.storyboard.theme import Theme

GONE = -1
"""The look of an element that has left."""


def board(storyboard: Storyboard, theme: Theme) -> dict[str, Any]:
    """The data of the player, ready for JSON; lengths in units, times in ms.

    ``frames`` are a class and markup each, with empty text elements; ``looks`` a frame, a height (z) and
    the texts to fill in. ``tracks`` are an id and rows in one flat list: keyframe, look (or GONE), x, y,
    the track that it comes from and the one it goes to (or -1). ``sums`` name cells by their track;
    ``tables`` are the maps that sums speak of, for readers who don't see them.
    """
    tracks = _Tracks(storyboard, theme)
    keyframes, activities = [], []
    header: dict[str, str] = {ids.TITLE: storyboard.title, ids.SUBTITLE: ""}
    for number, keyframe in enumerate(storyboard.keyframes):
        activities.append(activity(keyframe))
        keyframes.append((keyframe.duration_ms, keyframe.step, keyframe.caption))
        for gone in keyframe.leave:
            tracks.leave(number, gone)
        for element in keyframe.enter + keyframe.update:
            if isinstance(element, Label) and element.id in header:
                header[element.id] = element.text
            tracks.show(number, element)
    durations, steps, captions = zip(*keyframes, strict=True)
    return {
        **header,
        "description": storyboard.description,
        "view": tracks.extent.view() if tracks.extent else (0, 0, *storyboard.size),
        "poster": poster(activities),
        "durations": durations,
        "steps": steps,
        "captions": captions,
        "frames": list(tracks.frames),
        "looks": list(tracks.looks),
        "tracks": tracks.flat(),
        "sums": _sums(storyboard, tracks),
        "tables": _tables(storyboard, tracks),
    }


class _Tracks:
    """Tracks as they are recorded, with the looks that they share."""

    def __init__(self, storyboard: Storyboard, theme: Theme) -> None:
        self._draughtsman = Draughtsman(storyboard, theme)
        self._cells: dict[tuple[str, ...], tuple[Cell, Spot, int, Extent]] = {}
        self.frames: dict[tuple[str, str], int] = {}
        self.looks: dict[tuple[int | str, ...], int] = {}
        self.rows: dict[str, list[tuple[int, int, float, float, str, str]]] = {}
        self.texts: dict[str, str] = {}
        self.extent: Extent | None = None

    def show(self, keyframe: int, element: Element) -> None:
        name = element.id
        if ids.is_furniture(name):
            return
        comes = goes = ""
        if isinstance(element, Cell):
            (x, y), look, extent = self._cell(element)
            self.texts[name] = element.text
            # All that it comes from are there before it: of a product's factors, the last is the weight.
            comes = next((n for n in reversed(element.comes_from) if n in self.rows), "")
            goes = element.goes_to
        else:
            (x, y), look, extent = self._drawn(element)
            if isinstance(element, Label):
                self.texts[name] = element.text
        self.extent = extent.at(x, y).around(self.extent or extent.at(x, y))
        self.rows.setdefault(name, []).append((keyframe, look, x, y, comes, goes))

    def leave(self, keyframe: int, name: str) -> None:
        if name in self.rows:
            self.rows[name].append((keyframe, GONE, 0, 0, "", ""))

    @cached_property
    def index(self) -> dict[str, int]:
        """The places of all tracks: like ones beside each other, in the order in which they came."""
        kinds: dict[str, list[str]] = {}
        for name in self.rows:
            kinds.setdefault(ids.kind(name), []).append(name)
        return {name: place for place, name in enumerate(chain.from_iterable(kinds.values()))}

    def flat(self) -> list[list[Any]]:
        """Each track as its id and its rows in one list, with places for the ids in them (-1: none)."""
        places = self.index | {"": -1}
        return [
            [
                name,
                *chain.from_iterable(
                    (*row[:4], places.get(row[4], -1), places.get(row[5], -1)) for row in self.rows[name]
                ),
            ]
            for name in self.index
        ]

    def _cell(self, cell: Cell) -> tuple[Spot, int, Extent]:
        """A cell is drawn like the last one of its look, as many places further on the lattice."""
        key = cell.role, cell.panel, cell.text, cell.note, str(cell.z)
        if key not in self._cells:
            self._cells[key] = cell, *self._drawn(cell)
        like, (x, y), look, extent = self._cells[key]
        rows, cols = cell.row - like.row, cell.col - like.col
        panel = self._draughtsman.storyboard.panels[cell.panel]
        x += cols * panel.across[0] + rows * panel.down[0]
        y += cols * panel.across[1] + rows * panel.down[1]
        return (x, y), look, extent

    def _drawn(self, element: Element) -> tuple[Spot, int, Extent]:
        drawn = self._draughtsman.drawn(element)
        texts = [part.text for part in drawn.look.parts if isinstance(part, TextLine)]
        blank = tuple(
            part._replace(text="") if isinstance(part, TextLine) else part for part in drawn.look.parts
        )
        frame = drawn.look.name, inner(Drawing(drawn.look.name, blank))
        key: tuple[int | str, ...] = (self.frames.setdefault(frame, len(self.frames)), drawn.z, *texts)
        return drawn.at, self.looks.setdefault(key, len(self.looks)), box(drawn.look)


def _sums(storyboard: Storyboard, tracks: _Tracks) -> list[Any]:
    """Each sum as track, name, value and its terms: text, value, the tracks of both factors (or -1)."""
    index = tracks.index
    return [
        [
            index[told.cell],
            told.name,
            told.value,
            [[t.text, t.value, index.get(t.input, -1), index.get(t.weight, -1)] for t in told.terms],
        ]
        for told in storyboard.sums
        if told.cell in index
    ]


def _tables(storyboard: Storyboard, tracks: _Tracks) -> list[Any]:
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
    # The maps that are read come first, then the kernels, then what is made of them.
    order = sorted(
        maps, key=lambda array: (("input", "kernel", "output", "rest", "back").index(ids.kind(array)), array)
    )
    return [[_heading(array, tracks), _table(maps[array], tracks)] for array in order]


def _heading(array: str, tracks: _Tracks) -> str:
    """What the page calls a map: its own heading, or that of all of its kind."""
    for name in ids.heading(array), ids.heading(ids.kind(array)):
        if name in tracks.texts:
            return tracks.texts[name]
    return array.replace("/", " ")


def _table(rows: dict[int, dict[int, str]], tracks: _Tracks) -> list[Any]:
    width = range(max(col for row in rows.values() for col in row) + 1)
    return [
        [
            [tracks.index[row[col]], tracks.texts[row[col]].replace("-", "−")] if col in row else None
            for col in width
        ]
        for _, row in sorted(rows.items())
    ]
