"""Layers as they stand in a running program, known by their class's name: no framework is imported."""

from collections.abc import Callable, Mapping
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.found import Found
from tconv_anim.sources.live.common import Kind
from tconv_anim.sources.live.flaxlayer import flax_layer
from tconv_anim.sources.live.keraslayer import keras_layer
from tconv_anim.sources.live.mlxlayer import mlx_layer
from tconv_anim.sources.live.torchlayer import torch_layer

_NAMES = {
    "torch.nn.modules.conv": ("ConvTranspose{}d", "Conv{}d"),
    "keras": ("Conv{}DTranspose", "Conv{}D"),
    "flax": ("ConvTranspose", "Conv"),
    "mlx": ("ConvTranspose{}d", "Conv{}d"),
}
"""What classes that are known are called, transposed ones first, by the module that they are in."""

_READERS: Mapping[str, Callable[[Any, Kind], Found]] = {
    "torch.nn.modules.conv": torch_layer,
    "keras": keras_layer,
    "flax": flax_layer,
    "mlx": mlx_layer,
}

_TAKEN = (
    "PyTorch's or MLX's ConvTranspose2d, Keras's Conv2DTranspose, Flax's ConvTranspose, one of their kind "
    "with one dimension or three, an up-sampler as nn.Upsample, or a direct one"
)


def kind(layer: Any) -> Kind | None:
    """Which layer it is, by the names of its class and of that class's bases; None for anything else."""
    for base in type(layer).__mro__:
        for home, names in _NAMES.items():
            if f"{base.__module__}.".startswith(f"{home}."):
                for dims in (1, 2, 3):
                    called = [name.format(dims) for name in names]
                    if base.__name__ in called:
                        return Kind(home, base.__name__ == called[1], dims)
    return None


def live(layer: Any) -> Found:
    """A PyTorch, Keras, Flax or MLX layer, be it an up-sampler.

    Its numbers are loaded as copies, as they are at that time.
    Raises :class:`InputError` for anything else, and for a layer that has no weights yet.
    """
    known = kind(layer)
    if known is None:
        from tconv_anim.sources.live.upsampling import live_upsampler

        if found := live_upsampler(layer):
            return found
        named = f"{type(layer).__module__}.{type(layer).__qualname__}"
        raise InputError(f"layer is a {shown(named)[1:-1]}, and $layer takes {_TAKEN}")
    return _READERS[known.home](layer, known)
