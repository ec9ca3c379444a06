"""Printed models: every layer under its name, as print(model) and ONNX's text have it."""

import random
from pathlib import Path
from typing import Any

import onnx
import pytest

from tconv_anim.errors import InputError
from tconv_anim.sources.asked import found_layer
from tconv_anim.sources.found import Found, chosen
from tconv_anim.sources.live import live
from tconv_anim.sources.pasted import pasted
from tconv_anim.sources.printed import printed
from tests.test_live import some_layer

UNET = """\
UNet(
  (inc): DoubleConv(
    (double_conv): Sequential(
      (0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
      (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (2): ReLU(inplace=True)
    )
  )
  (up1): Up(
    (up): ConvTranspose2d(128, 64, kernel_size=(2, 2), stride=(2, 2))
    (conv): DoubleConv(
      (double_conv): Sequential(
        (0): Conv2d(128, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
      )
    )
  )
  (up2): Up(
    (up): ConvTranspose2d(64, 32, kernel_size=(2, 2), stride=(2, 2))
  )
  (outc): OutConv(
    (conv): Conv2d(32, 2, kernel_size=(1, 1), stride=(1, 1))
  )
)
"""


def kernels(found: list[Found]) -> dict[str, tuple[int, int]]:
    return {one.name: one.options["kernel_size"] for one in found}


def test_transposed_layers_are_listed_under_their_dotted_names() -> None:
    found = printed(UNET)
    assert kernels(found) == {"up1.up": (2, 2), "up2.up": (2, 2)}
    assert [one.options["in_channels"] for one in found] == [128, 64]
    assert not any(one.direct for one in found)
    assert chosen(found, "up2.up", "the text").written == (
        "ConvTranspose2d(64, 32, kernel_size=(2, 2), stride=(2, 2))"
    )


def test_a_name_takes_a_direct_layer_too() -> None:
    (found,) = printed(UNET, node="outc.conv")
    assert (found.direct, found.options["out_channels"]) == (True, 2)
    # A name that isn't there is the chooser's to refuse, with those that there are.
    with pytest.raises(InputError, match=r"has none of that name: take one of up1\.up, up2\.up for node"):
        chosen(printed(UNET, node="up3"), "up3", "the text")


def test_a_direct_layer_of_a_print_can_be_asked_for_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text(UNET, "utf-8")
    for layer in (UNET, tmp_path / "model.txt", str(tmp_path / "model.txt")):
        assert found_layer(layer, node="outc.conv").direct
        assert not found_layer(layer, node="up1.up").direct


def test_code_in_several_lines_is_read_as_code() -> None:
    call = "ConvTranspose2d(\n    8, 4,\n    kernel_size=(3, 2),\n)"
    assert kernels(printed(call)) == {"": (3, 2)}
    assert pasted(call).options["kernel_size"] == (3, 2)
    assert kernels(printed(f"self.a = nn.{call}\nself.b = nn.ConvTranspose2d(4, c, 2)", {"c": 1})) == {
        "a": (3, 2),
        "b": (2, 2),
    }


def test_direct_layers_are_listed_where_there_are_no_others() -> None:
    text = "\n".join(line for line in UNET.splitlines() if "ConvTranspose" not in line)
    found = printed(text)
    assert list(kernels(found)) == ["inc.double_conv.0", "up1.conv.double_conv.0", "outc.conv"]
    assert all(one.direct for one in found)


def test_layers_that_are_alike_are_listed_one_by_one() -> None:
    text = """\
ModuleList(
  (0-2): 3 x Block(
    (ups): ModuleList(
      (0-1): 2 x ConvTranspose1d(8, 8, kernel_size=(4,), stride=(2,))
    )
  )
  (3): ConvTranspose1d(8, 1, kernel_size=(3,), stride=(1,))
)"""
    assert list(kernels(printed(text))) == [
        *(f"{block}.ups.{up}" for block in range(3) for up in range(2)),
        "3",
    ]


def test_a_parametrized_layer_says_a_line_below_what_it_is() -> None:
    text = """\
Decoder(
  (up): ParametrizedConvTranspose2d(
    3, 4, kernel_size=(4, 4), stride=(2, 2), bias=False
    (parametrizations): ModuleDict(
      (weight): ParametrizationList(
        (0): _WeightNorm()
      )
    )
  )
)"""
    (found,) = printed(text)
    assert (found.name, found.written) == (
        "up",
        "ConvTranspose2d(3, 4, kernel_size=(4, 4), stride=(2, 2), bias=False)",
    )
    inner = "\n".join(line[2:] for line in text.splitlines()[1:-1])
    assert pasted(inner).written == found.written


def test_layers_that_cannot_be_shown_are_left_out_as_long_as_others_can() -> None:
    two, other = (
        "(a): ConvTranspose2d(1, 1, kernel_size=(2, 2), stride=(1, 1))",
        "(b): ConvTranspose2d(1, 1, 2, padding_mode='reflect')",
    )
    assert kernels(printed(f"{two}\n{other}")) == {"a": (2, 2)}
    with pytest.raises(InputError, match="can be shown"):
        printed(other)
    with pytest.raises(InputError, match="can be shown"):
        printed(f"{two}\n{other}", node="b")


@pytest.mark.torch
def test_what_pytorch_prints_of_a_model_holds_every_layer_of_it() -> None:
    import torch

    rng = random.Random(11)
    for _ in range(60):
        layers = {
            f"{rng.choice(('up', 'decoder', 'head'))}{at}": some_layer(torch, rng, rng.random() < 0.3)
            for at in range(rng.randint(1, 6))
        }
        model = torch.nn.Sequential()
        for name, layer in layers.items():
            inner = torch.nn.ModuleDict({"of": torch.nn.ModuleList([torch.nn.ReLU(), layer])})
            model.add_module(name, inner if rng.random() < 0.5 else layer)
        wanted = {
            name: live(module)
            for name, module in model.named_modules()
            if type(module).__name__.startswith("Conv")
        }
        transposed = {name: one for name, one in wanted.items() if not one.direct}
        found = printed(str(model))
        assert [one.name for one in found] == list(transposed or wanted)
        for one in found:
            same = wanted[one.name]
            assert (one.options, one.direct, one.dims, one.biased) == same[2:3] + same[4:7]


def graph() -> Any:
    nodes = [
        onnx.helper.make_node("Conv", ["x", "w"], ["h"], kernel_shape=[3, 3]),
        onnx.helper.make_node("Relu", ["h"], ["r"]),
        onnx.helper.make_node(
            "ConvTranspose", ["r", "v", "b"], ["/up/out"], name="/up/ConvTranspose", strides=[2, 2],
            kernel_shape=[2, 2],
        ),
        onnx.helper.make_node("ConvTranspose", ["/up/out", "u"], ["y"], kernel_shape=[4, 4], pads=[1, 1, 2, 2]
        ),
    ]  # fmt: skip
    value = onnx.helper.make_tensor_value_info
    return onnx.helper.make_graph(nodes, "g", [value("x", 1, None)], [value("y", 1, None)])


def test_the_nodes_of_onnxs_text_are_listed_by_name_or_output() -> None:
    nodes = graph().node
    for text in (
        onnx.printer.to_text(graph()),
        "\n".join(str(onnx.helper.printable_node(node)) for node in nodes),
    ):
        first, second = printed(text)
        assert (first.options["stride"], first.biased) == ((2, 2), True)
        assert (second.name, second.options["padding"]) == ("y", ((1, 2), (1, 2)))
        assert printed(text, node="h")[0].direct
    assert printed(onnx.printer.to_text(graph()))[0].name == "/up/ConvTranspose"


NNX = """\
M( # Param: 110 (440 B)
  up=ConvTranspose( # Param: 57 (228 B)
    kernel_size=(3, 3),
    in_features=2,
    out_features=3,
    strides=2,
    padding=((1, 2), (0, 1)),
    kernel_dilation=2,
    use_bias=True,
    mask=None,
    promote_dtype=<function promote_dtype at 0x7f1db355c180>,
    kernel=Param( # 54 (216 B)
      value=Array(shape=(3, 3, 2, 3), dtype=dtype('float32'))
    )
  ),
  blocks=List([
    <function relu at 0x7f1db355c180>,
    Dict({
      'a': ConvTranspose( # Param: 39 (156 B)
        kernel_size=(3,),
        in_features=2,
        out_features=3,
        strides=None,
        padding='SAME',
        use_bias=False,
        transpose_kernel=True
      )
    })
  ])
)"""


def test_what_flax_prints_is_read_by_its_fields() -> None:
    up, deep = printed(NNX)
    assert (up.name, up.options["padding"], up.options["framework"]) == ("up", ((3, 2), (4, 3)), "jax-pairs")
    assert (deep.name, deep.options["framework"], deep.dims) == ("blocks.1.a", "keras-same", 1)
    assert (up.biased, deep.biased) == (True, False)
    coloured = NNX.replace("ConvTranspose", "\x1b[38;2;79;201;177mConvTranspose\x1b[0m")
    assert [one.options for one in printed(coloured)] == [up.options, deep.options]
    alone = "\n".join(line[2:] for line in NNX.splitlines()[1:13]).removeprefix("up=").rstrip(",")
    assert pasted(alone).options == up.options


def test_a_summary_is_refused_because_it_leaves_out_what_a_layer_is() -> None:
    summary = """\
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
│ conv2d_transpose_1              │ (None, 6, 6, 3)        │            84 │
│ (Conv2DTranspose)               │                        │               │"""
    for text in (summary, "<Conv2DTranspose name=conv2d_transpose, built=False>"):
        with pytest.raises(InputError, match="a summary, which leaves out kernels, strides and padding"):
            printed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sequential(\n  (0): Linear(3, 4)\n)",
        "(0-999999999): 1000000000 x ConvTranspose2d(1, 1, kernel_size=(2, 2))",
        "\n".join(" " * at + f"(0-99): 100 x Block{at}(" for at in range(600))
        + "\n" + " " * 600 + "(up): ConvTranspose2d(1, 1, kernel_size=(2, 2))",
        "(up): ConvTranspose2d(" * 50_000,
        "(up): ConvTranspose2d(\n" * 50_000,
        "(up): ConvTranspose2d(1, 1, __import__('os'))",
        "x" * 3_000_000,
        "(\n" * 900_000,
        "y = Conv[" * 200_000,
        "\n".join(["y = Conv <" + "a=[" * 1_200 + "> (x"] * 400),
        "[" * 500_000 + "] y = Conv (x, w",
        "M( # Param: 1\n" + "  a=[\n" * 100_000,
        "M( # Param: 1\n up=ConvTranspose(\n  kernel_size=__import__('os'),\n )",
        "\x1b[" * 500_000,
        "\x00\ud800 (up): ConvTranspose2d(\x00)",
    ],
    ids=lambda text: text[:30].encode("unicode_escape").decode(),
)  # fmt: skip
def test_a_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        printed(text)
