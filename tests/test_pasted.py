"""Lines that people paste, read as layers; what can't be known from a line is asked for or refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.sources.found import chosen
from tconv_anim.sources.pasted import pasted
from tconv_anim.sources.printed import printed
from tests.command import complaint, made, run

USUAL = [
    # DCGAN, pix2pix, U-Net, FCN, WaveGAN, as their authors write them, and the pages of the frameworks
    (
        "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1, bias=False)",
        {"kernel_size": (4, 4), "stride": (2, 2), "padding": (1, 1), "in_channels": 64, "out_channels": 32},
    ),
    ("nn.ConvTranspose2d( nz, ngf * 8, 4, 1, 0, bias=False),", {"in_channels": 100, "out_channels": 512}),
    (
        "self.up = nn.ConvTranspose2d(in_channels, in_channels // 2, kernel_size=2, stride=2)",
        {"in_channels": 1024, "out_channels": 512, "kernel_size": (2, 2), "stride": (2, 2)},
    ),
    (
        "self.upscore2 = nn.ConvTranspose2d(21, 21, 4, stride=2, bias=False)",
        {"kernel_size": (4, 4), "padding": (0, 0), "in_channels": 21},
    ),
    (
        "nn.ConvTranspose1d(16 * 64, 8 * 64, 25, stride=4, padding=11, output_padding=1, bias=True)",
        {"kernel_size": (25,), "stride": (4,), "padding": (11,), "output_padding": (1,)},
    ),
    ("  (up1): ConvTranspose2d(8, 4, kernel_size=(3, 2), stride=(2, 1))", {"kernel_size": (3, 2)}),
    ("torch.nn.LazyConvTranspose2d(32, 3, 2)", {"out_channels": 32, "kernel_size": (3, 3), "stride": (2, 2)}),
    ("F.conv_transpose2d(x, weight, stride=2, padding=1)", {"stride": (2, 2), "padding": (1, 1)}),
    (
        'layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding="same", use_bias=False)(x)',
        {"framework": "keras-same", "kernel_size": (5, 5), "out_channels": 64},
    ),
    ("tf.keras.layers.Conv1DTranspose(3, 4, 2)", {"framework": "keras-valid", "kernel_size": (4,)}),
    ("lax.conv_transpose(x, w, (2, 2), 'SAME')", {"framework": "jax-same", "stride": (2, 2)}),
    (
        "nnx.ConvTranspose(in_features=3, out_features=4, kernel_size=(3, 3), rngs=nnx.Rngs(0))",
        {"framework": "jax-same", "in_channels": 3, "out_channels": 4},
    ),
    (
        "nn.ConvTranspose(features=8, kernel_size=(4, 4), strides=(2, 2), transpose_kernel=True)",
        {"framework": "keras-same", "out_channels": 8},
    ),
    (
        'y = ConvTranspose <auto_pad: string = "SAME_LOWER", kernel_shape: ints = [3, 3]> (x, w, b)',
        {"framework": "onnx-lower", "kernel_size": (3, 3)},
    ),
    ("ConvTranspose(kernel_shape=[4,4], strides=[2,2], pads=[1,0,1,2])", {"padding": (1, (0, 2))}),
    ("mx.nn.ConvTranspose2d(3, 4, 3, 2, 1, 1)", {"dilation": (1, 1), "padding": (1, 1)}),
    ("paddle.nn.Conv2DTranspose(4, 6, (3, 3), stride=2)", {"in_channels": 4, "stride": (2, 2)}),
    ("nn.Sequential(nn.ConvTranspose2d(3, 5, 2), nn.ReLU())", {"out_channels": 5}),
]
WHERE = {"nz": 100, "ngf": 64, "in_channels": 1024}


@pytest.mark.parametrize(("line", "options"), USUAL, ids=[line[:40] for line, _ in USUAL])
def test_lines_as_people_write_them_are_read(line: str, options: dict[str, Any]) -> None:
    found = pasted(line, WHERE)
    assert {name: found.options.get(name) for name in options} == options
    assert "input_size" in found.asks
    assert not found.direct


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("nn.Conv2d(3, 8, 3, padding='same')", {"padding": (1, 1), "in_channels": 3, "out_channels": 8}),
        ("keras.layers.Conv2D(8, 3, activation='relu')", {"padding": (0, 0), "out_channels": 8}),
        ("nnx.Conv(3, 4, (3, 3), rngs=rngs)", {"padding": (1, 1), "in_channels": 3}),
        ("y = Conv <pads: ints = [1, 1, 1, 1], kernel_shape: ints = [3, 3]> (x, w)", {"padding": (1, 1)}),
        ("mlx.nn.Conv1d(3, 4, 5)", {"kernel_size": (5,)}),
        ("paddle.nn.Conv2D(4, 6, 3)", {"kernel_size": (3, 3)}),
    ],
)
def test_direct_convolutions_are_for_the_conv_view(line: str, options: dict[str, Any]) -> None:
    found = pasted(line, {})
    assert found.direct
    assert {name: found.options.get(name) for name in options} == options


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "nn.ConvTranspose2d(ngf, 3, 4)",
            "ngf is a name: give $where ngf=64",
        ),
        (
            "nn.ConvTranspose2d(a, b, self.k)",
            "a, b and self.k are names: give $where a=64 $where b=64 $where self.k=2",
        ),
        ("nn.ConvTranspose2d(3, 4, 3, padding_mode='circular')", "padding_mode is 'circular'"),
        ("nn.ConvTranspose(8, (3, 3), padding='CIRCULAR')", "wraps around"),
        ("nn.ConvTranspose2d(3, 4, 3, padding='same')", "padding is 'same'"),
        ("lax.conv_transpose(x, w, (1, 1), ((1, 1), (1, 1)))", "give $kernel_size"),
        ("nn.Linear(3, 4)", "has no layer that is known"),
        ("keras.layers.DepthwiseConv2D(3)", "as many groups as input channels"),
        ("nn.Sequential(nn.ConvTranspose2d(3, 3, 2), nn.ConvTranspose2d(3, 3, 2))", "has 2 layers"),
        ("keras.layers.Conv2DTranspose(3, 2, padding='causal')", "'valid' or 'same'"),
        ("nnx.Conv(3, 4, (3, 3), input_dilation=2)", "padding is 'SAME'"),
        # Hostile ones: nothing is run, and it is over at once.
        ("nn.ConvTranspose2d(__import__('os').system('touch owned'), 3, 3)", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, open('owned', 'w').write('x'))", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, (lambda: 3)())", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, [k for k in range(10**9)])", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, (k := 3))", "k"),
        ("nn.ConvTranspose2d(3, 4, f'{exit()}')", "nothing is run here"),
        ("nn.ConvTranspose2d(*args)", "called with *"),
        ("nn.ConvTranspose2d(**options)", "called with *"),
        ("nn.ConvTranspose2d(3, 4, 10**9**9)", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, 99999999999999999999999)", "is more than 1,000,000,000"),
        ("nn.ConvTranspose2d(3, 4, 999999999 * 999999999)", "is more than 1,000,000,000"),
        ("nn.ConvTranspose2d(3, 4, 4 // 0)", "divides by 0"),
        ("nn.ConvTranspose2d(3, 4, 3, kernel_size=4)", "has kernel_size twice"),
        ("nn.ConvTranspose2d(3, 4, 3, stride=2, stride=2)", "has stride twice"),
        ("nn.ConvTranspose2d(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)", "arguments without a name"),
        ("nn.ConvTranspose2d(3, 4, True)", "kernel_size"),
        ("nn.ConvTranspose2d(3, 4, 2.5)", "kernel_size"),
        ("nn.ConvTranspose2d(3, 4, b'3')", "nothing is run here"),
        ("nn.ConvTranspose2d(3, 4, 3", "neither a whole line of Python"),
        ("nn.ConvTranspose2d(3, 4, \x00)", "neither a whole line of Python"),
        ("(" * 3000, "neither a whole line of Python"),
        ("-" * 3900 + "1", "neither a whole line of Python"),
        ("nn.ConvTranspose2d(" + "3," * 4000 + ")", "characters"),
    ],
    ids=lambda text: text[:40],
)
def test_what_a_line_cannot_say_is_refused_with_the_reason(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        pasted(line, {})
    assert said in refused.value.args[0]
    assert not list(tmp_path.iterdir())


def test_an_activation_is_told_and_a_bias_noticed() -> None:
    found = pasted("keras.layers.Conv2DTranspose(3, 2, activation='relu')", {})
    assert found.remark == "Its activation (relu) is not shown."
    assert found.biased
    assert not pasted("nn.ConvTranspose2d(3, 2, 2, bias=False)", {}).biased
    assert pasted("nn.ConvTranspose2d(3, 2, 2, bias=use_bias)", {}).biased


PRINT = """\
Generator(
  (main): Sequential(
    (0): ConvTranspose2d(100, 512, kernel_size=(4, 4), stride=(1, 1), bias=False)
    (1): BatchNorm2d(512, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  )
  (encoder): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))
  (up): ModuleDict(
    (a): ParametrizedConvTranspose2d(
      512, 3, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1)
      (parametrizations): ModuleDict(
        (weight): ParametrizationList(
          (0): _SpectralNorm()
        )
      )
    )
  )
)
"""


def test_a_print_lists_its_transposed_convolutions_by_their_dotted_names() -> None:
    found = printed(PRINT)
    assert [one.name for one in found] == ["main.0", "up.a"]
    assert found[1].options["stride"] == (2, 2)
    assert chosen(found, "up.a", "it") is found[1]
    with pytest.raises(InputError, match=r"main\.0, up\.a"):
        chosen(found, None, "it")
    with pytest.raises(InputError, match=r"node is 'down'.*main\.0, up\.a"):
        chosen(found, "down", "it")


def test_a_node_may_be_called_by_the_end_of_its_name_where_only_one_has_it() -> None:
    found = printed(PRINT)
    assert chosen(found, "a", "it") is found[1]
    blocks = [found[0]._replace(name="/main/main.3/ConvTranspose"), found[1]._replace(name="/main/3/x")]
    assert chosen(blocks, "main.3", "it") is blocks[0]
    twice = [found[0]._replace(name="up.a"), found[1]._replace(name="down.a")]
    with pytest.raises(InputError, match="none of that name"):
        chosen(twice, "a", "it")


def test_a_print_without_transposed_ones_lists_its_convolutions() -> None:
    lines = [line for line in PRINT.splitlines() if "Transpose" not in line and "512, 3" not in line]
    assert [one.name for one in printed("\n".join(lines))] == ["encoder"]


def test_code_of_several_lines_is_a_list_too() -> None:
    code = "self.up1 = nn.ConvTranspose2d(8, 4, 2, 2)\nself.up2 = nn.ConvTranspose2d(4, 2, 3)\n"
    assert [one.name for one in printed(code)] == ["up1", "up2"]


def test_a_summary_is_refused_with_the_way_out() -> None:
    summary = "│ conv2d_transpose (Conv2DTranspose) │ (None, 8, 8, 64) │ 1,024 │"
    with pytest.raises(InputError, match="summary"):
        printed(summary)


@pytest.mark.torch
def test_500_random_layers_of_pytorch_give_its_own_output_from_their_repr() -> None:
    import torch

    random = np.random.default_rng(11)
    seen = 0
    while seen < 500:
        dims, groups = int(random.integers(1, 4)), int(random.integers(1, 3))
        k, s, d, p, n = (
            random.integers(least, most, dims) for least, most in ((1, 5), (1, 4), (1, 3), (0, 3), (1, 5))
        )
        op = [int(random.integers(0, max(a, b))) for a, b in zip(s, d, strict=True)]
        size = (n - 1) * s - 2 * p + d * (k - 1) + np.array(op) + 1
        if size.min() < 1:
            continue
        seen += 1
        channels = [groups * int(c) for c in random.integers(1, 3, 2)]
        make: Any = getattr(torch.nn, f"ConvTranspose{dims}d")
        said = [tuple(map(int, one)) for one in (k, s, p, op)]
        layer = make(*channels, *said, groups, bool(random.integers(2)), tuple(map(int, d))).double()
        x = torch.tensor(random.normal(size=(channels[0], *n)))
        want = layer(x[None])[0].detach().numpy()
        line = repr(layer) if seen % 2 else _as_code(layer)
        animation = tconv_anim.animate(
            layer=line,
            input=x.numpy(),
            weight=layer.weight.detach().numpy().reshape(channels[0], -1, *k),
            bias=None if layer.bias is None else layer.bias.detach().numpy(),
            shown_in="all",
            shown_out="all",
        )
        np.testing.assert_allclose(animation.trace.output.reshape(want.shape), want, rtol=1e-12, atol=1e-12)


def _as_code(layer: Any) -> str:
    """A layer as somebody may write it: some arguments without their names, others by name."""
    k = layer.kernel_size
    size = k[0] if len({*k}) == 1 else list(k)
    first = f"{layer.in_channels}, {layer.out_channels}, {size}"
    return (
        f"x = torch.nn.{type(layer).__name__}({first}, {layer.stride}, padding={layer.padding}, dilation="
        f"{layer.dilation}, output_padding={layer.output_padding}, groups={layer.groups}, "
        f"bias={layer.bias is not None}, device=device)"
    )


def test_the_command_takes_a_line_as_its_only_argument(tmp_path: Path) -> None:
    done = made("nn.ConvTranspose2d(2, 1, 3, stride=2, padding=1)", "--i", "2", "-o", "x.png", cwd=tmp_path)
    assert "x.png" in done
    assert "--k 3 --s 2 --p 1" in made("inspect", "x.png", cwd=tmp_path)


def test_a_layer_with_a_name_gives_it_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text(PRINT, "utf-8")
    made("model.txt", "--node", "up.a", "--i", "2", "--story", "short", cwd=tmp_path)
    assert (tmp_path / "tconv-up.a-scatter.gif").is_file()
    animation = tconv_anim.animate(layer="(a): ConvTranspose2d(1, 1, 2)", input_size=2, view="gather")
    assert animation.recipe.name == "tconv-a-gather"


def test_the_command_says_what_it_made_up(tmp_path: Path) -> None:
    line = "nn.ConvTranspose2d(2, 1, 3)"
    told = made(line, "--i", "2", "-o", "x.png", cwd=tmp_path)
    assert "Made up, small integers: input, weight and bias." in told
    told = made(line, "--input", "[[[1]],[[2]]]", "-o", "x.png", cwd=tmp_path)
    assert "Made up, small integers: weight and bias." in told


def test_the_command_tells_what_of_a_layer_is_not_shown(tmp_path: Path) -> None:
    line = "keras.layers.Conv2DTranspose(1, 2, activation='relu')"
    told = made(line, "--i", "2", "-o", "x.png", cwd=tmp_path)
    assert "Its activation (relu) is not shown." in told
    assert "not shown" not in made(line, "--i", "2", "--quiet", "-o", "x.png", cwd=tmp_path)


def test_the_command_asks_for_what_a_line_does_not_say(tmp_path: Path) -> None:
    told = complaint(run("--layer", "nn.ConvTranspose2d(2, 1, 3)", cwd=tmp_path))
    assert "doesn't say its input size: give --i" in told
    assert "--where" in complaint(run("nn.ConvTranspose2d(c, 1, 3)", cwd=tmp_path))
    assert "--k" in complaint(run("lax.conv_transpose(x, w, (2, 2), 'SAME')", "--i", "2", cwd=tmp_path))
    made("nn.ConvTranspose2d(c, 1, 3)", "--where", "c=2", "--i", "2", "-o", "x.png", cwd=tmp_path)


def test_a_print_is_read_from_standard_input_and_from_a_file(tmp_path: Path) -> None:
    words = ["--node", "up.a", "--i", "2", "-o", "x.png"]
    first = run("--layer", "-", *words, cwd=tmp_path, input=PRINT)
    assert first.returncode == 0, first.stderr
    assert "of 0 to 511" in first.stdout
    (tmp_path / "model.txt").write_text(PRINT, "utf-8")
    again = run("model.txt", *words[:-1], "y.png", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "x.png").read_bytes() == (tmp_path / "y.png").read_bytes()


def test_a_direct_layer_is_shown_as_a_convolution() -> None:
    animation = tconv_anim.animate(layer="nn.Conv2d(1, 1, 3, padding=1)", input_size=3)
    assert animation.recipe.view == "conv"
    assert animation.trace.bias is not None
    with pytest.raises(InputError, match="layer is a convolution, and view is 'scatter'"):
        tconv_anim.animate(layer="nn.Conv2d(1, 1, 3, padding=1)", input_size=3, view="scatter")


def test_options_that_are_said_besides_come_first() -> None:
    animation = tconv_anim.animate(layer="nn.ConvTranspose2d(1, 1, 3, 2)", input_size=2, stride=1)
    assert animation.recipe.stride == (1, 1)
