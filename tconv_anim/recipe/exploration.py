"""What an explorer offers: ranges of layers, asked for, checked and carried as a recipe of its own."""

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.recipe.kinds import Choices, Kind, wrong
from tconv_anim.recipe.options import OPTIONS, Option
from tconv_anim.recipe.recipe import written
from tconv_anim.views import SINGLE

LARGEST_RANGE, LARGEST_VALUE = 16, 99
"""How many values of a parameter a page offers at most, and the largest of them."""


class Range(Kind):
    """Integers from ``least`` to ``most``, each once and in order."""

    metavar, many = "N|N-N", True

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def read(self, name: str, text: str) -> tuple[int, ...]:
        """``2``, or ``1-3``; the command takes many of them."""
        match = re.fullmatch(r"\s*(\d{1,4})(?:-(\d{1,4}))?\s*", text)
        if match is None:
            raise wrong(name, text, "an integer or a range (1-3), and can be given again")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise InputError(f"{name} is {shown(text)}, an empty range: write {last}-{first} for ${name}")
        return tuple(range(first, last + 1))

    def check(self, name: str, value: Any) -> tuple[int, ...]:
        found = sorted(set(value)) if isinstance(value, Iterable) and not isinstance(value, str) else []
        if not found or not all(isinstance(number, int) for number in found):
            raise wrong(name, value, "at least one integer")
        if found[0] < self.least:
            raise InputError(f"{name} is {found[0]}: each of ${name} must be at least {self.least}")
        if found[-1] > self.most:
            raise InputError(f"{name} is {found[-1]}: a page shows at most {self.most} of ${name}")
        if len(found) > LARGEST_RANGE:
            raise InputError(
                f"{name} has {len(found)} values: a page offers at most {LARGEST_RANGE} of ${name}"
            )
        return tuple(found)


class Explored(NamedTuple):
    """A parameter to explore: its option, its short name in the address and what is shown first."""

    option: Option
    key: str
    first: int


def _explored(name: str, key: str, values: range, first: int) -> Explored:
    words = name.replace("_", " ")
    default = f"{values[0]}-{values[-1]}"
    kind = Range(int(name != "padding"), 3 if name.endswith("channels") else LARGEST_VALUE)
    row = OPTIONS[name]._replace(
        kind=kind, help=words if words.endswith("s") else f"{words}s", usual=tuple(values), default=default
    )
    return Explored(row, key, first)


RANGES = {
    name: _explored(name, key, values, first)
    for name, key, values, first in (
        ("kernel_size", "k", range(1, 8), 3),
        ("stride", "s", range(1, 5), 2),
        ("padding", "p", range(4), 0),
        ("dilation", "d", range(1, 4), 1),
        ("input_size", "i", range(1, 7), 3),
        ("in_channels", "in", range(1, 4), 1),
        ("out_channels", "out", range(1, 4), 1),
    )
}
"""What can be explored besides output_padding, of which every legal value is offered."""

EXPLORER: Mapping[str, Option] = {
    **{name: range_.option for name, range_ in RANGES.items()},
    "view": OPTIONS["view"]._replace(
        kind=Choices(SINGLE), usual=SINGLE, help="can be given again", default="all"
    ),
    "theme": OPTIONS["theme"],
    "lang": OPTIONS["lang"],
    "font": OPTIONS["font"],
    "seed": OPTIONS["seed"],
}
"""The options of an explorer, by their names."""


def offered(said: Mapping[str, Any]) -> dict[str, Any]:
    """All options of an explorer in their normal form, those that aren't said as usual.

    Raises :class:`InputError` for what can't be explored.
    """
    if "output_padding" in said:
        raise InputError("output_padding is not to be chosen: every legal one is offered, so leave it out")
    unknown = [shown(name) for name in said if name not in EXPLORER]
    if unknown:
        raise InputError(f"{', '.join(unknown)} can't be explored: take some of {', '.join(EXPLORER)}")
    values = {
        name: option.usual if said.get(name) is None else option.kind.check(name, said[name])
        for name, option in EXPLORER.items()
    }
    if not values["view"]:
        raise InputError(f"view is empty: take at least one of {', '.join(SINGLE)} for $view")
    return values


def explorer_json(values: Mapping[str, Any]) -> str:
    """The recipe of an explorer with these (checked) options, in the format of all recipes."""
    plain = {name: EXPLORER[name].kind.plain(value) for name, value in values.items() if value is not None}
    return written(explorer=plain)


def explorer_command(recipe: Mapping[str, Any], file: str | None = None) -> str:
    """The command that makes this recipe's explorer again, as this file if it is named."""
    explorer = recipe.get("explorer")
    if not isinstance(explorer, dict):
        raise InputError("the recipe is damaged: it says nothing of an explorer")
    for name, value in explorer.items():
        if name in EXPLORER and EXPLORER[name].kind.elsewhere(value):
            raise InputError(f"the recipe is damaged: it says {shown(name)}")
    words = ["tconv-anim", "explore"]
    for name, value in offered(explorer).items():
        if value != EXPLORER[name].usual:
            words += EXPLORER[name].words(value)
    return shlex.join([*words, *(("-o", file) if file else ())])
