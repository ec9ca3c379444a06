"""MLX's layers."""

from typing import Any

from tconv_anim.sources import meaning
from tconv_anim.sources.found import Found
from tconv_anim.sources.live.common import Kind, Numbers, bias, found, weight
from tconv_anim.sources.written import written


def mlx_layer(layer: Any, known: Kind) -> Found:
    """A module of ``mlx.nn``."""
    dims, direct = known.dims, known.direct
    out_channels, *size, per_group = layer.weight.shape
    groups = getattr(layer, "groups", 1)
    shape = {"kernel_size": tuple(size), "stride": layer.stride, "padding": layer.padding}
    shape |= {"dilation": layer.dilation, "groups": groups}
    if not direct:
        shape["output_padding"] = getattr(layer, "output_padding", 0)
    means = meaning.mlx(dims, **shape, direct=direct)
    channels = (per_group * groups, out_channels)
    biased = "bias" in layer
    sides = range(1, dims + 1)
    axes = (0, dims + 1, *sides) if direct else (dims + 1, 0, *sides)

    def numbers() -> Numbers:
        return weight(layer.weight, axes), bias(layer.bias if biased else None)

    line = written(f"Conv{'' if direct else 'Transpose'}{dims}d", *channels, **shape, bias=biased)
    return found(means, known, channels, line, biased, numbers, channels_last=True)
