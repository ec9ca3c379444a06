"""Files of models that are cut, forged or made to harm: refused at once, and nothing of them is run."""

import io
import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from tconv_anim.errors import InputError
from tconv_anim.sources.files import SUFFIXES, listed
from tests.answers import whole
from tests.test_model_files import model_of, save_keras

_READS = """
import sys
from pathlib import Path
from tconv_anim.errors import InputError
from tconv_anim.sources.files import listed
try:
    for one in listed(Path(sys.argv[1])):
        one.numbers and one.numbers()
    print("read")
except InputError as error:
    print(f"refused: {error}")
# What this program itself took: getrusage also counts the one that started it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def reading(path: Path) -> tuple[str, int]:
    """What reading all of a file comes to, and the memory that it took, in MiB."""
    code = [sys.executable, "-c", _READS, str(path)]
    done = subprocess.run(code, capture_output=True, text=True, check=True, timeout=60)
    said, memory = done.stdout.splitlines()
    return said, int(memory) >> 10


def save_torch_like(path: Path, pickled: bytes, storages: dict[str, bytes], packed: bool = False) -> None:
    """A file in the form of torch.save's, made without PyTorch."""
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("model/data.pkl", pickled)
        for key, data in storages.items():
            archive.writestr(f"model/data/{key}", data)


def state_of(shape: tuple[int, ...], steps: tuple[int, ...], offset: int = 0) -> bytes:
    """The pickle of a state dict with one tensor, as torch.save writes it."""

    def text(word: str) -> bytes:
        return b"X" + struct.pack("<I", len(word)) + word.encode()

    def integers(many: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"\x8a\x08" + struct.pack("<q", one) for one in many) + b"t"

    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + b"K\x04t" + b"Q"
    tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + integers((offset,))[1:-1]
    tensor += integers(shape) + integers(steps) + b"\x89" + b"ccollections\nOrderedDict\n)R" + b"tR"
    return b"\x80\x02}(" + text("w.weight") + tensor + b"u."


def save_sound(path: Path) -> None:
    """A small sound file of the kind that its suffix says."""
    weight = whole((2, 3, 2, 2), 1)
    if path.suffix == ".onnx":
        node = onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], "up", strides=[2, 2])
        onnx.save(model_of([(node, [weight], [1, 2, 3, 3])]), path)
    elif path.suffix == ".safetensors":
        said = {"w": {"dtype": "F32", "shape": [2, 3, 2, 2], "data_offsets": [0, weight.nbytes]}}
        save_safetensors(path, said, weight.tobytes())
    elif path.suffix == ".keras":
        save_keras(path)
    elif path.suffix == ".npz":
        np.savez(path, w=weight)
    else:
        save_torch_like(path, state_of((2, 3, 2, 2), (12, 4, 2, 1)), {"0": weight.tobytes()})


def save_safetensors(path: Path, said: Any, data: bytes = b"", length: int | None = None) -> None:
    header = said if isinstance(said, bytes) else json.dumps(said).encode()
    path.write_bytes(struct.pack("<Q", len(header) if length is None else length) + header + data)


def read(path: Path) -> None:
    """All that a file has."""
    for one in listed(path):
        if one.numbers:
            one.numbers()


def refused(path: Path) -> str:
    """What the error says."""
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sound_file_is_read(suffix: str, tmp_path: Path) -> None:
    save_sound(tmp_path / f"a{suffix}")
    (one,) = listed(tmp_path / f"a{suffix}")
    assert one.numbers is not None
    assert one.numbers()[0].ndim == 4


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_cut_anywhere_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    save_sound(path)
    data = path.read_bytes()
    for tenth in range(10):
        path.write_bytes(data[: len(data) * tenth // 10])
        message = refused(path)
        assert "can't be used" in message, tenth


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_something_else_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    for data in (b"", b"\0" * 4096, b"GIF89a" + bytes(range(256)) * 9, b"{" * 5000, os.urandom(4096)):
        path.write_bytes(data)
        assert "can't be used" in refused(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_with_a_byte_changed_is_read_or_refused_but_raises_nothing_else(
    suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    save_sound(path)
    data = path.read_bytes()
    random = np.random.default_rng(2026)
    for _ in range(300):
        changed = bytearray(data)
        for at in random.integers(0, len(data), random.integers(1, 4)):
            changed[at] = random.integers(0, 256)
        path.write_bytes(changed)
        with suppress(InputError):
            read(path)


class Harmful:
    """What a pickle calls when Python reads it."""

    def __init__(self, call: Callable[..., Any], *given: Any) -> None:
        self.call, self.given = call, given

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.call, self.given


@pytest.mark.parametrize("suffix", [".pth", ".pt", ".bin"])
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_a_pickle_that_would_run_code_is_refused_by_the_name_that_it_asks_for(
    suffix: str, protocol: int, tmp_path: Path
) -> None:
    trace = tmp_path / "it-ran"
    harm = {
        "system": Harmful(os.system, f"touch {trace}"),
        "eval": Harmful(eval, f"open({str(trace)!r}, 'w')"),
        "exec": Harmful(exec, f"open({str(trace)!r}, 'w')"),
        "getattr": Harmful(getattr, "os", "system"),
        "Popen": Harmful(subprocess.Popen, ["touch", str(trace)]),
        "print": OrderedDict(a=Harmful(print, "1")),
    }
    for name, one in harm.items():
        path = tmp_path / f"a{suffix}"
        save_torch_like(path, pickle.dumps({"w": one}, protocol), {})
        message = refused(path)
        assert f".{name}, which would run code (none was run)" in message
        assert "save model.state_dict() with torch.save" in message
        assert not trace.exists()


@pytest.mark.torch
def test_a_whole_module_is_refused_and_the_way_out_is_its_state_dict(tmp_path: Path) -> None:
    import torch

    torch.save(torch.nn.ConvTranspose2d(1, 1, 2), tmp_path / "a.pth")
    message = refused(tmp_path / "a.pth")
    assert "torch.nn.modules.conv.ConvTranspose2d" in message
    assert "save model.state_dict() with torch.save" in message


@pytest.mark.torch
def test_pytorchs_old_form_is_refused(tmp_path: Path) -> None:
    import torch

    torch.save({"w": torch.ones(1, 1, 2, 2)}, tmp_path / "a.pth", _use_new_zipfile_serialization=False)
    assert "a bare pickle, as PyTorch before 1.6 wrote them" in refused(tmp_path / "a.pth")


def test_pickles_that_would_fill_the_memory_or_the_stack_are_refused(tmp_path: Path) -> None:
    key = b"X\x01\x00\x00\x00k"
    bombs = {
        "many steps": b"\x80\x02" + b"N" * 4_000_000 + b".",
        "a far place of the memo": b"\x80\x02}r\xff\xff\xff\xff.",
        "an array of a terabyte": b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b".",
        "tuples without end as a key": b"\x80\x02})" + b"\x85" * 400_000 + b"Ns.",
        "tuples without end as a name": b"\x80\x04)" + b"\x85" * 400_000 + b"N\x93.",
        "dicts without end": b"\x80\x02" + (b"}" + key) * 100_000 + b"N" + b"s" * 100_000 + b".",
        "a dict in itself": b"\x80\x02}q\x00" + key + b"h\x00s.",
        "a long key, again and again": b"\x80\x02}X"
        + struct.pack("<I", 10**6)
        + b"k" * 10**6
        + b"q\x00}h\x00}s" * 9,
    }
    for name, pickled in bombs.items():
        save_torch_like(tmp_path / "a.pth", pickled, {})
        said, memory = reading(tmp_path / "a.pth")
        assert memory < 400, name
        assert said.startswith("refused") or name in ("a far place of the memo", "a dict in itself"), (
            name,
            said,
        )


def test_tensors_that_reach_past_their_storage_are_refused(tmp_path: Path) -> None:
    path, data = tmp_path / "a.pth", b"\0" * 96
    for shape, steps, offset, reason in (
        ((2, 3, 2, 2), (12, 4, 2, 1), 1, "4 bytes too early"),
        ((2, 3, 2, 2), (12, 4, 2, 10**9), 0, "is spread over"),
        ((2, 3, 2, 2), (12, 4, 2, -1), 0, "a tensor has no sound shape"),
        ((1 << 30, 1 << 30, 2, 2), (0, 0, 0, 0), 0, "16,777,216 numbers at most"),
        ((-2, 3, 2, 2), (12, 4, 2, 1), 0, "a tensor has no sound shape"),
        ((2, 3, 2, 2), (12, 4, 2), 0, "more axes than steps"),
        ((2, 3, 2, 2), (12, 4, 2, 1), 1 << 60, "bytes too early"),
    ):
        save_torch_like(path, state_of(shape, steps, offset), {"0": data})
        assert reason in refused(path)


def test_headers_of_safetensors_that_lie_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"

    def entry(**other: Any) -> dict[str, Any]:
        return {"w": {"dtype": "F32", "shape": [1, 1, 2, 2], "data_offsets": [0, 16], **other}}

    data = b"\0" * 16
    for said, reason in (
        (entry(shape=[1, 1, -2, -2]), "header says"),
        (entry(shape=[1 << 40, 1 << 40, 1, 1]), "is to be"),
        (entry(shape=[[]]), "header says"),
        (entry(shape=[1] * 100), "header says"),
        (entry(data_offsets=[0, 1 << 70]), "is to be"),
        (entry(data_offsets=[8, 24]), "is to be"),
        (entry(data_offsets=[16, 0]), "is to be"),
        (entry(data_offsets=None), "header says"),
        ([1], "no table of arrays"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b'{"w": ' + b"9" * 5000 + b"}", "is not JSON"),
    ):
        save_safetensors(path, said, data)
        assert reason in refused(path), said


def test_a_header_of_ten_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_safetensors(path, b"{", length=10 * 2**30)
    with path.open("r+b") as file:
        file.truncate(11 * 2**30)  # it takes no room: nothing is written there
    said, memory = reading(path)
    assert "its header is to have 10,737,418,240 bytes" in said
    assert memory < 400


def packed_zeros(path: Path, name: str, begins: bytes) -> None:
    """An archive with an entry of half a gigabyte, packed to a few hundred kilobytes."""
    piece = b"\0" * (1 << 24)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as entry,
    ):
        entry.write(begins)
        for _ in range(2**29 // len(piece)):
            entry.write(piece)


@pytest.mark.slow
def test_archives_that_unpack_to_gigabytes_are_refused_unopened(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (2**15, 2**14, 1, 1)}
    )
    for file, name, begins, reason in (
        ("a.npz", "w.npy", header.getvalue(), "16,777,216 numbers at most"),
        ("b.npz", "w.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "is not one of NumPy's arrays"),
        ("a.keras", "config.json", b"", "is larger than 4 MiB"),
        ("a.pth", "model/data.pkl", b"", "is larger than 4 MiB"),
    ):
        packed_zeros(tmp_path / file, name, begins)
        said, memory = reading(tmp_path / file)
        assert reason in said
        assert memory < 400


def test_an_archive_whose_directory_is_to_be_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)
        file.seek(0, 2)
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 3 * 2**30, 0, 0))
    said, memory = reading(path)
    assert "no sound zip archive" in said
    assert memory < 400


def test_arrays_of_objects_in_npz_are_never_loaded(tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    harm = np.empty((1, 1, 1, 1), object)
    harm[0, 0, 0, 0] = Harmful(os.system, f"touch {trace}")
    np.savez(tmp_path / "a.npz", harm=harm, w=np.ones((1, 1, 2, 2)))
    (one,) = listed(tmp_path / "a.npz")
    assert one.name == "w"
    assert not trace.exists()


def wire(number: int, data: bytes) -> bytes:
    """A field of a protocol buffer that has bytes."""
    length, said = len(data), b""
    while length > 127:
        said, length = said + bytes([length & 127 | 128]), length >> 7
    return bytes([number << 3 | 2]) + said + bytes([length]) + data


def test_protocol_buffers_made_to_harm_are_refused_or_lead_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    deep = b""
    for _ in range(2000):
        deep = wire(6, wire(1, deep))  # graphs in attributes of nodes in graphs
    for data in (
        wire(7, wire(1, wire(4, b"If") + wire(5, deep))),
        b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",  # a graph of 2⁶³ bytes
        b"\xff" * 100,
        wire(7, b"\x08\x01" * 3_000_000),
    ):
        path.write_bytes(data)
        said, memory = reading(path)
        assert said == "read" or said.startswith("refused"), said
        assert memory < 400


def test_onnx_models_that_lie_about_shapes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    for dims, reason in (
        ([1 << 40, 1 << 40, 2, 2], "16,777,216 numbers at most"),
        ([-1, 1, 2, 2], "has the shape"),
        ([2, 4, 2, 2], "96 bytes, where 128 are needed"),
    ):
        save_sound(path)
        model = onnx.load(path)
        del model.graph.initializer[0].dims[:]
        model.graph.initializer[0].dims.extend(dims)
        path.write_bytes(model.SerializeToString())
        assert reason in refused(path)


def test_a_layer_with_impossible_parameters_does_not_hide_the_others(tmp_path: Path) -> None:
    nodes = [
        (
            onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], "bad", strides=[0, 2]),
            [whole((2, 1, 2, 2), 1)],
        ),
        (onnx.helper.make_node("ConvTranspose", ["u", "v"], ["z"], "good"), [whole((2, 1, 2, 2), 1)]),
    ]
    onnx.save(model_of([(*one, [1, 2, 3, 3]) for one in nodes]), tmp_path / "a.onnx")
    bad, good = listed(tmp_path / "a.onnx")
    assert "stride is 0" in bad.remark
    assert bad.numbers is None
    assert good.options["kernel_size"] == (2, 2)


def test_nothing_is_written_beside_a_file_that_is_read(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        save_sound(tmp_path / f"a{suffix}")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    for suffix in SUFFIXES:
        for one in listed(tmp_path / f"a{suffix}"):
            assert one.numbers is not None
            one.numbers()
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
