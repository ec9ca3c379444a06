"""From what a user asked for to a recipe: what wasn't said is found, what disagrees is refused."""

from math import isfinite
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from tconv_anim.data import tensor
from tconv_anim.errors import InputError, shown
from tconv_anim.geometry import ConvTranspose2d, IntOrPair, Layer, Pair, pair
from tconv_anim.recipe import Recipe
from tconv_anim.theme import THEMES
from tconv_anim.trace import Numbers
from tconv_anim.views import VIEWS

LARGEST_DRAWING = 100_000
"""Cells of all maps, plus products, that a layer may have to be drawn."""

Data = ArrayLike | str | Path | None
"""Numbers, or where to read them (see :func:`tconv_anim.data.tensor`)."""

_DEFAULT_SIDE = 3


def request(
    *,
    kernel_size: IntOrPair | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair | None = None,
    dilation: IntOrPair = 1,
    groups: int = 1,
    input_size: IntOrPair | None = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    output_size: IntOrPair | None = None,
    input: Data = None,
    weight: Data = None,
    bias: Data = None,
    seed: int = 0,
    view: str = "scatter",
    theme: str = "light",
    speed: float = 1.0,
    loop: int = 0,
    cell: int | None = None,
) -> Recipe:
    """The recipe of this layer and look. Parameters have the names and meanings of PyTorch's layer.

    kernel_size and input_size are 3 unless said, or inferred from ``weight`` and ``input``; channels
    likewise, and as many as groups otherwise. ``output_size`` finds the output_padding. Without data,
    input and weight are small integers drawn from ``seed``. ``speed`` is a factor, ``cell`` a cell's
    side in units, ``loop`` the number of times to play (0: for ever).

    Raises :class:`InputError` for anything that can't be used, before any of it is computed.
    """
    _check_choice("view", view, VIEWS)
    _check_choice("theme", theme, THEMES)
    if not (isfinite(speed) and 0.01 <= speed <= 100):
        raise InputError(f"speed is {speed}: $speed must be between 0.01 and 100")
    _check_range("loop", loop, 0, 65_535)
    _check_range("seed", seed, 0, 2**63 - 1)
    if cell is not None:
        _check_range("cell", cell, 16, 240)

    x, w, b = (
        None if value is None else tensor(name, value)
        for name, value in (("input", input), ("weight", weight), ("bias", bias))
    )
    params = ConvTranspose2d(
        _agreed("kernel_size", _pair_or_none("kernel_size", kernel_size), _shape(w, 2), "weight"),
        stride,
        padding,
        0 if output_padding is None else output_padding,
        dilation,
        groups,
    )
    size = _agreed("input_size", _pair_or_none("input_size", input_size), _shape(x, 1), "input")
    if output_size is not None:
        found = params.with_output_size(size, output_size)
        if output_padding is not None and found != params:
            raise InputError(
                f"output_size asks for output_padding {found.output_padding} and output_padding is "
                f"{params.output_padding}: leave $output_padding out, or let them agree"
            )
        params = found
    layer = Layer(params, size, *_channels(params.groups, in_channels, out_channels, x, w))
    if b is not None and b.shape != (layer.out_channels,):
        raise InputError(
            f"bias has {b.size} numbers: $bias takes one for each of the {layer.out_channels} output channels"
        )
    drawing = layer.cell_count + layer.event_count
    if drawing > LARGEST_DRAWING:
        raise InputError(
            f"this layer has {drawing:,} cells and products, and at most {LARGEST_DRAWING:,} can be drawn: "
            "take a smaller $input_size, $kernel_size or $stride, "
            "or fewer $in_channels, $out_channels or $groups"
        )
    input_list, weight_list, bias_list = (None if a is None else a.tolist() for a in (x, w, b))
    return Recipe(layer, seed, input_list, weight_list, bias_list, view, theme, speed, loop, cell)


def _check_choice(name: str, value: str, choices: Any) -> None:
    if value not in choices:
        raise InputError(f"{name} is {shown(value)}: ${name} takes one of {', '.join(choices)}")


def _check_range(name: str, value: Any, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise InputError(f"{name} is {shown(value)}: ${name} takes an integer from {least} to {most}")


def _pair_or_none(name: str, value: IntOrPair | None) -> Pair | None:
    return None if value is None else pair(value, name, 1)


def _shape(array: Numbers | None, axis: int) -> Pair | None:
    """The last two axes of an array, from ``axis`` on."""
    return None if array is None else (array.shape[axis], array.shape[axis + 1])


def _agreed(name: str, said: Pair | None, found: Pair | None, source: str) -> Pair:
    """What was said or found in the data, which must be the same if both are there."""
    if said is not None and found is not None and said != found:
        raise InputError(
            f"{name} is {said[0]}x{said[1]} and {source} has {found[0]}x{found[1]}: "
            f"leave ${name} out, or let ${source} agree"
        )
    return said or found or (_DEFAULT_SIDE, _DEFAULT_SIDE)


def _channels(
    groups: int, said_in: int | None, said_out: int | None, x: Numbers | None, w: Numbers | None
) -> tuple[int, int]:
    """Input and output channels, from what was said and from the data."""
    found_in = [(array.shape[0], name) for array, name in ((x, "input"), (w, "weight")) if array is not None]
    n_in = said_in
    for channels, name in found_in:
        if n_in is not None and n_in != channels:
            said = "in_channels is" if said_in is not None else "input has"
            raise InputError(
                f"{said} {n_in} and {name} is for {channels} input channels: let ${name} and "
                f"{'$in_channels' if said_in is not None else '$input'} agree"
            )
        n_in = channels
    n_out = said_out
    if w is not None:
        found_out = w.shape[1] * groups
        if said_out is not None and said_out != found_out:
            raise InputError(
                f"out_channels is {said_out} and weight is for {found_out} output channels: "
                "leave $out_channels out, or let $weight agree"
            )
        n_out = found_out
    return n_in if n_in is not None else groups, n_out if n_out is not None else groups
