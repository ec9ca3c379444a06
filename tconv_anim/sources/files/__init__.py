"""Layers in files of models. Nothing of a file is run, and no more of it is read than is asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, MissingExtraError, shown
from tconv_anim.sources.found import Found

SUFFIXES = {
    ".onnx": "onnxfile",
    ".safetensors": "safetensorsfile",
    ".keras": "kerasfile",
    ".pth": "torchfile",
    ".pt": "torchfile",
    ".bin": "torchfile",
    ".npz": "npzfile",
}
"""The module that reads it, for each kind of file."""

_LISTED = 12


def listed(path: Path, key: str | None = None, direct: bool = False) -> list[Found]:
    """The layers in a file, in its order; of ``key`` only, which is a layer's name or its weight's.

    A file of bare arrays doesn't say what they are for: every one of 3 or 4 axes is listed as the weight of
    a transposed convolution, or of a ``direct`` one. Other files know, and list both kinds.

    Raises :class:`InputError` if the file can't be read, isn't what its name says, or has no such key.
    """
    suffix, called = path.suffix.lower(), shown(str(path))
    if suffix not in SUFFIXES:
        raise InputError(f"{called} is no file of a model: $layer takes {', '.join(SUFFIXES)}")
    read: Callable[[Path, bool], list[Found]] = import_module(f"{__name__}.{SUFFIXES[suffix]}").read
    with _called(called):
        found = read(path, direct)
    found = [
        one._replace(numbers=partial(_loaded, called, one.numbers)) if one.numbers else one for one in found
    ]
    if key is None:
        return found
    taken = [one for one in found if key in (one.name, f"{one.name}.weight")]
    if not taken:
        names = ", ".join(shown(one.name) for one in found[:_LISTED]) + ", …" * (len(found) > _LISTED)
        raise InputError(f"{called} has no {shown(key)}: take one of {names or 'another file'} for $layer")
    return taken


def _loaded(called: str, load: Callable[[], tuple[Any, Any]]) -> tuple[Any, Any]:
    with _called(called):
        return load()


@contextmanager
def _called(called: str) -> Iterator[None]:
    """Say in errors which file they are about."""
    try:
        yield
    except MissingExtraError:
        raise
    except InputError as error:
        raise InputError(f"{called} can't be used: {error.args[0]}") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{called} can't be read ({reason}): check the name in $layer") from None
