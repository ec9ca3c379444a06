"""A trace whose numbers know what they are made of: the same table, and views tell the same story of it."""

from dataclasses import replace
from functools import partial

import numpy as np

from tconv_anim.live import Book
from tconv_anim.storyboard import ids
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.several import Several, Traced, renewed


def alive(trace: Traced, book: Book, whose: str = "") -> Traced:
    """``trace`` with live numbers in ``book``; its leaves are named by their cells, a bias ``bias/c``.

    ``whose`` is what ids begin with where there are several pictures.
    """
    leaves = partial(_leaves, book, whose)
    if isinstance(trace, Several):
        return replace(trace, arrays={name: leaves(name, array) for name, array in trace.arrays.items()})
    x, w = leaves("input", trace.input), leaves("kernel", trace.weight)
    b = None if trace.bias is None else leaves("bias", trace.bias)
    r = None if trace.rest is None else leaves("rest", trace.rest)
    return renewed(trace, x, w, b, r)


def _leaves(book: Book, whose: str, name: str, array: Numbers) -> Numbers:
    found = np.empty(array.shape, object)
    for place, number in np.ndenumerate(array):
        found[place] = book.leaf(whose + ids.of(name, *place), number.item())
    return found
