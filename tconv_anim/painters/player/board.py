"""A storyboard as the data of the player: what every element looks like, and where it is when.

The data are told by element and not by keyframe: each element has a *track*, a row for every time that
it changes. So the state at any keyframe is looked up, whatever was shown before it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from tconv_anim.live import bare, leaves
from tconv_anim.painters.faces import Spot
from tconv_anim.painters.player.arrangement import GONE, rearranged
from tconv_anim.painters.player.ledger import Ledger
from tconv_anim.painters.player.viewbox import Extent, box
from tconv_anim.painters.poster import activity, poster
from tconv_anim.painters.vector.drawing import Draughtsman, Drawing, TextLine
from tconv_anim.painters.vector.markup import inner
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.legible import least_scale
from tconv_anim.storyboard.metrics import CAP_HEIGHT
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Storyboard
from tconv_anim.storyboard.theme import Theme


def board(storyboard: Storyboard, theme: Theme) -> dict[str, Any]:
    """The data of the player, ready for JSON; lengths in units, times in ms.

    At the scale ``least`` it can be read. ``frames`` are a class and markup each, with empty text elements,
    and where live numbers are put in, how each fits: its largest size, its room, the middle of its capitals,
    whether it is bold. ``looks`` are a frame, a height (z) and the texts to fill in; a frame below 0 is one
    of the numbers' ``choices`` (-1: the first), which chooses from a list of frames (``alike``). Texts hold
    marks for ``numbers`` (see :class:`Ledger`); title, subtitle and ``ending``, the last caption, have none,
    the ``header``, which is the first two again, has. ``tracks`` are an id and rows in one flat list:
    keyframe, look (or GONE), x, y, the track that it comes from and the one it goes to (or -1). ``sums`` name
    cells by their track; ``tables`` are the maps that sums speak of, for readers who don't see them.

    ``narrow`` is the same story, arranged for a narrow page: see :func:`rearranged`.
    """
    ledger = Ledger(storyboard.book)
    tracks = _Tracks(storyboard, theme, ledger)
    keyframes, activities = [], []
    header: dict[str, str] = {ids.TITLE: storyboard.title, ids.SUBTITLE: ""}
    for keyframe in tracks.record(storyboard):
        activities.append(activity(keyframe))
        keyframes.append((keyframe.duration_ms, keyframe.step, ledger.text(keyframe.caption)))
        for element in keyframe.enter + keyframe.update:
            if isinstance(element, Label) and element.id in header:
                header[element.id] = element.text
    durations, steps, captions = zip(*keyframes, strict=True)
    again = _retraced(storyboard.narrow, tracks, theme) if storyboard.narrow else None
    sums, tables = _sums(storyboard, tracks), _tables(storyboard, tracks)
    numbers = ledger.data(list(tracks.choices))
    live = {"numbers": numbers, "alike": list(tracks.alike)} if numbers else {}
    return {
        **{name: bare(text) for name, text in header.items()},
        "header": [ledger.text(header[name]) for name in (ids.TITLE, ids.SUBTITLE)],
        "ending": bare(keyframe.caption),
        "description": storyboard.description,
        "view": tracks.view(),
        "least": least_scale(storyboard),
        "poster": poster(activities),
        "durations": durations,
        "steps": steps,
        "captions": captions,
        "frames": list(tracks.frames),
        "looks": list(tracks.looks),
        "tracks": tracks.flat(tracks.index),
        "questions": [list(question) for question in storyboard.questions],
        "sums": sums,
        "tables": tables,
        **live,
        **({"narrow": again} if again else {}),
    }


def _retraced(narrow: Storyboard, wide: "_Tracks", theme: Theme) -> dict[str, Any] | None:
    """The narrow arrangement by what is other in it; None where all stands as in the wide one."""
    tracks = _Tracks(narrow, theme, wide.ledger, wide)
    for _ in tracks.record(narrow):
        pass
    if tracks.rows.keys() != wide.rows.keys():
        return None
    places = rearranged(wide.flat(wide.index), tracks.flat(wide.index))
    return {"view": tracks.view(), **places} if places else None


class _Tracks:
    """Tracks as they are recorded, with the looks that they share, those of ``like`` first."""

    def __init__(
        self, storyboard: Storyboard, theme: Theme, ledger: Ledger, like: "_Tracks | None" = None
    ) -> None:
        self._draughtsman = Draughtsman(storyboard, theme)
        self.ledger = ledger
        self._cells: dict[Any, tuple[Cell, Spot, int, int, Extent]] = {}
        self._shared: dict[Any, tuple[int, ...]] = like._shared if like else {}
        self.frames: dict[tuple[Any, ...], int] = like.frames if like else {}
        self.alike: dict[tuple[int, ...], int] = like.alike if like else {}
        self.choices: dict[tuple[int, int], int] = like.choices if like else {}
        self.looks: dict[tuple[int | str, ...], int] = like.looks if like else {}
        self.rows: dict[str, list[tuple[int, int, float, float, str, str]]] = {}
        self.texts: dict[str, str] = {}
        self.extent: Extent | None = None

    def record(self, storyboard: Storyboard) -> Iterator[Keyframe]:
        """Each keyframe, after what changes in it is recorded."""
        for number, keyframe in enumerate(storyboard.keyframes):
            for gone in keyframe.leave:
                self.leave(number, gone)
            for element in keyframe.enter + keyframe.update:
                self.show(number, element)
            yield keyframe

    def view(self) -> tuple[int, int, int, int]:
        """The box that is drawn on."""
        return self.extent.view() if self.extent else (0, 0, *self._draughtsman.storyboard.size)

    def show(self, keyframe: int, element: Element) -> None:
        name = element.id
        if ids.is_furniture(name):
            return
        (x, y), look, extent = self._placed(element)
        if isinstance(element, Cell | Label):
            self.texts[name] = self.ledger.text(element.text)
        comes = goes = ""
        if isinstance(element, Cell):
            # All that it comes from are there before it: of a product's factors, the last is the weight.
            comes = next((n for n in reversed(element.comes_from) if n in self.rows), "")
            goes = element.goes_to
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

    def flat(self, index: dict[str, int]) -> list[list[Any]]:
        """Each track as its id and its rows in one list, with places for the ids in them (-1: none)."""
        places = index | {"": -1}
        return [
            [
                name,
                *chain.from_iterable(
                    (*row[:4], places.get(row[4], -1), places.get(row[5], -1)) for row in self.rows[name]
                ),
            ]
            for name in index
        ]

    def _placed(self, element: Element) -> tuple[Spot, int, Extent]:
        """Where an element stands, its look, and the box around what it draws there.

        A cell is drawn like the last one that differs from it in numbers only, as many places further on the
        lattice.
        """
        texts = _texts_of(element)
        live = tuple(map(self.ledger.is_live, texts))
        # What may become any number is drawn as one that has room.
        blank = _rewritten(element, ["0" if one else text for one, text in zip(live, texts, strict=True)])
        if isinstance(element, Cell):
            key = element.role, element.panel, *_texts_of(blank), str(element.z), live
            if key not in self._cells:
                self._cells[key] = element, *self._drawn(blank, live)
            like, (x, y), frame, lines, extent = self._cells[key]
            rows, cols = element.row - like.row, element.col - like.col
            panel = self._draughtsman.storyboard.panels[element.panel]
            x += cols * panel.across[0] + rows * panel.down[0]
            y += cols * panel.across[1] + rows * panel.down[1]
        else:
            (x, y), frame, lines, extent = self._drawn(blank, live)
        shown = [self.ledger.text(text) for text in texts[:lines]]
        if isinstance(element, Cell):
            shown = [text.replace("-", "−") for text in shown]
        look: tuple[int | str, ...] = (frame, element.z, *shown)
        return (x, y), self.looks.setdefault(look, len(self.looks)), extent

    def _drawn(self, blank: Element, live: tuple[bool, ...]) -> tuple[Spot, int, int, Extent]:
        """Where an element stands, its frame, how many lines of text that has, and the box around it."""
        choice = self.ledger.choice(blank.role)
        roles = choice[1] if choice else (blank.role,)
        drawn = self._draughtsman.drawn(blank._replace(role=next(filter(None, roles))))
        if choice is None:
            frame = self._frame(drawn.look, live)
        else:
            frames = self._frames(blank, tuple(roles), live)
            chosen = choice[0], self.alike.setdefault(frames, len(self.alike))
            frame = -1 - self.choices.setdefault(chosen, len(self.choices))
        lines = sum(isinstance(part, TextLine) for part in drawn.look.parts)
        return drawn.at, frame, lines, box(drawn.look)

    def _frames(self, blank: Element, roles: Sequence[str], live: Sequence[bool]) -> tuple[int, ...]:
        """The frames of an element in each of these roles, which the cells of a panel share."""
        shared = blank
        if isinstance(blank, Cell):
            shared = blank._replace(id="", role="", row=0, col=0, comes_from=(), goes_to="")
        key = shared, roles, live
        if key not in self._shared:
            looks = (
                self._draughtsman.drawn(blank._replace(role=role)).look if role else _NOTHING
                for role in roles
            )
            self._shared[key] = tuple(self._frame(look, live) for look in looks)
        return self._shared[key]

    def _frame(self, look: Drawing, live: Sequence[bool]) -> int:
        """The number of a look's frame: what it draws, without its texts, and how other numbers fit in."""
        lines = [part for part in look.parts if isinstance(part, TextLine)]
        blank = (part._replace(text="") if isinstance(part, TextLine) else part for part in look.parts)
        frame: tuple[Any, ...] = (look.name, inner(Drawing(look.name, tuple(blank))))
        if any(live[: len(lines)]):
            frame = (*frame, tuple(_fit(line) if one else 0 for line, one in zip(lines, live, strict=False)))
        return self.frames.setdefault(frame, len(self.frames))


_NOTHING = Drawing("", ())
"""What an element looks like that isn't there."""


def _texts_of(element: Element) -> Sequence[str]:
    """What an element says, line by line."""
    if isinstance(element, Label):
        return (element.text,)
    return (element.text, element.note) if isinstance(element, Cell) else ()


def _rewritten(element: Element, texts: Sequence[str]) -> Element:
    """The element with other texts."""
    if isinstance(element, Cell):
        return element._replace(text=texts[0], note=texts[1])
    return element._replace(text=texts[0]) if isinstance(element, Label) else element


def _fit(line: TextLine) -> Any:
    """The largest size of a line, the room for it, the middle of its capitals and whether it is bold (1)."""
    middle = line.y - line.size * CAP_HEIGHT / 2
    return (line.most, round(line.room, 2), round(middle, 2), int(line.bold)) if line.room else 0


def _sums(storyboard: Storyboard, tracks: _Tracks) -> list[Any]:
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
    found = [[_heading(array, tracks), _table(maps[array], tracks)] for array in order]
    return [*found, *_unseen(storyboard, tracks)]


def _unseen(storyboard: Storyboard, tracks: _Tracks) -> Iterator[Any]:
    """Numbers that can be changed and have no cell in the picture: each map with the names of its numbers."""
    maps: dict[str, dict[int, list[Any]]] = {}
    for name, text in leaves(storyboard.book):
        kind = ids.kind(name)
        if name not in tracks.index and kind != "rest":
            array, row, _ = ids.place(name) if kind != "bias" else (kind, 0, 0)
            maps.setdefault(array, {}).setdefault(row, []).append([-1, tracks.ledger.text(text), name])
    for array, rows in maps.items():
        several = sum(ids.kind(other) == ids.kind(array) for other in maps) > 1
        yield [array.replace("/", " ") if several else ids.kind(array), [rows[row] for row in sorted(rows)]]


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
