"""From what a user asked for to a whole layer: what wasn't said is found, what disagrees is refused."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.language.saying import ENGLISH
from tconv_anim.layer.axis import Sides, ends
from tconv_anim.layer.direct import CONVS, AnyLayer, ConvLayer
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import CONV_TRANSPOSES, ConvTranspose, Layer
from tconv_anim.layer.wording import count, parameter
from tconv_anim.recipe.fontfile import check_letters
from tconv_anim.recipe.given import WAYS, Given, given, listed
from tconv_anim.recipe.options import ANIMATION, OPTIONS, checked, dims_of
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.recipe.stacking import stacked, unrolled
from tconv_anim.trace.numbers import Numbers, checked_at_output
from tconv_anim.views import VIEWS

_NOT_IN_NAMES = r"[^\w.-]+"
"""What stands in a layer's name, and not in that of a file."""

_SIDE = 3
"""Of input and kernel, where nothing says it."""


class Request(NamedTuple):
    """A whole layer, every option of it and of how it is shown, and the ``name`` that its files have.

    That is the preset, if it is shown just so, or what is made of the layer's own name; None for all others.
    ``notes`` are sentences on a layer that somebody has: what of it isn't shown, and what was made up.
    """

    layer: AnyLayer
    values: dict[str, Any]
    name: str | None
    notes: tuple[str, ...] = ()


def request(preset: str | None, said: Mapping[str, Any]) -> Request:
    """What a user asks for, made whole.

    ``said`` are options of :data:`tconv_anim.recipe.options.ANIMATION`; what isn't said there (or is
    None) is as the preset says. kernel_size and input_size are 3 unless said, or those of ``weight`` and
    ``input``; channels likewise, and as many as groups otherwise. ``output_size`` finds the
    output_padding.

    Raises :class:`InputError` for anything that can't be used, before any of it is computed.
    """
    said = {name: value for name, value in said.items() if value is not None}
    named, asked = None, "view" in said
    if preset is not None:
        OPTIONS["preset"].kind.check("preset", preset)
        if preset not in PRESETS:
            raise _unknown_preset(preset)
        options = PRESETS[preset].options
        # A file takes the preset's name only if it shows just that.
        named = None if said.keys() & options.keys() else preset
        said = {**options, **said}
    said = stacked(unrolled(said), asked)
    ways = checked({name: said[name] for name in WAYS if name in said}, ANIMATION)
    found = given({**said, **ways})
    said = found.options
    values = checked(said, ANIMATION)
    values["dims"] = dims_of(said)
    check_letters(values.get("lang", ENGLISH.code), values.get("font"))
    layer = _layer(values)
    border = [ends(cut) for cut in values.get("border", (0, 0))]
    if any(min(lo_hi) < 0 or sum(lo_hi) >= n for lo_hi, n in zip(border, layer.input_size, strict=False)):
        raise InputError("border leaves nothing of the input: $border takes what tconv-anim wrote itself")
    bias = values.get("bias")
    if bias is not None and bias.shape != (layer.out_channels,):
        raise InputError(
            f"bias has {count(bias.size, 'number')}: $bias takes one for each of the {layer.out_channels} "
            "output channels"
        )
    for name in ("rest", "gradient"):
        checked_at_output(name, values.get(name), layer)
    values |= {name: getattr(layer.params, name) for name in ("kernel_size", "stride", "padding", "dilation")}
    values["input_size"] = layer.input_size
    values |= {"in_channels": layer.in_channels, "out_channels": layer.out_channels}
    values["direct"] = isinstance(layer, ConvLayer) and VIEWS[_view(values)].direct is None
    if isinstance(layer, Layer):
        values["output_padding"] = layer.params.output_padding
    usual = {name: option.usual for name, option in OPTIONS.items() if option.use in ANIMATION}
    whole = {name: values.get(name, usual[name]) for name in usual if OPTIONS[name].carried}
    if found.name:
        name = re.sub(_NOT_IN_NAMES, "_", found.name).strip("_")
        named = f"{kind_name(layer.params.dims)}-{name}-{whole['view']}"
    return Request(layer, whole, named, tuple(_notes(found, whole)) if "layer" in ways else ())


def kind_name(dims: int) -> str:
    """With what the names of files begin: ``tconv``, ``tconv1d``, ``tconv3d``."""
    return "tconv" if dims == 2 else f"tconv{dims}d"


def _notes(found: Given, whole: Mapping[str, Any]) -> Iterator[str]:
    if found.remark:
        yield found.remark
    invented = [name for name in ("input", "weight") if whole[name] is None]
    if invented or found.invented:
        yield f"Made up, small integers: {listed([*invented, *found.invented])}."


def _unknown_preset(name: str) -> InputError:
    from difflib import get_close_matches

    near = get_close_matches(name, PRESETS, 3, 0.5)
    way = f"take {' or '.join(near)}" if near else "take one of those that tconv-anim presets lists"
    return InputError(f"preset is {shown(name)}, and there is none of that name: {way} for $preset")


def _view(values: Mapping[str, Any]) -> str:
    view: str = values.get("view", OPTIONS["view"].usual)
    return view


def _layer(values: Mapping[str, Any]) -> AnyLayer:
    """The layer that these (checked) options make together: a direct convolution where the view shows one."""
    x, w = values.get("input"), values.get("weight")
    dims = values["dims"]
    kernel_size = _agreed("kernel_size", values, None if w is None else w.shape[2:], "weight")
    size = _agreed("input_size", values, None if x is None else x.shape[1:], "input")
    stride, padding, dilation, groups = (
        values.get(name, usual)
        for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1), ("groups", 1))
    )
    part = values.get("part")
    direct = VIEWS[_view(values)].is_direct(values.get("direct", False))
    channels = _channels(groups, values.get("in_channels"), values.get("out_channels"), x, w, direct)
    if direct:
        for name in ("output_padding", "output_size", "framework"):
            if name in values and not OPTIONS[name].is_usual(values[name]):
                value = shown(OPTIONS[name].kind.text(values[name]))
                raise InputError(
                    f"{name} is {value} and the layer is a direct convolution: leave ${name} out, or $direct"
                )
        return ConvLayer(CONVS[dims](kernel_size, stride, padding, dilation, groups), size, *channels, part)
    output_padding = values.get("output_padding")
    params: ConvTranspose = CONV_TRANSPOSES[dims](
        kernel_size, stride, padding, output_padding or 0, dilation, groups
    )
    if "output_size" in values:
        found = params.with_output_size(size, values["output_size"])
        if output_padding is not None and found != params:
            raise InputError(
                f"output_size asks for output_padding {parameter(found.output_padding)} and output_padding "
                f"is {parameter(params.output_padding)}: leave $output_padding out, or let them agree"
            )
        params = found
    framework = FRAMEWORKS[values.get("framework", OPTIONS["framework"].usual)]
    for name in ("padding", "output_padding"):
        if name not in framework.heeds and any(getattr(params, name)):
            raise InputError(
                f"{name} is {shown(OPTIONS[name].kind.text(getattr(params, name)))} and framework is "
                f"{shown(framework.key)}, which chooses its own: leave ${name} out, or $framework"
            )
    return Layer(params, size, *channels, framework, part)


def _agreed(name: str, values: Mapping[str, Any], found: Sides | None, source: str) -> Sides:
    """What was said or found in the data, which must be the same if both are there."""
    said: Sides | None = values.get(name)
    if said is not None and found is not None and said != found:
        raise InputError(
            f"{name} is {_sides(said)} and {source} has {_sides(found)}: "
            f"leave ${name} out, or let ${source} agree"
        )
    return said or found or (_SIDE,) * values["dims"]


def _sides(values: Sides) -> str:
    return "x".join(map(str, values))


def _channels(
    groups: int,
    said_in: int | None,
    said_out: int | None,
    x: Numbers | None,
    w: Numbers | None,
    direct: bool,
) -> tuple[int, int]:
    """Input and output channels, from what was said and from the data.

    A weight's first axis is that of the small side's channels: the input of a transposed convolution, and
    the output of a direct one. Its second has those of the other side's groups.
    """
    first, second = (None, None) if w is None else (w.shape[0], w.shape[1] * groups)
    by_weight = (second, first) if direct else (first, second)
    n_in = _agreed_channels("in", said_in, None if x is None else x.shape[0], by_weight[0])
    n_out = _agreed_channels("out", said_out, None, by_weight[1])
    if n_in is not None and said_in is None and n_in % groups:
        name = "weight" if x is None else "input"
        raise InputError(
            f"{name} is for {n_in} input channels, which {groups} groups don't divide: "
            f"let ${name} and $groups agree"
        )
    return n_in if n_in is not None else groups, n_out if n_out is not None else groups


def _agreed_channels(side: str, said: int | None, by_input: int | None, by_weight: int | None) -> int | None:
    """The channels of a side, which must be the same wherever they are found."""
    known = {f"{side}_channels": said, "input": by_input, "weight": by_weight}
    found = [(name, channels) for name, channels in known.items() if channels is not None]
    for name, channels in found[1:]:
        if channels != found[0][1]:
            first, wanted = found[0]
            verb = "has" if first == "input" else "is"
            raise InputError(
                f"{first} {verb} {wanted} and {name} is for {channels} {side}put channels: "
                f"let ${name} and ${first} agree"
            )
    return found[0][1] if found else None
