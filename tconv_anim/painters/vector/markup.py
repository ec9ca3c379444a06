"""Drawings as SVG: one group an element, with its storyboard id, its class, and text as text."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from tconv_anim.painters.vector.drawing import Drawing, Drawn, Shape, TextLine

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, not even escaped (XML 1.0, section 2.2)."""

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
    # Harmless in XML; a page's script would read them as the end of a line.
    | {separator: f"&#{ord(separator)};" for separator in "\u2028\u2029"}
)


def escape(text: str) -> str:
    """``text`` as it stands in markup, between tags and in attributes."""
    return printable(text).translate(_ESCAPES)


def printable(text: str) -> str:
    """``text`` with � for the characters that documents can't hold: most controls, halves of pairs."""
    return _NO_XML.sub("�", text)


def group(drawn: Drawn) -> str:
    """An element as ``<g>`` with its ``data-id`` and its class, moved to its place."""
    return (
        f'<g class="{drawn.look.name}" data-id="{escape(drawn.id)}" transform="{translation(drawn)}">'
        f"{inner(drawn.look)}</g>"
    )


def translation(drawn: Drawn) -> str:
    """The transform that puts an element's look in its place."""
    return f"translate({number(drawn.at[0])} {number(drawn.at[1])})"


@lru_cache(2048)
def inner(look: Drawing) -> str:
    """What is inside an element's group: the same for all that look the same, in the next file too."""
    return "".join(_words(part) if isinstance(part, TextLine) else _shape(part) for part in look.parts)


@lru_cache(4096)
def number(value: float) -> str:
    """A length with at most two decimals, as short as it can be written: ``7``, ``-.5``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if abs(value) < 1 and "." in text else text


def texts(looks: Iterable[Drawing]) -> dict[bool, set[str]]:
    """The characters that are set in the regular (False) and in the bold (True) font."""
    used: dict[bool, set[str]] = {False: set(), True: set()}
    for look in looks:
        for part in look.parts:
            if isinstance(part, TextLine):
                used[part.bold].update(part.text)
    return used


def _words(words: TextLine) -> str:
    x = f' x="{number(words.x)}"' if words.x else ""
    name = " ".join(name for name, on in (("bold", words.bold), ("note", words.is_note)) if on)
    return (
        f'<text{x} y="{number(words.y)}" font-size="{words.size}"'
        + (f' class="{name}"' if name else "")
        + (f' text-anchor="{words.anchor}"' if words.anchor != "middle" else "")
        + f">{escape(words.text)}</text>"
    )


def _shape(shape: Shape) -> str:
    if shape.radius:
        (x, y), _, (right, bottom), _ = shape.spots
        return (
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(right - x)}" '
            f'height="{number(bottom - y)}" rx="{number(shape.radius)}"/>'
        )
    attributes = "" if shape.filled else ' fill="none"'
    if not shape.stroked:
        attributes += ' stroke="none"'
    elif shape.width != 1:
        attributes += f' stroke-width="{number(shape.width)}"'
    if shape.dash:
        on, off = shape.dash
        attributes += f' stroke-dasharray="{number(on)} {number(off)}" stroke-dashoffset="{number(on / 2)}"'
    return f'<path d="{_path(shape)}"{attributes}/>'


def _path(shape: Shape) -> str:
    """A line through the shape's spots, each leg relative to the last, as short as it can be written."""
    (x, y), *_ = shape.spots
    legs = [f"M{_pair(number(x), number(y))}"]
    for (x0, y0), (x1, y1) in pairwise(shape.spots):
        dx, dy = number(x1 - x0), number(y1 - y0)
        legs.append(f"h{dx}" if dy == "0" else f"v{dy}" if dx == "0" else f"l{_pair(dx, dy)}")
    return "".join(legs) + ("z" if shape.closed else "")


def _pair(x: str, y: str) -> str:
    return f"{x}{y}" if y.startswith("-") else f"{x} {y}"
