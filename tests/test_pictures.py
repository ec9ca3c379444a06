"""Pictures, batches and archives as input, and kernels that have a name."""

import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.recipe.pictures import LARGEST_PICTURE
from tconv_anim.storyboard.custom import theme_of
from tconv_anim.storyboard.storyboard import Cell
from tests.command import complaint, made, run

GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
COLOURS = np.dstack([GREY, 255 - GREY, GREY // 2])


def drawn(folder: Path, pixels: object, name: str = "photo.png", **how: object) -> str:
    Image.fromarray(np.asarray(pixels)).save(folder / name, **how)  # type: ignore[arg-type]
    return str(folder / name)


def test_a_grey_picture_is_one_channel_of_its_pixels(tmp_path: Path) -> None:
    trace = tconv_anim.animate(input=drawn(tmp_path, GREY), kernel_size=1).trace
    assert trace.input.tolist() == [GREY.tolist()]


@pytest.mark.parametrize("name", ["photo.png", "photo.bmp", "photo.webp"])
def test_a_coloured_picture_is_three_channels(name: str, tmp_path: Path) -> None:
    how = {"lossless": True} if name.endswith("webp") else {}
    trace = tconv_anim.animate(input=drawn(tmp_path, COLOURS, name, **how), kernel_size=1).trace
    assert (trace.input == COLOURS.transpose(2, 0, 1)).all()


def test_white_is_255_or_1(tmp_path: Path) -> None:
    white = drawn(tmp_path, np.full((2, 2), 255, np.uint8))
    assert tconv_anim.animate(input=white).trace.input.max() == 255
    assert tconv_anim.animate(input=white, white="1").trace.input.tolist() == [[[1.0, 1.0], [1.0, 1.0]]]


def test_an_input_size_resizes_it(tmp_path: Path) -> None:
    large = drawn(tmp_path, np.kron(GREY, np.ones((8, 8), np.uint8)))
    trace = tconv_anim.animate(input=large, input_size=(3, 4), kernel_size=1).trace
    assert trace.input.tolist() == [GREY.tolist()]


def test_what_can_be_seen_through_stands_on_white(tmp_path: Path) -> None:
    seen = np.zeros((2, 2, 4), np.uint8)
    assert tconv_anim.animate(input=drawn(tmp_path, seen)).trace.input.min() == 255
    Image.new("LA", (2, 2), (0, 0)).save(tmp_path / "grey.png")
    assert tconv_anim.animate(input=str(tmp_path / "grey.png")).trace.input.min() == 255
    Image.new("P", (2, 2)).save(tmp_path / "palette.png", transparency=0)
    assert tconv_anim.animate(input=str(tmp_path / "palette.png")).trace.input.min() == 255


def test_pictures_of_sixteen_bits_keep_their_greys(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 0x8000, 0xFFFF]], np.uint16)).save(tmp_path / "deep.png")
    assert tconv_anim.animate(input=str(tmp_path / "deep.png")).trace.input.tolist() == [[[0, 128, 255]]]


def test_pictures_are_shown_in_grey_as_they_are(tmp_path: Path) -> None:
    animation = tconv_anim.animate(input=drawn(tmp_path, GREY), stride=2, weight="nearest")
    assert animation.storyboard.scale == "grey"


def test_coloured_pictures_have_each_channel_in_its_own_colour(tmp_path: Path) -> None:
    animation = tconv_anim.animate(input=drawn(tmp_path, COLOURS), stride=2, weight="nearest")
    board = animation.storyboard
    assert board.scale == "rgb"
    theme = theme_of("light", board.scale)
    cells = [e for e in board.at_step(None).values() if isinstance(e, Cell) and e.panel.startswith("output/")]
    brightest = {}
    for channel in range(3):
        most = max((cell for cell in cells if cell.panel == f"output/{channel}"), key=lambda c: float(c.text))
        brightest[channel] = theme.cells[most.role].fill
    reds, greens, blues = (int(brightest[0][1:3], 16), int(brightest[1][3:5], 16), int(brightest[2][5:7], 16))
    assert min(reds, greens, blues) > 100
    assert brightest[0][3:] == brightest[1][1:3] + brightest[1][5:] == brightest[2][1:5] == "0000"


def test_the_nearest_kernel_repeats_every_pixel(tmp_path: Path) -> None:
    trace = tconv_anim.animate(input=drawn(tmp_path, COLOURS), stride=3, weight="nearest").trace
    assert (trace.output == np.kron(COLOURS.transpose(2, 0, 1), np.ones((3, 3), int))).all()


@pytest.mark.torch
@pytest.mark.parametrize("stride", [2, 3, 4])
def test_the_bilinear_kernel_is_that_of_image_programs_away_from_the_edges(stride: int) -> None:
    import torch

    x = np.random.default_rng(3).normal(size=(2, 6, 5))
    trace = tconv_anim.animate(input=x, stride=stride, weight="bilinear").trace
    want = torch.nn.functional.interpolate(
        torch.tensor(x)[None], scale_factor=stride, mode="bilinear", align_corners=False
    )[0].numpy()
    assert trace.output.shape == want.shape
    inner = (slice(None), slice(stride, -stride), slice(stride, -stride))
    np.testing.assert_allclose(trace.output[inner], want[inner], rtol=1e-12)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "can't be read as a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "can't be read as a picture"),
        (b"GIF89a" + b"\0" * 40, "can't be read as a picture"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(data)
    assert said in complaint(run("--input", "x.png", cwd=tmp_path))


def test_a_picture_cut_short_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    whole = Path(drawn(tmp_path, noise)).read_bytes()
    for share in range(1, 10):
        (tmp_path / "photo.png").write_bytes(whole[: len(whole) * share // 10])
        with pytest.raises(InputError, match="can't be read as a picture"):
            tconv_anim.animate(input=str(tmp_path / "photo.png"))


@pytest.mark.parametrize("size", [(40_000, 40_000), (6_000, 5_000)])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(size: tuple[int, int], tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000))
    (tmp_path / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (400 << 20,) * 2)\n"
        "import tconv_anim\n"
        "try: tconv_anim.animate(input=sys.argv[1])\n"
        "except tconv_anim.InputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "bomb.png"], capture_output=True, text=True, check=False
    )
    assert f"at most {LARGEST_PICTURE:,}" in done.stdout, done.stderr


def test_one_of_a_batch_is_taken() -> None:
    batch = np.arange(24).reshape(3, 2, 2, 2)
    assert (tconv_anim.animate(input=batch).trace.input == batch[0]).all()
    assert (tconv_anim.animate(input=batch, sample=2).trace.input == batch[2]).all()
    assert (tconv_anim.animate(input=batch.tolist(), sample=1).trace.input == batch[1]).all()
    with pytest.raises(InputError, match="sample is 3 and the batch has 3"):
        tconv_anim.animate(input=batch, sample=3)


def test_one_dimensional_inputs_have_channels_and_a_length() -> None:
    x = np.arange(6).reshape(2, 3)
    assert np.array_equal(tconv_anim.animate(input=x, dims=1).trace.input, x)
    assert np.array_equal(tconv_anim.animate(input=x[None], dims=1, sample=0).trace.input, x)


def test_arrays_are_taken_out_of_an_archive_by_their_key(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", w=np.ones((1, 1, 2, 2)), b=np.array([5]))
    made("--weight", "w.npz#w", "--bias", "w.npz#b", "-o", "x.png", cwd=tmp_path)
    told = complaint(run("--weight", "w.npz", cwd=tmp_path))
    assert "has the arrays w, b: name one of them behind a # in --weight (w.npz#w)" in told
    assert "w, b" in complaint(run("--weight", "w.npz#v", cwd=tmp_path))


def test_archives_that_are_none_or_swell_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.npz").write_bytes(b"PK\3\4" + b"\0" * 50)
    assert "not an archive" in complaint(run("--weight", "cut.npz#w", cwd=tmp_path))
    header = BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (1, 1, 20_000, 20_000)}
    )
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", header.getvalue() + bytes(200_000_000))
    assert "larger than" in complaint(run("--weight", "bomb.npz#w", cwd=tmp_path))
