"""What we make of a layer that was found somewhere: the output that its own library is held against."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tconv_anim.layer.direct import CONVS
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import CONV_TRANSPOSES
from tconv_anim.sources.found import Found
from tconv_anim.trace.convtrace import record_conv
from tconv_anim.trace.trace import record

_OURS = ("kernel_size", "stride", "padding", "output_padding", "dilation", "groups")


def ours(found: Found, x: NDArray[Any]) -> NDArray[Any]:
    """The output for an input ``C_in`` and a side for each axis."""
    assert found.numbers is not None
    weight, bias = found.numbers()
    options = {**found.options, **(found.cut(x.shape[1:]) if found.cut else {})}
    said = {name: options[name] for name in _OURS if name in options}
    assert found.biased == (bias is not None)
    if found.direct:
        y = record_conv(CONVS[found.dims](**said), x, weight, bias).output
    else:
        framework = FRAMEWORKS[options.get("framework", "pytorch")]
        y = record(CONV_TRANSPOSES[found.dims](**said), x, weight, bias, framework).output
    n_in, n_out = options["in_channels"], options["out_channels"]
    first = (n_out, n_in) if found.direct else (n_in, n_out)
    assert weight.shape == (first[0], first[1] // options["groups"], *options["kernel_size"])
    return np.asarray(y)


def whole(shape: Sequence[int], seed: int, dtype: str = "float32") -> NDArray[Any]:
    """Small whole numbers as floats: products and sums of them are exact in every library."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(dtype)


def filled(found: Found, weight: Any, bias: Any) -> Found:
    """A layer whose numbers are unknown, with these; its channels are theirs, and those that it has agree."""
    first, second = weight.shape[0], weight.shape[1] * found.options["groups"]
    n_in, n_out = (second, first) if found.direct else (first, second)
    channels = {"in_channels": n_in, "out_channels": n_out}
    assert {**channels, **found.options} == {**found.options, **channels}
    return found._replace(options={**found.options, **channels}, numbers=lambda: (weight, bias))
