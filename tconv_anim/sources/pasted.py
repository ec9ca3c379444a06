"""A layer from a line that somebody pasted: code, a line of ``print(model)``, or a node of ONNX's."""

from collections.abc import Mapping
from contextlib import suppress

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import IntOrSides
from tconv_anim.sources.found import Found
from tconv_anim.sources.lines.code import calls
from tconv_anim.sources.lines.layers import layer, of_node
from tconv_anim.sources.lines.onnxnode import nodes
from tconv_anim.sources.lines.signatures import signature
from tconv_anim.sources.printed import printed

_NOWHERE: Mapping[str, int] = {}


def pasted(line: str, where: Mapping[str, int] = _NOWHERE, kernel_size: IntOrSides | None = None) -> Found:
    """The layer of a line, which is read and never run.

    ``where`` gives numbers for names in it (``ngf=64``), ``kernel_size`` is for layers that don't say
    theirs: functions, and some nodes of ONNX's. Around the layer's call there may be others: the one of
    ``model.add(...)``, the layer's own use, the list that it stands in.

    Raises :class:`InputError` if there is no layer in it, or more than one, or one that can't be shown.
    """
    operators = list(nodes(line))
    if operators:
        return _only([of_node(one, kernel_size) for one in operators], line)
    try:
        return _only(_called(line, where, kernel_size), line)
    except InputError:
        if "\n" in line.strip():  # some layers are printed in several lines
            with suppress(InputError):
                return _only(printed(line, where, None, kernel_size), line)
        raise


def _called(line: str, where: Mapping[str, int], kernel_size: IntOrSides | None) -> list[Found]:
    rows = [(call, signature(call)) for call in calls(line)]
    known = [(call, row) for call, row in rows if row]
    first = min((row.rank for _, row in known), default=0)
    return [layer(call, row, where, kernel_size) for call, row in known if row.rank == first]


def _only(found: list[Found], line: str) -> Found:
    if not found:
        raise InputError(
            f"{shown(line.strip())} has no layer that is known: give $layer a transposed convolution, as "
            "nn.ConvTranspose2d(64, 32, 4, 2, 1), of PyTorch, Keras, Flax, JAX, ONNX, MLX or Paddle, an "
            "up-sampler, as nn.Upsample(scale_factor=2), or a direct convolution"
        )
    if len(found) > 1:
        raise InputError(f"{shown(line.strip())} has {len(found)} layers: give $layer one of them")
    return found[0]
