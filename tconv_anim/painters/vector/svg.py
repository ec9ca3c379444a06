"""SVG: text as text, lines as lines. Moving by itself, or one step as a still for print."""

from collections.abc import Iterator
from typing import BinaryIO

from tconv_anim.painters.marker import between
from tconv_anim.painters.order import Order
from tconv_anim.painters.vector.figure import figure
from tconv_anim.painters.vector.motion import moving


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the step that ``order`` names, or all of the storyboard moving if it names none."""
    storyboard, theme = order.storyboard, order.theme
    if order.step is None:
        text = moving(storyboard, theme, order.loop, order.recipe)
        frames = sum(1 for _ in storyboard.keyframes)
    else:
        text, frames = figure(storyboard, theme, order.step, order.recipe), 1
    file.write(text.encode())
    yield frames


def read(data: bytes) -> str:
    """The recipe in the bytes of an SVG, or ""."""
    return between(data, "<metadata>", "</metadata>")
