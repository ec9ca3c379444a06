"""What a sweep makes: grids of options, each with many values, counted through without being written out."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.painters import PAINTERS
from tconv_anim.reading import limited, regular
from tconv_anim.recipe.options import ANIMATION, MAKING, OPTIONS, used_for
from tconv_anim.recipe.presets import PRESETS, SOURCES

LARGEST_SPEC = 2**22
"""Bytes of a file that says what a sweep makes."""

SUFFIX = "suffix"
"""The key of the kinds of file."""

ALL = "all"
"""All presets, or all layers of a model's file."""

_GRIDS, _MODEL, _LINES, _SOURCE = "grid", "model", "lines", "source"

_OWN = (SUFFIX, _MODEL, _LINES, _SOURCE)

Options = Mapping[str, Any]

Choice = tuple[tuple[str, Any], ...]
"""Options that are chosen together: a kernel size, or a model's file and the name of a layer in it."""


class Grid(NamedTuple):
    """All combinations of one choice of each axis; the last axis changes fastest."""

    axes: tuple[tuple[Choice, ...], ...]

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return prod(map(len, self.axes))

    def at(self, number: int) -> dict[str, Any]:
        """The options of one combination, counted from 0."""
        chosen: list[Choice] = []
        for axis in reversed(self.axes):
            number, place = divmod(number, len(axis))
            chosen.append(axis[place])
        return dict(pair for choice in reversed(chosen) for pair in choice)


class Spec(NamedTuple):
    """The grids of a sweep, one after the other."""

    grids: tuple[Grid, ...]

    @property
    def size(self) -> int:
        """How many combinations there are in all, legal and not."""
        return sum(grid.size for grid in self.grids)

    def between(self, start: int, stop: int) -> Iterator[dict[str, Any]]:
        """The options of the combinations from ``start`` to just before ``stop``."""
        first = 0
        for grid in self.grids:
            for number in range(max(start - first, 0), min(stop - first, grid.size)):
                yield grid.at(number)
            first += grid.size


def read_spec(path: Path) -> Spec:
    """The sweep that a .toml file says; names of files in it are seen from its folder.

    Raises :class:`InputError` for anything in it that can't be used.
    """
    name = shown(str(path))
    try:
        with regular(path, "spec") as file:
            said = tomllib.loads(limited(file, LARGEST_SPEC, "spec", name).decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{name} can't be read ({error.strerror}): check the name in $spec") from None
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name} is not TOML (“{shown(str(error))[1:-1]}”): $spec takes lines like kernel_size = [2, 3]"
        ) from None
    return spec_of(said, path.parent)


def spec_of(said: Mapping[str, Any], folder: Path = Path()) -> Spec:
    """The sweep that a mapping says: options with a value or a list of values, and ``grid``, a list of more.

    What stands beside ``grid`` goes for all grids that don't say their own. Raises :class:`InputError` for
    anything that can't be used, before any of it is made.
    """
    grids = said.get(_GRIDS, [{}])
    if not isinstance(grids, list | tuple) or not all(isinstance(one, Mapping) for one in grids):
        raise InputError(f"{_GRIDS} is {shown(grids)}: write [[grid]] over the options of each")
    common = {name: value for name, value in said.items() if name != _GRIDS}
    return Spec(tuple(Grid(tuple(_axes({**common, **one}, folder))) for one in grids))


def _axes(said: Mapping[str, Any], folder: Path) -> Iterator[tuple[Choice, ...]]:
    known = {option.name for option in used_for(*ANIMATION, *MAKING)} | {*_OWN}
    for name in said:
        if name not in known:
            near = get_close_matches(str(name), known, 1) or [", ".join(_OWN)]
            raise InputError(f"{shown(name)} is no option of a sweep: it takes long names, like {near[0]}")
    said = {SUFFIX: [".gif"], **said}
    for name, value in said.items():
        values = list(value) if isinstance(value, list | tuple) else [value]
        if not values:
            raise InputError(f"{name} has no values: leave it out, or name some")
        yield tuple(_choices(name, values, folder))


def _choices(name: str, values: Sequence[Any], folder: Path) -> Iterable[Choice]:
    if name == SUFFIX:
        for value in values:
            if value not in PAINTERS:
                raise InputError(f"suffix is {shown(value)}: it takes some of {', '.join(PAINTERS)}")
        return [((SUFFIX, value),) for value in values]
    if name == "preset" or name == _SOURCE:
        return [(("preset", preset),) for value in values for preset in _presets(name, value)]
    if name == _MODEL:
        return [choice for value in values for choice in _layers(folder / str(value))]
    if name == _LINES:
        return [(("layer", line),) for value in values for line in _written(folder / str(value))]
    return [((name, _read(name, value)),) for value in values]


def _presets(name: str, value: Any) -> list[str]:
    if name == _SOURCE:
        if value not in SOURCES:
            raise InputError(f"source is {shown(value)}: it takes some of {', '.join(SOURCES)}")
        return [preset for preset, one in PRESETS.items() if one.source == value]
    if value == ALL:
        return list(PRESETS)
    if value not in PRESETS:
        near = get_close_matches(str(value), PRESETS, 3)
        raise InputError(f"preset is {shown(value)}: take {' or '.join(near) or 'those that presets lists'}")
    return [value]


def _layers(path: Path) -> Iterator[Choice]:
    """Each layer of a model's file, whose name other processes understand as well."""
    path = path.absolute()
    from tconv_anim.sources.asked import layers_in

    for found in layers_in(str(path)):
        yield ("layer", str(path)), ("node", found.name)


def _written(path: Path) -> list[str]:
    """The lines of a text that say something."""
    name = shown(str(path))
    try:
        with regular(path, _LINES) as file:
            text = limited(file, LARGEST_SPEC, _LINES, name).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{name} can't be read ({error}): check the name in lines") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _read(name: str, value: Any) -> Any:
    """A value as the command takes it where it is text, else as Python does; checked as far as it can be."""
    kind: Any = OPTIONS[name].kind
    if isinstance(value, str) and not kind.flag:
        read = kind.read(name, value)
        return read if not kind.many else tuple(read)
    return value
