"""What frameworks cut, in words: in the rows that are shown, and where those don't tell all."""

from collections.abc import Sequence
from typing import Any

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Sides
from tconv_anim.layer.frameworks import COMPARED, ONNX_LOWER, ONNX_UPPER, onnx_runtime_size
from tconv_anim.views.compare.answers import Answer


def cut_caption(a: Answer) -> str:
    """What is cut and added at which end."""
    flip = "reverses the kernel and " if a.framework.flip else ""
    return f"{a.framework.name} {flip}{_cuts(a, a.axes)}."


def asides(a: Answer, found: Sequence[Answer]) -> list[str]:
    """What its row doesn't show, in sentences: the answer with output_padding, and ONNX Runtime's size."""
    told = []
    if a.with_op is not None:
        same = _same_cuts(a, found)
        as_who = f", as {same} does" if same else ""
        told.append(f"With {_op(found)} {a.framework.name} {_cuts(a, a.with_op)}{as_who}.")
    if runtime := _runtime_size(a):
        mode = a.framework.name.removeprefix("ONNX ")
        told.append(f"ONNX Runtime adds no cells for {mode}: its output is {wording.size(runtime)}.")
    return told


def notes(a: Answer, found: Sequence[Answer]) -> list[str]:
    """The same in as few words as there is room for below a name: cuts are written as --p takes them."""
    told = []
    if a.with_op is not None:
        same = _same_cuts(a, found)
        each: Any = [axis.lo if axis.lo == axis.hi else (axis.lo, axis.hi) for axis in a.with_op]
        cuts = wording.parameter((each[1], each[1]) if _is_one(a) else tuple(each))
        told.append(f"{_op(found, 'op')}: {f'as {same}' if same else f'cuts {cuts}'}")
    if runtime := _runtime_size(a):
        told.append(f"ONNX Runtime: {runtime[1] if _is_one(a) else wording.size(runtime)}")
    return told


def weights() -> list[str]:
    """The axes of each framework's weight, in lines."""
    names: dict[str, list[str]] = {}
    for framework in COMPARED:
        names.setdefault(framework.weight, []).append(framework.name.split()[0])
    told = (f"{', '.join(dict.fromkeys(whose))}: {axes}" for axes, whose in names.items())
    return ["axes of the weight", *told]


def _op(found: Sequence[Answer], name: str = "output_padding") -> str:
    rows, cols = found[0].trace.params.output_padding
    return f"{name}={wording.parameter((cols, cols) if all(map(_is_one, found)) else (rows, cols))}"


def _same_cuts(a: Answer, found: Sequence[Answer]) -> str:
    """Who among the rows cuts what this one would with output_padding; empty if nobody does."""
    return next((other.framework.name for other in found if other.axes == a.with_op), "")


def _runtime_size(a: Answer) -> Sides | None:
    """The size of ONNX Runtime's output, where that is another."""
    if a.framework not in (ONNX_UPPER, ONNX_LOWER):
        return None
    height, width = map(onnx_runtime_size, a.axes, a.trace.layer.input_size)
    return None if (height, width) == a.size else (height, width)


def _is_one(a: Answer) -> bool:
    """Whether all is one row, which is never cut."""
    return (a.canvas.shape[1], a.size[0]) == (1, 1)


def _alike(axes: tuple[Axis, ...]) -> bool:
    rows, cols = axes
    return (rows.lo, rows.hi) == (cols.lo, cols.hi)


def _cuts(a: Answer, axes: tuple[Axis, ...]) -> str:
    rows, cols = axes
    if _is_one(a):
        return _ends(cols)
    if _alike(axes):
        return f"{_ends(rows)}, in height and width"
    return f"{_ends(rows)} in height; {_ends(cols)} in width"


def _ends(axis: Axis) -> str:
    """``cuts 1 at the start, adds 2 at the end``: what happens at the two ends of an axis."""
    if axis.lo == axis.hi != 0:
        return f"{'cuts' if axis.lo > 0 else 'adds'} {abs(axis.lo)} at each end"
    ends = [
        f"{'cuts' if cells > 0 else 'adds'} {abs(cells)} {where}"
        for cells, where in ((axis.lo, "at the start"), (axis.hi, "at the end"))
        if cells
    ]
    return ", ".join(ends) or "cuts nothing"
