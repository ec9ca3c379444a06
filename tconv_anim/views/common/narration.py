"""Telling a view's story: the stage, with a caption and a progress line in every keyframe."""

from collections.abc import Callable, Iterator
from itertools import chain

from tconv_anim.language.saying import say
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import CAPTION_LINES
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Stage
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Outline

_FLOATING = 35
"""What lifts a panel's cells and outlines over links, and leaves them below labels."""


class Narration(Stage):
    """A stage on a page. The scenery (the page's labels) is there from the first keyframe on.

    ``steps`` is the number of steps to come: the progress line is full at the last of them. ``last`` is
    what joins after it, if anything does.
    """

    def __init__(self, page: Page, steps: int, last: str = "") -> None:
        super().__init__()
        self._last = last
        self._page = page
        self._floating = page.floating
        self._panels = {"", *page.panels}
        self._lines = ids.lines(page.panels)
        self._at = 0
        self._aside: dict[str, list[Element]] = {}
        self.steps = steps
        self.show(*page.labels)

    def aside(self, *roles: str) -> None:
        """Take the legend's entries of these roles off the stage, until they enter."""
        for role in roles:
            panel = ids.legend(role)
            own = [name for name in self._now if name == ids.heading(panel) or name.startswith(f"{panel}/")]
            self._aside[role] = [self._now[name] for name in own]
            self.hide(*own)

    def enter(self, *roles: str) -> Iterator[Element]:
        """The legend's entries of these roles that have been taken aside."""
        for role in roles:
            yield from self._aside.pop(role, ())

    @property
    def end(self) -> int:
        """The step of all keyframes after the last step."""
        return self.steps + 1

    def show(self, *elements: Element) -> None:
        """Put elements on the stage, but for those of panels that the page doesn't have.

        Those of panels that float above others cover the links to them.
        """
        on_page = (e for e in elements if getattr(e, "panel", "") in self._panels)
        finished = map(self._finished, on_page)
        super().show(*(chain.from_iterable(map(self._in_lines, finished)) if self._lines else finished))

    def hide(self, *names: str) -> None:
        """Take elements off the stage, in all lines that they are in."""
        pieces = (self._pieces(name) for name in names) if self._lines else ()
        super().hide(*names, *chain.from_iterable(pieces))

    def _pieces(self, name: str) -> Iterator[str]:
        """What an outline's pieces in further lines may be called."""
        return (ids.of(name, "piece", i) for i in range(1, 1 + max(map(len, self._lines.values()))))

    def _in_lines(self, element: Element) -> Iterator[Element]:
        """An element of a row that is broken into lines where it belongs; outlines may be in several."""
        if not isinstance(element, Cell | Outline) or element.panel not in self._lines:
            yield element
            return
        lines = self._lines[element.panel]
        if isinstance(element, Cell):
            begun = [panel for first, panel in lines.items() if first <= element.col]
            yield element._replace(panel=begun[-1]) if begun else element
            return
        super().hide(element.id, *self._pieces(element.id))
        starts = [(element.col, element.panel), *lines.items()]
        stop = element.col + element.cols
        names = [element.id, *self._pieces(element.id)]
        for at, (first, panel) in enumerate(starts):
            begin = max(first, element.col)
            end = min(stop, starts[at + 1][0]) if at + 1 < len(starts) else stop
            if begin < end:
                yield element._replace(id=names.pop(0), panel=panel, col=begin, cols=end - begin)

    def _finished(self, element: Element) -> Element:
        if isinstance(element, Cell) and self._page.colour:
            element = self._page.colour(element)
        if isinstance(element, Cell | Outline) and element.panel in self._floating:
            element = element._replace(z=element.z + _FLOATING)
        return element

    def told(self, caption: str, step: int) -> str:
        """The caption as it is shown: the first one of a step begins with its number."""
        if not 0 < step < self.end or (step == self._at and not (self._last and step == self.steps)):
            return caption
        # Whoever stops at the last step shall not take its sums for the output.
        return numbered(caption, step, self.steps, self._last if step == self.steps else "")

    def tell(self, duration_ms: int, caption: str, step: int) -> Keyframe:
        """Cut a keyframe with this caption, as :meth:`told`."""
        told = self.told(caption, step)
        self._at = step
        self.hide(*(ids.caption(line) for line in range(CAPTION_LINES)))
        self.show(*self._page.progress(min(step, self.steps), self.steps), *self._page.caption(told))
        return self.cut(duration_ms, told, step)


def numbered(caption: str, step: int, steps: int, last: str = "") -> str:
    """A caption with the number of its step in front, and with what joins after it, if anything does."""
    return _NUMBERED[last](caption, step, steps)


_NUMBERED: dict[str, Callable[[str, int, int], str]] = {
    # For translators: {caption} is a sentence; all before it ends in " · ".
    "": lambda caption, step, steps: say(
        "step {step} of {steps} · {caption}", caption=caption, step=step, steps=steps
    ),
    "bias": lambda caption, step, steps: say(
        "step {step} of {steps}, before the bias · {caption}", caption=caption, step=step, steps=steps
    ),
    "rest": lambda caption, step, steps: say(
        "step {step} of {steps}, before the rest · {caption}", caption=caption, step=step, steps=steps
    ),
    "bias and the rest": lambda caption, step, steps: say(
        "step {step} of {steps}, before the bias and the rest · {caption}",
        caption=caption,
        step=step,
        steps=steps,
    ),
}
"""By what joins after the last step (:func:`tconv_anim.views.common.rest.last_to_join`)."""
