"""What other frameworks cut off the same canvas: each one's rule for an axis, in integers.

A transposed convolution of any framework is the canvas of its input and its kernel, cut at both ends
(:class:`tconv_anim.layer.axis.Axis`). PyTorch is told the cuts (padding, output_padding). The ``same``
modes choose them so that the output has n * stride cells, and that is where frameworks disagree:
which end gets the odd cell, what happens where the kernel is smaller than the stride, and whether the
kernel is reversed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tconv_anim.layer.axis import Axis


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework's way to cut: ``rule(axis, n, op)`` gives lo and hi for PyTorch's ``axis``.

    ``n`` is the number of inputs along the axis and ``op`` the layer's output_padding there; kernel
    size, stride and dilation stay as they are. ``key`` is the name that options and ids are made of.
    ``heeds`` are the parameters that change its cuts. ``weight`` are the axes of its weight: I input and O
    output channels, g groups, k the kernel's rows and columns.
    """

    key: str
    name: str
    flip: bool
    rule: Callable[[Axis, int, int], tuple[int, int]]
    heeds: tuple[str, ...] = ()
    weight: str = "I, O/g, k"

    @property
    def told(self) -> bool:
        """Whether it is told how much to cut, by padding."""
        return "padding" in self.heeds

    def axis(self, axis: Axis, n: int, op: int = 0) -> Axis:
        """The axis with this framework's cuts, and its way to take the kernel."""
        lo, hi = self.rule(axis, n, op)
        return Axis(axis.kernel_size, axis.stride, axis.dilation, lo, hi, self.flip)


def _as_told(axis: Axis, n: int, op: int) -> tuple[int, int]:
    """PyTorch: padding at the start, padding - output_padding at the end."""
    return axis.lo, axis.hi


def _smaller_half_first(axis: Axis, n: int, op: int) -> tuple[int, int]:
    """TensorFlow, and JAX: half of what the kernel reaches past the stride, never less than nothing."""
    lo = max((axis.extent - axis.stride) // 2, 0)
    return lo, axis.canvas_size(n) - n * axis.stride - lo


def _nothing_but_room(axis: Axis, n: int, op: int) -> tuple[int, int]:
    """Keras valid: nothing is cut; a kernel smaller than the stride has cells added at the end."""
    return 0, -max(axis.stride - axis.extent, 0)


def _onnx_upper(axis: Axis, n: int, op: int) -> tuple[int, int]:
    """The operator's text: of an odd total the extra cell is cut at the end."""
    total = axis.canvas_size(n) + op - n * axis.stride
    return total // 2, total - total // 2 - op


def _onnx_lower(axis: Axis, n: int, op: int) -> tuple[int, int]:
    """The operator's text: of an odd total the extra cell is cut at the start."""
    total = axis.canvas_size(n) + op - n * axis.stride
    return total - total // 2, total // 2 - op


def keras_cut(extent: int, mode: str, output_padding: int) -> tuple[int, int]:
    """What Keras cuts off an axis when it is told an output_padding, in the mode "same" or "valid".

    In the mode "same" the output then has ``(n - 1) s + extent mod 2 + output_padding`` cells.
    """
    total = (extent - extent % 2 if mode == "same" else 0) - output_padding
    lo = max(total, 0) // 2
    return lo, total - lo


def onnx_runtime_size(axis: Axis, n: int) -> int:
    """The cells that ONNX Runtime gives with SAME_UPPER or SAME_LOWER and no output_padding.

    They are n * stride, as the operator's text has it, but at most the canvas: it adds none.
    """
    return min(n * axis.stride, axis.canvas_size(n))


_OP = ("output_padding",)

PYTORCH = Framework("pytorch", "PyTorch", False, _as_told, ("padding", "output_padding"))
"""``torch.nn.ConvTranspose2d``: the layer itself, so its cells are the output."""

KERAS_SAME = Framework("keras-same", "Keras same", False, _smaller_half_first, weight="k, O, I")
"""``keras.layers.Conv2DTranspose(padding="same")``, and TensorFlow's ``conv2d_transpose``."""

KERAS_VALID = Framework("keras-valid", "Keras valid", False, _nothing_but_room, weight="k, O, I")
"""``keras.layers.Conv2DTranspose(padding="valid")``: n * stride + max(extent - stride, 0) cells."""

JAX_SAME = Framework("jax-same", "JAX SAME", True, _smaller_half_first, weight="k, I, O")
"""``jax.lax.conv_transpose(padding="SAME")``, which reverses the kernel unless transpose_kernel=True."""

ONNX_UPPER = Framework("onnx-upper", "ONNX SAME_UPPER", False, _onnx_upper, _OP)
"""The ConvTranspose operator with auto_pad="SAME_UPPER", as its text and its reference define it.

Who writes it gives no output_padding, as a rule: then it cuts as Keras's same does, unless the kernel is
smaller than the stride. ONNX Runtime agrees where the canvas has at least n * stride - output_padding
cells (:func:`onnx_runtime_size`).
"""

ONNX_LOWER = Framework("onnx-lower", "ONNX SAME_LOWER", False, _onnx_lower, _OP)
"""The same with auto_pad="SAME_LOWER"."""

JAX_VALID = Framework("jax-valid", "JAX VALID", True, _nothing_but_room, weight="k, I, O")
"""``jax.lax.conv_transpose(padding="VALID")``: Keras's cuts, and the kernel reversed."""

JAX_PAIRS = Framework("jax-pairs", "JAX", True, _as_told, ("padding", "output_padding"), "k, I, O")
"""JAX with explicit padding, as the cuts that it comes to, and the kernel reversed."""

COMPARED = (PYTORCH, KERAS_SAME, ONNX_UPPER, ONNX_LOWER, JAX_SAME)
"""Those that answer differently though they give the same shape; that take the kernel as it is first."""

FRAMEWORKS = {f.key: f for f in (*COMPARED, KERAS_VALID, JAX_VALID, JAX_PAIRS)}
"""Every framework's way, by the name that ``--framework`` takes."""
