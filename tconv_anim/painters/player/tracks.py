"""The tracks of a board: when each element changes, what it looks like then, and where it stands."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from tconv_anim.painters.faces import Spot
from tconv_anim.painters.player.arrangement import GONE
from tconv_anim.painters.player.ledger import Ledger
from tconv_anim.painters.vector.drawing import Draughtsman, Drawing, TextLine
from tconv_anim.painters.vector.extent import box
from tconv_anim.painters.vector.markup import inner
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import Extent
from tconv_anim.storyboard.metrics import CAP_HEIGHT
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Storyboard
from tconv_anim.storyboard.theme import Theme


class Tracks:
    """Tracks as they are recorded, with the looks that they share, those of ``like`` first."""

    def __init__(
        self, storyboard: Storyboard, theme: Theme, ledger: Ledger, like: "Tracks | None" = None
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
        """Record that an element comes or changes in a keyframe."""
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
        """Record that an element goes in a keyframe."""
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
