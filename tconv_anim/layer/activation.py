"""Activations: what each number goes through between one layer and the next."""

import re
from typing import NamedTuple

from tconv_anim.errors import InputError, shown

USUAL_SLOPE = 0.01
"""Of a leaky ReLU, where nothing else is said: PyTorch's."""

NAMES = {"none": "", "relu": "ReLU", "leaky_relu": "LeakyReLU", "sigmoid": "sigmoid", "tanh": "tanh"}
"""What each is called in a picture, by its name."""

_SLOPED = re.compile(r"leaky_relu(?:\((?P<slope>[\d.eE+-]{1,24})\))?")


class Activation(NamedTuple):
    """An activation by its name; ``slope`` is a leaky ReLU's, for numbers below 0."""

    kind: str = "none"
    slope: float = USUAL_SLOPE

    def __repr__(self) -> str:
        return repr(self.text)

    @property
    def name(self) -> str:
        """What it is called in a picture; empty where there is none."""
        return NAMES[self.kind]

    @property
    def piecewise(self) -> bool:
        """Whether it is made of straight pieces, so that a page can count it anew."""
        return self.kind not in ("sigmoid", "tanh")

    @property
    def text(self) -> str:
        """As it would be typed: ``relu``, ``leaky_relu(0.2)``."""
        sloped = self.kind == "leaky_relu" and self.slope != USUAL_SLOPE
        return f"{self.kind}({self.slope:g})" if sloped else self.kind


NONE = Activation()


def activation(name: str, text: object) -> Activation:
    """The activation that a text says; raises :class:`InputError` for any other text."""
    if isinstance(text, str) and (match := _SLOPED.fullmatch(text)):
        slope = _slope(match["slope"] or str(USUAL_SLOPE))
        if 0 < slope < 1:
            return Activation("leaky_relu", slope)
        raise InputError(f"{name} is {shown(text)}: the slope of ${name} must lie between 0 and 1")
    if not isinstance(text, str) or text not in NAMES:
        raise InputError(
            f"{name} is {shown(text)}: ${name} takes one of {', '.join(NAMES)}; leaky_relu(0.2) has its slope"
        )
    return Activation(text)


def _slope(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
