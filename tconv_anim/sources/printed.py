"""The layers of a model in a text: what ``print(model)`` writes, ONNX's text of a graph, or lines of code."""

import re
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.layer.activation import USUAL_SLOPE, Activation
from tconv_anim.layer.axis import IntOrSides
from tconv_anim.sources.found import Found, foremost
from tconv_anim.sources.lines.code import Call, calls
from tconv_anim.sources.lines.layers import layer, of_node, row_of
from tconv_anim.sources.lines.onnxnode import nodes
from tconv_anim.sources.lines.outline import is_model, outline
from tconv_anim.sources.lines.signatures import signature

_NOWHERE: Mapping[str, int] = {}

_SUMMARY = re.compile(r"Layer \(type|<Conv\w{1,20} name=|\(Conv\w{1,20}\) *[│┃|]")
"""Keras's summary, and the one that PyTorch's users print; what Keras prints of a layer."""

_LARGEST = 2_000_000
"""Characters of a printed model."""


def printed(
    text: str,
    where: Mapping[str, int] = _NOWHERE,
    node: str | None = None,
    kernel_size: IntOrSides | None = None,
) -> list[Found]:
    """Every transposed convolution of a printed model, under its dotted name (``decoder.up1``).

    Where there is none, its up-samplers, or else its direct ones. With ``node`` only layers of that name, be
    they direct. Those that can't be shown (of three dimensions) are left out, as long as others can.
    ``where`` and ``kernel_size`` are as for :func:`tconv_anim.sources.pasted.pasted`.

    Raises :class:`InputError` if there is none, or if none can be shown, and for a summary, which leaves out
    what the layers are.
    """
    if len(text) > _LARGEST:
        raise InputError(
            f"the text is {len(text):,} characters long: give $layer the part of it that has the layer, "
            f"at most {_LARGEST:,} characters"
        )
    listed = [*_operators(text, kernel_size)] or [*_layers(text, where, kernel_size)]
    if not listed:
        reason = (
            "a summary, which leaves out kernels, strides and padding: give $layer the model itself, or its "
            "file, or a line of its code"
            if _SUMMARY.search(text)
            else "no printed model with a convolution in it: give $layer what print(model) writes"
        )
        raise InputError(f"the text is {reason}")
    named = [one for one in listed if one.name == node]
    found, faults = [], []
    for one in named or foremost(listed):
        try:
            found.append(one.read()._replace(name=one.name))
        except InputError as fault:
            faults.append(fault)
    if not found:
        raise faults[0]
    return found


class _Listed(NamedTuple):
    """A layer of a text that isn't read yet."""

    name: str
    rank: int
    read: Callable[[], Found]


def _operators(text: str, kernel_size: IntOrSides | None) -> Iterator[_Listed]:
    for one in nodes(text):
        yield _Listed(one.label, row_of(one).rank, partial(of_node, one, kernel_size))


def _layers(text: str, where: Mapping[str, int], kernel_size: IntOrSides | None) -> Iterator[_Listed]:
    for name, call in _called(text):
        row = signature(call)
        if row:
            yield _Listed(name, row.rank, partial(layer, call, row, where, kernel_size))


def sequence(text: str, where: Mapping[str, int] = _NOWHERE) -> Iterator[Found | Activation]:
    """The layers and activations of a printed model, or of code, in the order in which they stand there."""
    operators = [*_operators(text, None)]
    yield from (one.read()._replace(name=one.name) for one in operators)
    for name, call in _called(text) if not operators else ():
        row = signature(call)
        if row:
            yield layer(call, row, where, None)._replace(name=name)
        elif call.name in ACTIVATIONS:
            slope = (
                call.bound(("negative_slope", "inplace")).get("negative_slope")
                if call.args or call.said
                else None
            )
            yield Activation(ACTIVATIONS[call.name], USUAL_SLOPE if slope is None else literal_eval(slope))


ACTIVATIONS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "Sigmoid": "sigmoid", "Tanh": "tanh"}
"""Ours for PyTorch's."""


def _called(text: str) -> Iterator[tuple[str, Call]]:
    """The calls of code, where that is what the text is; those of a printed model otherwise."""
    try:
        code = [] if is_model(text) else calls(text)
    except InputError:
        code = []
    # Blocks that are alike are printed once, and read once.
    called = cache(lambda line: calls(line)[0])
    listed = ((place.name, called(place.call)) for place in outline(text)) if not code else ()
    yield from [(call.label, call) for call in code] or listed
