"""Predict, then see: what is asked, what is right, and the sheet that is printed."""

from collections.abc import Callable
from pathlib import Path
from subprocess import run as call
from typing import Any

import pytest
from playwright.sync_api import Page

import tconv_anim
from tconv_anim.embed.fence import tconv
from tconv_anim.views import VIEWS

from .browser import Visit
from .command import made, run

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

_LAYER: dict[str, Any] = {
    "kernel_size": 2,
    "stride": 1,
    "input": [[2, 4], [0, 1]],
    "weight": [[3, 1], [1, 5]],
}


def quizzed(visit: Open, tmp_path: Path, **options: Any) -> Page:
    animation = tconv_anim.animate(**{**_LAYER, **options})
    path = tmp_path / "quiz.html"
    animation.save(path, quiz=True)
    page = visit(path).page
    page.wait_for_selector("#quiz:not([hidden])")
    return page


def test_the_products_of_a_step_are_asked_for_checked_and_explained(visit: Open, tmp_path: Path) -> None:
    page = quizzed(visit, tmp_path)
    shown = page.locator('#stage [data-id^="product/"] text:first-of-type')
    assert shown.all_text_contents() == ["?"] * 4
    fields = page.locator("#fields input")
    for field, given in zip(fields.all(), ("6", "2", "+2", "11"), strict=True):
        field.fill(given)
    page.keyboard.press("Enter")
    assert page.locator("#answers span").all_text_contents() == [
        "✓ onto output[0, 0]: 2·3 = 6",
        "✓ onto output[0, 1]: 2·1 = 2",
        "✓ onto output[1, 0]: 2·1 = 2",
        "✗ onto output[1, 1]: 2·5 = 10",
    ]
    assert shown.all_text_contents() == ["+6", "+2", "+2", "+10"]
    assert page.inner_text("#score") == "3 of 4 right"


def test_the_caption_and_pointing_tell_no_answer_before_it_is_given(visit: Open, tmp_path: Path) -> None:
    page = quizzed(visit, tmp_path)
    for _ in range(3):  # on to the sums of the second step, where products meet
        page.click("#next")
    assert page.inner_text("#caption") == "Products meet at output[0, 1]: 4·3 = ?, 2·1 = ?, ? + ? = ?."
    page.hover('#stage [data-id="output/0/0/1"]')
    assert page.is_hidden("#sum")
    page.click("#hint-asked")
    assert page.inner_text("#answers") == "output[0, 1]: 2·1 + 4·3"
    page.click("#check")
    assert page.inner_text("#caption") == "Products meet at output[0, 1]: 4·3 = 12, 2·1 = 2, 12 + 2 = 14."


def test_sizes_are_asked_last_with_the_formula_as_their_answer_and_the_score_ends_it(
    visit: Open, tmp_path: Path
) -> None:
    page = quizzed(visit, tmp_path, kernel_size=3, stride=2, weight=None)
    while "size" not in page.inner_text("#task"):
        page.click("#next")
    page.keyboard.type("5 x 5")
    page.keyboard.press("Enter")
    assert page.inner_text("#answers") == "✓ (2−1)×2 + 1×(3−1) + 1 = 5 = 5×5"
    page.click("#next")
    assert page.inner_text("#task") == "Which output_padding gives 6×6?"
    page.check("#of-three")
    assert page.locator("#fields option").all_text_contents() == ["…", "0", "1", "2"]
    page.select_option("#fields select", "0")
    page.click("#check")
    assert page.inner_text("#answers") == "✗ (2−1)×2 + 1×(3−1) + 1 + 1 = 6 = 1"
    page.click("#next")
    assert page.inner_text("#task") == "That was all: 1 of 2 right."


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_asks_what_its_picture_then_shows(view: str, visit: Open, tmp_path: Path) -> None:
    page = quizzed(visit, tmp_path, view=view, input=[[2, 4], [0, 1]] if view != "conv" else [[1, 2, 0]] * 3)
    page.check("#of-three")
    for _ in range(2):
        right = page.evaluate(
            """() => [...document.querySelectorAll("#fields select")].map((one) => one.options.length)"""
        )
        assert right
        assert all(count == 4 for count in right)
        page.click("#check")
        told = page.locator("#answers span").all_text_contents()
        assert len(told) == len(right)
        assert all(" = " in one or ": " in one for one in told)
        page.click("#next")
        if not page.locator("#fields select").count():
            break


def test_a_button_begins_and_ends_it(visit: Open, tmp_path: Path) -> None:
    animation = tconv_anim.animate(**_LAYER)
    animation.save(tmp_path / "plain.html")
    page = visit(tmp_path / "plain.html").page
    assert page.is_hidden("#quiz")
    page.click("#quiz-me")
    assert page.is_visible("#quiz")
    page.click("#leave")
    assert page.is_hidden("#quiz")
    assert "?" not in page.locator("#stage text").all_text_contents()


def test_a_sheet_for_print_has_empty_cells_and_its_solution_the_numbers(tmp_path: Path) -> None:
    made("--k", "2", "--i", "2", "--quiz", "-o", "sheet.svg", cwd=tmp_path)
    sheet = (tmp_path / "sheet.svg").read_text("utf-8")
    output = sheet.partition('data-id="output/0/0/0"')[2].partition("</g>")[0]
    assert "<text" not in output
    assert "Fill in the empty cells." in sheet
    assert "→ ?" in sheet
    assert "3×3" not in sheet.partition("</desc>")[2]


def test_a_sheet_as_a_pdf_has_its_solution_on_the_second_page(tmp_path: Path) -> None:
    made("--k", "2", "--i", "2", "--quiz", "-o", "sheet.pdf", cwd=tmp_path)

    def page(number: int) -> str:
        words = ("pdftotext", "-f", str(number), "-l", str(number), "sheet.pdf", "-")
        return " ".join(call(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split())

    assert "Fill in the empty cells. What size comes out of 2×2?" in page(1)
    assert "3×3: (2−1)×1 + 1×(2−1) + 1 = 3" in page(2)
    assert len(page(2).split()) > len(page(1).split()) + 9


def test_pages_take_it_as_a_field_and_pictures_refuse_it(tmp_path: Path) -> None:
    block = tconv("k: 2\ni: 2\nquiz: true", "tconv", "tconv", {}, None)
    assert "&quot;quiz&quot;:true" in block
    done = run("--k", "2", "--quiz", "-o", "x.gif", cwd=tmp_path)
    assert done.returncode == 2
    assert "quiz is asked for and a .gif asks nothing" in done.stderr
