"""Keras's .keras files: an archive with a configuration as JSON, and the weights as HDF5.

What a configuration says is never made into objects. The numbers need h5py; the rest is read without.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources import meaning
from tconv_anim.sources.files.kerasweights import weights_of
from tconv_anim.sources.files.zipped import archive, small_entry
from tconv_anim.sources.found import Found, known
from tconv_anim.sources.lines.layers import of_class
from tconv_anim.sources.said import Meaning
from tconv_anim.sources.written import with_activation, written

_MADE = 'save $layer with Keras 3: model.save("model.keras")'

_CLASSES = {
    **{f"Conv{dims}DTranspose": (dims, False) for dims in (1, 2, 3)},
    **{f"Conv{dims}D": (dims, True) for dims in (1, 2, 3)},
}
"""The layers that are known: their dimensions, and whether they are direct."""

_UPSAMPLERS = ("UpSampling1D", "UpSampling2D", "UpSampling3D")

_SHAPE = ("kernel_size", "strides", "padding", "output_padding", "dilation_rate", "groups")
_SAID = ("data_format", "activation", "use_bias")

_MOST_PARTS = 200_000
"""Tables and lists in a configuration."""


class _Layer(NamedTuple):
    """A layer's class, its configuration, its input's shape, and the names of the models that it is in."""

    kind: str
    config: dict[str, Any]
    built: Any
    names: tuple[str, ...]


def read(path: Path, direct: bool) -> list[Found]:
    """Every convolution and up-sampler of the model, by its dotted name."""
    with archive(path, _MADE) as opened:
        config = small_entry(opened, "config.json")
    try:
        said = json.loads(config)
    except (ValueError, RecursionError):
        raise InputError(f"its config.json is not JSON: {_MADE}") from None
    return [_found(path, layer) for layer in _layers(said)]


def _layers(said: Any) -> Iterator[_Layer]:
    """The layers of a model and of those in it, in their order."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(said, ())]
    parts = 0
    while waiting:
        one, names = waiting.pop()
        parts += 1
        if parts > _MOST_PARTS:
            raise InputError(f"its config.json has more parts than any model: {_MADE}")
        if isinstance(one, dict):
            config, kind = one.get("config"), one.get("class_name")
            if (
                isinstance(config, dict)
                and isinstance(name := config.get("name"), str)
                and "class_name" in one
            ):
                names = (*names, name)
                if kind in _CLASSES or kind in _UPSAMPLERS:
                    built = one.get("build_config")
                    yield _Layer(
                        kind, config, built.get("input_shape") if isinstance(built, dict) else None, names
                    )
                    continue
            waiting += [(value, names) for value in reversed(one.values()) if isinstance(value, dict | list)]
        else:
            waiting += [(value, names) for value in reversed(one) if isinstance(value, dict | list)]


def _found(path: Path, layer: _Layer) -> Found:
    config, name = layer.config, ".".join(layer.names[1:] or layer.names)
    if layer.kind not in _CLASSES:
        return _upsampler(layer, name)
    dims, direct = _CLASSES[layer.kind]
    shape = {key: config[key] for key in _SHAPE if key in config}
    line = written(layer.kind, config.get("filters"), **shape, **{key: config.get(key) for key in _SAID})
    try:
        means = meaning.keras(dims, shape.pop("kernel_size", None), **shape, direct=direct)
        if "kernel_size" not in means.options:
            raise InputError("its configuration has no kernel_size: give $layer a sound file")
    except InputError as error:  # one layer of many: the others can be shown
        return Found(name, line, {}, direct=direct, dims=dims, remark=str(error))
    last = config.get("data_format") != "channels_first"
    options = {**means.options, **_sizes(layer.built, dims, last)}
    filters = config.get("filters")
    if type(filters) is int and filters > 0:
        options["out_channels"] = filters
    activation = config.get("activation")
    return Found(
        name,
        line,
        options,
        () if "input_size" in options else ("input_size",),
        direct,
        dims,
        config.get("use_bias") is not False,
        last,
        means.cut,
        partial(_numbers, path, layer, means, options),
        with_activation(activation if isinstance(activation, str | None) else "its own"),
    )


def _upsampler(layer: _Layer, name: str) -> Found:
    try:
        found = of_class("keras", layer.kind, layer.config, name)
    except InputError as error:
        return Found(name, written(layer.kind, layer.config.get("size")), {}, remark=str(error))
    if found is None:
        raise TypeError(f"{layer.kind} is no up-sampler")
    return known(found, _sizes(layer.built, found.dims, found.channels_last))


def _sizes(built: Any, dims: int, last: bool) -> dict[str, Any]:
    """What the shape that the layer was built for says of channels and sides."""
    if not isinstance(built, list) or len(built) != dims + 2:
        return {}
    channels, sides = (built[-1], built[1:-1]) if last else (built[1], built[2:])
    known: dict[str, Any] = {"in_channels": channels} if type(channels) is int and channels > 0 else {}
    if all(type(side) is int and side > 0 for side in sides):
        known["input_size"] = tuple(sides)
    return known


def _numbers(path: Path, layer: _Layer, means: Meaning, options: dict[str, Any]) -> tuple[Any, Any]:
    dims = _CLASSES[layer.kind][0]
    biased = layer.config.get("use_bias") is not False
    with archive(path, _MADE) as opened:
        kernel, *bias = weights_of(opened, path, layer.names, 1 + biased)
    size = options["kernel_size"]
    if kernel.ndim != dims + 2 or kernel.shape[:dims] != size or any(one.ndim != 1 for one in bias):
        raise InputError(
            f"the kernel of {shown(layer.names[-1])} is to be {shown(size)}, and its weights have the shape "
            f"{shown(kernel.shape)}: {_MADE}"
        )
    weight = np.transpose(kernel, (dims + 1, dims, *range(dims)))
    return weight, bias[0] if bias else None
