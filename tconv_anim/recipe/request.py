"""From what a user asked for to a whole layer: what wasn't said is found, what disagrees is refused."""

from collections.abc import Mapping
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.geometry import ConvTranspose2d, Layer, Pair
from tconv_anim.layer.wording import parameter
from tconv_anim.recipe.options import ANIMATION, OPTIONS, checked
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.trace.trace import Numbers

LARGEST_DRAWING = 100_000
"""Cells of all maps, plus products, that a layer may have to be drawn."""

_SIDE = 3
"""Of input and kernel, where nothing says it."""


def request(preset: str | None, said: Mapping[str, Any]) -> tuple[Layer, dict[str, Any], str | None]:
    """The layer, every option of it and of how it is shown, and the preset if it is shown just so.

    ``said`` are options of :data:`tconv_anim.recipe.options.ANIMATION`; what isn't said there (or is
    None) is as the preset says. kernel_size and input_size are 3 unless said, or those of ``weight`` and
    ``input``; channels likewise, and as many as groups otherwise. ``output_size`` finds the
    output_padding. With ``dims`` 1 the layer is a single row, and one integer stands for its columns only.

    Raises :class:`InputError` for anything that can't be used, before any of it is computed.
    """
    said = {name: value for name, value in said.items() if value is not None}
    named = None
    if preset is not None:
        OPTIONS["preset"].kind.check("preset", preset)
        if preset not in PRESETS:
            raise _unknown_preset(preset)
        options = PRESETS[preset].options
        # A file takes the preset's name only if it shows just that.
        named = None if said.keys() & options.keys() else preset
        said = {**options, **said}
    if said.get("dims") == 1:
        said = _in_a_row(said)
    values = checked(said, ANIMATION)
    layer = _layer(values)
    bias = values.get("bias")
    if bias is not None and bias.shape != (layer.out_channels,):
        raise InputError(
            f"bias has {bias.size} numbers: $bias takes one for each of the {layer.out_channels} output "
            "channels"
        )
    values |= {"kernel_size": layer.params.kernel_size, "input_size": layer.input_size}
    values |= {"in_channels": layer.in_channels, "out_channels": layer.out_channels}
    values["output_padding"] = layer.params.output_padding
    usual = {name: option.usual for name, option in OPTIONS.items() if option.use in ANIMATION}
    return layer, {name: values.get(name, usual[name]) for name in usual if OPTIONS[name].carried}, named


def _unknown_preset(name: str) -> InputError:
    from difflib import get_close_matches

    near = get_close_matches(name, PRESETS, 3, 0.5)
    way = f"take {' or '.join(near)}" if near else "take one of those that tconv-anim presets lists"
    return InputError(f"preset is {shown(name)}, which is none: {way} for $preset")


def _in_a_row(said: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a one-dimensional layer: one integer is the columns', and rows change nothing."""
    usual = {"kernel_size": _SIDE} if "weight" not in said else {}
    usual |= {"input_size": _SIDE} if "input" not in said else {}
    rows = dict.fromkeys(("kernel_size", "stride", "dilation", "input_size", "output_size"), 1)
    rows |= dict.fromkeys(("padding", "output_padding"), 0)
    return {
        name: (rows[name], value) if name in rows and isinstance(value, int) else value
        for name, value in {**usual, **said}.items()
    }


def _layer(values: Mapping[str, Any]) -> Layer:
    """The layer that these (checked) options make together."""
    x, w = values.get("input"), values.get("weight")
    groups = values.get("groups", OPTIONS["groups"].usual)
    output_padding = values.get("output_padding")
    params = ConvTranspose2d(
        _agreed("kernel_size", values, _shape(w, 2), "weight"),
        values.get("stride", 1),
        values.get("padding", 0),
        0 if output_padding is None else output_padding,
        values.get("dilation", 1),
        groups,
    )
    size = _agreed("input_size", values, _shape(x, 1), "input")
    if "output_size" in values:
        found = params.with_output_size(size, values["output_size"])
        if output_padding is not None and found != params:
            raise InputError(
                f"output_size asks for output_padding {parameter(found.output_padding)} and output_padding "
                f"is {parameter(params.output_padding)}: leave $output_padding out, or let them agree"
            )
        params = found
    return Layer(
        params, size, *_channels(groups, values.get("in_channels"), values.get("out_channels"), x, w)
    )


def check_drawable(layer: Layer) -> None:
    """Raise :class:`InputError` if the layer is too large to be computed event by event, and drawn."""
    drawing = layer.cell_count + layer.event_count
    if drawing > LARGEST_DRAWING:
        raise InputError(
            f"this layer has {drawing:,} cells and products, and at most {LARGEST_DRAWING:,} can be drawn: "
            "take a smaller $input_size, $kernel_size or $stride, "
            "or fewer $in_channels, $out_channels or $groups"
        )


def _shape(array: Numbers | None, axis: int) -> Pair | None:
    """The last two axes of an array, from ``axis`` on."""
    return None if array is None else (array.shape[axis], array.shape[axis + 1])


def _agreed(name: str, values: Mapping[str, Any], found: Pair | None, source: str) -> Pair:
    """What was said or found in the data, which must be the same if both are there."""
    said: Pair | None = values.get(name)
    if said is not None and found is not None and said != found:
        raise InputError(
            f"{name} is {_sides(said)} and {source} has {_sides(found)}: "
            f"leave ${name} out, or let ${source} agree"
        )
    return said or found or (_SIDE, _SIDE)


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
