"""What every cell of a stack is made of: products of what the layer before it gave, and its activation."""

from collections.abc import Iterator

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Sum, Term
from tconv_anim.trace.numbers import one
from tconv_anim.trace.stack import Stack
from tconv_anim.views.common.makeup import sums_between
from tconv_anim.views.stack import page as pages


def sums(stack: Stack) -> Iterator[Sum]:
    """The sums on all maps but the first; what an activation takes away or adds, is their last term."""
    for level, (table, stage) in enumerate(zip(stack.traces, stack.stages, strict=True), 1):
        if not len(table):
            continue  # of a large stack, products are only added up
        maps = pages.array(stack, level - 1), pages.array(stack, level)
        for told in sums_between(table, table.layer, maps, maps[1]):
            home, row, col = ids.place(told.cell)
            place = int(home.rpartition("/")[2]), row, col
            # Kernels are not in the picture.
            terms = [term._replace(weight="") for term in told.terms]
            value = told.value
            if value and stage.activation.name:
                after = one(stack.maps[level], place)
                value, by = wording.prose(after), after + one(table.output, place) * -1
                # For translators: what an activation, like ReLU, adds to a sum.
                text = say(
                    "{number} by {activation}", number=wording.factor(by), activation=stage.activation.name
                )
                terms.append(Term(text, wording.prose(by)))
            yield Sum(told.cell, pages.element(stack, level, place), value, tuple(terms))
