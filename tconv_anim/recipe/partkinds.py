"""The kinds of value that say which part of a layer is shown."""

import json
import re
from typing import Any

from tconv_anim.layer.axis import Pair
from tconv_anim.layer.part import Part
from tconv_anim.recipe.kinds import Kind, wrong

ALL = "all"
"""What asks for every channel."""

_CHANNELS = "a count (3), channels (0,5,7; a single one as 5,) or all"
_RANGES = "rows and columns of the input, first:stop each (2:5,0:3)"


class Channels(Kind):
    """So many channels, or these, or all."""

    metavar = "N|C,C|all"

    def read(self, name: str, text: str) -> Any:
        if text.strip() == ALL:
            return ALL
        if not re.fullmatch(r"\s*\d{1,9}\s*(,\s*\d{1,9}\s*)*,?\s*", text):
            raise wrong(name, text, _CHANNELS)
        numbers = [int(number) for number in text.replace(",", " ").split()]
        return tuple(numbers) if "," in text else numbers[0]

    def check(self, name: str, value: Any) -> Any:
        """The count, the tuple of channels, or "all"."""
        if isinstance(value, str):
            value = self.read(name, value)
        if isinstance(value, list | tuple | range):
            found = tuple(dict.fromkeys(value))
            if found and all(_is_whole(channel) and channel >= 0 for channel in found):
                return found
        elif value == ALL or (_is_whole(value) and value >= 1):
            return value
        raise wrong(name, value, _CHANNELS)

    def text(self, value: Any) -> str:
        if not isinstance(value, tuple):
            return str(value)
        return ",".join(map(str, value)) + "," * (len(value) == 1)


class Crop(Kind):
    """The first and the stop along each axis; one range stands for all."""

    metavar, sided = "A:B,A:B", True

    def read(self, name: str, text: str) -> Any:
        spans = [re.fullmatch(r"\s*(\d{1,9})\s*:\s*(\d{1,9})\s*", one) for one in text.split(",")]
        if not 1 <= len(spans) <= 3 or None in spans:
            raise wrong(name, text, _RANGES)
        return tuple((int(span[1]), int(span[2])) for span in spans if span)

    def check(self, name: str, value: Any, dims: int | None = None) -> tuple[Pair, ...]:
        each = self.read(name, value) if isinstance(value, str) else value
        many = len(each) if isinstance(each, list | tuple) else 0
        if many and many in (1, dims or many) and all(map(_is_span, each)):
            return tuple((first, stop) for first, stop in each) * ((dims or 1) if many == 1 else 1)
        raise wrong(name, value, _RANGES)

    def text(self, value: Any) -> str:
        return ",".join(f"{first}:{stop}" for first, stop in value)


class Parted(Kind):
    """Which part of a larger layer a recipe has, as tconv-anim itself wrote it."""

    metavar = "JSON"

    def read(self, name: str, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None

    def check(self, name: str, value: Any) -> Part:
        return value if isinstance(value, Part) else Part.of(value)

    def plain(self, value: Part) -> Any:
        return value.plain()

    def text(self, value: Part) -> str:
        return json.dumps(value.plain(), separators=(",", ":"))


def _is_span(value: Any) -> bool:
    match value:
        case [first, stop]:
            return _is_whole(first) and _is_whole(stop) and 0 <= first < stop
    return False


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
