"""Numbers that go through an activation; live ones know afterwards what they are made of."""

from typing import Any

import numpy as np

from tconv_anim import live
from tconv_anim.layer.activation import Activation
from tconv_anim.trace.numbers import Numbers, are_decimal


def activated(array: Numbers, how: Activation) -> Numbers:
    """What comes out of an activation: integers stay integers if it leaves them so."""
    if array.dtype.kind == "O":
        return _live(array, how)
    if how.kind == "relu":
        return np.asarray(np.maximum(array, 0))
    if how.kind == "leaky_relu":
        return np.asarray(np.where(array < 0, array * how.slope, array))
    if how.kind == "tanh":
        return np.asarray(np.tanh(array))
    if how.kind == "sigmoid":
        small = np.exp(-np.abs(array))  # of large numbers, it would leave the range
        return np.asarray(np.where(array < 0, small, 1) / (1 + small))
    return array


def _live(array: Numbers, how: Activation) -> Numbers:
    """Those of straight pieces: each is the larger one of two."""
    zero = 0.0 if are_decimal(array) else 0
    pieces: dict[str, Any] = {
        "none": lambda value: value,
        "relu": lambda value: live.most([value, zero]),
        "leaky_relu": lambda value: live.most([value * 1.0, value * how.slope]),
    }
    found = np.empty(array.shape, object)
    for place, number in np.ndenumerate(array):
        found[place] = pieces[how.kind](number)
    return found
