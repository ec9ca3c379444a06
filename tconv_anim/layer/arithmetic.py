"""The shape arithmetic of a layer in words, with the numbers put in."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from tconv_anim.layer.axis import Axis, Sides, called, ends
from tconv_anim.layer.direct import AnyLayer, Conv, ConvLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.layer.wording import size


class SizeTerm(NamedTuple):
    """A term of the output's size along an axis: as it is written, what it comes to, and what it means.

    ``why`` is moves, kernel, padding (what is cropped) or output_padding (what is restored or added).
    ``cells`` are the cells that it stands for, counted from the output's first.
    """

    text: str
    value: int
    why: str
    cells: tuple[int, ...]


def size_terms(layer: Layer, axis: int) -> list[SizeTerm]:
    """The terms of the output's size along an axis (0: the first), in the order in which they come.

    The first two make the canvas: ``(n−1)·stride + dilation·(kernel_size−1) + 1``, the same sum as in the
    documentation of ``torch.nn.ConvTranspose2d``. What takes or adds nothing is left out.
    """
    p, along = layer.params, layer.axes[axis]
    n, out = layer.input_size[axis], layer.output_shape[1 + axis]
    k, s, d = p.kernel_size[axis], p.stride[axis], p.dilation[axis]
    canvas, moves, op = along.canvas(n), (n - 1) * s, layer.output_padding[axis]
    left = range(0, out - op)
    terms = [
        SizeTerm(f"({n}−1)×{s}", moves, "moves", tuple(canvas[:moves])),
        SizeTerm(f"+ {d}×({k}−1) + 1", along.extent, "kernel", tuple(canvas[moves:])),
    ]
    pad = p.padding[axis] if layer.framework.told else (along.lo, along.hi + op)
    cropped = tuple(cell for cell in canvas if cell not in left)
    terms.append(SizeTerm(_less(pad).strip(), -sum(ends(pad)), "padding", cropped))
    terms.append(SizeTerm(f"+ {op}", op, "output_padding", tuple(range(max(0, out - op), out))))
    return [term for term in terms if term.value or term.why == "moves"]


def size_formula(layer: Layer, axis: int) -> str:
    """The output size along an axis (0: the first): ``(3−1)×2 + 1×(3−1) + 1 − 2×1 + 1 = 6``."""
    terms = " ".join(term.text for term in size_terms(layer, axis))
    return f"{terms} = {layer.output_shape[1 + axis]}"


def _less(cut: int | Sequence[int]) -> str:
    """A cut as it is taken away: `` − 2×1``, `` − 2 − 0``, `` + 1`` for cells that are appended."""
    if isinstance(cut, int):
        return f" − 2×{cut}"
    return "".join(f" + {-end}" if end < 0 else f" − {end}" for end in cut)


def conv_size_formula(params: Conv, size: Sides, axis: int) -> str:
    """The direct convolution's output size along an axis: ``floor((5 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3``."""
    m, out = size[axis], params.output_size(size)[axis]
    k, s, d, pad = (v[axis] for v in (params.kernel_size, params.stride, params.dilation, params.padding))
    more = f" + 2×{pad}" if isinstance(pad, int) else "".join(_less((-end,)) for end in pad)
    return f"floor(({m}{more} − {d}×({k}−1) − 1)/{s}) + 1 = {out}"


def size_formulas(layer: AnyLayer) -> list[str]:
    """The output's size along each axis with the numbers put into its formula."""
    axes = range(layer.params.dims)
    if isinstance(layer, ConvLayer):
        return [conv_size_formula(layer.params, layer.input_size, axis) for axis in axes]
    return [size_formula(layer, axis) for axis in axes]


def shape_text(layer: AnyLayer) -> str:
    """The formula, what happens on the way, and the output, for each axis."""
    shapes = f"input {size(layer.input_shape)}, weight {size(layer.weight_shape)}"
    lines = [f"{shapes} → output {size(layer.output_shape)}", ""]
    named = zip(called(layer.params.dims), size_formulas(layer), strict=True)
    formulas = [f"{axis.size + ':':9}{formula}" for axis, formula in named]
    if isinstance(layer, ConvLayer):
        lines += [
            "output = floor((n + 2×padding − dilation×(kernel_size−1) − 1)/stride) + 1",
            "",
            *formulas,
        ]
        return "\n".join(lines)
    formula = "(n−1)×stride + dilation×(kernel_size−1) + 1 − 2×padding + output_padding"
    if not layer.framework.told:
        formula = f"(n−1)×stride + dilation×(kernel_size−1) + 1 − what {layer.framework.name} cuts"
    lines.append(f"output = {formula}")
    for index, axis in enumerate(layer.axes):
        n = layer.input_size[index]
        canvas = axis.canvas_size(n)
        lines += [
            "",
            formulas[index],
            f"{'canvas':>16}  {canvas} = ({n}−1)×{axis.stride} + {axis.dilation}×({axis.kernel_size}−1) + 1",
            f"{'at the start':>16}  {_cut(axis.lo)}",
            f"{'at the end':>16}  {_cut(axis.hi)}{_because(axis, layer.params.output_padding[index])}",
            f"{'output':>16}  {axis.output_size(n)}",
        ]
    return "\n".join(lines)


def _cut(cells: int) -> str:
    if cells == 0:
        return "nothing cropped"
    if cells > 0:
        return f"{cells} cropped"
    return f"{-cells} added, which no product reaches"


def _because(axis: Axis, op: int) -> str:
    return f" (padding {axis.hi + op} − output_padding {op})" if op else ""


def shape_json(layer: AnyLayer) -> dict[str, Any]:
    """The same as plain data; sizes have a number for each axis, ``cropped`` has [start, end] for each."""
    data = {
        "params": asdict(layer.params),
        "input_shape": layer.input_shape,
        "weight_shape": layer.weight_shape,
        "output_shape": layer.output_shape,
        "input_size": layer.input_size,
        "output_size": layer.output_shape[1:],
        "multiply_accumulates": layer.event_count,
    }
    if isinstance(layer, ConvLayer):
        return data
    axes = layer.axes
    canvas = [axis.canvas_size(n) for axis, n in zip(axes, layer.input_size, strict=True)]
    data["framework"] = layer.framework.key
    return data | {"canvas_size": canvas, "cropped": [[axis.lo, axis.hi] for axis in axes]}
