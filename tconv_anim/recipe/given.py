"""What people give besides options (a layer of theirs, a batch, a picture, a kernel's name), as options."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Sides, sides
from tconv_anim.reading import regular
from tconv_anim.recipe.data import draw_bias, loaded
from tconv_anim.recipe.kernels import NAMED, with_kernel
from tconv_anim.recipe.options import OPTIONS, dims_of
from tconv_anim.recipe.pictures import is_picture, picture
from tconv_anim.recipe.upsampled import upsampled
from tconv_anim.sources.asked import found_layer
from tconv_anim.sources.found import Found
from tconv_anim.sources.host import host
from tconv_anim.views import DIRECT, TRANSPOSED, VIEWS

_COLOURS = 3
"""Channels of a picture that is not grey."""

WAYS = ("layer", "node", "where", "sample", "white", "indices")
"""Options that are only ways to give others."""


class Given(NamedTuple):
    """Plain options, what the layer is called in its model ("" where it has no name), and what to tell of it.

    ``invented`` are those of its numbers that were made up here, ``remark`` says what of it isn't shown.
    """

    options: dict[str, Any]
    name: str = ""
    invented: tuple[str, ...] = ()
    remark: str = ""


def given(said: Mapping[str, Any]) -> Given:
    """``said`` with all that it names or holds as plain options of a layer, its numbers and its look.

    Raises :class:`InputError` for what can't be read, isn't there, or is still needed.
    """
    plain = {name: value for name, value in said.items() if name not in WAYS}
    found = _found(said)
    if "input" in plain:
        if is_picture(plain["input"]):
            plain["input"] = _picture(plain, said)
            plain = {**_as_picture(plain), **plain}
        else:
            plain["input"] = _array("input", plain["input"], found, said)
    elif "sample" in said:
        raise InputError("sample is given without an input: leave $sample out, or give $input a batch")
    if "indices" in said and (found is None or found.made is None):
        raise InputError(
            "indices are given without a layer of max-unpooling: leave $indices out, or give $layer one"
        )
    bias = "bias" in plain
    if found is not None and found.made is not None:
        indices = _array("indices", said["indices"], found, said) if "indices" in said else None
        made = upsampled(_asked(plain, found), found, indices)
        return Given(made.options, found.name, made.invented, made.remark)
    if found is not None:
        plain = _with_layer(plain, found)
    if isinstance(plain.get("weight"), str) and plain["weight"] in NAMED:
        channels = np.shape(plain["input"])[0] if "input" in plain else plain.get("in_channels", 1)
        plain = with_kernel(plain, channels)
    if found is None:
        return Given(plain)
    drawn = not bias and "bias" in plain and found.numbers is None
    return Given(plain, found.name, ("bias",) if drawn else (), found.remark)


def _found(said: Mapping[str, Any]) -> Found | None:
    """The layer that is asked for, if one is."""
    if "layer" not in said:
        if unheard := [name for name in ("node", "where") if name in said]:
            raise InputError(
                f"{unheard[0]} is given without a layer: leave ${unheard[0]} out, or name $layer too"
            )
        return None
    view = said.get("view")
    direct = view in VIEWS and VIEWS[view].is_direct(said.get("direct", False))
    return found_layer(said["layer"], said.get("node"), said.get("where"), _kernel_size(said), direct)


def _array(name: str, value: Any, found: Found | None, said: Mapping[str, Any]) -> Any:
    """The input, or its indices, as ``C H W``, or with fewer axes."""
    array = host(loaded(name, value))
    dims = found.dims if found else dims_of(said)
    axes = np.ndim(array) if not isinstance(array, list | tuple) else _depth(array)
    if found is not None and found.channels_last and axes > dims:
        array = np.moveaxis(np.asarray(array), -1, axes - 1 - dims)
    return _sampled(array, axes > dims + 1, said.get("sample"))


def _as_picture(plain: Mapping[str, Any]) -> dict[str, Any]:
    """How a picture is best seen, where nothing else is asked for: as it is, its pixels with all the time."""
    view = plain.get("view", OPTIONS["view"].usual)
    colours = "rgb" if len(plain["input"]) == _COLOURS else "grey"
    best = (("heat", colours, None), ("story", "short", "short"))
    return {name: value for name, value, whose in best if view in OPTIONS[name].views[whose]}


def _sampled(array: Any, is_batch: bool, sample: int | None) -> Any:
    if not is_batch:
        if sample is not None:
            raise InputError("sample is given and input is no batch: leave $sample out")
        return array
    number = sample or 0
    if not number < len(array):
        raise InputError(
            f"sample is {number} and the batch has {len(array)}: take 0 to {len(array) - 1} for $sample"
        )
    return array[number]


def _depth(nested: Any) -> int:
    depth = 0
    while isinstance(nested, list | tuple) and depth < 9:
        depth, nested = depth + 1, nested[0] if nested else None
    return depth + (np.ndim(nested) if nested is not None else 0)


def _picture(plain: Mapping[str, Any], said: Mapping[str, Any]) -> Any:
    value, size = plain["input"], plain.get("input_size")
    called = shown(str(value))
    try:
        with regular(Path(value), "input") as file:
            return picture(
                file, called, None if size is None else sides(size, "input_size", 1), said.get("white", "255")
            )
    except OSError as error:
        raise InputError(f"{called} can't be read ({error.strerror}): check the name in $input") from None


def _with_layer(said: dict[str, Any], found: Found) -> dict[str, Any]:
    """The options of a layer that was found, and of how it is shown; what is said besides comes first."""
    said = _asked(said, found)
    options = dict(found.options)
    size = _size(said, options)
    if found.cut is not None and size is not None:
        options |= found.cut(size)
    if found.numbers is not None and "weight" not in said:
        weight, bias = found.numbers()
        options |= {"weight": weight} | ({} if bias is None else {"bias": bias})
    elif found.biased and "bias" not in said and "out_channels" in options:
        options["bias"] = draw_bias(options["out_channels"], said.get("seed") or 0)
    return {**options, **said}


def _asked(said: dict[str, Any], found: Found) -> dict[str, Any]:
    """What is said, in a view for such layers; raises :class:`InputError` for what is still needed."""
    said = {**({"view": "conv"} if found.direct else {}), **said}
    view = said.get("view", OPTIONS["view"].usual)
    views = DIRECT if found.direct else TRANSPOSED
    if view in VIEWS and view not in views:
        which = "a convolution" if found.direct else "a transposed convolution"
        raise InputError(
            f"layer is {which}, and view is {shown(view)}: take one of {', '.join(views)} for $view"
        )
    if view in VIEWS and VIEWS[view].direct is None:
        said["direct"] = found.direct
    missing = [name for name in found.asks if name not in said and not _is_in_data(name, said)]
    if missing:
        names = listed(f"${name}" for name in missing)
        words = listed(name.replace("_", " ") for name in missing)
        raise InputError(f"{found.name or found.written} doesn't say its {words}: give {names}")
    if said.get("dims", found.dims) != found.dims:
        raise InputError(
            f"dims is {shown(said['dims'])} and the layer has {found.dims} axes: leave $dims out"
        )
    return {**said, "dims": found.dims}


def listed(words: Iterable[str]) -> str:
    """Words with commas and "and" between them."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _kernel_size(said: Mapping[str, Any]) -> Sides | None:
    """That of the kernel, where it is said or its numbers are given."""
    if "kernel_size" in said:
        return sides(said["kernel_size"], "kernel_size", 1, dims_of(said))
    weight = said.get("weight")
    if weight is None or (isinstance(weight, str) and weight in NAMED):
        return None
    return (1, 1, *np.shape(host(loaded("weight", weight))))[-3:]


def _is_in_data(name: str, said: Mapping[str, Any]) -> bool:
    return (name == "input_size" and "input" in said) or (name == "kernel_size" and "weight" in said)


def _size(said: Mapping[str, Any], options: Mapping[str, Any]) -> Sides | None:
    """The input's size, where it is known by now."""
    if "input" in said:
        return (1, 1, *np.shape(said["input"]))[-said["dims"] :]
    value = said.get("input_size", options.get("input_size"))
    return None if value is None else sides(value, "input_size", 1, said["dims"])
