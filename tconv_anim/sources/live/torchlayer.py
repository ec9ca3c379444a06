"""PyTorch's layers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.sources import meaning
from tconv_anim.sources.found import Found
from tconv_anim.sources.live.common import Kind, Numbers, bias, found, weight
from tconv_anim.sources.written import written


def torch_layer(layer: Any, known: Kind) -> Found:
    """A module of ``torch.nn``, be its weight parametrized."""
    if "Uninitialized" in type(layer._parameters.get("weight")).__name__:
        raise InputError(
            f"this {type(layer).__name__} has no weights yet: run it once, then give it to $layer"
        )
    shape = {
        name: getattr(layer, name) for name in ("kernel_size", "stride", "padding", "dilation", "groups")
    }
    shape["padding_mode"] = layer.padding_mode
    if not known.direct:
        shape["output_padding"] = layer.output_padding
    means = meaning.pytorch(known.dims, **shape, direct=known.direct)
    channels = (layer.in_channels, layer.out_channels)
    biased = layer.bias is not None

    def numbers() -> Numbers:
        with _as_used(layer):
            return weight(_effective(layer), range(known.dims + 2)), bias(layer.bias)

    name = f"Conv{'' if known.direct else 'Transpose'}{known.dims}d"
    return found(means, known, channels, written(name, *channels, **shape, bias=biased), biased, numbers)


@contextmanager
def _as_used(layer: Any) -> Iterator[None]:
    """Parametrizations as in use: while it trains, a look at a spectral norm's weight changes it."""
    parts = [*layer.parametrizations.modules()] if hasattr(layer, "parametrizations") else []
    training = [part for part in parts if part.training]
    for part in training:
        part.training = False
    try:
        yield
    finally:
        for part in training:
            part.training = True


def _effective(layer: Any) -> Any:
    """The weight that the next call will take: PyTorch's old weight norm computes it only then."""
    for hook in layer._forward_pre_hooks.values():
        if type(hook).__name__ == "WeightNorm" and hook.name == "weight":
            return hook.compute_weight(layer)
    return layer.weight
