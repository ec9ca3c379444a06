"""The sheet that a picture is on: from boxes in units to a page in pixels."""

from collections.abc import Callable
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
)
from tconv_anim.storyboard.metrics import text_width, wrap
from tconv_anim.storyboard.storyboard import Cell, Label, Link, Panel, Point

_LEADING = round(CAPTION * 1.45)

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

    def caption(self, text: str) -> list[Label]:
        """The caption, broken into the lines that there is room for (the last takes all the rest)."""
        if not self.captions:
            return []
        width = self.size[0] / self.scale - 2 * MARGIN
        lines = wrap(text, CAPTION, width)
        keep = lines[: _caption_lines(width) - 1]
        if rest := lines[len(keep) :]:
            keep.append(" ".join(rest))
        top = self.progress_y / self.scale + _TO_CAPTION
        labels = (Label(ids.caption(i), "caption", line, (0, 0), CAPTION) for i, line in enumerate(keep))
        places = ((MARGIN, top + i * _LEADING) for i in range(len(keep)))
        return [
            _scaled(label._replace(at=place), self.scale)  # type: ignore[arg-type]
            for label, place in zip(labels, places, strict=True)
        ]


class Sheet(NamedTuple):
    """What a page is put on: ``width`` x ``height`` units, each of ``scale`` pixels.

    0 stands for as much as there is on it, where ``least`` is the width that its content has at least.
    A page can be without its ``title``, ``legend`` or ``captions``.
    """

    width: float = 0
    height: float = 0
    scale: float = 1
    least: int = LEAST_WIDTH
    title: bool = True
    legend: bool = True
    captions: bool = True

    def page(
        self,
        title: str,
        subtitle: str,
        body: Box,
        legend: Box | None = None,
        floats: str = "output",
        colour: Colour | None = None,
    ) -> Page:
        """The page with ``body`` in its middle; the subtitle stands right of the title where there is room.

        Where panels are slanted, those of the kind ``floats`` float above the others.
        """
        legend = legend if self.legend else None
        head, sub = ceil(text_width(title, TITLE, bold=True)), ceil(text_width(subtitle, SUBTITLE))
        natural = max(
            body.width,
            legend.width if legend else 0,
            max(head, sub) if self.title else 0,
            self.least if self.captions else 0,
        )
        width = self.width - 2 * MARGIN if self.width else natural
        parts: list[Panel | Label] = []
        y: float = MARGIN
        if self.title:
            beside = head + 36 + sub <= width
            parts.append(Label(ids.TITLE, "title", title, (MARGIN, MARGIN + 2), TITLE, bold=True))
            note = Label(ids.SUBTITLE, "note", subtitle, (MARGIN, MARGIN + 28), SUBTITLE)
            right = round(MARGIN + width), MARGIN + 2
            parts.append(note._replace(at=right, anchor="end") if beside else note)
            y += 30 if beside else 54
        below = legend.height + 20 if legend else 0
        foot = _TO_CAPTION + _caption_lines(width) * _LEADING + 4 if self.captions else MARGIN - 20
        # Room that is left on the sheet is above and below the body.
        spare = max(0.0, self.height - y - body.height - 20 - below - foot)
        parts += body.parts_at(MARGIN + (width - body.width) // 2, y + spare // 2)
        y += body.height + 20 + spare
        if legend:
            parts += legend.parts_at(MARGIN + (width - legend.width) // 2, y)
            y += below
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


def _caption_lines(width: float) -> int:
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
