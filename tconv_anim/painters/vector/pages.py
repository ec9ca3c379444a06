"""The pages of a file that has several: what each says, and the elements that are seen on it."""

from collections.abc import Iterable, Iterator

from tconv_anim.painters.order import Order
from tconv_anim.storyboard.playing import moments
from tconv_anim.storyboard.storyboard import Element, Storyboard

Page = tuple[str, Iterable[Element]]
"""What a page says, and what is seen on it."""

Spans = tuple[tuple[int, int], ...]
"""The first and the last step of each span, in their order."""


def single(order: Order) -> Iterator[Page]:
    """The step that is asked for, and where that is an exercise, its solution."""
    for storyboard in filter(None, (order.storyboard, order.solution)):
        yield storyboard.description, storyboard.at_step(order.step).values()


def chosen(storyboard: Storyboard, steps: Spans) -> Iterator[Page]:
    """The first picture of each of these steps; of the end the last one."""
    for keyframe, seen in moments(storyboard, steps):
        yield keyframe.caption, seen.values()
