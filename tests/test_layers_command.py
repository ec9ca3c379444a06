"""tconv-anim layers: what is in a model's file, as a table and as JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from tests.answers import whole
from tests.command import complaint, made, run
from tests.test_model_files import model_of, save_keras


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A transposed convolution of a known size, and a direct one that is impossible."""
    make, weight = onnx.helper.make_node, whole((2, 3, 4, 4), 1)
    up = make("ConvTranspose", ["x", "w", "b"], ["y"], "up", strides=[2, 2], pads=[1, 1, 1, 1])
    bad = make("Conv", ["u", "v"], ["z"], "bad", strides=[0, 1])
    nodes = [(up, [weight, whole((3,), 1)], [1, 2, 5, 6]), (bad, [weight], [1, 3, 5, 6])]
    onnx.save(model_of(nodes), tmp_path / "model.onnx")
    return tmp_path / "model.onnx"


def printed(*args: str, cwd: Path) -> Any:
    return json.loads(made("layers", *args, "--json", cwd=cwd))


def test_a_table_has_a_line_for_each_layer_and_says_why_one_can_not_be_shown(model: Path) -> None:
    heading, up, bad, remark = made("layers", model.name, cwd=model.parent).splitlines()
    assert heading.split() == ["name", "layer", "weight", "input", "→", "output", "products", "asks", "for"]
    line = "up ConvTranspose(strides=(2, 2), pads=(1, 1, 1, 1)) 2×3×4×4 2×5×6 → 3×10×12 2,880"
    assert " ".join(up.split()) == line
    assert bad.split()[:2] == ["bad", "Conv(strides=(0,"]
    assert "stride is 0" in remark


def test_json_has_the_same_as_data(model: Path) -> None:
    up, bad = printed(model.name, cwd=model.parent)
    assert (up["name"], up["direct"], up["biased"], up["asks"]) == ("up", False, True, [])
    assert up["parameters"]["padding"] == [1, 1]
    assert (up["input_shape"], up["output_shape"]) == ([2, 5, 6], [3, 10, 12])
    assert (up["weight_shape"], up["products"]) == ([2, 3, 4, 4], 2 * 3 * 16 * 30)
    assert (bad["direct"], bad["output_shape"], bad["products"]) == (True, None, None)


def test_arrays_ask_for_what_no_file_of_arrays_says(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", w1=np.ones((2, 3, 4, 4)), w2=np.ones((1, 1, 2)))
    (one,) = printed("a.npz#w1", cwd=tmp_path)
    assert one["asks"] == ["stride", "padding", "input_size"]
    assert one["parameters"] == {"kernel_size": [4, 4], "in_channels": 2}
    assert [one["name"] for one in printed("a.npz", cwd=tmp_path)] == ["w1", "w2"]
    assert made("layers", "a.npz#w1", cwd=tmp_path).rstrip().endswith("stride, padding, input size")


def test_an_input_size_completes_the_shapes_of_layers_that_do_not_say_theirs(tmp_path: Path) -> None:
    node = onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], "up", output_shape=[7, 8])
    one = model_of([(node, [whole((1, 1, 3, 3), 1)], [1, 1, "h", "w"])])
    onnx.save(one, tmp_path / "a.onnx")
    (unknown,) = printed("a.onnx", cwd=tmp_path)
    assert (unknown["asks"], unknown["output_shape"]) == (["input_size"], None)
    (known,) = printed("a.onnx", "--input-size", "5x6", cwd=tmp_path)
    assert (known["asks"], known["output_shape"], known["products"]) == ([], [1, 7, 8], 9 * 30)
    save_keras(tmp_path / "b.keras")
    (said,) = printed("b.keras", "--input-size", "2", cwd=tmp_path)
    assert said["input_shape"] == [3, 5, 6]


def test_what_would_steer_a_terminal_is_not_printed(tmp_path: Path) -> None:
    hostile: dict[str, Any] = {"\x1b[2Jw": np.ones((1, 1, 2, 2))}
    np.savez(tmp_path / "a.npz", **hostile)
    table = made("layers", "a.npz", cwd=tmp_path)
    assert "\x1b" not in table
    assert "?[2Jw" in table


def test_a_file_that_is_not_there_or_has_no_such_layer_is_refused_by_the_commands_words(model: Path) -> None:
    gone, down = (run("layers", name, cwd=model.parent) for name in ("gone.onnx", "model.onnx#down"))
    assert "check the name in FILE" in complaint(gone)
    assert "has no 'down': take one of 'up', 'bad' for FILE" in complaint(down)


def test_a_model_without_convolutions_says_so(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", w=np.ones(3))
    assert made("layers", "a.npz", cwd=tmp_path) == "a.npz has no convolutions\n"


def test_what_print_gave_is_listed_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    text = "Net(\n  (up): ConvTranspose2d(4, 2, kernel_size=(3, 3), stride=(2, 2))\n)\n"
    (tmp_path / "model.txt").write_text(text)
    (one,) = printed("model.txt", "--input-size", "3", cwd=tmp_path)
    assert (one["name"], one["output_shape"]) == ("up", [2, 7, 7])
    piped = run("layers", "-", "--json", "--input-size", "3", cwd=tmp_path, input=text)
    assert json.loads(piped.stdout) == [one]
