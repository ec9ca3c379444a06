"""Arrays of any library as NumPy's, and no library imported for it."""

from typing import Any

import numpy as np

from tconv_anim.errors import InputError


def host(array: Any) -> Any:
    """Any library's array as NumPy's, where this process can read it; what is no array is returned as it is.

    PyTorch's may want gradients and lie on a device, Keras's and Flax's may be variables. Numbers of 16
    bits that NumPy doesn't know (bfloat16) and of 8 become float32, which holds them exactly. Raises
    :class:`InputError` for an array that has no numbers to read: of a model on PyTorch's ``meta`` device, or
    inside of a function that is being compiled.
    """
    libraries = set(families(array))
    if not libraries & {"torch", "keras", "flax", "jax", "jaxlib", "mlx", "ml_dtypes", "numpy"}:
        return array
    try:
        if "torch" not in libraries and libraries & {"keras", "flax"}:
            return host(array.value if "keras" in libraries else array[...])
        if "torch" in libraries:
            array = array.detach().cpu()
            array = array.float() if _narrow(array.dtype) else array
        elif "mlx" in libraries and _narrow(array.dtype):
            array = array.tolist()
        array = np.asarray(array)
    except Exception as error:  # whatever the library raises
        raise InputError(
            f"this {type(array).__name__} has no numbers that can be read ({type(error).__name__}): "
            "give $layer and $input arrays that are computed"
        ) from None
    return array.astype(np.float32) if _narrow(array.dtype) else array


def families(value: Any) -> list[str]:
    """The packages that ``value``'s class and its bases come from."""
    return [kind.__module__.partition(".")[0] for kind in type(value).__mro__]


def _narrow(dtype: Any) -> bool:
    return any(name in str(dtype) for name in ("bfloat16", "float8"))
