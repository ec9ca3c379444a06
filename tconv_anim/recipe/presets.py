"""Named layers that the field already knows, each in the view in which it is known."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.layer.direct import Conv2d


class Preset(NamedTuple):
    """Options for an animation, with a line on what they show.

    ``source`` groups presets: ``guide`` (Dumoulin & Visin, "A guide to convolution arithmetic for deep
    learning"), ``d2l`` ("Dive into Deep Learning", ch. Transposed Convolution), ``lecture`` (lecture
    notes), ``upsamplers`` (the other ways to make a map larger, as layers), ``asked`` (what readers of these asked for) and ``models`` (layers of models that people know).
    """

    source: str
    about: str
    options: Mapping[str, Any]


SOURCES = ("guide", "d2l", "lecture", "upsamplers", "asked", "models")
"""Where presets come from."""

# Input size, kernel size, stride, padding and dilation, as on the guide's page.
_GUIDE = {
    "no_padding_no_strides": (4, 3, 1, 0, 1),
    "arbitrary_padding_no_strides": (5, 4, 1, 2, 1),
    "same_padding_no_strides": (5, 3, 1, 1, 1),
    "full_padding_no_strides": (5, 3, 1, 2, 1),
    "no_padding_strides": (5, 3, 2, 0, 1),
    "padding_strides": (5, 3, 2, 1, 1),
    "padding_strides_odd": (6, 3, 2, 1, 1),
}


def _guide(numbers: tuple[int, int, int, int, int], view: str) -> Preset:
    """A direct convolution of the guide, or (in the gather view) the one that transposes it."""
    m, k, s, p, d = numbers
    conv = Conv2d(k, s, p, d)
    small = conv.output_size(m)
    layer: dict[str, Any] = {"kernel_size": k, "stride": s, "padding": p, "dilation": d}
    layer |= {"input_size": m if view == "conv" else small}
    what = f"k={k}, s={s}, p={p}" + (f", d={d}" if d > 1 else "")
    about = f"convolution with {what}: {m}×{m} → {small[0]}×{small[1]}"
    if view == "gather":
        about = f"the transpose of the {about}"
        layer["output_padding"] = conv.transpose(m).output_padding
    look = {"view": view, "look": "isometric", "values": False, "cell": 22, "story": "short"}
    return Preset("guide", about, layer | look)


_DIGITS = Path(__file__).parents[1] / "examples" / "digits.npz"
"""A trained decoder; its README says what is in it."""

_THREE = {"stride": 2, "padding": 1, "sample": 3, "show": ("heat",)}


def _digit(layer: int, **more: Any) -> dict[str, Any]:
    """A layer of that decoder on the way to the digit 3."""
    arrays = {"weight": f"w{layer}", "bias": f"b{layer}", "input": f"maps{layer}"}
    return {**_THREE, **{name: f"{_DIGITS}#{key}" for name, key in arrays.items()}, **more}


def _after(layer: int) -> dict[str, Any]:
    """A layer of that decoder as one that takes what another one gives."""
    return {"weight": f"{_DIGITS}#w{layer}", "bias": f"{_DIGITS}#b{layer}", "stride": 2, "padding": 1}


_SHORT = {"story": "short"}
_CORNERS = {**_SHORT, "input": [[0, 8], [16, 8]]}
_DOUBLE = {"kernel_size": 4, "stride": 2, "padding": 1}
_SQUARE = [[0, 1], [2, 3]]
_BILINEAR = [[a * b / 16 for a in (1, 3, 3, 1)] for b in (1, 3, 3, 1)]
_CLASS_MAP = (
    "00000000",
    "00111000",
    "01111100",
    "01111100",
    "00111002",
    "00000022",
    "22000222",
    "22222222",
)
"""Which of three classes each cell is of."""


def _one_hot(classes: tuple[str, ...]) -> list[list[list[int]]]:
    """A channel for each class: 1 on its own cells, 0 on all others."""
    kinds = sorted({one for row in classes for one in row})
    return [[[int(one == kind) for one in row] for row in classes] for kind in kinds]


_STEPS = [[0, 4, 8], [4, 8, 4], [8, 4, 0]]
_SUM = {"input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]]}
_EVENNESS = {"stride": 2, "input_size": 4, "view": "overlap"}
_HALVED = {"kernel_size": 3, "stride": 2, "padding": 1, "view": "conv", "story": "short"}
_THREE_WAYS = {"input": [[1, 2, 3]], "weight": [[1, 10, 100]], "stride": (1, 2)}

_PICTURE = [[0, 0, 8, 8], [0, 8, 8, 0], [8, 8, 0, 0], [8, 0, 0, 4]]

PRESETS: dict[str, Preset] = {
    **{name: _guide(numbers, "conv") for name, numbers in _GUIDE.items()},
    **{f"{name}_transposed": _guide(numbers, "gather") for name, numbers in _GUIDE.items()},
    "dilation": _guide((7, 3, 1, 0, 2), "conv"),
    "d2l_stride_1": Preset(
        "d2l", "2×2 · 2×2 with stride 1, one partial canvas an input element",
        {"input": _SQUARE, "weight": _SQUARE, "view": "compose"},
    ),
    "d2l_stride_2": Preset(
        "d2l", "the same with stride 2", {"input": _SQUARE, "weight": _SQUARE, "stride": 2, "view": "compose"}
    ),
    "d2l_padding": Preset(
        "d2l", "the same with padding 1: one cell stays",
        {"input": _SQUARE, "weight": _SQUARE, "padding": 1, "view": "compose"},
    ),
    "d2l_matrix": Preset(
        "d2l", "as a matrix product: W transposed times the input",
        {"input": [[27, 37], [57, 67]], "weight": [[1, 2], [3, 4]], "view": "matrix"},
    ),
    "d2l_roundtrip": Preset(
        "d2l", "k=5, s=3, p=2: 6×6 → 16×16 and back; the shape returns, the numbers don't",
        {"kernel_size": 5, "stride": 3, "padding": 2, "input_size": 6, "view": "roundtrip"},
    ),
    "lecture_sum": Preset(
        "lecture", "4·3 = 12, 2·1 = 2, 12 + 2 = 14",
        {**_SUM, "view": "scatter"},
    ),
    "lecture_channels": Preset(
        "lecture", "3 input channels, 1 output channel, k=3, s=2, op=1: 2×2 → 6×6",
        {"kernel_size": 3, "stride": 2, "output_padding": 1, "input_size": 2, "in_channels": 3},
    ),
    "lecture_convolution": Preset(
        "lecture", "k=3, s=2, p=1: 4×4 → 2×2",
        {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 4, "view": "conv"},
    ),
    "lecture_fractional": Preset(
        "lecture", "its transpose, as a convolution with fractional stride: 2×2 → 4×4",
        {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2, "view": "gather"},
    ),
    "k2_s2": Preset(
        "asked", "k=2, s=2: doubles the size, and no products meet", {"kernel_size": 2, "stride": 2, "input_size": 3}
    ),
    "non_square": Preset(
        "asked", "k=3×2, s=1×2 on 2×3",
        {"kernel_size": (3, 2), "stride": (1, 2), "input_size": (2, 3), "view": "gather"},
    ),
    "dilation_transposed": Preset(
        "asked", "k=3, s=2, d=2", {"kernel_size": 3, "stride": 2, "dilation": 2, "input_size": 2}
    ),
    "output_padding_beyond_padding": Preset(
        "asked", "k=3, s=3, p=1, op=2: restores one row and adds another",
        {"kernel_size": 3, "stride": 3, "padding": 1, "output_padding": 2, "input_size": 2},
    ),
    "bilinear": Preset(
        "asked", "bilinear up-sampling: k=4, s=2, p=1 with fixed weights, numbers as heat",
        {"input": _PICTURE, "weight": _BILINEAR, "stride": 2, "padding": 1, "show": ("heat",)},
    ),
    "nearest_2": Preset(
        "upsamplers", "nearest: each cell becomes 2×2 of itself",
        {"layer": "nn.Upsample(scale_factor=2)", "input": _STEPS},
    ),
    "bilinear_2": Preset(
        "upsamplers", "bilinear: a tent of 4×4 for each cell, and copies of the border around them",
        {"layer": "nn.Upsample(scale_factor=2, mode='bilinear')", "input": [[0, 16], [32, 48]]},
    ),
    "bicubic_2": Preset(
        "upsamplers", "bicubic: 8×8 weights for each cell, some below 0, so that edges overshoot",
        {
            "layer": "nn.Upsample(scale_factor=2, mode='bicubic')", "input": _STEPS, "values": False,
            "show": ("heat",), "story": "short",
        },
    ),
    "bed_of_nails": Preset(
        "upsamplers", "bed of nails: each number stands in the corner of 2×2 cells, all others are 0",
        {"weight": [[1]], "stride": 2, "output_padding": 1, "input": _STEPS},
    ),
    "max_unpooling": Preset(
        "upsamplers", "max-unpooling: each number goes back to where it was the largest of 2×2 cells",
        {
            "layer": "nn.MaxUnpool2d(2)", "input": [[5, 6], [7, 8]], "indices": [[5, 3], [8, 14]],
            "shown_in": "all",
        },
    ),
    "pixel_shuffle": Preset(
        "upsamplers", "pixel shuffle: four channels become one of twice the size",
        {"layer": "nn.PixelShuffle(2)", "input_size": 2, "shown_in": "all"},
    ),
    "resize_convolution": Preset(
        "upsamplers", "resize-convolution: nearest ×2, then k=3, p=1; every cell gets as many paths",
        {
            "layer": "nn.Upsample(scale_factor=2)", "input": _STEPS,
            "then": [{"view": "conv", "kernel_size": 3, "padding": 1}],
        },
    ),
    "sub_pixel_convolution": Preset(
        "upsamplers", "sub-pixel convolution: k=3, p=1 to four channels, then pixel shuffle",
        {
            "view": "conv", "kernel_size": 3, "padding": 1, "out_channels": 4, "input_size": 3,
            "then": [{"layer": "nn.PixelShuffle(2)"}],
        },
    ),
    "checkerboard_k3_s2": Preset(
        "asked", "k=3, s=2: cells get 1, 2 or 4 products", {"kernel_size": 3, "stride": 2, "input_size": 4, "view": "overlap"}
    ),
    "checkerboard_k4_s2": Preset(
        "asked", "k=4, s=2: inner cells all get 4", {"kernel_size": 4, "stride": 2, "input_size": 4, "view": "overlap"}
    ),
    "same_shape_three_answers": Preset(
        "asked", "the same layer in PyTorch, Keras, JAX and ONNX",
        {
            "input": [[1, 2, 3]], "weight": [[1, 10, 100]], "stride": (1, 2), "padding": (0, 1),
            "output_padding": (0, 1), "view": "compare",
        },
    ),
    "backward_conv": Preset(
        "asked", "a convolution and its way back, which is a transposed one: k=3, s=2, 5×5 → 2×2 → 5×5",
        {"kernel_size": 3, "stride": 2, "input_size": 5, "view": "backward", "direct": True},
    ),
    "backward_transposed": Preset(
        "asked", "a transposed convolution and its way back, which is a direct one: 2×2 → 4×4 → 2×2",
        {
            "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2,
            "view": "backward",
        },
    ),
    "scatter_and_gather": Preset(
        "lecture", "the same layer twice: each input element writes, each output element reads",
        {**_SUM, "view": "scatter", "beside": [{**_SUM, "view": "gather"}]},
    ),
    "which_output_size": Preset(
        "lecture", "7×7 and 8×8 both come to 4×4, k=3, s=2, p=1: the way back is output_padding's to choose",
        {**_HALVED, "input_size": 7, "beside": [{**_HALVED, "input_size": 8}]},
    ),
    "checkerboard_3_or_4": Preset(
        "asked", "k=3 beside k=4, s=2: a checkerboard, and none",
        {**_EVENNESS, "kernel_size": 3, "beside": [{**_EVENNESS, "kernel_size": 4}]},
    ),
    "same_shape": Preset(
        "asked", "PyTorch, Keras and JAX beside each other: same shape, three answers",
        {
            **_THREE_WAYS, "padding": (0, 1), "output_padding": (0, 1),
            "beside": [{**_THREE_WAYS, "framework": name} for name in ("keras-same", "jax-same")],
        },
    ),
    "up_samplers": Preset(
        "upsamplers", "a transposed convolution beside nearest, bilinear and pixel shuffle, each 2×2 → 4×4",
        {
            **_DOUBLE, **_CORNERS, "called": "Transposed convolution",
            "beside": [
                {"layer": "nn.Upsample(scale_factor=2)", **_CORNERS, "called": "Nearest"},
                {"layer": "nn.Upsample(scale_factor=2, mode='bilinear')", **_CORNERS, "called": "Bilinear"},
                {"layer": "nn.PixelShuffle(2)", **_SHORT, "input_size": 2, "shown_in": "all", "called": "Pixel shuffle"},
            ],
        },
    ),
    "who_makes_checkerboards": Preset(
        "upsamplers", "k=3, s=2 beside resize-convolution and sub-pixel convolution: how many paths each cell gets",
        {
            "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "view": "stack",
            "called": "Transposed convolution",
            "beside": [
                {
                    "layer": "nn.Upsample(scale_factor=2)", "input_size": 3, "called": "Resize-convolution",
                    "then": [{"view": "conv", "kernel_size": 3, "padding": 1}],
                },
                {
                    "view": "conv", "kernel_size": 3, "padding": 1, "out_channels": 4,
                    "called": "Sub-pixel convolution", "then": [{"layer": "nn.PixelShuffle(2)"}],
                },
            ],
        },
    ),
    "digits_first": Preset(
        "models", "a trained decoder draws a 3, first layer: 8→4 channels, 2×2 → 4×4", _digit(1)
    ),
    "digits_last": Preset(
        "models", "its last layer: 4→1 channels, 4×4 → 8×8, and the 3 appears",
        _digit(2, shown_in="all", values=False, heat="grey"),
    ),
    "digits_decoder": Preset(
        "models", "the whole of it: 2×2 → 4×4 → 8×8, with a ReLU between its layers",
        _digit(1, activation="relu", values=False, heat="grey", look="isometric", then=[_after(2)], show=()),
    ),
    "decoder_4_8_16": Preset(
        "asked", "a decoder as in a DCGAN: k=4, s=2, p=1 twice, 4×4 → 8×8 → 16×16, and what its elements reach",
        {**_DOUBLE, "input_size": 4, "activation": "relu", "then": [_DOUBLE], "look": "isometric"},
    ),
    "checkerboard_of_two": Preset(
        "asked", "k=3, s=2 twice: the checkerboards of two layers compound",
        {"kernel_size": 3, "stride": 2, "input_size": 4, "then": [{"kernel_size": 3, "stride": 2}]},
    ),
    "segmentation": Preset(
        "lecture", "semantic segmentation: a class map of 8×8, up to 16×16 by bilinear weights, then argmax",
        {
            "input": _one_hot(_CLASS_MAP), "stride": 2, "weight": "bilinear", "show": ("heat", "classes"),
            "values": False, "story": "short", "heat": "grey",
        },
    ),
    "dcgan": Preset(
        "models", "DCGAN's second layer: 512→256 channels, k=4, s=2, p=1",
        {"layer": "nn.ConvTranspose2d(512, 256, 4, 2, 1, bias=False)", "input_size": 4},
    ),
    "unet": Preset(
        "models", "U-Net's way up: 128→64 channels, k=2, s=2",
        {"layer": "nn.ConvTranspose2d(128, 64, kernel_size=2, stride=2)", "input_size": 4},
    ),
    "fcn": Preset(
        "models", "FCN's bilinear way up: 21→21 channels, k=4, s=2",
        {"input_size": 4, "in_channels": 21, "stride": 2, "padding": 0, "weight": "bilinear"},
    ),
    "causal_1d": Preset(
        "asked", "one axis, k=4, s=2, cut at the end only: no output cell has products of later inputs",
        {"dims": 1, "kernel_size": 4, "stride": 2, "padding": ((0, 2),), "input_size": 6},
    ),
    "volume_3d": Preset(
        "asked", "three axes, k=2, s=2: 2×2×2 → 4×4×4, a slice for each depth",
        {"dims": 3, "kernel_size": 2, "stride": 2, "input_size": 2},
    ),
    "wavegan": Preset(
        "models", "WaveGAN's last layer: 64→1 channels in one dimension, k=25, s=4",
        {
            "layer": "nn.ConvTranspose1d(64, 1, 25, stride=4, padding=11, output_padding=1)", "input_size": 12,
            "shown_in": 2,
        },
    ),
}  # fmt: skip
"""Every preset, by the name that ``--preset`` takes."""
