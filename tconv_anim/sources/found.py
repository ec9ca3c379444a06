"""A layer that somebody has, as options of ours: what every way to find one comes down to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Sides

Options = Mapping[str, Any]
"""Options of ours by their names: sides as (rows, columns), a one-dimensional layer's rows are 1 (or 0)."""


class Found(NamedTuple):
    """A layer as a line of code, a live module or a file has it.

    ``name`` is what its model calls it ("" where it has no name), ``written`` the layer in a line, as its
    framework would write it. ``options`` are kernel_size, stride, padding, output_padding, dilation, groups,
    in_channels, out_channels, framework and input_size, those of them that are known; ``cut`` gives those
    that depend on the input's size (rows, columns). ``asks`` are the options that are still needed.

    ``numbers`` loads the weight and the bias (None where there is none): ``C_in C_out/groups kH kW``, or a
    ``direct`` convolution's ``C_out C_in/groups kH kW``, and ``C_out``. A ``biased`` layer has a bias, be it
    with unknown numbers. ``dims`` is 1 for a one-dimensional layer. Where ``channels_last`` is True, its own
    framework has the channels last in inputs. A ``remark`` is a sentence on what can't be shown of it.
    """

    name: str
    written: str
    options: Options
    asks: tuple[str, ...] = ("input_size",)
    direct: bool = False
    dims: int = 2
    biased: bool = False
    channels_last: bool = False
    cut: Callable[[Sides], Options] | None = None
    numbers: Callable[[], tuple[Any, Any]] | None = None
    remark: str = ""


def chosen(found: Sequence[Found], node: str | None, where: str) -> Found:
    """The one of several layers that is called ``node``; the only one where no name is given.

    ``where`` is what messages call the place they are from. Raises :class:`InputError` if there is none, or
    more than one to choose from.
    """
    if not found:
        raise InputError(
            f"{where} has no layer that can be shown: give $layer one with a transposed convolution"
        )
    names = [one.name for one in found]
    listed = ", ".join(name or "(no name)" for name in names[:_LISTED]) + ", …" * (len(names) > _LISTED)
    if node is None:
        if len(found) > 1:
            raise InputError(f"{where} has {len(found)} layers: take one of {listed} for $node")
        return found[0]
    if node not in names and len(near := [name for name in names if _ends_with(name, node)]) == 1:
        node = near[0]
    if node not in names:
        raise InputError(
            f"node is {shown(node)}, and {where} has none of that name: take one of {listed} for $node"
        )
    if names.count(node) > 1:
        raise InputError(
            f"node is {shown(node)}, and {where} has {names.count(node)} of that name: rename one of them"
        )
    return found[names.index(node)]


def _ends_with(name: str, node: str) -> bool:
    """Whether a name is that of a node, with the blocks around it in front or what it does behind."""
    return name.endswith(f".{node}") or node in name.split("/")


_LISTED = 12
"""Names that a message lists."""
