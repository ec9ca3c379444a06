"""A storyboard as the data of the player: what every element looks like, and where it is when.

The data are told by element and not by keyframe: each element has a *track*, a row for every time that
it changes. So the state at any keyframe is looked up, whatever was shown before it.
"""

from typing import Any

from tconv_anim.painters.player.poster import activity, poster
from tconv_anim.painters.player.viewbox import Extent
from tconv_anim.painters.vector.drawing import Draughtsman, Drawn, Words
from tconv_anim.painters.vector.drawing import Look as Drawing
from tconv_anim.painters.vector.markup import inner
from tconv_anim.storyboard import Cell, Element, Label, Storyboard
from tconv_anim.theme import Theme

GONE = -1
"""The look of an element that has left."""

FURNITURE = ("title", "subtitle", "caption", "progress")
"""What the page shows in its own way: text that wraps, a scrubber. First parts of ids."""

Row = tuple[int, int, float, float, int, int]
"""Keyframe, look (or GONE), x, y, the track that it comes from and the one it goes to (or -1)."""


def board(storyboard: Storyboard, theme: Theme) -> dict[str, Any]:
    """The data of the player, ready for JSON; lengths in units, times in ms.

    ``frames`` are a class and markup each, with empty text elements; ``looks`` a frame, a height (z) and
    the texts to fill in. ``tracks`` are an id and rows of :data:`Row` in one flat list. ``sums`` name
    cells by their track; ``tables`` are the maps that sums speak of, for readers who don't see them.
    """
    tracks = _Tracks(storyboard, theme)
    keyframes, activities = [], []
    header: dict[str, str] = {"title": storyboard.title, "subtitle": ""}
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
        "view": tracks.extent.view(),
        "poster": poster(activities),
        "durations": durations,
        "steps": steps,
        "captions": captions,
        "frames": list(tracks.frames),
        "looks": list(tracks.looks),
        "tracks": [[name, *(value for row in rows for value in row)] for name, rows in tracks.rows.items()],
        "sums": _sums(storyboard, tracks),
        "tables": _tables(storyboard, tracks),
    }


class _Tracks:
    """Tracks as they are recorded, with the looks that they share."""

    def __init__(self, storyboard: Storyboard, theme: Theme) -> None:
        self._draughtsman = Draughtsman(storyboard, theme)
        self.frames: dict[tuple[str, str], int] = {}
        self.looks: dict[tuple[int | str, ...], int] = {}
        self.rows: dict[str, list[Row]] = {}
        self.index: dict[str, int] = {}
        self.extent = Extent()
        self.texts: dict[str, str] = {}

    def show(self, keyframe: int, element: Element) -> None:
        if element.id.partition("/")[0] in FURNITURE:
            return
        drawn = self._draughtsman.drawn(element)
        self.extent.add(drawn)
        # All that it comes from are there before it: of the factors of a product, the last is the weight.
        comes = [self.index[name] for name in getattr(element, "comes_from", ()) if name in self.index]
        goes = self.index.get(getattr(element, "goes_to", ""), -1)
        self.index.setdefault(element.id, len(self.index))
        self.texts[element.id] = element.text if isinstance(element, Cell | Label) else ""
        row = (keyframe, self._look(drawn), *drawn.at, comes[-1] if comes else -1, goes)
        self.rows.setdefault(element.id, []).append(row)

    def leave(self, keyframe: int, name: str) -> None:
        if name in self.rows:
            self.rows[name].append((keyframe, GONE, 0, 0, -1, -1))

    def _look(self, drawn: Drawn) -> int:
        texts = [part.text for part in drawn.look.parts if isinstance(part, Words)]
        blank = tuple(
            part._replace(text="") if isinstance(part, Words) else part for part in drawn.look.parts
        )
        frame = drawn.look.name, inner(Drawing(drawn.look.name, blank))
        key: tuple[int | str, ...] = (self.frames.setdefault(frame, len(self.frames)), drawn.z, *texts)
        return self.looks.setdefault(key, len(self.looks))


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
        array, row, col = name.rsplit("/", 2)
        maps.setdefault(array, {}).setdefault(int(row), {})[int(col)] = name
    # The maps that are read come first, then the kernels, then what is made of them.
    order = sorted(
        maps, key=lambda array: (("input", "kernel", "output", "back").index(array.split("/")[0]), array)
    )
    return [[_heading(array, tracks), _table(maps[array], tracks)] for array in order]


def _heading(array: str, tracks: _Tracks) -> str:
    """What the page calls a map: its own heading, or that of all of its kind."""
    for name in (f"heading/{array}", f"heading/{array.partition('/')[0]}"):
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
