"""A handout: steps of a story on sheets of paper, several on each, with their captions and room for notes."""

from collections.abc import Iterator, Sequence

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import HEADING, SUBTITLE
from tconv_anim.storyboard.leaf import Leaf, prefix
from tconv_anim.storyboard.legible import least_scale
from tconv_anim.storyboard.sheet import LEADING
from tconv_anim.storyboard.stage import Stage
from tconv_anim.storyboard.stills import Spans, Still, Stills, stills
from tconv_anim.storyboard.storyboard import Keyframe, Label, Link, Storyboard

PAPERS = {"a4": (794, 1123), "letter": (816, 1056)}
"""Width and height of sheets of paper, in units of 1/96 inch."""

_EDGE = 56
"""Free space around a sheet, in units: 15 mm."""

_SHARE, _LOWEST = 0.6, 0.42
"""Shares of a sheet: the width that a picture may take where notes are beside it, and the height."""

_RULE, _RULES = 30, 3
"""Between the lines for notes, in units (8 mm), and how many there are at least."""

_GAP = 28
"""Between pictures, and between a picture and what stands beside it, in units."""

_NUMBER = 80
"""What the number of the sheet takes of its head, in units."""


def handout(storyboard: Storyboard, steps: Spans, paper: str) -> Storyboard:
    """A storyboard each of whose steps is a sheet of ``paper``, a key of :data:`PAPERS`, with some of these.

    Pictures stay as large as they are: the sheet has as many pixels as they need.
    """
    shown = stills(storyboard, steps)
    plan = _Plan(storyboard, shown, PAPERS[paper])
    sheets = [
        shown.pictures[first : first + plan.a_sheet] for first in range(0, len(shown.pictures), plan.a_sheet)
    ]
    leaves = [plan.filled(some, f"{at} / {len(sheets)}") for at, some in enumerate(sheets, 1)]
    return storyboard._replace(
        size=plan.size,
        panels={name: panel for leaf in leaves for name, panel in leaf.panels.items()},
        steps=len(sheets),
        keyframes=tuple(_keyframes(sheets, leaves)),
        sums=(),
        questions=(),
        narrow=None,
    )


def _keyframes(sheets: Sequence[Sequence[Still]], leaves: Sequence[Leaf]) -> Iterator[Keyframe]:
    stage = Stage()
    seen: list[str] = []
    for number, (some, leaf) in enumerate(zip(sheets, leaves, strict=True), 1):
        stage.hide(*seen)
        stage.show(*leaf.elements)
        seen = [element.id for element in leaf.elements]
        yield stage.cut(1000, "\n".join(still.told for still in some), number)


class _Plan:
    """How sheets are divided: their ``size`` in pixels, and ``a_sheet``, how many steps are on each."""

    def __init__(self, storyboard: Storyboard, shown: Stills, paper: tuple[int, int]) -> None:
        width, height = paper[0] - 2 * _EDGE, paper[1]
        least = max(1.0, shown.legend_box.width / width, shown.box.height / (_LOWEST * height))
        unit = max(least, shown.box.width / (_SHARE * width))
        # Beside notes a picture has half a sheet; where its numbers would be too small, it has all of it.
        self._beside = unit * least_scale(storyboard) <= 1
        self._unit = unit if self._beside else max(least, shown.box.width / width)
        self._shown, self._panels = shown, storyboard.panels
        leaf = Leaf(self._unit, self._panels)
        self.size = leaf.px(paper[0]), leaf.px(paper[1])
        self._x, self._width = leaf.px(_EDGE), leaf.px(width)
        taken = shown.box.width + leaf.px(_GAP) if self._beside else 0
        self._notes = self._x + taken, self._width - taken
        top = self._head(leaf, "")
        self._foot = self.size[1] - self._x - shown.legend_box.height
        gap = leaf.px(_GAP)
        room = self._foot - gap * bool(shown.legend) - top
        lines = max(len(leaf.broken(still, self._notes[1])) for still in shown.pictures) * shown.says
        text = leaf.px((1 + lines) * LEADING + _RULES * _RULE)
        need = max(shown.box.height, text) if self._beside else shown.box.height + gap + text
        self.a_sheet = max(1, min(len(shown.pictures), (room + gap) // (need + gap)))
        self._pitch = (room + gap) // self.a_sheet

    def filled(self, some: Sequence[Still], number: str) -> Leaf:
        """A sheet with these steps."""
        leaf = Leaf(self._unit, self._panels)
        y = self._head(leaf, number)
        for still in some:
            self._row(leaf, still, y)
            y += self._pitch
        legend, box = self._shown.legend, self._shown.legend_box
        leaf.picture(legend, box, self._x + (self._width - box.width) // 2, self._foot)
        return leaf

    def _head(self, leaf: Leaf, number: str) -> int:
        """Write the head; returns the height at which it ends."""
        leaf.write(
            Label(ids.note("sheet"), "note", number, (0, 0), SUBTITLE, "end"),
            self._x + self._width,
            leaf.px(_EDGE),
        )
        end = leaf.header(self._shown, self._x, leaf.px(_EDGE), self._width - leaf.px(_NUMBER))
        return max(end, leaf.px(_EDGE)) + leaf.px(_GAP) // 2

    def _row(self, leaf: Leaf, still: Still, y: int) -> None:
        """A step: its picture, and beside or below it its name, what it says, and lines for notes."""
        shown, (x, width) = self._shown, self._notes
        bottom = y + self._pitch - leaf.px(_GAP)
        leaf.picture(still.elements, shown.box, self._x, y, prefix(still))
        at = y if self._beside else y + shown.box.height + leaf.px(_GAP)
        at += leaf.px(LEADING) // 2
        name = Label(f"{prefix(still)}heading", "title", still.name, (0, 0), HEADING, bold=True)
        leaf.write(name, x, at)
        at += leaf.px(LEADING)
        if shown.says:
            at += leaf.caption(still, x, at, width)
        rule = leaf.px(_RULE)
        for line, height in enumerate(range(at + rule // 2, bottom + 1, rule)):
            name_of_line = f"{prefix(still)}{ids.link('rule', line)}"
            leaf.elements.append(Link(name_of_line, "link", (x, height), (x + width, height)))
