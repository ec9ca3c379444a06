"""The kinds of value that name a layer which somebody has."""

import re
import sys
from typing import Any

from tconv_anim.layer.activation import NAMES, Activation, activation
from tconv_anim.reading import limited
from tconv_anim.recipe.kinds import Kind, wrong
from tconv_anim.sources.asked import LARGEST_TEXT


class LayerOf(Kind):
    """A line of code, a print, a file's name, or a live module: read where all else is known."""

    metavar = "CODE|FILE|-"

    def check(self, name: str, value: Any) -> Any:
        return value

    def piped(self, name: str) -> str:
        """What stands on standard input: a line, or a whole print."""
        data = limited(sys.stdin.buffer, LARGEST_TEXT, name, "standard input")
        return data.decode("utf-8", "replace")


class Names(Kind):
    """Names in a line of code, each with its number: ``ngf=64``."""

    metavar, many = "NAME=N", True

    def read(self, name: str, text: str) -> Any:
        match = re.fullmatch(r"\s*([^\W\d][\w.]*)\s*=\s*(-?\d{1,18})\s*", text)
        if match is None:
            raise wrong(name, text, "a name and its number (ngf=64)")
        return ((match[1], int(match[2])),)

    def check(self, name: str, value: Any) -> dict[str, int]:
        """The mapping; the command gives its pairs."""
        try:
            found = dict(value)
        except (TypeError, ValueError):
            found = {}
        if not found or not all(
            isinstance(key, str) and type(number) is int for key, number in found.items()
        ):
            raise wrong(name, value, "names and their numbers (ngf=64)")
        return found


class Activations(Kind):
    """What each output element goes through last, by its name."""

    metavar = "|".join(NAMES)

    def check(self, name: str, value: Any) -> Activation:
        return value if isinstance(value, Activation) else activation(name, value)

    def plain(self, value: Any) -> Any:
        return value.text

    def text(self, value: Any) -> str:
        return str(value.text)
