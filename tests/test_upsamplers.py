"""Up-samplers as transposed convolutions: each gives what its framework gives, or says why it can't."""

import random
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.pipeline import trace_of
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.sources.asked import layers_in
from tconv_anim.sources.listing import as_data
from tconv_anim.storyboard.storyboard import Outline
from tconv_anim.trace.stack import Stack
from tconv_anim.trace.trace import Trace
from tests.command import complaint, run

Array = NDArray[Any]

LAYERS = 500
"""Random ones of each kind."""


def output(recipe: Recipe) -> Array:
    trace = trace_of(recipe)
    assert isinstance(trace, Trace)
    return trace.output


def ours(layer: Any, x: Array, **options: Any) -> Array:
    return output(Recipe(layer=layer, input=x, **options))


def agree(mine: Array, theirs: Any) -> None:
    """Integers exactly, all others to twelve digits."""
    theirs = np.asarray(theirs)[0]
    assert mine.shape == theirs.shape
    if mine.dtype.kind == "i":
        assert (mine == theirs).all()
    else:
        assert np.abs(mine - theirs).max() < 1e-12 * max(1, np.abs(theirs).max())


def integers(rng: random.Random, *shape: int) -> Array:
    return np.array([rng.randint(-9, 9) for _ in range(int(np.prod(shape)))], np.int64).reshape(shape)


def sides(rng: random.Random, dims: int = 2, most: int = 5) -> tuple[int, ...]:
    return tuple(rng.randint(1, most) for _ in range(dims))


def interpolation(rng: random.Random, mode: str) -> tuple[dict[str, Any], Array]:
    """Arguments of nn.Upsample for which there is a kernel, and an input."""
    dims = 1 if mode == "linear" else 2
    n = sides(rng, dims)
    x = integers(rng, rng.randint(1, 3), *n)
    said: dict[str, Any] = {"mode": mode}
    if mode in ("linear", "bilinear", "bicubic") and rng.random() < 0.4:
        said["align_corners"] = True
        said["size"] = tuple((one - 1) * rng.randint(1, 4) + 1 if one > 1 else rng.randint(1, 4) for one in n)
    elif rng.random() < 0.3:
        said["size"] = tuple(one * rng.randint(1, 4) for one in n)
    else:
        scales = tuple(rng.randint(1, 5) for _ in n)
        said["scale_factor"] = scales if rng.random() < 0.5 else scales[0]
    return said, x


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic"])
def test_500_interpolations_are_pytorchs(mode: str) -> None:
    import torch

    rng = random.Random(mode)
    for _ in range(LAYERS):
        said, x = interpolation(rng, mode)
        words = ", ".join(f"{name}={value!r}" for name, value in said.items())
        theirs = torch.nn.functional.interpolate(torch.tensor(x[None]).double(), **said)
        layer = (
            torch.nn.Upsample(**said) if mode != "area" and rng.random() < 0.5 else f"nn.Upsample({words})"
        )
        mine = ours(layer, x)
        agree(mine, theirs.numpy())


@pytest.mark.torch
@pytest.mark.slow
def test_500_pixel_shuffles_are_pytorchs() -> None:
    import torch

    rng = random.Random(1)
    for _ in range(LAYERS):
        r, channels = rng.randint(1, 4), rng.randint(1, 3)
        x = integers(rng, channels * r * r, *sides(rng))
        layer = torch.nn.PixelShuffle(r)
        mine = ours(layer if rng.random() < 0.5 else f"nn.PixelShuffle({r})", x)
        assert mine.dtype == np.int64
        agree(mine, layer(torch.tensor(x[None])))


@pytest.mark.torch
@pytest.mark.slow
def test_500_beds_of_nails_are_zeros_around_the_input() -> None:
    import torch

    rng = random.Random(2)
    for _ in range(LAYERS):
        s, channels = rng.randint(2, 5), rng.randint(1, 3)
        x = integers(rng, channels, *sides(rng))
        options: dict[str, Any] = {"weight": np.ones((channels, 1, 1, 1)), "groups": channels}
        mine = output(Recipe(**options, input=x, stride=s, output_padding=s - 1))
        expected = np.zeros((channels, x.shape[1] * s, x.shape[2] * s), np.int64)
        expected[:, ::s, ::s] = x
        assert (mine == expected).all()
        # Max-unpooling whose indices are all the first cell is the same.
        rows, cols = (np.arange(n) * s for n in x.shape[1:])
        indices = np.broadcast_to(rows[:, None] * x.shape[2] * s + cols, x.shape)
        first = torch.tensor(indices[None].copy())
        agree(mine, torch.nn.functional.max_unpool2d(torch.tensor(x[None]).double(), first, [s, s]))


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("dims", [1, 2])
def test_500_unpoolings_are_pytorchs(dims: int) -> None:
    import torch

    rng = random.Random(3)
    pool = getattr(torch.nn.functional, f"max_pool{dims}d")
    unpooled = getattr(torch.nn.functional, f"max_unpool{dims}d")
    done = 0
    while done < LAYERS:
        k = sides(rng, dims, 4)
        s = tuple(one + rng.randint(0, 1) for one in k)
        p = tuple(rng.randint(0, one // 2) for one in k)
        whole = tuple(one * rng.randint(1, 3) + rng.randint(0, 3) for one in s)
        big = integers(rng, rng.randint(1, 3), *whole)
        if any(size + 2 * pad < kernel for size, pad, kernel in zip(whole, p, k, strict=True)):
            continue
        x, indices = pool(torch.tensor(big[None]).double(), k, s, p, return_indices=True)
        usual = [(n - 1) * a - 2 * b + c for n, a, b, c in zip(x.shape[2:], s, p, k, strict=True)]
        if min(usual) < 1:
            continue
        # The size that was pooled is another than the usual one where windows left cells over.
        theirs = unpooled(x, indices, k, s, p, output_size=whole)
        line = f"F.max_unpool{dims}d(x, indices, {k}, {s}, {p}, output_size={whole})"
        mine = ours(line, x[0].numpy(), indices=indices[0].numpy())
        agree(mine, theirs.numpy())
        done += 1


def runtime(operator: str, inputs: dict[str, Array], **attributes: Any) -> Array:
    node = onnx.helper.make_node(operator, list(inputs), ["y"], **attributes)
    kinds = {"f": onnx.TensorProto.FLOAT, "i": onnx.TensorProto.INT64}
    declared = [
        onnx.helper.make_tensor_value_info(name, kinds[value.dtype.kind], value.shape)
        for name, value in inputs.items()
        if name
    ]
    result = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    graph = onnx.helper.make_graph([node], "layer", declared, [result])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    output: Array = session.run(None, {name: value for name, value in inputs.items() if name})[0]
    return output


def test_onnx_runtime_shuffles_in_both_orders_as_its_nodes_do() -> None:
    rng = random.Random(4)
    for _ in range(60):
        r, mode = rng.randint(1, 3), rng.choice(("DCR", "CRD"))
        x = integers(rng, rng.randint(1, 3) * r * r, *sides(rng))
        theirs = runtime("DepthToSpace", {"x": x[None].astype(np.float32)}, blocksize=r, mode=mode)
        line = f'y = DepthToSpace <blocksize: int = {r}, mode: string = "{mode}"> (x)'
        agree(ours(line, x), theirs.astype(np.int64))


def resized(rng: random.Random) -> tuple[dict[str, Any], list[int], Array]:
    """Attributes of a Resize for which there is a kernel, its scales, and an input."""
    said: dict[str, Any] = {"mode": rng.choice(("nearest", "linear", "cubic"))}
    ways = ("half_pixel", "asymmetric", "pytorch_half_pixel", "align_corners")
    said["coordinate_transformation_mode"] = rng.choice(ways[: 3 + (said["mode"] == "linear")])
    if said["mode"] == "nearest":
        said["nearest_mode"] = rng.choice(("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"))
    n = sides(rng)
    if said["coordinate_transformation_mode"] == "align_corners":
        n = (1, 2) if rng.random() < 0.5 else (2, 2)
        scales = [2 if side == 2 else rng.randint(1, 4) for side in n]
    else:
        scales = [rng.randint(1, 4) for _ in n]
    return said, scales, integers(rng, rng.randint(1, 2), *n)


def test_onnx_runtime_resizes_as_its_nodes_do() -> None:
    rng = random.Random(5)
    for _ in range(200):
        said, scales, x = resized(rng)
        inputs = {
            "x": x[None].astype(np.float32),
            "": np.zeros(0, np.float32),
            "scales": np.array([1, 1, *scales], np.float32),
        }
        theirs = runtime("Resize", inputs, **said)[0]
        words = ", ".join(f'{name}: string = "{value}"' for name, value in said.items())
        mine = ours(f"y = Resize <{words}> (x, roi, scales)", x, stride=tuple(scales))
        assert mine.shape == theirs.shape
        assert np.abs(mine - theirs).max() < 1e-4, (said, scales, x.shape)


def test_onnx_runtime_unpools_as_its_node_does() -> None:
    x = np.array([[[5, 6], [7, 8]]])
    indices = np.array([[[5, 3], [8, 14]]])
    theirs = runtime(
        "MaxUnpool",
        {"x": x[None].astype(np.float32), "i": indices[None]},
        kernel_shape=[2, 2],
        strides=[2, 2],
    )
    line = "y = MaxUnpool <kernel_shape: ints = [2, 2], strides: ints = [2, 2]> (x, i)"
    agree(ours(line, x, indices=indices), theirs.astype(np.int64))


LINES = {
    "nn.Upsample(scale_factor=2)": (2, 2),
    "torch.nn.Upsample(None, 2.0, 'bilinear')": (4, 2),
    "Upsample(scale_factor=2.0, mode='bicubic')": (8, 2),
    "(up): UpsamplingNearest2d(scale_factor=3.0, mode='nearest')": (3, 3),
    "F.interpolate(x, scale_factor=3, mode='bilinear', align_corners=False)": (5, 3),
    "F.interpolate(x, (6, 6), mode='nearest')": (2, 2),
    "F.pixel_shuffle(x, 2)": (2, 2),
    "(2): PixelShuffle(upscale_factor=3)": (3, 3),
    "nn.MaxUnpool2d(2, stride=2)": (2, 2),
    "(0): MaxUnpool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0))": (2, 2),
    "F.max_unpool2d(x, indices, 3)": (3, 3),
    "layers.UpSampling2D()": (2, 2),
    "model.add(UpSampling2D(size=(3, 3), interpolation='bilinear'))": (5, 3),
    "tf.nn.depth_to_space(x, 2)": (2, 2),
    "paddle.nn.Upsample(scale_factor=2, mode='bilinear', align_mode=0)": (4, 2),
    "paddle.nn.UpsamplingNearest2D(scale_factor=2)": (2, 2),
    "mlx.nn.Upsample(2, 'linear')": (4, 2),
    "op.DepthToSpace(x, blocksize=2)": (2, 2),
    "onnx.helper.make_node('DepthToSpace', ['x'], ['y'], blocksize=2, mode='CRD')": (2, 2),
    "%up = Upsample[mode = 'linear', scales = [1.0, 1.0, 2.0, 2.0]](%x)": (3, 2),
}
"""Lines, and the kernel's side and the stride that they come to for an input of 3×3."""


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_however_it_is_written(line: str) -> None:
    params = Recipe(layer=line, input_size=3).layer.params
    assert (params.kernel_size, params.stride) == tuple((side, side) for side in LINES[line])


REFUSED = {
    "nn.Upsample(scale_factor=1.5)": "2/3 of an input cell apart, .* no kernel says it: give lay",
    "nn.UpsamplingBilinear2d(scale_factor=2)": "6 cells of 3, 2/5 of an .* size − 1 be a mul",
    "nn.Upsample(size=2)": "the layer makes 2 cells of 3, and what makes a map smaller is no up-sampling",
    "nn.Upsample(scale_factor=2, mode='lanczos')": "mode is 'lanczos': give layer one of nearest",
    "F.interpolate(x, scale_factor=2, mode='bicubic', antialias=True)": "antialias and align_mode change",
    "UpSampling2D(2, interpolation='bicubic')": "interpolation is 'bicubic', which weighs the cells at the b",
    "nn.MaxUnpool2d(3, stride=2)": r"its windows of \(3, 3\) overlap with a stride of \(2, 2\): where two",
    "nn.Upsample()": r"Upsample\(\) doesn't say its stride: give stride",
    "nn.PixelShuffle()": "the factor is None, which isn't an integer",
    "nn.Upsample(scale_factor='a')": "scale is 'a': give layer one with a number above 0",
    "F.interpolate(x, size=y.shape[2:])": "nothing is run here",
    "y = Resize <mode: string = 'linear', exclude_outside: int = 1> (x)": "exclude_outside and antialias w",
    "y = Resize <coordinate_transformation_mode: string = 'tf_crop_and_resize'> (x)": "it is told 'nearest'",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_no_kernel_says_is_refused_with_the_reason(line: str) -> None:
    with pytest.raises(InputError, match=REFUSED[line]):
        Recipe(layer=line, input_size=3)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"stride": 3}, r"stride is given, and Upsample\(scale_factor=2\) has its own: leave stride out"),
        ({"weight": [[1]]}, "weight is given, and"),
        (
            {"output_size": 7},
            r"output_size is \(7, 7\), and this layer makes \(6, 6\): leave output_size",
        ),
        ({"indices": [[1]]}, "indices are given"),
        ({"view": "conv"}, "layer is a transposed convolution, and view is 'conv'"),
    ],
)
def test_an_up_sampler_has_its_parameters_by_being_one(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Recipe(layer="nn.Upsample(scale_factor=2)", input_size=3, **options)


def test_channels_that_make_no_blocks_and_indices_outside_of_their_windows_are_refused() -> None:
    with pytest.raises(InputError, match="in_channels is 6, which 4 places of a block don't divide"):
        Recipe(layer="nn.PixelShuffle(2)", input_size=2, in_channels=6)
    unpool: dict[str, Any] = {"layer": "nn.MaxUnpool2d(2)", "input": [[1, 2]]}
    with pytest.raises(InputError, match=r"the number at \(0, 0, 1\) is to go to cell \(0, 1\), outside of"):
        Recipe(**unpool, indices=[[0, 1]])
    with pytest.raises(InputError, match=r"indices has the shape \(1, 1, 1\) and input \(1, 1, 2\)"):
        Recipe(**unpool, indices=[[0]])
    with pytest.raises(InputError, match="output_size is 9, where unpooling makes 3 to 5 cells"):
        Recipe(**unpool, output_size=(2, 9))


def test_a_border_is_copied_and_told() -> None:
    recipe = Recipe(layer="nn.Upsample(scale_factor=2, mode='bilinear')", input=[[1, 2], [3, 4]])
    assert recipe.tensors[0].tolist() == [[[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]]
    assert any("copies of its outermost cells" in note for note in recipe.notes)
    again, _ = Recipe.from_json(recipe.to_json())
    assert again == recipe


def test_numbers_that_are_made_up_are_those_of_any_layer_and_are_told() -> None:
    drawn = Recipe(input_size=3).tensors[0]
    for line in ("nn.Upsample(scale_factor=2)", "nn.MaxUnpool2d(2)"):
        recipe = Recipe(layer=line, input_size=3)
        assert (recipe.tensors[0].sum(axis=0) == drawn[0]).all()
        assert any(note.startswith("Made up, small integers: input") for note in recipe.notes)


def test_an_up_sampler_gives_way_to_a_transposed_convolution_and_comes_before_a_direct_one() -> None:
    conv, up, transposed = "nn.Conv2d(1, 1, 3)", "nn.Upsample(scale_factor=2)", "nn.ConvTranspose2d(1, 1, 3)"
    assert Recipe(layer=f"nn.Sequential({conv}, {up})", input_size=3).layer.params.kernel_size == (2, 2)
    assert Recipe(layer=f"nn.Sequential({up}, {transposed})", input_size=3).layer.params.stride == (1, 1)
    parts = "(0): Upsample(scale_factor=2.0, mode='nearest')", "(1): Conv2d(1, 1, kernel_size=(3, 3))"
    printed = "\n  ".join(("Sequential(", *parts)) + "\n)"
    assert Recipe(layer=printed, input_size=3).layer.params.stride == (2, 2)


def test_the_layers_of_an_onnx_model_are_listed_with_their_up_samplers(tmp_path: Any) -> None:
    made = onnx.helper.make_node
    scales = onnx.helper.make_tensor("scales", onnx.TensorProto.FLOAT, [4], [1, 1, 2, 2])
    nodes = [
        made("Resize", ["x", "", "scales"], ["a"], name="up", mode="linear"),
        made("DepthToSpace", ["a"], ["b"], name="shuffle", blocksize=2, mode="CRD"),
        made("Resize", ["b", "", "other"], ["y"], name="unknown", mode="cubic", cubic_coeff_a=-0.5),
    ]
    floats = onnx.TensorProto.FLOAT
    values = [onnx.helper.make_tensor_value_info("a", floats, [1, 4, 6, 6])]
    graph = onnx.helper.make_graph(
        nodes,
        "model",
        [onnx.helper.make_tensor_value_info("x", floats, [1, 4, 3, 3])],
        [onnx.helper.make_tensor_value_info("y", floats, None)],
        [scales],
        value_info=values,
    )
    onnx.save(onnx.helper.make_model(graph), tmp_path / "m.onnx")
    listed = as_data(layers_in(str(tmp_path / "m.onnx")))
    assert [one["name"] for one in listed] == ["up", "shuffle", "unknown"]
    assert [one["input_shape"] for one in listed] == [(4, 3, 3), (4, 6, 6), None]
    assert [one["output_shape"] for one in listed] == [(4, 6, 6), (1, 12, 12), None]
    assert listed[2]["asks"] == ["stride", "input_size"]
    up = Recipe(layer=tmp_path / "m.onnx", node="up")
    assert up.layer.output_shape == (4, 6, 6)
    sharp = Recipe(layer=tmp_path / "m.onnx", node="unknown", stride=2, input_size=3)
    assert sharp.weight.min() < 0
    done = run("layers", "m.onnx", cwd=tmp_path)
    assert "DepthToSpace(blocksize=2, mode='CRD')" in done.stdout


def test_the_command_takes_indices_and_says_what_is_wrong_with_them(tmp_path: Any) -> None:
    options = ("--layer", "nn.MaxUnpool2d(2)", "--input", "[[5, 6]]", "-o", "x.png")
    made = run(*options, "--indices", "[[1, 6]]", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "Each input channel is shown as several" in made.stderr + made.stdout
    assert "cell (0, 3)" not in complaint(run(*options, "--indices", "[[2, 3]]", cwd=tmp_path))


def test_a_copied_border_is_told_and_what_was_given_is_framed() -> None:
    board = tconv_anim.animate(
        layer="nn.Upsample(scale_factor=2, mode='bilinear')", input_size=(2, 3)
    ).storyboard
    assert "border copied" in board.description
    frame = board.at_step(0)["frame/input/0"]
    assert isinstance(frame, Outline)
    assert (frame.row, frame.col, frame.rows, frame.cols) == (1, 1, 2, 3)
    plain = tconv_anim.animate(layer="nn.Upsample(scale_factor=2)", input_size=2).storyboard
    assert "border copied" not in plain.description
    assert "frame/input/0" not in plain.at_step(0)


def test_what_is_made_of_the_input_cannot_come_after_another_layer() -> None:
    first: dict[str, Any] = {"kernel_size": 3, "input_size": 2}
    assert Recipe(**first, then=[{"layer": "nn.Upsample(scale_factor=2)"}]).layers[1].layer.output_shape == (
        1,
        8,
        8,
    )
    with pytest.raises(InputError, match="layer 2: it takes 1×6×6, which would have to be made of 1×4×4"):
        Recipe(**first, then=[{"layer": "nn.Upsample(scale_factor=2, mode='bilinear')"}])
    with pytest.raises(InputError, match="border leaves nothing of the input"):
        Recipe(border=2)


def test_a_sub_pixel_convolution_is_a_transposed_one_with_its_weights_in_another_order() -> None:
    rng = random.Random(6)
    x, weight = integers(rng, 1, 4, 5), integers(rng, 4, 1, 3, 3)
    conv: dict[str, Any] = {"view": "conv", "kernel_size": 3, "padding": 1, "weight": weight, "input": x}
    stacked = tconv_anim.animate(**conv, then=[{"layer": "nn.PixelShuffle(2)"}]).traced
    kernel = np.zeros((6, 6), np.int64)
    for i in range(2):
        for j in range(2):
            kernel[i::2, j::2] = weight[2 * i + j, 0, ::-1, ::-1]
    alone = output(Recipe(input=x, weight=kernel, stride=2, padding=2))
    assert isinstance(stacked, Stack)
    assert (stacked.maps[-1] == alone).all()
