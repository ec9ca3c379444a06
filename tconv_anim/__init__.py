"""Animations of transposed convolution, correct to the last number."""

__version__ = "0.1.0"
