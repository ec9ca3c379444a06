"""The sheet that a picture is on: from boxes in units to a page in pixels."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import NamedTuple, TypeVar

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import (
    CAPTION,
    CAPTION_LINES,
    LEAST_WIDTH,
    MARGIN,
    SUBTITLE,
    TITLE,
    Box,
    above,
    beside,
)
from tconv_anim.storyboard.metrics import text_width, wrap
from tconv_anim.storyboard.storyboard import Cell, Label, Link, Panel, Point

LEADING = round(CAPTION * 1.45)
"""From a line of a caption to the next, in units."""

_TO_CAPTION = 22
"""From the progress line to the middle of the caption's first line, in units."""


Colour = Callable[[Cell], Cell]
"""Has the last word on the role of a cell."""


class Page(NamedTuple):
    """A whole page in pixels: header, body, legend, progress line and room for a caption.

    ``floating`` names the slanted panels that float above others. The labels of a ``formula`` have their
    place, and are seen only when it is told. ``colour`` colours all cells.
    """

    size: tuple[int, int]
    panels: dict[str, Panel]
    labels: tuple[Label, ...]
    progress_y: int
    floating: frozenset[str]
    formula: tuple[Label, ...]
    scale: float
    captions: bool
    colour: Colour | None

    def progress(self, done: int, of: int) -> tuple[Link, ...]:
        """The progress line, ``done`` parts of ``of`` filled."""
        if not self.captions:
            return ()
        left = round(MARGIN * self.scale)
        right = self.size[0] - left
        end = left + (right - left) * done // max(of, 1)
        y = self.progress_y
        return (
            Link(ids.TRACK, "track", (left, y), (right, y)),
            Link(ids.DONE, "progress", (left, y), (end, y), z=31),
        )

    @property
    def caption_y(self) -> float:
        """The middle of a caption's first line, in units."""
        return self.progress_y / self.scale + _TO_CAPTION

    def caption(self, text: str) -> list[Label]:
        """The caption, broken into the lines that there is room for (the last takes all the rest)."""
        if not self.captions:
            return []
        width = self.size[0] / self.scale - 2 * MARGIN
        return caption_at(text, MARGIN, self.caption_y, width, self.scale)


def caption_at(text: str, x: float, y: float, width: float, scale: float) -> list[Label]:
    """A caption from (x, y) on, in units, as lines in pixels; the last that has room takes all the rest."""
    lines = wrap(text, CAPTION, width)
    keep = lines[: caption_lines(width) - 1]
    if rest := lines[len(keep) :]:
        keep.append(" ".join(rest))
    labels = (Label(ids.caption(i), "caption", line, (0, 0), CAPTION) for i, line in enumerate(keep))
    places = ((x, y + i * LEADING) for i in range(len(keep)))
    return [
        _scaled(label._replace(at=place), scale)  # type: ignore[arg-type]
        for label, place in zip(labels, places, strict=True)
    ]


class Told(NamedTuple):
    """What a picture that is a part of a page would say on a page of its own.

    ``axis`` is the height, in units, of the line on which it is lined up with others.
    """

    title: str
    subtitle: str
    legend: Sequence[Box]
    axis: float


class Sheet(NamedTuple):
    """What a page is put on: ``width`` x ``height`` units, each of ``scale`` pixels.

    It is as large as what is on it, at least; ``least`` is the width that its content has by itself.
    A page can be without its ``title`` (that is ``name`` where it has one of its own), ``legend`` or
    ``captions``, which have ``lines`` where it isn't known from its width. Where it is a part of a larger
    one, that is ``told`` of it, and parts of the legend may stand ``elsewhere`` there: by their keys (see
    :func:`key_of`), and take no room.
    """

    width: float = 0
    height: float = 0
    scale: float = 1
    least: int = LEAST_WIDTH
    title: bool = True
    legend: bool = True
    captions: bool = True
    lines: int | None = None
    told: Callable[[Told], None] | None = None
    elsewhere: frozenset[str] = frozenset()
    name: str = ""

    def page(
        self,
        title: str,
        subtitle: str,
        body: Box,
        legend: Sequence[Box] = (),
        floats: str = "output",
        colour: Colour | None = None,
    ) -> Page:
        """The page with ``body`` in its middle; the subtitle stands right of the title where there is room.

        The parts of the ``legend`` are below the body, in as few lines as there is room for.

        Where panels are slanted, those of the kind ``floats`` float above the others.
        """
        title = self.name or title
        pieces = [piece for piece in legend if self.legend and key_of(piece) not in self.elsewhere]
        if self.told:
            self.told(Told(title, subtitle, legend if self.legend else (), MARGIN + body.axis))
        head, sub = ceil(text_width(title, TITLE, bold=True)), ceil(text_width(subtitle, SUBTITLE))
        natural = max(
            body.width,
            max((piece.width for piece in pieces), default=0),
            max(head, sub) if self.title else 0,
            self.least if self.captions else 0,
        )
        width = max(self.width - 2 * MARGIN, natural)
        parts: list[Panel | Label] = []
        y: float = MARGIN
        if self.title:
            beside = head + 36 + sub <= width
            parts.append(Label(ids.TITLE, "title", title, (MARGIN, MARGIN + 2), TITLE, bold=True))
            note = Label(ids.SUBTITLE, "note", subtitle, (MARGIN, MARGIN + 28), SUBTITLE)
            right = round(MARGIN + width), MARGIN + 2
            parts.append(note._replace(at=right, anchor="end") if beside else note)
            y += 30 if beside else 54
        key = _lines(pieces, width)
        below = key.height + 20 if pieces else 0
        lines = caption_lines(width) if self.lines is None else self.lines
        foot = _TO_CAPTION + lines * LEADING + 4 if self.captions else MARGIN - 20
        # Room that is left on the sheet is above and below the body.
        spare = max(0.0, self.height - y - body.height - 20 - below - foot)
        parts += body.parts_at(MARGIN + (width - body.width) // 2, y + spare // 2)
        y += body.height + 20 + spare
        parts += key.parts_at(MARGIN + (width - key.width) // 2, y)
        y += below
        for piece in legend:
            if key_of(piece) in self.elsewhere:
                parts += piece.parts
        panels = [_scaled(part, self.scale) for part in parts if isinstance(part, Panel)]
        labels = [_scaled(part, self.scale) for part in parts if isinstance(part, Label)]
        formula = tuple(label for label in labels if ids.kind(label.id) == ids.FORMULA)
        return Page(
            size=(round((width + 2 * MARGIN) * self.scale), round((self.height or y + foot) * self.scale)),
            panels={panel.id: panel for panel in panels},
            labels=tuple(label for label in labels if label not in formula),
            progress_y=round(y * self.scale),
            floating=frozenset(one.id for one in panels if one.down[0] and ids.kind(one.id) == floats),
            formula=formula,
            scale=self.scale,
            captions=self.captions,
            colour=colour,
        )


def key_of(piece: Box) -> str:
    """What names a part of a legend that is true of cells wherever they are; empty where it tells of one
    picture only.
    """
    first = piece.parts[0].id
    return first if ids.kind(first) in (ids.LEGEND, ids.NOTE) else ""


def _lines(pieces: Sequence[Box], width: float) -> Box:
    """Boxes beside each other, in lines of at most ``width``."""
    lines: list[list[Box]] = []
    room = 0.0
    for piece in pieces:
        if lines and piece.width + _BETWEEN <= room:
            lines[-1].append(piece)
            room -= piece.width + _BETWEEN
        else:
            lines.append([piece])
            room = width - piece.width
    return above(8, *(beside(_BETWEEN, *line) for line in lines))


_BETWEEN = 28
"""Between the parts of a legend, in units."""


def caption_lines(width: float) -> int:
    """Lines that a caption of this width, in units, has room for."""
    return CAPTION_LINES + (width < LEAST_WIDTH)


_Part = TypeVar("_Part", Panel, Label)


def _scaled(part: _Part, scale: float) -> _Part:
    """A part of a page in whole pixels, ``scale`` of them for a unit."""

    def whole(point: tuple[float, float]) -> Point:
        return round(point[0] * scale), round(point[1] * scale)

    if isinstance(part, Label):
        return part._replace(at=whole(part.at), size=_floor(part.size * scale))
    across, down = whole(part.across), whole(part.down)
    return part._replace(
        origin=whole(part.origin), across=across, down=down, text_size=_floor(part.text_size * scale)
    )


def _floor(number: float) -> int:
    return int(number + 1e-6)  # what should be whole may be a little less
