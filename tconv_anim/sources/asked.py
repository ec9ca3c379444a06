"""A layer that was asked for, wherever it is: a line of code, a print of a model, a file, a live module."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Sides
from tconv_anim.reading import limited, regular
from tconv_anim.sources.files import SUFFIXES, listed
from tconv_anim.sources.found import Found, chosen, foremost

LARGEST_TEXT = 2**20
"""Bytes of a model's print that are read at most."""

ALL, SPAN = "all", ".."
"""What asks for all layers of a model, and what stands between the first and the last of some."""

_TEXTS = (".txt", ".log", ".md", ".py")


def found_layer(
    layer: Any,
    node: str | None = None,
    where: Mapping[str, int] | None = None,
    kernel_size: Sides | None = None,
    direct: bool = False,
) -> Found:
    """The layer that ``layer`` means: text (code, a print, a file's name), a path, a live module, or itself.

    ``node`` names one of several, ``where`` gives the numbers that names in a line stand for, ``kernel_size``
    is that of a line without. Bare arrays are taken for weights of a ``direct`` layer or of a transposed
    one. Raises :class:`InputError` for what can't be read or isn't there.
    """
    if isinstance(layer, Found):
        return layer
    if not isinstance(layer, str | Path):
        from tconv_anim.sources.live import live

        return live(layer)
    text = str(layer)
    if is_file(text):
        layers = layers_in(text, direct, node)
        wanted = [one for one in layers if one.direct == direct] or layers
        return chosen(wanted if node else foremost(wanted), node, shown(text))
    if "\n" in text.strip():
        return chosen(printed_layers(text, where, node, kernel_size), node, "what was printed")
    from tconv_anim.sources.pasted import pasted

    found = pasted(text, where or {}, kernel_size)
    return found if node is None else chosen([found], node, "this line")


def is_layer(text: str) -> bool:
    """Whether a text is meant for a layer, be it that it can't be read: a call, or a file of a known kind."""
    return "(" in text or is_file(text)


def is_file(text: str) -> bool:
    """Whether a text is the name of a file that layers are read from."""
    name = text.partition("#")[0]
    return "(" not in Path(name).name and Path(name).suffix.lower() in (*SUFFIXES, *_TEXTS)


def is_chain(node: Any) -> bool:
    """Whether a node's name asks for several layers."""
    return isinstance(node, str) and (node == ALL or SPAN in node)


def layers_in(file: str, direct: bool = False, node: str | None = None) -> list[Found]:
    """All layers in a file: of a model (``model.onnx``, ``arrays.npz#w1``), or with a model's print.

    Of a print, the one that is called ``node`` is enough, if there is one.
    """
    name, _, key = file.partition("#")
    path, called = Path(name), shown(name)
    try:
        if path.suffix.lower() in SUFFIXES:
            return listed(path, key or None, direct)
        with regular(path, "layer") as opened:
            data = limited(opened, LARGEST_TEXT, "layer", called)
        return printed_layers(data.decode("utf-8", "replace"), node=node)
    except OSError as error:
        raise InputError(f"{called} can't be read ({error.strerror}): check the name in $layer") from None


def printed_layers(
    text: str,
    where: Mapping[str, int] | None = None,
    node: str | None = None,
    kernel_size: Sides | None = None,
) -> list[Found]:
    """The layers in what ``print(model)`` gave; what else is given as in :func:`found_layer`."""
    from tconv_anim.sources.printed import printed

    return printed(text, where or {}, node, kernel_size)
