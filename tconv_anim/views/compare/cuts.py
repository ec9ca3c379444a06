"""What frameworks cut, in words: in the rows that are shown, and where those don't tell all."""

from collections.abc import Sequence
from typing import Any

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Sides
from tconv_anim.layer.frameworks import COMPARED, ONNX_LOWER, ONNX_UPPER, onnx_runtime_size
from tconv_anim.views.compare.answers import Answer


def cut_caption(a: Answer) -> str:
    """What is cut and added at which end."""
    does = _cuts(a, a.axes)
    if a.framework.flip:
        # For translators: {does} is like "cuts 1 at the start, adds 2 at the end, in height and width".
        return say("{framework} reverses the kernel and {does}.", framework=a.framework.name, does=does)
    # For translators: {does} is like "cuts 1 at the start, adds 2 at the end, in height and width".
    return say("{framework} {does}.", framework=a.framework.name, does=does)


def asides(a: Answer, found: Sequence[Answer]) -> list[str]:
    """What its row doesn't show, in sentences: the answer with output_padding, and ONNX Runtime's size."""
    told = []
    if a.with_op is not None:
        parameter, name, does = _op(found), a.framework.name, _cuts(a, a.with_op)
        if same := _same_cuts(a, found):
            aside = say(
                "With {parameter} {framework} {does}, as {other} does.",
                parameter=parameter,
                framework=name,
                does=does,
                other=same,
            )
        else:
            # For translators: {parameter} is like "output_padding=1", {does} like "cuts 1 at each end".
            aside = say(
                "With {parameter} {framework} {does}.", parameter=parameter, framework=name, does=does
            )
        told.append(aside)
    if runtime := _runtime_size(a):
        mode = a.framework.name.removeprefix("ONNX ")
        aside = say(
            "ONNX Runtime adds no cells for {mode}: its output is {size}.",
            mode=mode,
            size=wording.size(runtime),
        )
        told.append(aside)
    return told


def notes(a: Answer, found: Sequence[Answer]) -> list[str]:
    """The same in as few words as there is room for below a name: cuts are written as --p takes them."""
    told = []
    if a.with_op is not None:
        each: Any = [axis.lo if axis.lo == axis.hi else (axis.lo, axis.hi) for axis in a.with_op]
        cuts = wording.parameter((each[1], each[1]) if _is_one(a) else tuple(each))
        if same := _same_cuts(a, found):
            # For translators: in few words, what this framework does with another parameter.
            told.append(say("{parameter}: as {framework}", parameter=_op(found, "op"), framework=same))
        else:
            told.append(say("{parameter}: cuts {cells}", parameter=_op(found, "op"), cells=cuts))
    if runtime := _runtime_size(a):
        told.append(f"ONNX Runtime: {runtime[1] if _is_one(a) else wording.size(runtime)}")
    return told


def weights() -> list[str]:
    """The axes of each framework's weight, in lines."""
    names: dict[str, list[str]] = {}
    for framework in COMPARED:
        names.setdefault(framework.weight, []).append(framework.name.split()[0])
    told = (f"{', '.join(dict.fromkeys(whose))}: {axes}" for axes, whose in names.items())
    return [say("axes of the weight"), *told]


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
        return say("{does}, in height and width", does=_ends(rows))
    # For translators: both are like "cuts 1 at the start, adds 2 at the end".
    return say("{rows} in height; {columns} in width", rows=_ends(rows), columns=_ends(cols))


def _ends(axis: Axis) -> str:
    """``cuts 1 at the start, adds 2 at the end``: what happens at the two ends of an axis."""
    start, end = abs(axis.lo), abs(axis.hi)
    if axis.lo == axis.hi != 0:
        return say("cuts {n} at each end", n=end) if axis.lo > 0 else say("adds {n} at each end", n=end)
    ways = tuple("nothing" if n == 0 else "cuts" if n > 0 else "adds" for n in (axis.lo, axis.hi))
    return {
        # For translators: as in "Keras same cuts nothing."; in the others, how many cells.
        "nothing nothing": say("cuts nothing"),
        "cuts nothing": say("cuts {start} at the start", start=start),
        "adds nothing": say("adds {start} at the start", start=start),
        "nothing cuts": say("cuts {end} at the end", end=end),
        "nothing adds": say("adds {end} at the end", end=end),
        "cuts cuts": say("cuts {start} at the start, cuts {end} at the end", start=start, end=end),
        "cuts adds": say("cuts {start} at the start, adds {end} at the end", start=start, end=end),
        "adds cuts": say("adds {start} at the start, cuts {end} at the end", start=start, end=end),
        "adds adds": say("adds {start} at the start, adds {end} at the end", start=start, end=end),
    }[" ".join(ways)]
