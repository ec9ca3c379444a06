"""A layer that somebody has, as options of ours: what every way to find one comes down to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Sides

Options = Mapping[str, Any]
"""Options of ours by their names: sides with a number for each axis."""


class _HasRank(Protocol):
    @property
    def rank(self) -> int: ...


_Ranked = TypeVar("_Ranked", bound=_HasRank)


class Known(NamedTuple):
    """What is known of an up-sampler's input: its size, its channels if they are said, and what else is said.

    ``indices`` are those that max-pooling gave, of the input's shape.
    """

    size: Sides
    channels: int | None = None
    stride: Sides | None = None
    output_size: Sides | None = None
    indices: Any = None
    seed: int = 0


class Upsampled(NamedTuple):
    """An up-sampler as a layer for an input: its ``options``, its weight too, and what is ``fed`` to it.

    That is made of the input, where it isn't that itself; the ``remark`` then says why.
    """

    options: Options
    fed: Callable[[Any], Any] | None = None
    remark: str = ""


class Found(NamedTuple):
    """A layer as a line of code, a live module or a file has it.

    ``name`` is what its model calls it ("" where it has no name), ``written`` the layer in a line, as its
    framework would write it. ``options`` are kernel_size, stride, padding, output_padding, dilation, groups,
    in_channels, out_channels, framework and input_size, those of them that are known; ``cut`` gives those
    that depend on the input's size. ``asks`` are the options that are still needed.

    ``numbers`` loads the weight and the bias (None where there is none): ``C_in C_out/groups kH kW``, or a
    ``direct`` convolution's ``C_out C_in/groups kH kW``, and ``C_out``. A ``biased`` layer has a bias, be it
    with unknown numbers. ``dims`` is how many axes its maps have. Where ``channels_last`` is True, its own
    framework has the channels last in inputs. A ``remark`` is a sentence on what can't be shown of it. An
    up-sampler has nothing to be learnt: ``made`` is the layer that it comes to for an input, with its weight.
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
    made: Callable[[Known], Upsampled] | None = None

    @property
    def rank(self) -> int:
        """Which come first where several are found: transposed convolutions, then up-samplers."""
        return rank(self.direct, self.made is not None)


def known(found: Found, options: Options) -> Found:
    """A layer of which these options are known, too, and not asked for."""
    return found._replace(
        options={**found.options, **options}, asks=tuple(one for one in found.asks if one not in options)
    )


def rank(direct: bool, upsamples: bool) -> int:
    """0 for a transposed convolution, 1 for an up-sampler, 2 for a direct one."""
    return 2 if direct else int(upsamples)


def foremost(found: Sequence[_Ranked]) -> list[_Ranked]:
    """Those that come first."""
    first = min((one.rank for one in found), default=0)
    return [one for one in found if one.rank == first]


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
