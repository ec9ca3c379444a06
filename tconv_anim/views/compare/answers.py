"""What frameworks make of one layer: their outputs, what differs, and who agrees with whom."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from tconv_anim import live
from tconv_anim.language.lists import listed_and, listed_apart
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Place, Sides
from tconv_anim.layer.frameworks import COMPARED, PYTORCH, Framework
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace.numbers import Numbers, one
from tconv_anim.trace.trace import Trace, record


class Answer(NamedTuple):
    """A framework's trace of the layer, and the ``canvas`` (``C_out H W``) that its output is cut from.

    ``differs`` is 1 for the cells where PyTorch has another number, or none, else 0. ``with_op`` is what it
    would cut off rows and columns with the layer's output_padding, where that isn't said to it and matters.
    """

    trace: Trace
    canvas: Numbers
    differs: dict[Place, Any]
    with_op: tuple[Axis, ...] | None

    @property
    def framework(self) -> Framework:
        """Whose answer it is."""
        return self.trace.layer.framework

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it cuts off rows and columns."""
        return self.trace.layer.axes

    @property
    def output(self) -> Numbers:
        """``C_out H W``, the bias included."""
        return self.trace.output

    @property
    def id(self) -> str:
        """The panels' id of its output; PyTorch's is the layer's own."""
        return "output" if self.framework is PYTORCH else self.framework.key

    @property
    def canvas_id(self) -> str:
        """The panels' id of the canvas that it is cut from."""
        return "reversed" if self.framework.flip else "canvas"

    @property
    def size(self) -> Sides:
        """Height and width of the output."""
        return self.output.shape[1], self.output.shape[2]


def answers(trace: Trace) -> list[Answer]:
    """What every framework makes of the trace's parameters and numbers; PyTorch's is the first.

    Those that choose their own cuts are given no output_padding: who writes ``SAME_UPPER`` gives none.
    """
    p = trace.params
    untold = ConvTranspose2d(p.kernel_size, p.stride, 0, 0, p.dilation, p.groups)
    found: list[Answer] = []
    for framework in COMPARED:
        params = p if framework.told else untold
        theirs = record(params, trace.input, trace.weight, trace.bias, framework)
        cells = (
            slice(axis.canvas(n).start - region.start, axis.canvas(n).stop - region.start)
            for axis, n, region in zip(
                theirs.layer.axes, trace.layer.input_size, theirs.layer.regions, strict=True
            )
        )
        pytorch = found[0].output if found else theirs.output
        rows, cols = map(framework.axis, p.axes, trace.layer.input_size, p.output_padding)
        with_op = None if (rows, cols) == theirs.layer.axes else (rows, cols)
        found.append(Answer(theirs, theirs.canvas()[:, *cells], _differs(theirs.output, pytorch), with_op))
    return found


def _differs(output: Numbers, pytorch: Numbers) -> dict[Place, Any]:
    """Where ``output`` has another number than ``pytorch`` at the same place, or PyTorch has none.

    Floats that were added up in another order count as the same.
    """
    numbers = [*output.ravel().tolist(), *pytorch.ravel().tolist()]
    beyond = live.most([*numbers, *(number * -1 for number in numbers)]) * 1e-12
    _, height, width = pytorch.shape
    return {
        (c, y, x): live.differ(one(output, (c, y, x)), one(pytorch, (c, y, x)), 1e-9, beyond)
        if y < height and x < width
        else 1
        for c, y, x in np.ndindex(*output.shape)
    }


def verdict(found: Sequence[Answer]) -> list[str]:
    """How many different answers there are among those of one shape, and who agrees with whom."""
    size = found[-1].size  # the `same` modes all have this one, n * stride
    alike = [a for a in found if a.size == size]
    captions = []
    if len(alike) < len(found):
        sizes = say(
            "PyTorch's output is {pytorch}, the others' are all {others}.",
            pytorch=wording.size(found[0].size),
            others=wording.size(size),
        )
        captions.append(sizes)
    pairs = list(combinations(alike, 2))
    differs = [live.most(list(_differs(a.output, b.output).values())) for a, b in pairs]

    def told(answers: Sequence[bool]) -> str:
        apart = {(a.framework, b.framework) for (a, b), one in zip(pairs, answers, strict=True) if one}
        groups: list[list[Answer]] = []
        for a in alike:
            for group in groups:
                if (group[0].framework, a.framework) not in apart:
                    group.append(a)
                    break
            else:
                groups.append([a])
        return _who_agrees(groups, len(alike) == len(found))

    return [*captions, live.told(differs, told)]


def _who_agrees(groups: Sequence[Sequence[Answer]], pytorch: bool) -> str:
    """Who has the same answer as whom, among all five, or among the four without ``pytorch``."""
    if len(groups) == 1 and pytorch:
        return say("Same shape, same answer: all five agree.")
    if len(groups) == 1:
        return say("Four of one shape, same answer: all four agree.")
    # "SAME_UPPER" says it: nobody else writes it so, and the caption is to fit two lines.
    names = [[a.framework.name.removeprefix("ONNX ") for a in group] for group in groups]
    alone = [name for group in names if len(group) == 1 for name in group]
    if len(alone) == len(groups):
        if pytorch:
            return say("Same shape, five answers: no two agree.")
        return say("Four of one shape, four answers: no two agree.")
    # For translators: {frameworks} are two or more names of libraries, as a list.
    parted = [say("{frameworks} agree", frameworks=listed_and(group)) for group in names if len(group) > 1]
    if alone:
        told = say_count(
            "{frameworks} stands alone", "{frameworks} stand alone", len(alone), frameworks=listed_and(alone)
        )
        parted.append(told)
    answers = (say("two answers"), say("three answers"), say("four answers"))[len(groups) - 2]
    # For translators: {who} is one of "PyTorch and Keras same agree", "JAX SAME stands alone", or several.
    if pytorch:
        return say("Same shape, {answers}: {who}.", answers=answers, who=listed_apart(parted))
    return say("Four of one shape, {answers}: {who}.", answers=answers, who=listed_apart(parted))
