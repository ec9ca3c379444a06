"""What each framework's arguments mean: the same layer in options of ours.

Every function takes a framework's own arguments by their own names (``direct``: those of its direct
convolution), checks them, and returns a :class:`tconv_anim.sources.said.Meaning`; it raises
:class:`InputError` for what can't be. A kernel whose size isn't known is None.
"""

from collections.abc import Sequence
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Sides
from tconv_anim.layer.frameworks import keras_cut
from tconv_anim.sources.found import Options
from tconv_anim.sources.said import Meaning, Said, halves, integers, no_padding


def pytorch(
    dims: int,
    kernel_size: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    *,
    padding_mode: Any = "zeros",
    direct: bool = False,
) -> Meaning:
    """``torch.nn.ConvTranspose2d`` and ``Conv2d``; Paddle without padding by name is the same."""
    if padding_mode != "zeros":
        raise InputError(
            f"padding_mode is {shown(padding_mode)}, and only 'zeros' can be shown: give $layer one with it"
        )
    said = Said(dims, kernel_size, stride, dilation, groups)
    if isinstance(padding, str):
        if not direct or padding not in ("same", "valid"):
            raise no_padding(padding, "integers" + direct * ", 'same' or 'valid'")
        if padding == "same" and max(said.stride) > 1:
            raise InputError(
                "padding is 'same' with a stride, which PyTorch refuses: give $layer a stride of 1"
            )
        ends = [halves(ke - 1) if padding == "same" else 0 for ke in said.extents()]
        return said.told(ends, direct=direct)
    return said.told(
        said.sides("padding", padding, 0), said.sides("output_padding", output_padding, 0), direct=direct
    )


def mlx(
    dims: int,
    kernel_size: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    output_padding: Any = 0,
    groups: Any = 1,
    *,
    direct: bool = False,
) -> Meaning:
    """``mlx.nn.ConvTranspose2d`` and ``Conv2d``: PyTorch's, with less padding than the kernel's extent."""
    meaning = pytorch(dims, kernel_size, stride, padding, output_padding, dilation, groups, direct=direct)
    said = Said(dims, kernel_size, stride, dilation, groups)
    if not direct:
        for p, ke in zip(said.sides("padding", padding, 0), said.extents(), strict=True):
            if p > ke - 1:
                raise InputError(
                    f"padding is {p}, where MLX takes dilation * (kernel_size - 1) = {ke - 1} at most: "
                    "give $layer a smaller padding"
                )
    return meaning


def keras(
    dims: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    output_padding: Any = None,
    dilation_rate: Any = 1,
    groups: Any = 1,
    *,
    direct: bool = False,
) -> Meaning:
    """``keras.layers.Conv2DTranspose`` and ``Conv2D``."""
    said = Said(dims, kernel_size, strides, dilation_rate, groups)
    mode = padding.lower() if isinstance(padding, str) else padding
    if mode not in ("valid", "same", *["causal"] * (direct and dims == 1)):
        raise no_padding(padding, "'valid' or 'same'")
    if direct:
        if mode == "same":
            return _same(said)
        before = [(ke - 1, 0) for ke in said.extents()] if mode == "causal" else [0] * dims
        return said.told(before, direct=True)
    if output_padding is None:
        return said.by(f"keras-{mode}")
    ops = said.sides("output_padding", output_padding, 0)
    return said.told([keras_cut(ke, mode, op) for ke, op in zip(said.extents(), ops, strict=True)])


def jax(
    dims: int,
    kernel_size: Any = None,
    strides: Any = 1,
    padding: Any = "SAME",
    dilation: Any = 1,
    groups: Any = 1,
    *,
    transpose_kernel: bool = False,
    use_consistent_padding: bool = False,
    direct: bool = False,
) -> Meaning:
    """``jax.lax.conv_transpose``, Flax's ``ConvTranspose`` and ``Conv``; ``dilation`` is the kernel's.

    ``padding`` is SAME or VALID (Flax's direct layer of one dimension: CAUSAL, too), an integer, or an
    integer or (low, high) for each axis.
    """
    said = Said(dims, kernel_size, strides, dilation, groups)
    if isinstance(padding, str):
        mode = padding.upper()
        if mode == "CIRCULAR":
            raise InputError("padding is 'CIRCULAR', which wraps around: give $layer one with SAME or VALID")
        if mode not in ("SAME", "VALID", *["CAUSAL"] * (direct and dims == 1)):
            raise no_padding(padding, "'SAME', 'VALID' or pairs")
        if not direct:
            return said.by(f"{'keras' if transpose_kernel else 'jax'}-{mode.lower()}")
        if mode == "SAME":
            return _same(said)
        before = [(ke - 1, 0) for ke in said.extents()] if mode == "CAUSAL" else [0] * dims
        return said.told(before, direct=True)
    ends = said.ends(padding)
    if direct:
        return said.told(ends, direct=True)
    if not use_consistent_padding:
        # What is added around the spread input leaves so much less of the canvas to be cut.
        ends = [(ke - 1 - lo, ke - 1 - hi) for ke, (lo, hi) in zip(said.extents(), ends, strict=True)]
    return said.told(ends, framework="" if transpose_kernel else "jax-pairs")


def onnx(
    dims: int,
    kernel_shape: Any = None,
    strides: Any = None,
    pads: Any = None,
    output_padding: Any = None,
    output_shape: Any = None,
    dilations: Any = None,
    group: Any = 1,
    auto_pad: Any = "NOTSET",
    *,
    direct: bool = False,
) -> Meaning:
    """ONNX's ``ConvTranspose`` and ``Conv`` by their attributes; ``output_shape`` holds only sides."""
    said = Said(dims, kernel_shape, strides or 1, dilations or 1, group)
    if auto_pad not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise InputError(
            f"auto_pad is {shown(auto_pad)}, which ONNX doesn't know: give $layer one with NOTSET, VALID, "
            "SAME_UPPER or SAME_LOWER"
        )
    same, upper = auto_pad.startswith("SAME"), auto_pad == "SAME_UPPER"
    if direct and same:
        return _same(said, upper)
    ops = said.sides("output_padding", output_padding or 0, 0)
    if output_shape:
        return _to_size(said, said.sides("output_shape", output_shape, 1), ops, upper)
    if same:
        fitting = said.by(f"onnx-{'upper' if upper else 'lower'}")
        return fitting._replace(options={**fitting.options, "output_padding": tuple(ops)})
    both = [0] * dims * 2 if auto_pad == "VALID" or not pads else integers("pads", pads, dims * 2, None)
    ends = list(zip(both[:dims], both[dims:], strict=True))
    if direct:
        return said.told(ends, direct=True)
    # ONNX sets no limit to output_padding; ours is PyTorch's, and past it the end of the padding says it.
    held = all(op < max(s, d) for op, s, d in zip(ops, said.stride, said.dilation, strict=True))
    if held:
        return said.told(ends, ops)
    return said.told([(lo, hi - op) for (lo, hi), op in zip(ends, ops, strict=True)])


def paddle(
    dims: int,
    kernel_size: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    *,
    padding_mode: Any = "zeros",
    direct: bool = False,
) -> Meaning:
    """``paddle.nn.Conv2DTranspose`` and ``Conv2D``: PyTorch's, and padding by name or for every end."""
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise no_padding(padding, "integers, 'SAME' or 'VALID'")
        if padding.upper() == "SAME":
            # It forgets the dilation there, and counts as a direct convolution of the input would.
            return _same(Said(dims, kernel_size, stride, 1, groups), direct=direct)
        padding = 0
    elif isinstance(padding, list | tuple) and len(padding) == 2 * dims > 2:
        said = Said(dims, kernel_size, stride, dilation, groups)
        ends = integers("padding", padding, 2 * dims, 0)
        ops = said.sides("output_padding", output_padding, 0)
        return said.told(list(zip(ends[::2], ends[1::2], strict=True)), ops, direct=direct)
    shape = kernel_size, stride, padding, output_padding, dilation, groups
    return pytorch(dims, *shape, padding_mode=padding_mode, direct=direct)


def _same(said: Said, upper: bool = True, direct: bool = True) -> Meaning:
    """As much as makes a direct convolution's output a stride-th of its input, half of it at each end."""
    extents = said.extents()

    def cut(size: Sides) -> Options:
        ends = []
        for n, ke, s in zip(size, extents, said.stride, strict=True):
            ends.append(halves(max((-(-n // s) - 1) * s + ke - n, 0), upper))
        return {"padding": said.told(ends, direct=direct).options["padding"]}

    if max(said.stride) == 1:  # then the input's size doesn't matter
        return said.told([halves(ke - 1, upper) for ke in extents], direct=direct)
    return Meaning(said.by("").options, cut)


def _to_size(said: Said, wanted: Sequence[int], ops: Sequence[int], upper: bool) -> Meaning:
    """ONNX's transposed convolution to a size that it is told: the input's says how much is cut."""
    extents = said.extents()

    def cut(size: Sides) -> Options:
        ends = []
        for n, ke, s, want, op in zip(size, extents, said.stride, wanted, ops, strict=True):
            lo, hi = halves((n - 1) * s + ke + op - want, upper)
            ends.append((lo, hi - op))
        return {"padding": said.told(ends).options["padding"]}

    return Meaning(said.by("").options, cut)
