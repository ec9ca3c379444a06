"""Handouts: steps on sheets of paper, read by poppler, with room for notes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import tconv_anim
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.recipe.spans import ALL
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import extent
from tconv_anim.storyboard.handout import PAPERS, handout
from tconv_anim.storyboard.storyboard import Element, Link
from tests.command import complaint, made, run
from tests.test_pdf import poppler
from tests.test_pdf_pages import pages, strings

LAYER = ("--k", "3", "--s", "2")


def words(path: Path, page: int) -> str:
    return poppler("pdftotext", "-f", f"{page}", "-l", f"{page}", "-layout", path, "-")


@pytest.mark.parametrize(("paper", "told"), [("a4", "(A4)"), ("letter", "(letter)")])
def test_all_steps_are_on_sheets_of_the_paper(paper: str, told: str, tmp_path: Path) -> None:
    made(*LAYER, "--sheet", paper, "-o", "x.pdf", cwd=tmp_path)
    assert told in poppler("pdfinfo", tmp_path / "x.pdf")
    count = pages(tmp_path / "x.pdf")
    assert count == {"a4": 3, "letter": 4}[paper]
    texts = [words(tmp_path / "x.pdf", page) for page in range(1, count + 1)]
    for number, text in enumerate(texts, 1):
        assert "Transposed convolution" in text
        assert re.search(f"{number} ?/ ?{count}", text)
    names = re.findall(r"Opening|Step \d of 9|Ending", "".join(texts))
    assert names == ["Opening", *(f"Step {step} of 9" for step in range(1, 10)), "Ending"]
    told_of = strings(tmp_path / "x.pdf", "Alt")
    assert told_of[0].startswith(
        "Opening: Each input value stamps the kernel onto the output.\nStep 1 of 9: "
    )
    bookmarks = strings(tmp_path / "x.pdf", "Title")
    assert [alt.partition("\n")[0] in bookmarks for alt in told_of] == [True] * count


def test_steps_are_chosen_and_its_recipe_makes_the_same_bytes(tmp_path: Path) -> None:
    made(*LAYER, "--sheet", "a4", "--steps", "1,9-10", "-o", "x.pdf", cwd=tmp_path)
    assert pages(tmp_path / "x.pdf") == 1
    assert re.findall(r"Step \d of 9|Ending", words(tmp_path / "x.pdf", 1)) == [
        "Step 1 of 9",
        "Step 9 of 9",
        "Ending",
    ]
    told = re.search(r'"command": "tconv-anim (.*) -o x.pdf"', run("inspect", "x.pdf", cwd=tmp_path).stdout)
    assert told
    made(*told[1].split(), "-o", "y.pdf", cwd=tmp_path)
    assert (tmp_path / "y.pdf").read_bytes() == (tmp_path / "x.pdf").read_bytes()


@pytest.mark.parametrize("preset", PRESETS)
def test_all_is_inside_the_edges_apart_and_has_room_for_notes(preset: str) -> None:
    whole = tconv_anim.animate(preset).storyboard
    board = handout(whole, ((1, 5), (whole.steps + 1, whole.steps + 1)), "a4")
    edge = 40 * board.size[0] / PAPERS["a4"][0]
    for _, seen in board.states():
        of: dict[str, list[Element]] = {}
        for element in seen.values():
            of.setdefault(ids.whose(element.id), []).append(element)
        around = extent(seen.values(), board.panels)
        assert around.left >= edge
        assert around.top >= edge
        assert around.right <= board.size[0] - edge
        assert around.bottom <= board.size[1] - edge
        of.pop("")
        boxes = [extent(elements, board.panels) for elements in of.values()]
        for one, other in pairwise(boxes):
            assert one.bottom < other.top
        for elements in of.values():
            rules = [e for e in elements if isinstance(e, Link) and "rule" in e.id]
            assert len(rules) >= 3
            label = extent((e for e in elements if ids.kind(e.id) in ("caption", "heading")), board.panels)
            assert label.width


def test_numbers_stay_legible_on_paper() -> None:
    for options in ({}, {"view": "matrix"}, {"input_size": 6}, {"look": "isometric"}):
        whole = tconv_anim.animate(kernel_size=3, stride=2, **options).storyboard
        board = handout(whole, ALL, "a4")
        unit = PAPERS["a4"][0] / board.size[0]  # 1/96 inch
        largest = max(panel.text_size for panel in whole.panels.values())
        assert not largest or largest * unit >= 7, options


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "a4", "-o", "x.png"), "no pages of paper: leave --sheet out, or write a .pdf"),
        (("--sheet", "a5", "-o", "x.pdf"), "one of a4, letter"),
        (("--sheet", "a4", "--step", "2", "-o", "x.pdf"), "leave --sheet out, or --step"),
        (("--sheet", "a4", "--strip", "2", "-o", "x.pdf"), "leave --strip out, or --sheet"),
        (("--sheet", "a4", "--quiz", "-o", "x.pdf"), "leave --sheet out, or --quiz"),
        (("--sheet", "a4", "--size", "16:9", "-o", "x.pdf"), "leave --sheet out, or --size"),
        (("--sheet", "a4", "--steps", "12", "-o", "x.pdf"), "its end is 10"),
    ],
)
def test_what_is_no_handout_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(run(*LAYER, *words, cwd=tmp_path))
    assert not list(tmp_path.iterdir())
