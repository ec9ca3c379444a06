"""Layers in files of models: what we make of them is what the model gives."""

import io
import json
import random
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from tconv_anim.errors import InputError, MissingExtraError
from tconv_anim.sources.files import listed
from tconv_anim.sources.found import Found
from tests.answers import ours, whole
from tests.test_live import sized, some_layer

onnxruntime.set_default_logger_severity(4)


def numbers(found: Found) -> tuple[NDArray[Any], NDArray[Any] | None]:
    assert found.numbers is not None
    return found.numbers()


@pytest.fixture
def torch() -> Any:
    import torch

    return torch


def told(found: Found, layer: Any) -> Found:
    """A layer of a state dict, and what only the module knows of it."""
    names = ("stride", "padding", "dilation", *(() if found.direct else ("output_padding",)))
    said = {name: getattr(layer, name) for name in names}
    said |= {"groups": layer.groups, "in_channels": layer.in_channels, "out_channels": layer.out_channels}
    return found._replace(options={**found.options, **said})


def save_torch(torch: Any, state: dict[str, Any], path: Path) -> None:
    torch.save(OrderedDict(state), path)


def save_safetensors(torch: Any, state: dict[str, Any], path: Path) -> None:
    from safetensors.torch import save_file

    save_file({name: value.contiguous() for name, value in state.items()}, path)


def save_npz(torch: Any, state: dict[str, Any], path: Path) -> None:
    np.savez_compressed(path, **{name: value.numpy() for name, value in state.items()})


SAVERS = {".pth": save_torch, ".safetensors": save_safetensors, ".npz": save_npz}


@pytest.mark.torch
@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
@pytest.mark.parametrize("suffix", SAVERS)
def test_500_layers_of_a_state_dict_give_what_their_modules_give(
    torch: Any, tmp_path: Path, suffix: str, direct: bool
) -> None:
    rng = random.Random(2026)
    layers: dict[str, Any] = {}
    while len(layers) < 500:
        layer = some_layer(torch, rng, direct)
        if not isinstance(layer.padding, str):
            layers[f"net.{len(layers)}"] = layer
    state = {
        f"{name}.{key}": value.detach()
        for name, layer in layers.items()
        for key, value in layer.state_dict().items()
    }
    path = tmp_path / f"model{suffix}"
    SAVERS[suffix](torch, state, path)
    found = {one.name: one for one in listed(path, direct=direct)}
    assert found.keys() == layers.keys()
    for number, (name, layer) in enumerate(layers.items()):
        one = found[name]
        assert one.asks == ("stride", "padding", "input_size")
        assert one.options.get("groups", layer.groups) == layer.groups
        x = whole(sized(layer, rng, direct), number)
        theirs = layer(torch.tensor(x)[None])[0].detach().numpy()
        assert np.array_equal(ours(told(one, layer), x), theirs), layer


@pytest.mark.torch
def test_tensors_that_lie_across_a_storage_are_read_as_they_are(torch: Any, tmp_path: Path) -> None:
    base = torch.arange(4 * 3 * 5 * 6.0).reshape(4, 3, 5, 6)
    state = {
        "turned.weight": base.permute(1, 0, 3, 2),
        "part.weight": base[1:, :2, ::2, 1::2],
        "spread.weight": torch.ones(1, 1, 1, 1).expand(2, 3, 2, 2),
        "half.weight": base.to(torch.bfloat16),
        "short.weight": base.half(),
        "whole.weight": base.to(torch.int8),
    }
    checkpoint = {"state_dict": state, "epoch": 3, "optimizer": {"state": {0: {"step": base}}}}
    torch.save(checkpoint, tmp_path / "a.pt")
    found = listed(tmp_path / "a.pt")
    assert [one.name for one in found] == [f"state_dict.{key.removesuffix('.weight')}" for key in state]
    for one, tensor in zip(found, state.values(), strict=True):
        assert np.array_equal(numbers(one)[0], tensor.float().numpy()), one.name


@pytest.mark.torch
def test_a_key_takes_one_layer_by_its_name_or_by_its_weights(torch: Any, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    state = {"up1.weight": (4, 2, 3, 3), "up1.bias": (6,), "up2.weight": (2, 1, 3)}
    state = {name: torch.ones(shape) for name, shape in state.items()}
    save_safetensors(torch, state, path)
    for key in ("up1", "up1.weight"):
        (one,) = listed(path, key)
        # 6 numbers would be of 3 groups, which don't divide 4 channels: they are of something else.
        assert (one.name, one.dims, one.biased) == ("up1", 2, False)
    (one,) = listed(path, "up2")
    assert (one.dims, numbers(one)[0].shape) == (1, (2, 1, 3))
    with pytest.raises(InputError, match=r"has no 'up3': take one of 'up1', 'up2' for layer"):
        listed(path, "up3")


@pytest.mark.torch
def test_bfloat16_in_safetensors_is_read_exactly(torch: Any, tmp_path: Path) -> None:
    weight = torch.randn(3, 2, 3, 3).to(torch.bfloat16)
    save_safetensors(torch, {"w": weight}, tmp_path / "a.safetensors")
    (one,) = listed(tmp_path / "a.safetensors")
    assert np.array_equal(numbers(one)[0], weight.float().numpy())


def node_of(rng: random.Random, number: int) -> tuple[Any, list[Any], list[int]]:
    """A node of random attributes, its weights, and its input's shape."""
    dims, direct, groups = rng.choice((1, 2, 3)), rng.random() < 0.3, rng.choice((1, 1, 2))

    def sides(least: int, most: int) -> list[int]:
        return [rng.randint(least, most) for _ in range(dims)]

    kernel, strides, dilations = sides(1, 4), sides(1, 3), sides(1, 2)
    ke = [d * (k - 1) + 1 for k, d in zip(kernel, dilations, strict=True)]
    said: dict[str, Any] = {"strides": strides, "dilations": dilations, "group": groups}
    if rng.random() < 0.5:
        said["kernel_shape"] = kernel
    size = [rng.randint(1, 4) + 9 * direct for _ in range(dims)]
    auto = rng.choice(("NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"))
    if auto != "NOTSET":
        said["auto_pad"] = auto
    elif rng.random() < 0.7:
        said["pads"] = [rng.randint(0, (ke[at % dims] - 1) // 2) for at in range(2 * dims)]
    if not direct:
        if rng.random() < 0.5:
            said["output_padding"] = [rng.randint(0, s - 1) for s in strides]
        op = said.get("output_padding", [0] * dims)
        canvas = [(n - 1) * s + e for n, s, e in zip(size, strides, ke, strict=True)]
        canvas = [cells + more for cells, more in zip(canvas, op, strict=True)]
        short = any(c < n * s for c, n, s in zip(canvas, size, strides, strict=True))
        if auto != "VALID" and "pads" not in said and rng.random() < 0.4:
            said["output_shape"] = [c - rng.randint(0, min(3, c - 1)) for c in canvas]
        elif auto.startswith("SAME") and short:
            said["auto_pad"] = "VALID"  # ONNX Runtime adds no cells there, though the operator's text does
    n_in, n_out = groups * rng.randint(1, 2), groups * rng.randint(1, 2)
    first = (n_out, n_in) if direct else (n_in, n_out)
    arrays = [whole((first[0], first[1] // groups, *kernel), number)]
    arrays += [whole((n_out,), number)] * (rng.random() < 0.5)
    names = [f"x{number}", f"w{number}", f"b{number}"][: 1 + len(arrays)]
    name = "Conv" if direct else "ConvTranspose"
    node = onnx.helper.make_node(name, names, [f"y{number}"], f"node{number}", **said)
    return node, arrays, [1, n_in, *size]


def model_of(nodes: Sequence[tuple[Any, list[Any], Sequence[Any]]]) -> Any:
    """A model of nodes that stand beside each other."""
    info = onnx.helper.make_tensor_value_info
    held = [
        onnx.numpy_helper.from_array(array, name)
        for node, arrays, _ in nodes
        for name, array in zip(node.input[1:], arrays, strict=True)
    ]
    graph = onnx.helper.make_graph(
        [node for node, _, _ in nodes],
        "graph",
        [info(node.input[0], onnx.TensorProto.FLOAT, shape) for node, _, shape in nodes],
        [info(node.output[0], onnx.TensorProto.FLOAT, [None] * len(shape)) for node, _, shape in nodes],
        held,
    )
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)


def test_500_nodes_of_onnx_give_what_onnx_runtime_gives(tmp_path: Path) -> None:
    rng = random.Random(2026)
    nodes: list[tuple[Any, list[Any], list[int]]] = []
    while len(nodes) < 500:
        drawn = node_of(rng, len(nodes))
        try:  # what it refuses by itself would fail in the whole model
            alone = onnxruntime.InferenceSession(model_of([drawn]).SerializeToString())
            alone.run(None, {drawn[0].input[0]: whole(drawn[2], 0)})
        except Exception:
            continue
        nodes.append(drawn)
    path = tmp_path / "model.onnx"
    onnx.save(model_of(nodes), path)
    session = onnxruntime.InferenceSession(path)
    x = {node.input[0]: whole(shape, at) for at, (node, _, shape) in enumerate(nodes)}
    theirs = session.run(None, x)
    found = listed(path)
    assert [one.name for one in found] == [node.name for node, _, _ in nodes]
    for one, (node, _, shape), y in zip(found, nodes, theirs, strict=True):
        assert one.options["input_size"] == tuple(shape[2:])
        assert one.asks == ()
        assert np.array_equal(ours(one, x[node.input[0]][0]), y[0]), (one.written, shape)


def test_weights_of_onnx_are_read_in_every_way_that_they_are_written(tmp_path: Path) -> None:
    make, kinds = onnx.helper.make_tensor, onnx.TensorProto
    values = whole((2, 1, 2, 2), 3)
    flat = values.ravel().tolist()
    listed_ones = (kinds.FLOAT, kinds.DOUBLE, kinds.INT32, kinds.INT64, kinds.INT8)
    tensors = [make("w", kind, values.shape, flat) for kind in (*listed_ones, kinds.FLOAT16, kinds.BFLOAT16)]
    packed = [values.astype(kind) for kind in ("f2", "f4", "f8", "i1", "i8")]
    tensors += [onnx.numpy_helper.from_array(array, "w") for array in packed]
    info = onnx.helper.make_tensor_value_info("x", kinds.FLOAT, [1, 2, "h", "w"])
    node = onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"])
    for tensor in tensors:
        for constant in (False, True):
            made = onnx.helper.make_node("Constant", [], ["w"], value=tensor)
            nodes, held = ([made, node], []) if constant else ([node], [tensor])
            graph = onnx.helper.make_graph(nodes, "g", [info], [], held)
            onnx.save(onnx.helper.make_model(graph), tmp_path / "a.onnx")
            (one,) = listed(tmp_path / "a.onnx", "y")
            assert np.array_equal(numbers(one)[0], values), onnx.TensorProto.DataType.Name(tensor.data_type)
            assert one.asks == ("input_size",)


def test_a_node_whose_weight_is_computed_is_listed_without_numbers(tmp_path: Path) -> None:
    make = onnx.helper.make_node
    nodes = [make("Relu", ["v"], ["w"]), make("ConvTranspose", ["x", "w"], ["y"])]
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph(nodes, "g", [], [])), tmp_path / "a.onnx")
    (one,) = listed(tmp_path / "a.onnx")
    assert one.numbers is None
    assert one.asks == ("kernel_size", "input_size")
    assert one.remark == "Its weight is computed by other nodes, so its numbers aren't in the file."


def test_weights_beside_a_model_are_read_and_those_elsewhere_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    node = onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], "up")
    nodes = [(node, [whole((2, 1, 2, 2), 3)], [1, 2, 3, 3])]
    path = folder / "a.onnx"
    onnx.save(model_of(nodes), path, save_as_external_data=True, location="a.data", size_threshold=0)
    assert np.array_equal(numbers(listed(path)[0])[0], nodes[0][1][0])
    (folder / "a.data").rename(tmp_path / "a.data")
    model = onnx.load(path, load_external_data=False)
    entry = next(entry for entry in model.graph.initializer[0].external_data if entry.key == "location")
    for place in ("../a.data", str(tmp_path / "a.data"), "link"):
        if place == "link":
            (folder / "link").symlink_to(tmp_path / "a.data")
        entry.value = place
        path.write_bytes(model.SerializeToString())
        (one,) = listed(path)
        with pytest.raises(InputError, match=r"outside of the model's folder, and nothing there is read"):
            numbers(one)
    entry.value = "gone"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InputError, match="can't be read"):
        numbers(listed(path)[0])


def test_arrays_of_npz_are_listed_under_their_keys(tmp_path: Path) -> None:
    weight = np.asfortranarray(np.arange(16.0).reshape(2, 2, 2, 2))
    np.savez(tmp_path / "a.npz", w1=weight, other=np.ones((3, 3)), words=np.array(["a"]))
    (one,) = listed(tmp_path / "a.npz", "w1")
    assert (one.name, one.options["in_channels"]) == ("w1", 2)
    assert np.array_equal(numbers(one)[0], weight)


def save_keras(path: Path) -> None:
    """A model of one layer in the form of Keras's files: 3 channels to 2, by a kernel of 4 × 4."""
    import h5py

    layer = {
        "class_name": "Conv2DTranspose",
        "config": {"name": "up", "filters": 2, "kernel_size": [4, 4], "strides": [2, 2], "padding": "same"},
        "build_config": {"input_shape": [None, 5, 6, 3]},
    }
    model = {"class_name": "Sequential", "config": {"name": "model", "layers": [layer]}}
    store = io.BytesIO()
    with h5py.File(store, "w") as file:
        file.create_group("vars").attrs["name"] = "model"
        group = file.create_group("layers/conv2d_transpose/vars")
        group.attrs["name"] = "up"
        kernel = np.zeros((4, 4, 2, 3), np.float32)
        kernel[3, 0, 1, 2] = 77
        group["0"], group["1"] = kernel, np.array([1.0, 2.0])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("model.weights.h5", store.getvalue())


def test_without_h5py_the_error_has_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_keras(tmp_path / "model.keras")
    (one,) = listed(tmp_path / "model.keras")
    weight, bias = numbers(one)
    assert bias is not None
    assert (weight.shape, bias.tolist()) == ((3, 2, 4, 4), [1.0, 2.0])
    assert weight[2, 1, 3, 0] == 77.0
    assert (one.name, one.options["stride"], one.options["input_size"]) == ("up", (2, 2), (5, 6))
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tconv-anim\[keras\]'"):
        numbers(one)


def test_files_of_other_kinds_and_files_that_are_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.onnx").mkdir()
    for name, reason in (
        ("model.h5", r"is no file of a model: layer takes \.onnx, \.safetensors"),
        ("gone.onnx", "can't be read"),
        ("folder.onnx", "is not a regular file"),
    ):
        with pytest.raises(InputError, match=reason):
            listed(tmp_path / name)
