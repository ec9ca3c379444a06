"""A layer as the line of code that makes it elsewhere."""

from collections.abc import Callable
from typing import NamedTuple

from tconv_anim.layer.code.flax import flax
from tconv_anim.layer.code.jax import jax
from tconv_anim.layer.code.keras import keras
from tconv_anim.layer.code.onnx import onnx
from tconv_anim.layer.code.pytorch import pytorch
from tconv_anim.layer.direct import AnyLayer


class Language(NamedTuple):
    """A framework's name, and its ``line`` for a layer that has a bias or none.

    Where the framework has no such layer, the line is a comment that says why.
    """

    name: str
    line: Callable[[AnyLayer, bool], str]


LANGUAGES = {
    "pytorch": Language("PyTorch", pytorch),
    "keras": Language("Keras", keras),
    "jax": Language("JAX", jax),
    "flax": Language("Flax", flax),
    "onnx": Language("ONNX", onnx),
}
"""Every language, in the order in which they are listed."""
