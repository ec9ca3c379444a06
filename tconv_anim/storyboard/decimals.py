"""Decimal signs: what is written with points, as the arithmetic reads it, as a language writes it."""

import re

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.stage import Performance, Story
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Storyboard

_POINT = re.compile(r"(?<=\d)\.(?=\d)")

_LIST = re.compile(r"[\[(][^\[\]()]*\d\.\d[^\[\]()]*[\])]")
"""A list in brackets with decimals in it."""


def with_sign(text: str, sign: str) -> str:
    """``text`` with this decimal sign; where that is a comma, semicolons stand between decimals in a list."""
    if sign == ".":
        return text
    if sign == ",":
        text = _LIST.sub(lambda found: found[0].replace(", ", "; "), text)
    return _POINT.sub(sign, text)


def with_decimal_signs(storyboard: Storyboard) -> Storyboard:
    """The storyboard with all numbers as its language writes them; its title is left as it is.

    Not for live ones, whose pages write their numbers themselves.
    """
    sign = storyboard.language.decimal
    if sign == ".":
        return storyboard

    def rewritten(keyframe: Keyframe) -> Keyframe:
        return keyframe._replace(
            caption=with_sign(keyframe.caption, sign),
            enter=tuple(_written(element, sign) for element in keyframe.enter),
            update=tuple(_written(element, sign) for element in keyframe.update),
        )

    plain = storyboard.keyframes
    if isinstance(plain, Story):
        story = plain
        keyframes: Performance[Keyframe] = Story(lambda steps: map(rewritten, story.of(steps)))
    else:
        keyframes = Performance(lambda: map(rewritten, plain))
    return storyboard._replace(description=with_sign(storyboard.description, sign), keyframes=keyframes)


def _written(element: Element, sign: str) -> Element:
    if isinstance(element, Cell):
        return element._replace(text=with_sign(element.text, sign), note=with_sign(element.note, sign))
    if isinstance(element, Label) and element.id != ids.TITLE:
        return element._replace(text=with_sign(element.text, sign))
    return element
