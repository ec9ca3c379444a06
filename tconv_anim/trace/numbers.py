"""Numbers as the trace takes them: of one type, exact or refused, each array of the shape that it needs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.direct import AnyLayer, Conv, ConvLayer
from tconv_anim.layer.geometry import ConvTranspose
from tconv_anim.live import book_of

Numbers = NDArray[Any]
"""An array of int64 (exact) or float64 numbers, or of live ones (:mod:`tconv_anim.live`)."""


def numbers(name: str, value: ArrayLike) -> Numbers:
    """``value`` as int64 or float64; raises :class:`InputError` if it isn't a full array of numbers."""
    if isinstance(value, list | tuple):
        _refuse_other_leaves(name, value)
    try:
        array = np.asarray(value)
    except ValueError:  # what NumPy says of ragged lists, and of lists too deep
        raise InputError(f"{name} is ragged: every row of ${name} needs the same length") from None
    if array.size == 0:
        raise InputError(f"{name} is empty: ${name} needs at least one number")
    if array.dtype.kind == "O" and book_of(array.flat) is not None:
        return array
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            raise InputError(f"{name} holds NaN or infinity: ${name} takes finite numbers only")
        return array.astype(np.float64)
    if array.dtype.kind == "i" or (array.dtype.kind == "u" and array.max() < 2**63):
        return array.astype(np.int64)
    if array.dtype.kind == "u":
        raise InputError(f"{name} holds integers past 64 bits: write ${name} as floats (1e30)")
    raise InputError(f"{name} holds {array.dtype} values: ${name} takes numbers only")


def _refuse_other_leaves(name: str, value: Any) -> None:
    """Raise :class:`InputError` for the first leaf of nested lists that NumPy would quietly make a number."""
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, list | tuple):
            rest += reversed(item)
        elif isinstance(item, bool) or not isinstance(item, int | float | np.number | np.ndarray):
            raise InputError(f"{name} holds {shown(item)}, which is not a number: ${name} takes numbers only")
        elif isinstance(item, int) and not -(2**63) <= item < 2**63:
            raise InputError(
                f"{name} holds {shown(item)}, an integer past 64 bits: write ${name} as floats (1e30)"
            )


def of_one_type(
    x: Numbers, w: Numbers, b: Numbers | None, r: Numbers | None
) -> tuple[Numbers, Numbers, Numbers | None, Numbers | None]:
    """The four as they are if all are integers; all as float64 if any holds floats."""
    if "f" in {array.dtype.kind for array in (x, w, b, r) if array is not None}:
        more = (None if array is None else array.astype(float) for array in (b, r))
        return x.astype(float), w.astype(float), *more  # type: ignore[return-value]  # which are two
    return x, w, b, r


def refuse_overflow(layer: AnyLayer, x: Numbers, w: Numbers, last: Sequence[Numbers | None]) -> None:
    """Raise :class:`InputError` where a sum of products could wrap around: exact or not at all.

    ``last`` are those that join after the products.
    """
    if x.dtype.kind != "i":
        return

    def largest(array: Numbers) -> int:
        return max(abs(int(array.max())), abs(int(array.min())))

    # As many as can meet in an output element, in any group.
    terms = w.size // w.shape[0 if isinstance(layer, ConvLayer) else 1]
    if largest(x) * largest(w) * terms + sum(largest(one) for one in last if one is not None) >= 2**63:
        raise InputError(
            "the sums could leave the range of 64-bit integers: write $input or $weight as floats"
        )


def refuse_infinite(*arrays: Numbers) -> None:
    """Raise :class:`InputError` for sums out of range; live numbers were checked before they were live."""
    if not all(array.dtype.kind == "O" or bool(np.isfinite(array).all()) for array in arrays):
        raise InputError("the sums leave the range of float64: take smaller $input or $weight values")


def are_decimal(array: Numbers) -> bool:
    """Whether the numbers of an array are floats."""
    return array.dtype.kind == "f" or (array.dtype.kind == "O" and isinstance(next(array.flat, 0), float))


def one(array: Numbers, place: Any) -> Any:
    """The number at a place, as Python's own."""
    return plain(array[place])


def plain(number: Any) -> Any:
    """A number of an array as Python's own."""
    return number.item() if hasattr(number, "item") else number


def total(products: Numbers) -> Any:
    """The sum of some products, added up in their order, as the trace does."""
    return sum(products.tolist())


def check_shapes(params: ConvTranspose | Conv, x: Numbers, w: Numbers, channels: str) -> None:
    """Raise :class:`InputError` unless input and weight have the axes and the kernel of these parameters.

    ``channels`` is what the weight's first two axes are.
    """
    size = ("L", "H W", "D H W")[params.dims - 1]
    if x.ndim != params.dims + 1:
        raise InputError(f"input has shape {x.shape}: $input must be C_in {size}")
    if w.ndim != params.dims + 2:
        kernel = " ".join(f"k{side}" for side in size.split())
        raise InputError(f"weight has shape {w.shape}: $weight must be {channels} {kernel}")
    if w.shape[2:] != params.kernel_size:
        found, said = ("x".join(map(str, sides)) for sides in (w.shape[2:], params.kernel_size))
        raise InputError(
            f"weight has a kernel of {found} where kernel_size is {said}: let $weight and $kernel_size agree"
        )


def checked_at_output(name: str, array: ArrayLike | None, layer: AnyLayer) -> Numbers | None:
    """An array's numbers; raises :class:`InputError` unless there is one for each output element."""
    if array is None:
        return None
    found = numbers(name, array)
    if found.shape != layer.output_shape:
        raise InputError(
            f"{name} has shape {found.shape}: ${name} must have the output's, {layer.output_shape}"
        )
    return found


def completed(sums: Numbers, bias: Numbers | None, rest: Numbers | None) -> Numbers:
    """The sums of the products, ``C_out H W``, with what joins last."""
    if bias is not None:
        sums = sums + bias.reshape(-1, *(1 for _ in sums.shape[1:]))
    return sums if rest is None else sums + rest
