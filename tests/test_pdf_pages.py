"""PDF with a page for each step, read by poppler: what is on them, their bookmarks, their alt texts."""

import re
from pathlib import Path

import pytest

import tconv_anim
from tests.command import complaint, made, run
from tests.test_pdf import poppler

LAYER = ("--k", "3", "--s", "2", "--p", "1", "--i", "2")


def pages(path: Path) -> int:
    found = re.search(r"Pages: +(\d+)", poppler("pdfinfo", path))
    assert found
    return int(found[1])


def strings(path: Path, key: str) -> list[str]:
    """The texts that stand behind a key, in PDF's two ways to write them."""
    found = re.findall(rf"/{key} (?:\((.*?)\)\n|<feff([0-9a-f]+)>)".encode(), path.read_bytes(), re.DOTALL)
    return [
        bytes.fromhex(wide.decode()).decode("utf-16-be") if wide else plain.decode() for plain, wide in found
    ]


def drawn(path: Path, page: int) -> bytes:
    poppler(
        "pdftoppm", "-r", "60", "-f", f"{page}", "-l", f"{page}", "-singlefile", path, path.with_name("page")
    )
    return path.with_name("page.ppm").read_bytes()


def test_all_steps_have_a_page_a_bookmark_and_an_alt_text(tmp_path: Path) -> None:
    made(*LAYER, "--steps", "all", "-o", "x.pdf", cwd=tmp_path)
    board = tconv_anim.animate(kernel_size=3, stride=2, padding=1, input_size=2).storyboard
    told: dict[int, str] = {}
    for keyframe in board.keyframes:
        if keyframe.step > board.steps:
            told[keyframe.step] = keyframe.caption
        else:
            told.setdefault(keyframe.step, keyframe.caption)
    assert pages(tmp_path / "x.pdf") == len(told) == 6
    captions = list(told.values())
    assert [title for title in strings(tmp_path / "x.pdf", "Title") if title in captions] == captions
    assert strings(tmp_path / "x.pdf", "Alt") == captions
    assert "Tagged:          yes" in poppler("pdfinfo", tmp_path / "x.pdf")
    assert poppler("pdfinfo", "-struct", tmp_path / "x.pdf").count("Figure") == 6


def test_each_page_is_the_picture_of_its_step(tmp_path: Path) -> None:
    made(*LAYER, "--steps", "1,3-4", "-o", "some.pdf", cwd=tmp_path)
    assert pages(tmp_path / "some.pdf") == 3
    for page, step in enumerate((1, 3, 4), 1):
        made(*LAYER, "--step", f"{step}", "-o", "one.pdf", cwd=tmp_path)
        assert drawn(tmp_path / "some.pdf", page) == drawn(tmp_path / "one.pdf", 1)
    made(*LAYER, "--steps", "5", "-o", "end.pdf", cwd=tmp_path)
    made(*LAYER, "-o", "last.pdf", cwd=tmp_path)
    assert drawn(tmp_path / "end.pdf", 1) == drawn(tmp_path / "last.pdf", 1)


def test_a_long_story_has_all_its_pages(tmp_path: Path) -> None:
    made("--k", "1", "--i", "25", "--cell", "4", "--steps", "600-605", "-o", "x.pdf", cwd=tmp_path)
    assert [
        f"step {step} of 625" in text for step, text in enumerate(strings(tmp_path / "x.pdf", "Alt"), 600)
    ] == [True] * 6


def test_its_recipe_makes_the_same_bytes(tmp_path: Path) -> None:
    made(*LAYER, "--steps", "0,2-3", "-o", "x.pdf", cwd=tmp_path)
    command = re.search(
        r'"command": "tconv-anim (.*) -o x.pdf"', run("inspect", "x.pdf", cwd=tmp_path).stdout
    )
    assert command
    assert "--steps 0,2-3" in command[1]
    made(*command[1].split(), "-o", "y.pdf", cwd=tmp_path)
    assert (tmp_path / "y.pdf").read_bytes() == (tmp_path / "x.pdf").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--steps", "1", "--step", "2", "-o", "x.pdf"), "leave --step out, or --steps"),
        (("--steps", "1", "--quiz", "-o", "x.pdf"), "name it in --step"),
        (("--steps", "3,1", "-o", "x.pdf"), "in their order"),
        (("--steps", "1,x", "-o", "x.pdf"), "several with commas"),
        (("--steps", "7", "-o", "x.pdf"), "its end is 5"),
        (("--steps", "2", "-o", "x.png"), ".pdf"),
        (("--speed", "2", "-o", "x.pdf"), "leave --speed out"),
    ],
)
def test_what_makes_no_pages_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(run(*LAYER, *words, cwd=tmp_path))
    assert not list(tmp_path.iterdir())
