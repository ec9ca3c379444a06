"""A kind of file is one module and one row: everything that asks for files learns of it from there."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import pytest

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS, Order, Painter
from tconv_anim.painters.marker import between
from tconv_anim.painters.snippet import data_url
from tests.command import complaint, contents, run

SMALL: dict[str, Any] = {"kernel_size": 1, "input_size": 1}

MOTION: dict[str, Any] = {"loop": 3, "speed": 2.0}


class Toy(ModuleType):
    """A painter's module: its pictures are the texts of the cells."""

    def paint(self, order: Order, file: BinaryIO) -> Iterator[int]:
        texts = [getattr(element, "text", "") for element in order.storyboard.at_step(order.step).values()]
        file.write(f"toy {' '.join(texts)}\nmade from {order.recipe}.\n".encode())
        yield 1

    def read(self, data: bytes) -> str:
        return between(data, "made from ", ".\n")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> str:
    """The suffix of a kind of file that is there only for a test."""
    monkeypatch.setitem(__import__("sys").modules, "toy_painter", Toy("toy_painter"))
    row = Painter("toy_painter", "still", "picture", frozenset({"step"}), 10_000, "image/x-toy")
    monkeypatch.setitem(PAINTERS, ".toy", row)
    return ".toy"


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    main(words, standalone_mode=False)
    return capsys.readouterr().out


def test_a_new_format_is_saved_inspected_and_shown(
    toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"x{toy}"
    tconv_anim.animate(**SMALL).save(name)
    first = Path(name).read_bytes()
    tconv_anim.animate(**SMALL).save(name, step=1)  # over one of ours
    assert Path(name).read_bytes() != first

    command = json.loads(printed(capsys, "inspect", name))["command"]
    assert command.startswith("tconv-anim --k 1 --i 1 --step 1")
    assert printed(capsys, *command.split()[1:]).startswith(f"{name}  ")

    tag = printed(capsys, "--k", "1", "--i", "1", "-o", name, "--format", "html-embed")
    assert f'<img src="{name}" alt="Transposed' in tag
    data = tconv_anim.animate(**SMALL).encoded(toy)
    assert data == first
    assert data_url(toy, data).startswith("data:image/x-toy;base64,")

    Path(name).write_text("toy by somebody else")
    with pytest.raises(InputError, match="not made by tconv-anim"):
        tconv_anim.animate(**SMALL).save(name)


def test_a_new_format_refuses_what_it_does_not_heed(toy: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"loop is 3 and this \.toy shows one moment"):
        tconv_anim.animate(**SMALL, loop=3).save(tmp_path / f"x{toy}")
    with pytest.raises(InputError, match=r"write one of .*\.toy"):
        tconv_anim.animate(**SMALL).save(tmp_path / "x.gif", step=1)


@pytest.mark.parametrize("suffix", PAINTERS)
def test_a_format_takes_what_it_heeds_and_refuses_the_rest(suffix: str, tmp_path: Path) -> None:
    painter, path = PAINTERS[suffix], tmp_path / f"x{suffix}"
    said: dict[str, Any] = {"step": 1, "autoplay": True, "quality": "l", "fps": 2, "transparent": True}
    for name, value in (MOTION | said).items():
        animation = tconv_anim.animate(**SMALL | ({name: value} if name in MOTION else {}))
        asked = {name: value} if name in said else {}
        if name in painter.heeds:
            assert animation.job(path, **asked).painter is painter
        else:
            with pytest.raises(InputError, match=rf"^{name} is .*{suffix}.*: leave {name} out, or "):
                animation.job(path, **asked)


@pytest.mark.parametrize("suffix", [suffix for suffix, painter in PAINTERS.items() if not painter.films])
def test_what_a_format_does_not_heed_does_not_change_its_bytes(suffix: str) -> None:
    usual = tconv_anim.animate(**SMALL).encoded(suffix)
    for name, value in MOTION.items():
        changed = tconv_anim.animate(**SMALL | {name: value}).encoded(suffix) != usual
        assert changed == (name in PAINTERS[suffix].heeds), name


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("-o x.png --loop 3", ["loop is 3", ".png", "--loop", ".gif, .apng"]),
        ("-o x.pdf --speed 2", ["speed is 2.0", ".pdf", "--speed", ".gif, .apng"]),
        ("-o x.svg --step 1 --loop 3", ["loop is 3", ".svg", "one moment", ".gif"]),
        ("-o x.txt --loop 2", ["loop is 2", ".txt", "how often", ".svg"]),
        ("-o x.gif --autoplay", ["autoplay is asked for", ".gif", "--autoplay", "a .html"]),
        ("-o x.png --fps 25", ["fps is 25", ".png", "--fps", ".mp4"]),
    ],
)
def test_an_option_without_effect_is_refused_with_the_way_out(
    words: str, named: list[str], tmp_path: Path
) -> None:
    message = complaint(run("--k", "1", *words.split(), cwd=tmp_path))
    assert all(part in message for part in named), message
    assert contents(tmp_path) == {}
