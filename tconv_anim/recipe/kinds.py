"""The kinds of value that options take: how each is read, checked, written and described.

A value comes as text (from the command, from pages) or as Python has it. ``check`` gives its one normal
form; ``plain`` is that in JSON, and ``text`` as it would be typed.
"""

import json
import re
from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import cuts, sides
from tconv_anim.layer.wording import typed
from tconv_anim.recipe.data import read_standard_input, tensor

_MOST_DIGITS = 18
"""Of an integer; Python itself refuses to read thousands of them."""


class Kind:
    """A kind of value; texts are taken as they are. Every method is told the option's ``name``."""

    metavar = "TEXT"
    many = False
    """Whether the option can be given again and again."""
    flag = False
    """Whether its name alone says it."""
    sided = False
    """Whether a value has something for each axis: then ``check`` is told how many there are, too."""

    def read(self, name: str, text: str) -> Any:
        """What ``text`` says; raises :class:`InputError` if that is nothing of this kind."""
        return text

    def check(self, name: str, value: Any) -> Any:
        """The normal form of ``value``; raises :class:`InputError` if it can't be used."""
        if not isinstance(value, str):
            raise wrong(name, value, "text")
        return value

    def elsewhere(self, value: Any) -> bool:
        """Whether ``value`` asks for what is elsewhere, in a file: no recipe does, it says all by itself."""
        return False

    def piped(self, name: str) -> Any:
        """What ``-`` says: what stands on standard input, where that can be asked for."""
        return self.read(name, "-")

    def plain(self, value: Any) -> Any:
        """A checked value as JSON holds it, with lists for tuples; ``check`` makes the same of both."""
        return [Kind.plain(self, one) for one in value] if isinstance(value, tuple) else value

    def text(self, value: Any) -> str:
        """A checked value as it would be typed."""
        return str(value)


def wrong(name: str, value: Any, takes: str) -> InputError:
    """The error for a value that an option doesn't take, with what it ``takes``."""
    return InputError(f"{name} is {shown(value)}: ${name} takes {takes}")


class Whole(Kind):
    """An integer from ``least`` to ``most``."""

    def __init__(self, least: int, most: int, metavar: str = "N") -> None:
        self.least, self.most, self.metavar = least, most, metavar

    def read(self, name: str, text: str) -> int:
        """The integer; how large it may be is for ``check`` to say."""
        if not re.fullmatch(r"\s*[+-]?\d+\s*", text) or len(text) > 10 * _MOST_DIGITS:
            raise wrong(name, text, self._takes)
        return int(text)

    def check(self, name: str, value: Any) -> int:
        """The integer, which no bool is."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise wrong(name, value, self._takes)
        return value

    @property
    def _takes(self) -> str:
        return f"an integer from {self.least} to {self.most}"


class Count(Whole):
    """How many there are: at least 1. How many can be drawn is for the layer to say."""

    def __init__(self) -> None:
        super().__init__(1, 10**99)

    @property
    def _takes(self) -> str:
        return "an integer of at least 1"


class Number(Kind):
    """A number from ``least`` to ``most``."""

    def __init__(self, least: float, most: float, metavar: str) -> None:
        self.least, self.most, self.metavar = least, most, metavar

    def read(self, name: str, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return self.check(name, text)

    def check(self, name: str, value: Any) -> float:
        known = isinstance(value, int | float) and not isinstance(value, bool)
        if not (known and isfinite(value) and self.least <= value <= self.most):
            raise wrong(name, value, f"a number from {self.least} to {self.most}")
        return float(value)


class Sides(Kind):
    """One integer for all axes, or one for each (depth, rows, columns); each at least ``least``."""

    metavar, sided = "N|HxW|DxHxW", True

    ends = False
    """Whether a comma stands between the ends of an axis."""

    def __init__(self, least: int) -> None:
        self.least = least

    def read(self, name: str, text: str) -> Any:
        # Two with a comma are the ends of an axis, in padding; three can only be axes.
        between = "," if text.count(",") == 2 and not self.ends else "[xX×]"
        each = [side.strip() for side in re.split(between, text)]
        if len(each) > 3 or not all(re.fullmatch(r"[+-]?\d+", side) for side in each):
            raise wrong(name, text, "one integer (3), or two for h and w (3x2)")
        if max(map(len, each)) > _MOST_DIGITS:
            raise InputError(f"{name} is {shown(text)}, too large for any layer: take a smaller ${name}")
        return int(each[0]) if len(each) == 1 else tuple(map(int, each))

    def check(self, name: str, value: Any, dims: int | None = None) -> Any:
        """A number for each of ``dims`` axes: where nobody says how many, as many as the value has."""
        return sides(value, name, self.least, dims or _axes_of(value))

    def text(self, value: Any) -> str:
        return typed(value)


def _axes_of(value: Any) -> int:
    many = isinstance(value, list | tuple) and 1 <= len(value) <= 3
    return len(value) if many else 2


class Ends(Sides):
    """What is cut: as :class:`Sides`, or for an axis two integers, for its start and its end."""

    metavar, ends = "N|LO,HI|HxW|DxHxW", True

    def __init__(self) -> None:
        super().__init__(0)

    def read(self, name: str, text: str) -> Any:
        if "," not in text:
            return super().read(name, text)
        sides = [
            re.fullmatch(r"([+-]?\d{1,18})(?:,([+-]?\d{1,18}))?", one) for one in re.split("[xX×]", text)
        ]
        if not 1 <= len(sides) <= 3 or None in sides:
            takes = "one integer (1), start and end (2,0), or either for h and w (1x2,0)"
            raise wrong(name, text, takes)
        return tuple(int(m[1]) if m[2] is None else (int(m[1]), int(m[2])) for m in sides if m)

    def check(self, name: str, value: Any, dims: int | None = None) -> Any:
        """The cuts; a single one is that of all axes, and of one axis its ends need no further brackets."""
        dims = dims or _axes_of(value)
        match value:
            case [int(), int()] if dims == 1:
                value = [value]
            case [one]:
                value = [one] * dims
        return cuts(value, name, dims)


class PageSize(Kind):
    """Width and height in pixels; the height is 0 where only the width is given, and found later."""

    metavar = "WxH|W:H|W"

    def read(self, name: str, text: str) -> Any:
        if text.strip() in SHAPES:
            return SHAPES[text.strip()]
        match = re.fullmatch(r"\s*(\d{1,6})\s*(?:[xX×]\s*(\d{1,6})\s*)?", text)
        if match is None:
            raise wrong(name, text, _PIXELS)
        return int(match[1]), int(match[2] or 0)

    def check(self, name: str, value: Any) -> Any:
        """The pair; one integer is the width."""
        if isinstance(value, str):
            value = self.read(name, value)
        if isinstance(value, int) and not isinstance(value, bool):
            value = (value, 0)
        match value:
            case [int(width), int(height)] if width >= _LEAST_PAGE and (height == 0 or height >= _LEAST_PAGE):
                return width, height
        raise wrong(name, value, _PIXELS)

    def text(self, value: Any) -> str:
        return f"{value[0]}x{value[1]}" if value[1] else str(value[0])


SHAPES = {"16:9": (1280, 720), "4:3": (960, 720), "1:1": (720, 720)}
"""The size of a page whose shape alone is said, in pixels."""

_LEAST_PAGE = 64

_PIXELS = (
    f"pixels (1280x720), a shape ({', '.join(SHAPES)}) or a width (800), each side at least {_LEAST_PAGE}"
)


class Choice(Kind):
    """One of some words."""

    def __init__(self, choices: Collection[str]) -> None:
        self.choices, self.metavar = choices, "|".join(choices)

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise wrong(name, value, f"one of {', '.join(self.choices)}")
        return value


class Choices(Choice):
    """Some of some words, each once."""

    many = True

    def read(self, name: str, text: str) -> Any:
        return tuple(text.replace(",", " ").split())

    def check(self, name: str, value: Any) -> Any:
        """The words, in their given order."""
        if not isinstance(value, str | Collection):
            raise wrong(name, value, f"some of {', '.join(self.choices)}")
        words = (value,) if isinstance(value, str) else value
        return tuple(dict.fromkeys(super(Choices, self).check(name, word) for word in words))


class Flag(Kind):
    """Said or not."""

    flag = True

    def read(self, name: str, text: str) -> bool:
        """True where nothing more is said."""
        said = {"": True, "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
        if text.strip().lower() not in said:
            raise wrong(name, text, "true or false")
        return said[text.strip().lower()]

    def check(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise wrong(name, value, "True or False")
        return value


class Switch(Flag):
    """On or off, each of which has a name: ``--values`` and ``--no-values``."""


class Data(Kind):
    """Numbers: an array, or text that says or names them (see :func:`tconv_anim.recipe.data.tensor`)."""

    metavar, sided = "DATA", True

    def check(self, name: str, value: Any, dims: int | None = None) -> Any:
        """The array, with all its axes."""
        return tensor(name, value, dims)

    def elsewhere(self, value: Any) -> bool:
        return isinstance(value, str)

    def piped(self, name: str) -> Any:
        """JSON or CSV."""
        return read_standard_input(name)

    def plain(self, value: Any) -> Any:
        return value.tolist()

    def text(self, value: Any) -> str:
        return json.dumps(value.tolist(), separators=(",", ":"))


class File(Kind):
    """The name of a file."""

    metavar = "FILE"

    def check(self, name: str, value: Any) -> Any:
        """As it is: whether it can be written is found out where it is."""
        return value


Views = Mapping[str | int | None, Collection[str]]
"""For values of an option: the views that have them."""
