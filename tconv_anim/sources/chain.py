"""Several layers of a model as a stack: each with the activation behind it, and what is left out between."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.activation import NONE, Activation
from tconv_anim.reading import limited, regular
from tconv_anim.sources.asked import ALL, LARGEST_TEXT, SPAN, is_file, layers_in
from tconv_anim.sources.files import SUFFIXES
from tconv_anim.sources.found import Found, chosen
from tconv_anim.sources.printed import ACTIVATIONS, sequence

_LEAF = re.compile(r"(?:^|[\s,(])(?P<name>[A-Z]\w{1,40})\((?=[^\n]*\))")
"""A module that is written in one line."""

_NO_LAYERS = frozenset(("Sequential", "ModuleList", "Identity"))

Link = tuple[Found, Activation]


def chain(layer: Any, node: str, where: Mapping[str, int]) -> list[Link]:
    """The layers that are asked for, in their order; the first has a remark on what is left out.

    ``layer`` is text (code, a print, a file's name) or a PyTorch model, ``node`` says which: ``all``, or
    ``first..last``. Raises :class:`InputError` for what can't be read, or isn't there.
    """
    links, left_out = _links(layer, where)
    found = [one for one, _ in links]
    called = "this model" if not isinstance(layer, str) else shown(layer.strip().partition("\n")[0])
    if node != ALL:
        ends = [found.index(chosen(found, name.strip(), called)) for name in node.split(SPAN, 1)]
        links = links[ends[0] : ends[1] + 1]
    if not links:
        raise InputError(
            f"node is {shown(node)}, and {called} has no layers from there to there: turn $node round"
        )
    if left_out:
        first, how = links[0]
        links[0] = first._replace(remark=f"Left out of the stack: {', '.join(left_out)}."), how
    return links


def _links(layer: Any, where: Mapping[str, int]) -> tuple[list[Link], list[str]]:
    if hasattr(layer, "named_modules"):
        parts = list(_live(layer))
        return _linked(parts), [part for part in parts if isinstance(part, str)]
    text = str(layer)
    if is_file(text):
        path = Path(text.partition("#")[0])
        if path.suffix.lower() in SUFFIXES:
            return _linked(layers_in(text)), []
        with regular(path, "layer") as opened:
            text = limited(opened, LARGEST_TEXT, "layer", shown(str(path))).decode("utf-8", "replace")
    listed = list(sequence(text, where))
    known = {part.written.partition("(")[0].rpartition(".")[2] for part in listed if isinstance(part, Found)}
    names = dict.fromkeys(match["name"] for match in _LEAF.finditer(text))
    known |= _NO_LAYERS | ACTIVATIONS.keys()
    return _linked(listed), [name for name in names if name not in known and not name.startswith("Conv")]


def _linked(parts: Iterable[Found | Activation | str]) -> list[Link]:
    """Each layer with what comes behind it."""
    links: list[Link] = []
    for part in parts:
        if isinstance(part, Found):
            links.append((part, NONE))
        elif links and isinstance(part, Activation):
            links[-1] = links[-1][0], part
    if not links:
        raise InputError("there is no layer in it that can be shown: give $layer a model with convolutions")
    return links


def _live(model: Any) -> Iterator[Found | Activation | str]:
    """The layers of a PyTorch model that runs, in the order in which it has them; others by their class."""
    from tconv_anim.sources.live import kind, live

    for name, module in model.named_modules():
        called = type(module).__name__
        if kind(module) is not None:
            yield live(module)._replace(name=name)
        elif called in ACTIVATIONS:
            yield Activation(ACTIVATIONS[called], getattr(module, "negative_slope", NONE.slope))
        elif called not in _NO_LAYERS and not any(True for _ in module.children()):
            yield called
