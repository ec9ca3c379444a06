"""Flax's layers: nnx's, and linen's with the variables that they are bound to."""

from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.sources import meaning
from tconv_anim.sources.found import Found
from tconv_anim.sources.host import host
from tconv_anim.sources.live.common import Kind, Numbers, bias, found, last_to_first, weight
from tconv_anim.sources.written import written


def flax_layer(layer: Any, known: Kind) -> Found:
    """A module of ``flax.nnx`` or ``flax.linen``; its masked weights are 0."""
    direct, linen = known.direct, hasattr(layer, "scope")
    if linen and layer.scope is None:
        raise InputError(
            f"a {type(layer).__name__} of flax.linen has no weights by itself: give $layer it with them, "
            "as module.bind(variables)"
        )
    size = layer.kernel_size if isinstance(layer.kernel_size, list | tuple) else (layer.kernel_size,)
    known = known._replace(dims=len(size))
    if direct and layer.input_dilation not in (None, 1, [1] * known.dims, (1,) * known.dims):
        raise InputError("input_dilation spreads the input, which can't be shown: give $layer one without it")
    shape = {"strides": layer.strides, "padding": layer.padding}
    groups = layer.feature_group_count if direct else 1
    turned = not direct and bool(layer.transpose_kernel)
    means = meaning.jax(
        known.dims,
        tuple(size),
        **shape,
        dilation=layer.kernel_dilation,
        groups=groups,
        transpose_kernel=turned,
        direct=direct,
    )

    def parameter(name: str) -> Any:
        return layer.variables["params"][name] if linen else getattr(layer, name)

    second, last = parameter("kernel").shape[-2:]
    channels = (last, second) if turned else (second * groups, last)

    def numbers() -> Numbers:
        kernel = host(parameter("kernel"))
        kernel = kernel if layer.mask is None else kernel * host(layer.mask)
        dims = known.dims
        axes = last_to_first(dims) if direct or turned else (dims, dims + 1, *range(dims))
        return weight(kernel, axes), bias(parameter("bias") if layer.use_bias else None)

    line = written(
        f"{'nn' if linen else 'nnx'}.Conv{'' if direct else 'Transpose'}",
        *channels[linen:],
        kernel_size=size,
        **shape,
        kernel_dilation=layer.kernel_dilation,
        feature_group_count=groups,
        transpose_kernel=turned,
        use_bias=layer.use_bias,
    )
    return found(means, known, channels, line, bool(layer.use_bias), numbers, channels_last=True)
