"""Pasted lines: the layers that they name, what they don't say, and what they can't do to us."""

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from tconv_anim.errors import InputError
from tconv_anim.sources.host import host
from tconv_anim.sources.live import live
from tconv_anim.sources.pasted import pasted
from tests.answers import filled, ours, whole
from tests.test_live import sized, some_layer

onnxruntime.set_default_logger_severity(4)  # it warns of pads that it thinks strange

USUAL: Mapping[str, Any] = {
    "stride": (1, 1),
    "padding": (0, 0),
    "output_padding": (0, 0),
    "dilation": (1, 1),
    "groups": 1,
}


def code_of(layer: Any, rng: random.Random) -> str:
    """A line that makes a layer of PyTorch's: some arguments by their place, others by their names."""
    name = type(layer).__name__
    order = ["in_channels", "out_channels", "kernel_size", "stride", "padding"]
    rest = ["groups", "bias", "dilation"] if "Transpose" in name else ["dilation", "groups", "bias"]
    order += ["output_padding"] * ("Transpose" in name) + rest
    values = {key: getattr(layer, key) for key in order} | {"bias": layer.bias is not None}
    words = []
    by_place = rng.randint(0, len(order))
    for at, key in enumerate(order):
        value = values[key]
        if isinstance(value, tuple | list) and len(set(value)) == 1 and rng.random() < 0.5:
            value = value[0]
        words.append(repr(value) if at < by_place else f"{key}={value!r}")
    named = words[by_place:]
    rng.shuffle(named)
    before = rng.choice(("", "nn.", "torch.nn.", "self.up = nn.", "return torch.nn."))
    return f"{before}{name}({', '.join(words[:by_place] + named)}){rng.choice(('', ',', '(x)', '  # up'))}"


@pytest.mark.torch
@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
def test_500_layers_of_pytorch_are_read_from_what_they_print_and_from_code(direct: bool) -> None:
    import torch

    rng = random.Random(7)
    for at in range(500):
        layer = some_layer(torch, rng, direct)
        line = repr(layer) if at % 2 else code_of(layer, rng)
        found = pasted(line)
        x = whole(sized(layer, rng, direct), at)
        weight, bias = live(layer).numbers()  # type: ignore[misc]  # live layers have theirs
        assert np.array_equal(ours(filled(found, weight, bias), x), host(layer(torch.tensor(x)))), line
        assert found.options["in_channels"] == layer.in_channels
        assert (found.direct, found.dims, found.asks) == (direct, len(layer.kernel_size), ("input_size",))


def onnx_node(rng: random.Random, direct: bool) -> tuple[Any, tuple[int, ...], list[int], int]:
    """A node, its weight's shape and its input's, both without the batch, and how many output channels."""
    dims, groups = rng.choice((1, 2, 3)), rng.choice((1, 1, 2))

    def sides(least: int, most: int) -> list[int]:
        return [rng.randint(least, most) for _ in range(dims)]

    kernel, strides, dilations = sides(1, 4), sides(1, 3), sides(1, 2)
    size = [n + 8 * direct for n in sides(2, 4)]
    said: dict[str, Any] = {"strides": strides, "dilations": dilations, "group": groups}
    extents = [d * (k - 1) + 1 for k, d in zip(kernel, dilations, strict=True)]
    way = rng.choice(("pads", "pads", "VALID", "SAME_UPPER", "SAME_LOWER", "output_shape"))
    if not direct and rng.random() < 0.5:
        said["output_padding"] = [rng.randint(0, s - 1) for s in strides]
    if way == "output_shape" and not direct:
        ops = said.get("output_padding", [0] * dims)
        canvas = [(n - 1) * s + ke + op for n, s, ke, op in zip(size, strides, extents, ops, strict=True)]
        said["output_shape"] = [rng.randint(max(1, c - 3), c) for c in canvas]
        said["auto_pad"] = rng.choice(("NOTSET", "SAME_UPPER", "SAME_LOWER"))
    elif way == "pads" or (way == "output_shape" and direct):
        said["pads"] = [rng.randint(0, ke - 1) for ke in extents * 2]
    else:
        said["auto_pad"] = way
    if rng.random() < 0.5:
        said["kernel_shape"] = kernel
    inputs = ["x", "w", *["b"] * rng.randint(0, 1)]
    node = onnx.helper.make_node("Conv" if direct else "ConvTranspose", inputs, ["y"], name="up", **said)
    n_in, n_out = groups * rng.randint(1, 2), groups * rng.randint(1, 2)
    shape = (n_out, n_in // groups) if direct else (n_in, n_out // groups)
    return node, (*shape, *kernel), [n_in, *size], n_out


def as_printed(node: Any, rng: random.Random) -> str:
    """A node as ONNX's two printers write it, or as code that makes it."""
    way = rng.choice((onnx.printer.to_text, onnx.helper.printable_node, None))
    if way:
        return str(way(node))
    said = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
    words = [
        f"{name}={value.decode() if isinstance(value, bytes) else value!r}" for name, value in said.items()
    ]
    return f'up = onnx.helper.make_node("{node.op_type}", {list(node.input)}, ["y"], {", ".join(words)})'


@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
def test_500_nodes_of_onnx_are_read_from_their_text(direct: bool) -> None:
    rng, compared, read = random.Random(7), 0, set()
    while compared < 500:
        node, shape, sizes, n_out = onnx_node(rng, direct)
        x, w = whole(sizes, compared), whole(shape, compared + 1)
        feeds = {"x": x[None], "w": w, "b": whole([n_out], compared + 2)}
        feeds = {name: array for name, array in feeds.items() if name in node.input}
        kinds = [
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, array.shape)
            for name, array in feeds.items()
        ]
        out = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
        model = onnx.helper.make_model(
            onnx.helper.make_graph([node], "one", kinds, [out]),
            opset_imports=[onnx.helper.make_opsetid("", 13)],
            ir_version=8,
        )
        try:
            session = onnxruntime.InferenceSession(model.SerializeToString())
            y = session.run(None, feeds)[0][0]
        except Exception:
            continue  # what ONNX Runtime refuses: an output of no cells, or more cells than the canvas has
        line = as_printed(node, rng)
        kernel = None if "kernel_shape" in line else shape[2:]
        found = pasted(line, kernel_size=None if kernel is None else tuple(kernel))
        mine = ours(filled(found, w, feeds.get("b")), x)
        if mine.shape != y.shape and "SAME" in line:  # it adds no cells where the canvas is too short
            assert all(ours_has >= it_has for ours_has, it_has in zip(mine.shape, y.shape, strict=True))
            continue
        assert np.array_equal(mine, y), (line, sizes)
        assert found.name in ("up", "y")
        read.add(line.split("(")[0].split("[")[0].split("<")[0].strip())
        compared += 1
    assert len(read) == 3  # each way to write it was


DCGAN = {"nz": 100, "ngf": 64, "nc": 3}
UP2 = {"kernel_size": (2, 2), "stride": (2, 2)}
HALF = {"kernel_size": (4, 4), "stride": (2, 2), "padding": (1, 1)}


@pytest.mark.parametrize(
    ("line", "where", "options"),
    [
        # DCGAN
        (
            "nn.ConvTranspose2d( nz, ngf * 8, 4, 1, 0, bias=False),",
            DCGAN,
            {"in_channels": 100, "out_channels": 512, "kernel_size": (4, 4)},
        ),
        (
            "nn.ConvTranspose2d(ngf * 8, ngf * 4, 4, 2, 1, bias=False),  # state size. (ngf*4) x 8 x 8",
            DCGAN,
            {**HALF, "in_channels": 512, "out_channels": 256},
        ),
        (
            "        nn.ConvTranspose2d(opt.ngf, opt.nc, 4, 2, 1, bias=False)",
            {"opt.ngf": 64, "opt.nc": 1},
            {**HALF, "in_channels": 64, "out_channels": 1},
        ),
        # U-Net
        (
            "self.up = nn.ConvTranspose2d(in_channels, in_channels // 2, kernel_size=2, stride=2)",
            {"in_channels": 1024},
            {**UP2, "in_channels": 1024, "out_channels": 512},
        ),
        (
            "(up1): ConvTranspose2d(512, 256, kernel_size=(2, 2), stride=(2, 2))",
            {},
            {**UP2, "in_channels": 512, "out_channels": 256},
        ),
        # pix2pix
        (
            "nn.ConvTranspose2d(inner_nc * 2, outer_nc, kernel_size=4, stride=2, padding=1, bias=use_bias)",
            {"inner_nc": 512, "outer_nc": 512, "use_bias": 0},
            {**HALF, "in_channels": 1024, "out_channels": 512},
        ),
        (
            "nn.ConvTranspose2d(ngf * mult, int(ngf * mult / 2), kernel_size=3)",
            None,
            {},
        ),
        # FCN
        (
            "self.upscore8 = nn.ConvTranspose2d(n_class, n_class, 16, stride=8, bias=False)",
            {"n_class": 21},
            {"kernel_size": (16, 16), "stride": (8, 8), "in_channels": 21, "out_channels": 21},
        ),
        # WaveGAN
        (
            "nn.ConvTranspose1d(16 * d, 8 * d, 25, stride=4, padding=11, output_padding=1)",
            {"d": 64},
            {
                "kernel_size": (25,),
                "stride": (4,),
                "padding": (11,),
                "output_padding": (1,),
                "in_channels": 1024,
                "out_channels": 512,
            },
        ),
        # SegNet, as it is written with transposed convolutions
        (
            "self.deconv5 = nn.ConvTranspose2d(in_channels=512, out_channels=512, kernel_size=3, padding=1)",
            {},
            {"kernel_size": (3, 3), "padding": (1, 1), "in_channels": 512, "out_channels": 512},
        ),
        # PyTorch's documentation
        (
            "m = nn.ConvTranspose2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2))",
            {},
            {
                "kernel_size": (3, 5),
                "stride": (2, 1),
                "padding": (4, 2),
                "in_channels": 16,
                "out_channels": 33,
            },
        ),
        (
            "output = nn.ConvTranspose2d(16, 16, 3, stride=2, padding=1)(h, output_size=torch_size)",
            None,
            {},
        ),
        (
            "output = nn.ConvTranspose2d(16, 16, 3, stride=2, padding=1)(h, output_size=[1, 16, 12, 11])",
            {},
            {
                "kernel_size": (3, 3),
                "stride": (2, 2),
                "padding": (1, 1),
                "in_channels": 16,
                "out_channels": 16,
                "output_size": (12, 11),
            },
        ),
        ("F.conv_transpose2d(inputs, weights, padding=1)", {}, {"padding": (1, 1)}),
        ("torch.nn.LazyConvTranspose2d(8, 2, 2)", {}, {**UP2, "out_channels": 8}),
        (
            "LazyConvTranspose2d(0, 8, kernel_size=(2, 2), stride=(2, 2))",
            {},
            {**UP2, "out_channels": 8},
        ),
        (
            "nn.utils.spectral_norm(nn.ConvTranspose2d(8, 4, 2, 2), n_power_iterations=2)",
            {},
            {**UP2, "in_channels": 8, "out_channels": 4},
        ),
        (
            "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(8, 4, 2, 2), nn.ReLU())",
            {},
            {**UP2, "in_channels": 8, "out_channels": 4},
        ),
        (
            "nn.Conv2d(16, 33, 3, stride=2)",
            {},
            {"kernel_size": (3, 3), "stride": (2, 2), "in_channels": 16, "out_channels": 33},
        ),
        (
            "Conv2d(3, 6, kernel_size=(4, 3), stride=(1, 1), padding=same)",
            {},
            {"kernel_size": (4, 3), "padding": ((1, 2), 1), "in_channels": 3, "out_channels": 6},
        ),
        # MLX: its sixth is the dilation
        (
            "mlx.nn.ConvTranspose2d(4, 2, 3, 1, 1, 2)",
            {},
            {
                "kernel_size": (3, 3),
                "padding": (1, 1),
                "dilation": (2, 2),
                "in_channels": 4,
                "out_channels": 2,
            },
        ),
        # Paddle: its sixth is output_padding
        (
            "paddle.nn.Conv2DTranspose(4, 6, (3, 3), 2, 1, 1)",
            {},
            {
                "kernel_size": (3, 3),
                "stride": (2, 2),
                "padding": (1, 1),
                "output_padding": (1, 1),
                "in_channels": 4,
                "out_channels": 6,
            },
        ),
        (
            "Conv2DTranspose(4, 6, kernel_size=[3, 3], stride=[2, 2], padding=1, data_format=NCHW)",
            {},
            {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1), "in_channels": 4, "out_channels": 6},
        ),
        (
            "nn.Conv2DTranspose(4, 6, 2, stride=2, padding=[0, 1, 1, 0], bias_attr=False)",
            {},
            {**UP2, "padding": ((0, 1), (1, 0)), "in_channels": 4, "out_channels": 6},
        ),
        # TensorFlow's tutorial of DCGAN, and Keras's of segmentation
        (
            "model.add(layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding='same', use_bias=False))",
            {},
            {"kernel_size": (5, 5), "framework": "keras-same", "out_channels": 128},
        ),
        (
            'x = layers.Conv2DTranspose(filters, 3, padding="same")(x)',
            {"filters": 256},
            {"kernel_size": (3, 3), "framework": "keras-same", "out_channels": 256},
        ),
        (
            "tf.keras.layers.Conv1DTranspose(16, 4, 2, input_shape=(7, 3))",
            {},
            {
                "kernel_size": (4,),
                "stride": (2,),
                "framework": "keras-valid",
                "out_channels": 16,
                "input_size": (7,),
                "in_channels": 3,
            },
        ),
        (
            "keras.layers.Conv2DTranspose(1, 3, 2, 'same', output_padding=0)",
            {},
            {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1), "out_channels": 1},
        ),
        # Flax's documentation
        (
            "nnx.ConvTranspose(in_features=3, out_features=4, kernel_size=(3,), padding='VALID', rngs=rngs)",
            {},
            {"kernel_size": (3,), "framework": "jax-valid", "in_channels": 3, "out_channels": 4},
        ),
        (
            "x = nn.ConvTranspose(features=32, kernel_size=(3, 3), strides=(2, 2), transpose_kernel=True)(x)",
            {},
            {"kernel_size": (3, 3), "framework": "keras-same", "out_channels": 32},
        ),
        (
            "nn.ConvTranspose(c, (2, 2), (2, 2))",
            {"c": 8},
            {"kernel_size": (2, 2), "framework": "jax-same", "out_channels": 8},
        ),
        # JAX
        ("jax.lax.conv_transpose(lhs, rhs, (2, 2), 'SAME')", {}, {"framework": "jax-same"}),
        # ONNX's documentation of the operator
        (
            "Y = ConvTranspose <strides = [3, 2], pads = [1, 2, 1, 2]> (X, W)",
            {},
            {"stride": (3, 2), "padding": (1, 2)},
        ),
        ("ConvTranspose(kernel_shape=[4,4], strides=[2,2], pads=[1,1,1,1])", {}, HALF),
        (
            "y = op.ConvTranspose(x, w, strides=[2, 2], auto_pad='SAME_LOWER')",
            {},
            {"framework": "onnx-lower"},
        ),
    ],
)
def test_a_usual_line_is_read(line: str, where: Mapping[str, int] | None, options: Mapping[str, Any]) -> None:
    if where is None:
        with pytest.raises(InputError, match=r"nothing is run here|is a name: give where"):
            pasted(line, {"ngf": 64, "mult": 2})
        return
    found = pasted(line, where)
    said = {name: value for name, value in found.options.items() if name in options}
    assert said == options
    unsaid = found.options.keys() - options.keys()
    assert unsaid <= USUAL.keys()
    if "framework" not in options:
        usual = {name: one if name == "groups" else one[:1] * found.dims for name, one in USUAL.items()}
        assert {name: found.options[name] for name in unsaid} == {name: usual[name] for name in unsaid}


def test_what_a_line_does_not_hold_is_asked_for_by_name() -> None:
    assert pasted("nn.ConvTranspose2d(1, 1, 3)").asks == ("input_size",)
    assert pasted("F.conv_transpose2d(x, w, stride=2)").asks == ("kernel_size", "input_size")
    assert pasted("lax.conv_transpose(x, w, (2, 2), 'SAME')").asks == ("kernel_size", "input_size")
    assert pasted("y = ConvTranspose <strides: ints = [2, 2]> (x, w)").asks == ("kernel_size", "input_size")
    assert pasted("layers.Conv2DTranspose(1, 3, input_shape=(4, 4, 1))").asks == ()


def test_a_kernel_that_a_line_does_not_hold_can_be_given_with_it() -> None:
    line = "lax.conv_transpose(x, w, (2, 2), [(1, 2), (0, 1)])"
    with pytest.raises(InputError, match="kernel's size, which isn't known: give kernel_size"):
        pasted(line)
    found = pasted(line, kernel_size=(3, 4))
    assert found.asks == ("input_size",)
    assert found.options["kernel_size"] == (3, 4)
    assert found.options["padding"] == ((1, 0), (3, 2))
    assert pasted("F.conv_transpose1d(x, w)", kernel_size=5).options["kernel_size"] == (5,)
    assert pasted("nn.ConvTranspose2d(1, 1, 3)", kernel_size=5).options["kernel_size"] == (3, 3)


def test_names_without_a_number_are_all_listed_at_once() -> None:
    with pytest.raises(
        InputError, match=r"^nz, ngf and k are names: give where nz=64 where ngf=64 where k=2$"
    ):
        pasted("nn.ConvTranspose2d(nz, ngf * 8, k, bias=False, device=device)")
    with pytest.raises(InputError, match=r"^self\.width is a name: give where self\.width=64$"):
        pasted("nn.ConvTranspose2d(self.width, 3, 4)")
    with pytest.raises(InputError, match=r"^where nz is 1\.5: where takes integers$"):
        pasted("nn.ConvTranspose2d(nz, 3, 4)", {"nz": 1.5})  # type: ignore[dict-item]


def test_names_that_do_not_matter_need_no_number() -> None:
    found = pasted("layers.Conv2DTranspose(3, 4, kernel_initializer=init(), name=prefix + 'up', dtype=dt)")
    assert found.options["kernel_size"] == (4, 4)
    assert pasted("nnx.ConvTranspose(2, 3, (2, 2), rngs=nnx.Rngs(0), dtype=jnp.bfloat16)").biased


def test_a_bias_is_there_where_the_line_has_one_by_default() -> None:
    lines = {
        "nn.ConvTranspose2d(1, 1, 2)": True,
        "nn.ConvTranspose2d(1, 1, 2, bias=False)": False,
        "nn.ConvTranspose2d(1, 1, 2, 1, 0, 0, 1, False)": False,
        "nn.Conv2d(1, 1, 2, bias=None)": False,
        "F.conv_transpose2d(x, w)": False,
        "F.conv_transpose2d(x, w, None)": False,
        "F.conv_transpose2d(x, w, b)": True,
        "layers.Conv2DTranspose(1, 2)": True,
        "layers.Conv2DTranspose(1, 2, use_bias=False)": False,
        "paddle.nn.Conv2DTranspose(1, 1, 2, bias_attr=False)": False,
        "paddle.nn.Conv2DTranspose(1, 1, 2, bias_attr=ParamAttr(name='b'))": True,
        "nnx.Conv(1, 1, (2, 2), rngs=rngs, use_bias=False)": False,
        "lax.conv_transpose(x, w, (1, 1), 'SAME')": False,
        "y = Conv (x, w)": False,
        "y = Conv (x, w, b)": True,
    }
    assert {line: pasted(line).biased for line in lines} == lines


def test_channels_come_last_where_the_framework_has_them_last() -> None:
    lines = {
        "nn.ConvTranspose2d(1, 1, 2)": False,
        "layers.Conv2DTranspose(1, 2)": True,
        "layers.Conv2DTranspose(1, 2, data_format='channels_first')": False,
        "paddle.nn.Conv2DTranspose(1, 1, 2)": False,
        "paddle.nn.Conv2DTranspose(1, 1, 2, data_format='NHWC')": True,
        "nnx.ConvTranspose(1, 1, (2, 2), rngs=rngs)": True,
        "lax.conv_transpose(x, w, (1, 1), 'SAME')": True,
        "lax.conv_general_dilated(x, w, (1, 1), 'VALID')": False,
        "lax.conv_general_dilated(x, w, (1, 1), 'VALID', dimension_numbers=('NHWC', 'HWIO', 'NHWC'))": True,
        "y = Conv (x, w)": False,
    }
    assert {line: pasted(line).channels_last for line in lines} == lines


def test_what_depends_on_the_inputs_size_is_computed_from_it() -> None:
    same = pasted("layers.Conv2D(8, 3, strides=2, padding='same')")
    assert same.cut is not None
    assert [same.cut((n, n))["padding"][0] for n in (5, 6)] == [1, (0, 1)]
    told = pasted(
        "y = ConvTranspose <kernel_shape = [3, 3], strides: ints = [2, 2], output_shape = [8, 8]> (x, w)"
    )
    assert told.cut is not None
    assert told.cut((4, 4)) == {"padding": ((1, 0), (1, 0))}


def test_an_activation_is_remarked_on() -> None:
    assert (
        pasted("layers.Conv2DTranspose(1, 2, activation='tanh')").remark
        == "Its activation (tanh) is not shown."
    )
    assert "(LeakyReLU)" in pasted("layers.Conv2DTranspose(1, 2, activation=layers.LeakyReLU(0.2))").remark
    assert pasted("layers.Conv2DTranspose(1, 2, activation=None)").remark == ""


def test_a_layer_is_written_anew_as_one_tidy_line() -> None:
    assert (
        pasted("m = torch.nn.ConvTranspose2d( nz,  ngf*8, 4,1,0 , bias = False)", DCGAN).written
        == "ConvTranspose2d(100, 512, kernel_size=4, bias=False)"
    )
    assert pasted("lax.conv_transpose(x, w, (2, 2), 'SAME')").written == (
        "lax.conv_transpose(lhs, rhs, strides=(2, 2), padding='SAME')"
    )


def test_a_layer_is_called_what_its_line_calls_it() -> None:
    assert pasted("(up1): ConvTranspose2d(1, 1, kernel_size=(2, 2), stride=(1, 1))").name == "up1"
    assert pasted("self.decoder.up = nn.ConvTranspose2d(1, 1, 2)").name == "up"
    assert pasted("up: nn.Module = nn.ConvTranspose2d(1, 1, 2)").name == "up"
    assert pasted("[up_3] y = ConvTranspose (x, w)").name == "up_3"
    assert pasted("nn.ConvTranspose2d(1, 1, 2)").name == ""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nnx.ConvTranspose(1, 1, (3, 3, 3, 3), rngs=rngs)", "has 4 dimensions"),
        ("ConvTranspose2d(3, 4, kernel_size=(3, 3), padding_mode=reflect)", "padding_mode is 'reflect'"),
        ("nnx.ConvTranspose(1, 1, (3, 3), padding='CIRCULAR', rngs=rngs)", "wraps around"),
        ("nn.ConvTranspose2d(1, 1, 3, padding='same')", "padding is 'same'"),
        ("nn.Conv2d(1, 1, 3, stride=2, padding='same')", "PyTorch refuses"),
        ("nn.ConvTranspose2d(1, 1, 3, strides=2)", "ConvTranspose2d has no strides"),
        ("nn.ConvTranspose2d(1, 1, kernel_size=3, kernel_size=4)", "has kernel_size twice"),
        ("nn.ConvTranspose2d(1, 1, 3, in_channels=4)", "has in_channels twice"),
        ("nn.ConvTranspose2d(1, 1, 3, 1, 0, 0, 1, True, 1, 'zeros', None, None, 7)", "has 13 arguments"),
        ("nn.ConvTranspose2d(1, 1, 2.5)", "kernel_size is 2.5, which isn't one integer"),
        ("nn.ConvTranspose2d(1, 1, (2, 2, 2))", "which isn't one integer, or 2"),
        ("nn.ConvTranspose2d(1, 1, 0)", "kernel_size is 0, where 1 is the least"),
        ("nn.ConvTranspose2d(0, 1, 2)", "in_channels is 0"),
        ("nn.ConvTranspose2d(1, 1, 8 // k)", "divides by 0"),
        ("nn.ConvTranspose2d(1, 1, 'a' * 3)", "isn't a whole number"),
        ("nn.ConvTranspose2d(1, 1, 3", "with all its brackets"),
        ("", "has no layer that is known"),
        ("nn.Linear(3, 4)", "has no layer that is known"),
        ("up = UpConv(3, 4)", "has no layer that is known"),
        ("nn.Sequential(nn.ConvTranspose2d(1, 1, 2), nn.ConvTranspose2d(1, 1, 3))", "has 2 layers"),
        ("layers.DepthwiseConv2D(3)", "as many groups as input channels"),
        ("layers.SeparableConv2D(8, 3)", "is two convolutions"),
        ("eqx.nn.ConvTranspose2d(1, 1, 3, key=key)", "a layer of eqx, which isn't known here"),
        ("tf.nn.conv2d(x, w, 2, 'SAME')", "a layer of tf, which isn't known here"),
        ("tf.nn.conv2d_transpose(x, w, [1, 8, 8, 1], 2)", "has no layer that is known"),
        ("mlx.nn.ConvTranspose2d(1, 1, 3, padding=3)", "where MLX takes"),
        (
            "lax.conv_general_dilated(x, w, (2, 2), 'VALID', lhs_dilation=(2, 2))",
            "and the kernel strides, too",
        ),
        ("lax.conv_general_dilated(x, w, (1, 1), 'SAME', lhs_dilation=(2, 2))", "padding is 'SAME'"),
        ("lax.conv_general_dilated(x, w, (1, 1), 'VALID', batch_group_count=2)", "batch_group_count is 2"),
        ("y = ConvTranspose <auto_pad: string = 'SAME'> (x, w)", "auto_pad is 'SAME'"),
        ("y = ConvTranspose <strides: ints = [2, s]> (x, w)", "strides has 's' in it"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(line: str, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        pasted(line, {"k": 0})
    assert reason in str(raised.value)
    assert "give layer" in str(raised.value)


@pytest.mark.parametrize(
    "line",
    [
        "nn.ConvTranspose2d(1, 1, __import__('os').system('touch hacked'))",
        "nn.ConvTranspose2d(1, 1, (lambda: 3)())",
        "nn.ConvTranspose2d(1, 1, lambda: 3)",
        "nn.ConvTranspose2d(1, 1, (k := 3))",
        "nn.ConvTranspose2d(1, 1, f'{3}')",
        "nn.ConvTranspose2d(1, 1, [3 for _ in range(10**9)])",
        "nn.ConvTranspose2d(1, 1, *[3])",
        "nn.ConvTranspose2d(1, 1, **{'kernel_size': 3})",
        "nn.ConvTranspose2d(1, 1, b'3')",
        "nn.ConvTranspose2d(1, 1, 10**9**9)",
        "nn.ConvTranspose2d(1, 1, 1000000000 * 1000000000)",
        "nn.ConvTranspose2d(1, 1, 3 << 3)",
        "nn.ConvTranspose2d(1, 1, 3 if True else 4)",
        "nn.ConvTranspose2d(1, 1, x[0])",
        "nn.ConvTranspose2d(1, 1, ().__class__.__base__)",
        "nn.ConvTranspose2d(1, 1, 1j)",
        "nn.ConvTranspose2d(1, 1, 1e999)",
        "nn.ConvTranspose2d(1, 1, ...)",
        "nn.ConvTranspose2d(1, 1, " + "9" * 5_000 + ")",
        "nn.ConvTranspose2d(1, 1, " + "9" * 1_000 + ")",
        "nn.ConvTranspose2d(1, 1, " + "(" * 150 + "3" + ")" * 150 + ")" * 100_000,
        "nn.ConvTranspose2d(1, 1, " + "-" * 7_000 + "3)",
        "nn.ConvTranspose2d(1, 1, " + "[" * 150 + "]" * 150 + ")",
        "nn.ConvTranspose2d(1, 1, " + "1+" * 3_000 + "1)",
        "nn.ConvTranspose2d(1, 1, " + "lambda:" * 900 + "1)",
        "nn" + ".a" * 3_000 + ".ConvTranspose2d(1, 1, 3)",
        "f(" * 90 + "nn.ConvTranspose2d(1, 1, 3)" + ")" * 90,
        "nn.ConvTranspose2d(1, 1, 3)" * 100_000,
        "nn.ConvTranspose2d(1, 1, 3\0)",
        "nn.ConvTranspose2d(1, 1, '\ud800')",
        "nn.ConvTranspose2d(1, 1, \ud800)",
        "nn.ConvTranspose2d(1, 1, '\\N{BOOM}')",
        "\x00" * 5_000,
        "(" * 8_000,
        "y = Conv[" * 400,
        "y = Conv <strides: ints = [" + "9" * 300 + "]> (x, w)",
        "(up): " * 900,
        "getattr(nn, 'ConvTranspose2d')(1, 1, 3)",
        "import os; os.remove('x')",
        "exec('nn.ConvTranspose2d(1, 1, 3)')",
        "# coding: utf-7",
    ],
    ids=lambda line: line[:40].encode("unicode_escape").decode(),
)
def test_a_hostile_line_is_refused(line: str) -> None:
    with pytest.raises(InputError) as raised:
        pasted(line)
    assert 20 < len(str(raised.value)) < 500


def test_nothing_is_warned_of_what_is_only_read(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(InputError):
        pasted(r"nn.ConvTranspose2d(1, 1, '\d' is 3, 0or 1)")
    assert not recwarn.list
