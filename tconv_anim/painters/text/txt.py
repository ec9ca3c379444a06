"""Plain text: each keyframe with its numbers beside and above each other as on the page."""

from collections.abc import Iterator
from typing import BinaryIO

from tconv_anim.painters.marker import between
from tconv_anim.painters.order import Order
from tconv_anim.painters.text.page import TextPage
from tconv_anim.storyboard.storyboard import Keyframe, Storyboard


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write all keyframes, or the first one of the step that ``order`` names."""
    written = 0
    file.write(f"{order.storyboard.description}\n".encode())
    for written, text in enumerate(pages(order.storyboard, order.step), 1):
        file.write(f"\n{text}".encode())
        yield written
    file.write(f"\nrecipe: {order.recipe}\n".encode())


def read(data: bytes) -> str:
    """The recipe in the bytes of such a text, or ""."""
    return between(data, "\nrecipe: ", "\n")


def pages(storyboard: Storyboard, step: int | None = None) -> Iterator[str]:
    """Each keyframe as text, or (with ``step``) only the first one of that step."""
    page = TextPage(storyboard)
    for keyframe, seen in storyboard.states():
        if step is None or keyframe.step >= step:
            lines = ("".join(run.text for run in line).rstrip() for line in page.lines(seen))
            yield "\n".join([heading(keyframe), "", *lines]) + "\n"
            if step is not None:
                return


def heading(keyframe: Keyframe) -> str:
    """When a keyframe is, how long it lasts, and its caption."""
    return f"[{keyframe.step}] {keyframe.duration_ms / 1000:g} s: {keyframe.caption}"
