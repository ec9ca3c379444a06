"""A page as it is filled: pictures of stills, lines of text, rules."""

from collections.abc import Iterable, Mapping
from math import ceil

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import Extent
from tconv_anim.storyboard.layout import CAPTION, SUBTITLE, TITLE
from tconv_anim.storyboard.metrics import text_width, wrap
from tconv_anim.storyboard.moved import Move
from tconv_anim.storyboard.sheet import LEADING
from tconv_anim.storyboard.stills import Still, Stills
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Outline, Panel

_APART = 36
"""Between a title and the subtitle beside it, in units."""


class Leaf:
    """A page: its ``elements`` and their ``panels``. What is written on it has ``unit`` pixels a unit."""

    def __init__(self, unit: float, panels: Mapping[str, Panel]) -> None:
        self.elements: list[Element] = []
        self.panels: dict[str, Panel] = {}
        self._unit, self._from = unit, panels

    def px(self, units: float) -> int:
        """So many units, in pixels."""
        return round(units * self._unit)

    def picture(self, elements: Iterable[Element], box: Extent, x: int, y: int, prefix: str = "") -> None:
        """Put a picture with the corner of its box at (x, y); its ids there begin with ``prefix``."""
        move = Move(prefix, (x - int(box.left // 1), y - int(box.top // 1)))
        for element in elements:
            self.elements.append(move.element(element))
            if isinstance(element, Cell | Outline):
                panel = move.panel(self._from[element.panel])
                self.panels[panel.id] = panel

    def write(self, label: Label, x: int, y: int) -> None:
        """Write a line of text, whose size is in units, with its anchor at (x, y)."""
        self.elements.append(label._replace(at=(x, y), size=self.px(label.size)))

    def caption(self, still: Still, x: int, y: int, width: int) -> int:
        """Write what a still says in lines of this width, from the height y on; returns how high they are."""
        lines = self.broken(still, width)
        for number, line in enumerate(lines):
            name = f"{prefix(still)}{ids.caption(number)}"
            self.write(Label(name, "caption", line, (0, 0), CAPTION), x, y + number * self.px(LEADING))
        return len(lines) * self.px(LEADING)

    def broken(self, still: Still, width: int) -> list[str]:
        """The lines of what a still says."""
        return [line for said in still.says for line in wrap(said, self.px(CAPTION), width)]

    def header(self, shown: Stills, x: int, y: int, width: int) -> int:
        """Write the title at the height y, the subtitle beside it or below; returns where they end."""
        if not shown.title:
            return y
        self.write(Label(ids.TITLE, "title", shown.title, (0, 0), TITLE, bold=True), x, y)
        note = Label(ids.SUBTITLE, "note", shown.subtitle, (0, 0), SUBTITLE)
        if sum(self.titled(shown)) + self.px(_APART) <= width:
            self.write(note._replace(anchor="end"), x + width, y)
            return y + self.px(28)
        y += self.px(28)
        for number, line in enumerate(wrap(shown.subtitle, self.px(SUBTITLE), width)):
            self.write(note._replace(id=ids.of(ids.SUBTITLE, number), text=line), x, y)
            y += self.px(24)
        return y

    def titled(self, shown: Stills) -> tuple[int, int]:
        """How wide the title and the subtitle are."""
        title = ceil(text_width(shown.title, self.px(TITLE), bold=True))
        return title, ceil(text_width(shown.subtitle, self.px(SUBTITLE)))


def prefix(still: Still) -> str:
    """With what the ids of a still's elements begin."""
    return f"{still.step}:"
