"""Keras's layers."""

from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.sources import meaning
from tconv_anim.sources.found import Found
from tconv_anim.sources.live.common import Kind, Numbers, bias, found, last_to_first, weight
from tconv_anim.sources.written import with_activation, written


def keras_layer(layer: Any, known: Kind) -> Found:
    """A layer that was called or built, on any backend."""
    if not layer.built:
        raise InputError(
            f"this {type(layer).__name__} has no weights yet: call it once, then give it to $layer"
        )
    dims, direct = known.dims, known.direct
    shape = {name: getattr(layer, name) for name in ("kernel_size", "strides", "padding", "dilation_rate")}
    shape |= {"groups": layer.groups} if direct else {"output_padding": layer.output_padding}
    means = meaning.keras(dims, **shape, direct=direct)
    activation = getattr(layer.activation, "__name__", str(layer.activation))
    line = written(
        f"Conv{dims}D{'' if direct else 'Transpose'}",
        layer.filters,
        **shape,
        data_format=layer.data_format,
        activation=activation,
        use_bias=layer.use_bias,
    )
    second, last = layer.kernel.shape[-2:]
    channels = (second * layer.groups, last) if direct else (last, second)

    def numbers() -> Numbers:
        return weight(layer.kernel, last_to_first(dims)), bias(layer.bias if layer.use_bias else None)

    last_channels = layer.data_format == "channels_last"
    one = found(means, known, channels, line, bool(layer.use_bias), numbers, last_channels)
    return one._replace(name=layer.name, remark=with_activation(activation))
