"""From what a user asked for to a recipe: what wasn't said is found, what disagrees is refused."""

from collections.abc import Collection, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.geometry import ConvTranspose2d, IntOrPair, Layer, Pair, pair
from tconv_anim.layer.wording import parameter
from tconv_anim.recipe.data import tensor
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.trace.trace import Numbers
from tconv_anim.views import ISOMETRIC, VIEWS

LARGEST_DRAWING = 100_000
"""Cells of all maps, plus products, that a layer may have to be drawn."""

Data = ArrayLike | str | Path | None
"""Numbers, or where to read them (see :func:`tconv_anim.recipe.data.tensor`)."""

LOOKS = ("flat", "isometric")
"""What ``--look`` takes."""

EXTRAS = {"moves": ("scatter", "gather"), "heat": ("scatter",)}
"""What ``--show`` takes, and the views that have it."""

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
    dims: int = 2,
    input: Data = None,
    weight: Data = None,
    bias: Data = None,
    seed: int = 0,
    view: str = "scatter",
    look: str = "flat",
    values: bool = True,
    show: Collection[str] = (),
    theme: str = "light",
    speed: float = 1.0,
    loop: int = 0,
    cell: int | None = None,
    preset: str | None = None,
) -> Recipe:
    """The recipe of this layer and look. Parameters have the names and meanings of PyTorch's layer.

    kernel_size and input_size are 3 unless said, or inferred from ``weight`` and ``input``; channels
    likewise, and as many as groups otherwise. ``output_size`` finds the output_padding. With ``dims`` 1
    the layer is a single row, and one integer stands for its columns only. Without data, input and
    weight are small integers drawn from ``seed``. ``speed`` is a factor, ``cell`` a cell's side in
    units, ``loop`` the number of times to play (0: for ever).

    Raises :class:`InputError` for anything that can't be used, before any of it is computed.
    """
    check_choice("view", view, VIEWS)
    check_choice("look", look, LOOKS)
    if isinstance(show, str):
        show = (show,)
    for extra in show:
        check_choice("show", extra, EXTRAS)
        if view not in EXTRAS[extra]:
            raise InputError(
                f"show is {shown(extra)} and view is {shown(view)}: leave $show out, "
                f"or take one of {', '.join(EXTRAS[extra])} for $view"
            )
    if look == "isometric" and view not in ISOMETRIC:
        raise InputError(
            f"look is 'isometric' and view is {shown(view)}: leave $look out, "
            f"or take one of {', '.join(sorted(ISOMETRIC))} for $view"
        )
    check_choice("theme", theme, THEMES)
    if not (isinstance(speed, int | float) and isfinite(speed) and 0.01 <= speed <= 100):
        raise InputError(f"speed is {shown(speed)}: $speed takes a number from 0.01 to 100")
    _check_range("loop", loop, 0, 65_535)
    _check_range("seed", seed, 0, 2**63 - 1)
    if cell is not None:
        _check_range("cell", cell, 16, 240)

    _check_range("dims", dims, 1, 2)
    if dims == 1:
        kernel_size, stride, dilation = (_in_a_row(v, 1) for v in (kernel_size, stride, dilation))
        input_size, output_size = (_in_a_row(v, 1) for v in (input_size, output_size))
        padding, output_padding = (_in_a_row(v, 0) for v in (padding, output_padding))
        if kernel_size is None and weight is None:
            kernel_size = (1, _DEFAULT_SIDE)
        if input_size is None and input is None:
            input_size = (1, _DEFAULT_SIDE)
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
                f"output_size asks for output_padding {parameter(found.output_padding)} and output_padding "
                f"is {parameter(params.output_padding)}: leave $output_padding out, or let them agree"
            )
        params = found
    layer = Layer(params, size, *_channels(params.groups, in_channels, out_channels, x, w))
    if b is not None and b.shape != (layer.out_channels,):
        raise InputError(
            f"bias has {b.size} numbers: $bias takes one for each of the {layer.out_channels} output channels"
        )
    input_list, weight_list, bias_list = (None if a is None else a.tolist() for a in (x, w, b))
    return Recipe(
        layer,
        seed,
        input_list,
        weight_list,
        bias_list,
        view,
        look,
        values,
        tuple(show),
        theme,
        speed,
        loop,
        cell,
        preset,
    )


def with_preset(name: str | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was ``said``, and what the preset of that name says where nothing was (None)."""
    options = {option: value for option, value in said.items() if value is not None}
    if name is None:
        return options
    check_choice("preset", name, PRESETS)
    chosen = {**PRESETS[name].options, **options}
    # A file takes the preset's name only if it shows just that.
    return chosen | ({} if options.keys() & PRESETS[name].options.keys() else {"preset": name})


def check_drawable(layer: Layer) -> None:
    """Raise :class:`InputError` if the layer is too large to be computed event by event, and drawn."""
    drawing = layer.cell_count + layer.event_count
    if drawing > LARGEST_DRAWING:
        raise InputError(
            f"this layer has {drawing:,} cells and products, and at most {LARGEST_DRAWING:,} can be drawn: "
            "take a smaller $input_size, $kernel_size or $stride, "
            "or fewer $in_channels, $out_channels or $groups"
        )


def check_choice(name: str, value: str, choices: Any) -> None:
    """Raise :class:`InputError` unless ``value`` is one of the choices."""
    if value not in choices:
        raise InputError(f"{name} is {shown(value)}: ${name} takes one of {', '.join(choices)}")


def _in_a_row(value: Any, rows: int) -> Any:
    """A parameter of a one-dimensional layer: ``rows``, which changes nothing, and its one integer."""
    return (rows, value) if isinstance(value, int) else value


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
            f"{name} is {_sides(said)} and {source} has {_sides(found)}: "
            f"leave ${name} out, or let ${source} agree"
        )
    return said or found or (_DEFAULT_SIDE, _DEFAULT_SIDE)


def _sides(values: Pair) -> str:
    return f"{values[0]}x{values[1]}"


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
    if n_in is not None and said_in is None and n_in % groups:
        raise InputError(
            f"{found_in[0][1]} is for {n_in} input channels, which {groups} groups don't divide: "
            f"let ${found_in[0][1]} and $groups agree"
        )
    if w is not None:
        found_out = w.shape[1] * groups
        if said_out is not None and said_out != found_out:
            raise InputError(
                f"out_channels is {said_out} and weight is for {found_out} output channels: "
                "leave $out_channels out, or let $weight agree"
            )
        n_out = found_out
    return n_in if n_in is not None else groups, n_out if n_out is not None else groups
