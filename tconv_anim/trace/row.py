"""A layer of one axis as a layer of two that is a single row: the same products, in the same order."""

from dataclasses import replace

import numpy as np

from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.layer.part import Part, Side
from tconv_anim.trace.trace import Index, Trace


def in_a_row(trace: Trace) -> Trace:
    """The trace with maps ``C 1 L`` in the place of ``C L``, for views whose maps have rows and columns."""
    layer, p = trace.layer, trace.layer.params
    params = ConvTranspose2d(
        (1, *p.kernel_size),
        (1, *p.stride),
        (0, *p.padding),
        (0, *p.output_padding),
        (1, *p.dilation),
        p.groups,
    )
    return replace(
        trace,
        layer=replace(layer, params=params, input_size=(1, *layer.input_size), part=_part(layer.part)),
        input=np.expand_dims(trace.input, 1),
        weight=np.expand_dims(trace.weight, 2),
        rest=None if trace.rest is None else np.expand_dims(trace.rest, 1),
        input_index=_in_first_row(trace.input_index, 1),
        weight_index=_in_first_row(trace.weight_index, 2),
        output_index=_in_first_row(trace.output_index, 1),
    )


def _in_first_row(index: Index, column: int) -> Index:
    return np.insert(index, column, 0, axis=1)


def _part(part: Part | None) -> Part | None:
    if part is None:
        return None
    return replace(part, input=_side(part.input), output=_side(part.output))


def _side(side: Side) -> Side:
    return replace(side, start=(0, *side.start), size=(1, *side.size))
