"""What every cell of a result is made of, from the trace's table: the same for all views."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Sum, Term
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.back import way_back
from tconv_anim.views.common.ending import output_values
from tconv_anim.views.common.naming import array_name, element_name


class Cells(NamedTuple):
    """Which cells the elements of a table are that it reads, multiplies by and makes, by their indices.

    The elements that it makes are ``called`` something, too.
    """

    read: Callable[[Sequence[int]], str]
    weight: Callable[[Sequence[int]], str]
    made: Callable[[Place], str]
    called: Callable[[Place], str]


def sums_there(trace: AnyTrace) -> Iterator[Sum]:
    """The sums on the cells ``output/c/y/x``, cropped ones too."""
    return sums_between(trace, trace.layer, ("input", "output"), array_name("output"))


def sums_back(trace: Trace) -> Iterator[Sum]:
    """The sums on the cells ``back/c/y/x``, which the direct convolution makes of the output."""
    return sums_between(way_back(trace), trace.layer, ("output", "back"), array_name("back"))


def sums_between(table: AnyTrace, layer: AnyLayer, maps: tuple[str, str], name: str) -> Iterator[Sum]:
    """The sums of a table from one of two ``maps`` to the other, which is called ``name``.

    ``layer`` is the one that is shown, which knows what its elements are called.
    """
    source, target = maps
    cells = Cells(
        lambda place: ids.of(source, *place),
        lambda place: ids.of("kernel", *place),
        lambda place: ids.of(target, *place),
        lambda place: element_name(layer, target, place, name),
    )
    return sums_with(table, cells)


def sums_with(table: AnyTrace, cells: Cells) -> Iterator[Sum]:
    """The sums on all cells that a table makes."""
    totals: dict[tuple[int, ...], Any] = dict(output_values(table))
    terms: dict[tuple[int, ...], list[Term]] = {place: [] for place in totals}
    for place, read, weight, a, b, product in zip(
        map(tuple, table.output_index.tolist()),
        table.input_index.tolist(),
        table.weight_index.tolist(),
        table.input[tuple(table.input_index.T)].tolist(),
        table.weight[tuple(table.weight_index.T)].tolist(),
        table.product.tolist(),
        strict=True,
    ):
        text = f"{wording.factor(a)}·{wording.factor(b)}"
        term = Term(text, wording.prose(product), cells.read(read), cells.weight(weight))
        terms.setdefault(place, []).append(term)
    for place in sorted(terms):
        addends, total = terms[place], totals.get(place)
        if table.bias is not None and total is not None:
            bias = one(table.bias, place[0])
            addends.append(Term(wording.factor(bias), wording.prose(bias)))
        if table.rest is not None and total is not None:
            rest = one(table.rest, place)
            addends.append(Term(wording.factor(rest), wording.prose(rest), ids.of("rest", *place)))
        value = "" if total is None else wording.prose(total)
        yield Sum(cells.made(place), cells.called(place), value, tuple(addends))
