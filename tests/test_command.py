"""What the command does when nothing is wrong."""

import json
import re
import shlex
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tconv_anim.painters import PAINTERS, RENDERERS
from tconv_anim.recipe.presets import PRESETS
from tests.command import COMMAND, complaint, made, run, shell

PICTURES = [*RENDERERS["pillow"]]
SUFFIXES = [suffix for suffix, painter in PAINTERS.items() if not painter.films and not painter.keeper]
SMALL = ("--i", "1", "--k", "1")
MOTION = [("loop", "--loop 3"), ("loop", "--loop 65535"), ("speed", "--speed 0.3"), ("speed", "--speed 100")]
LONG_LIST = json.dumps([[1e9 + n / 8 for n in range(25)]])  # longer than any name of a file

LAYERS = [
    "--k 2x3 --s 2 --i 2",
    "--k 3x2 --s 2x1 --p 1x0 --op 1x0 --d 1x2 --i 2x3",
    "--k 2 --i 2 --groups 2 --in-channels 2 --out-channels 4 --seed 7 --bias [1,-2,0,3]",
    "--input [[-1.5,0.1],[1e-7,-0.0]] --weight [[0.3,-4]] --bias -2.5",
    "--k 2 --s 3 --i 2 --output-size 6x7 --theme dark --cell 60",
    "--input table.csv --k 2 --s 2 --p 1",
    "--input 5 --weight [1,2,3]",
    "--k 1 --i 1 --seed 9223372036854775807 --cell 16",
    f"--input '{LONG_LIST}' --k 1 --cell 16",
]


def printed_json(*args: str, cwd: Path) -> Any:
    return json.loads(made(*args, cwd=cwd))


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("--k 3 --s 2", "tconv-k3-s2-p0-i3-scatter.gif"),
        ("--input [[1,2]] --weight [[1]]", "tconv-k1-s1-p0-i1x2-scatter.gif"),
        (
            "--k 2x1 --s 3 --p 1x0 --op 1 --d 1x2 --i 1x2 --groups 2",
            "tconv-k2x1-s3-p1x0-op1-d1x2-g2-c2-2-i1x2-scatter.gif",
        ),
    ],
)
def test_the_default_file_is_named_after_the_parameters(tmp_path: Path, arguments: str, name: str) -> None:
    assert made(*shlex.split(arguments), cwd=tmp_path).startswith(f"{name}  ")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("suffix", [*PICTURES, ".GIF"])
def test_the_printed_line_tells_what_the_file_is(tmp_path: Path, suffix: str) -> None:
    line = made("--k", "2", "--i", "2", "-o", f"a figure{suffix}", cwd=tmp_path)
    found = re.fullmatch(r"(.+)  (\d+)×(\d+) pixels  (\d+) (frames?)  ([\d,]+) bytes\n", line)
    assert found is not None, line
    path = tmp_path / found[1]
    with Image.open(path) as picture:
        frames = getattr(picture, "n_frames", 1)
        assert picture.format == {".webp": "WEBP", ".gif": "GIF"}.get(suffix.lower(), "PNG")
        assert (int(found[2]), int(found[3]), int(found[4])) == (*picture.size, frames)
    assert found[5] == ("frame" if frames == 1 else "frames")
    assert found[6] == f"{path.stat().st_size:,}"


def test_quiet_prints_nothing_and_writes_the_same_file(tmp_path: Path) -> None:
    assert made(*SMALL, "--quiet", "-o", "quiet.gif", cwd=tmp_path) == ""
    assert made(*SMALL, "-o", "told.gif", cwd=tmp_path) != ""
    assert (tmp_path / "quiet.gif").read_bytes() == (tmp_path / "told.gif").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_command_gives_the_same_bytes_with_render_named_or_not(tmp_path: Path, suffix: str) -> None:
    for name, words in (("unnamed", []), ("again", []), ("named", ["render"])):
        made(*words, "--k", "2", "--i", "2", "-o", f"{name}{suffix}", cwd=tmp_path)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize(
    ("arguments", "suffix"),
    [
        *((LAYERS[0], suffix) for suffix in SUFFIXES),
        *zip(LAYERS[1:], cycle(SUFFIXES), strict=False),
        *(
            (f"--k 2 --i 2 {words}", suffix)
            for name, words in (("step", "--step 0"), ("step", "--step 2"), *MOTION)
            for suffix in SUFFIXES
            if name in PAINTERS[suffix].heeds
        ),
        ("--k 2 --i 2 --autoplay --theme dark", ".html"),
    ],
)
def test_the_command_that_inspect_prints_makes_the_same_bytes_again(
    tmp_path: Path, arguments: str, suffix: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "table.csv").write_text("1,2.5\n-3,4e-2\n")
    made(*shlex.split(arguments), "-o", f"first{suffix}", cwd=tmp_path)
    command = printed_json("inspect", f"first{suffix}", cwd=tmp_path)["command"]
    again = shell(command, elsewhere)
    assert (again.returncode, again.stderr) == (0, "")
    assert (elsewhere / f"first{suffix}").read_bytes() == (tmp_path / f"first{suffix}").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ("", [5, 5]),
        ("--k 3 --s 2 --p 1 --op 1 --i 8", [16, 16]),
        ("--k 3x5 --s 2x1 --p 0x2 --i 2x3", [5, 3]),
        ("--k 2 --d 3 --s 4 --op 3 --i 2", [11, 11]),
        ("--input [[1,2,3]] --weight [[1,2],[3,4]]", [2, 4]),
    ],
)
def test_shape_tells_the_output_size(tmp_path: Path, arguments: str, size: list[int]) -> None:
    words = ["shape", *shlex.split(arguments)]
    assert printed_json(*words, "--json", cwd=tmp_path)["output_size"] == size
    last_column_size = made(*words, cwd=tmp_path).split()[-1]
    assert int(last_column_size) == size[1]


def test_code_prints_a_line_for_each_framework_or_for_one(tmp_path: Path) -> None:
    layer = ["code", "--k", "4", "--s", "2", "--p", "1"]
    lines = made(*layer, cwd=tmp_path).splitlines()
    starts = ("torch.nn.", "keras.layers.", "jax.lax.", "nnx.", "onnx.helper.")
    assert [line.startswith(start) for line, start in zip(lines, starts, strict=True)] == [True] * 5
    assert made(*layer, "--as", "jax", cwd=tmp_path).splitlines() == [lines[2]]
    biased = made(*layer, "--as", "pytorch", "--bias", "[2]", cwd=tmp_path)
    assert biased == "torch.nn.ConvTranspose2d(1, 1, kernel_size=4, stride=2, padding=1)\n"
    message = complaint(run("code", "--as", "caffe", cwd=tmp_path))
    assert message.startswith("Error: language is 'caffe': --as takes one of pytorch, keras, jax")


def test_an_output_size_finds_the_output_padding(tmp_path: Path) -> None:
    words = ["shape", "--json", "--k", "3", "--s", "3x2", "--p", "1", "--i", "2"]
    for op in ([0, 0], [2, 1], [1, 0]):
        size = f"{4 + op[0]}x{3 + op[1]}"
        found = printed_json(*words, "--output-size", size, cwd=tmp_path)
        assert found["params"]["output_padding"] == op
        assert found["output_size"] == [4 + op[0], 3 + op[1]]


def test_pairs_can_be_written_in_all_the_usual_ways(tmp_path: Path) -> None:
    shapes = {made("shape", "--json", "--k", pair, cwd=tmp_path) for pair in ("3x2", "3×2", " 3 x 2")}
    assert len(shapes) == 1
    assert json.loads(shapes.pop())["params"]["kernel_size"] == [3, 2]


def test_long_option_names_mean_the_same_as_short_ones(tmp_path: Path) -> None:
    short = "--k 4 --s 3 --p 1 --op 2 --d 2 --i 5"
    long = "--kernel-size 4 --stride 3 --padding 1 --output-padding 2 --dilation 2 --input-size 5"
    one, other = (made("shape", "--json", *words.split(), cwd=tmp_path) for words in (short, long))
    assert one == other
    made(*SMALL, "--output", "figure.gif", cwd=tmp_path)
    assert (tmp_path / "figure.gif").exists()


def test_help_has_every_heading_and_its_examples_work(tmp_path: Path) -> None:
    text = made("-h", cwd=tmp_path)
    assert text == made("--help", cwd=tmp_path)
    for heading in ("Commands", "Layer", "Data", "Rendering", "Other", "Examples"):
        assert re.search(rf"^ *{heading}:$", text, re.MULTILINE), heading
    examples = re.findall(r"^ +(tconv-anim .*)$", text.partition("Examples:")[2], re.MULTILINE)
    assert len(examples) >= 5
    for example in examples:
        done = shell(example, tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), example


@pytest.mark.parametrize("name", ["render", "trace", "storyboard", "shape", "inspect"])
def test_every_subcommand_has_a_line_and_a_page_of_help(tmp_path: Path, name: str) -> None:
    assert re.search(rf"^  {name}  +\S", made("-h", cwd=tmp_path), re.MULTILINE)
    assert made(name, "-h", cwd=tmp_path).startswith(f"Usage: tconv-anim {name} ")


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert made("--version", cwd=tmp_path) == f"tconv-anim {version('tconv-anim')}\n"


def test_python_m_is_the_same_command(tmp_path: Path) -> None:
    done = shell(f"'{COMMAND.parent}/python' -m tconv_anim shape --k 3", tmp_path)
    assert (done.returncode, done.stdout) == (0, made("shape", "--k", "3", cwd=tmp_path))


def test_the_worked_example_has_its_known_trace(tmp_path: Path) -> None:
    trace = printed_json("trace", "--input", "[[2,4],[0,1]]", "--weight", "[[3,1],[1,5]]", cwd=tmp_path)
    assert (trace["format"], trace["version"]) == ("tconv-anim/trace", 1)
    assert trace["output"] == [[[6, 14, 4], [2, 17, 21], [0, 1, 5]]]
    assert trace["events"]["product"] == [6, 2, 2, 10, 12, 4, 4, 20, 0, 0, 0, 0, 3, 1, 1, 5]


@pytest.mark.parametrize("arguments", [*LAYERS[:3], "--k 3 --s 2 --p 2 --op 1 --i 3", "--k 1 --s 3 --i 2"])
def test_the_last_keyframe_shows_the_output_of_the_trace(tmp_path: Path, arguments: str) -> None:
    trace = printed_json("trace", *shlex.split(arguments), cwd=tmp_path)
    storyboard = printed_json("storyboard", *shlex.split(arguments), cwd=tmp_path)
    assert (storyboard["format"], storyboard["version"]) == ("tconv-anim/storyboard", 1)
    texts = {element["id"]: element["text"] for element in storyboard["keyframes"][-1]["elements"]}
    channels, height, width = np.shape(trace["output"])
    shown = [
        [[texts[f"output/{c}/{y}/{x}"] for x in range(width)] for y in range(height)] for c in range(channels)
    ]
    assert shown == [[[str(value) for value in row] for row in channel] for channel in trace["output"]]


def test_data_from_files_give_the_same_file_as_inline(tmp_path: Path) -> None:
    table = [[1, -2], [3, 40]]
    (tmp_path / "spaced.json").write_text(json.dumps(table, indent=2))
    (tmp_path / "plain.csv").write_text("1,-2\n3,40\n")
    (tmp_path / "office.csv").write_bytes(b"\xef\xbb\xbf1, -2\r\n3, 40\r\n\r\n")
    np.save(tmp_path / "plain.npy", np.array(table))
    np.save(tmp_path / "odd.npy", np.array(table, ">i2", order="F"))
    sources = [json.dumps(table), *sorted(path.name for path in tmp_path.iterdir())]
    assert len(sources) == 6
    for number, source in enumerate(sources):
        made("--weight", source, "--input", source, "-o", f"{number}.png", cwd=tmp_path)
    assert len({path.read_bytes() for path in tmp_path.glob("*.png")}) == 1


def test_a_weight_and_a_bias_come_from_files_too(tmp_path: Path) -> None:
    weight, bias = [[[[1, 2]], [[3, 4]]]], [-1, 5]
    (tmp_path / "weight.json").write_text(json.dumps(weight))
    (tmp_path / "bias.csv").write_text("-1,5\n")
    made("--weight", json.dumps(weight), "--bias", json.dumps(bias), "-o", "inline.png", cwd=tmp_path)
    made("--weight", "weight.json", "--bias", "bias.csv", "-o", "files.png", cwd=tmp_path)
    assert (tmp_path / "inline.png").read_bytes() == (tmp_path / "files.png").read_bytes()


@pytest.mark.parametrize(
    ("name", "first"), [("bash", "_tconv_anim"), ("zsh", "#compdef"), ("fish", "function")]
)
def test_completion_scripts_are_printed(tmp_path: Path, name: str, first: str) -> None:
    done = shell(f"_TCONV_ANIM_COMPLETE={name}_source tconv-anim", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lstrip().startswith(first)


def test_options_are_completed_before_any_subcommand(tmp_path: Path) -> None:
    line = "COMP_WORDS='tconv-anim --k 3 --out' COMP_CWORD=3 _TCONV_ANIM_COMPLETE=bash_complete tconv-anim"
    offered = shell(line, tmp_path).stdout.split()
    assert {"plain,--output", "plain,--output-size", "plain,--output-padding"} <= set(offered)


def test_text_that_the_terminal_cannot_show_is_no_reason_for_a_traceback(tmp_path: Path) -> None:
    done = shell("PYTHONIOENCODING=cp1252 tconv-anim shape > shape.txt", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert b"5" in (tmp_path / "shape.txt").read_bytes()


def test_one_dimension_and_three_have_as_many_sides(tmp_path: Path) -> None:
    options = ("--k", "3", "--s", "2", "--p", "1", "--op", "1", "--i", "4", "--json")
    one, three = (json.loads(made("shape", "--dims", dims, *options, cwd=tmp_path)) for dims in "13")
    assert (one["output_size"], three["output_size"]) == ([8], [8, 8, 8])
    by_sides = json.loads(made("shape", "--k", "2x3x3", "--p", "0x1,0x0", "--json", cwd=tmp_path))
    assert (by_sides["input_shape"], by_sides["cropped"]) == ([1, 3, 3, 3], [[0, 0], [1, 0], [0, 0]])


def test_a_preset_is_drawn_under_its_name_and_made_again_by_its_command(tmp_path: Path) -> None:
    made("--preset", "d2l_padding", "--theme", "dark", cwd=tmp_path)
    first = (tmp_path / "d2l_padding.gif").read_bytes()
    command = json.loads(made("inspect", "d2l_padding.gif", cwd=tmp_path))["command"]
    (tmp_path / "d2l_padding.gif").unlink()
    made(*shlex.split(command)[1:], cwd=tmp_path)
    assert (tmp_path / "d2l_padding.gif").read_bytes() == first


def test_the_presets_are_listed(tmp_path: Path) -> None:
    listed = [line.split()[0] for line in made("presets", cwd=tmp_path).splitlines()]
    assert listed == list(PRESETS)


def test_shape_tells_of_layers_that_are_too_large_to_be_drawn(tmp_path: Path) -> None:
    said = printed_json(
        "shape",
        "--k",
        "4",
        "--s",
        "2",
        "--p",
        "1",
        "--i",
        "224",
        "--in-channels",
        "64",
        "--json",
        cwd=tmp_path,
    )
    assert said["output_size"] == [448, 448]
