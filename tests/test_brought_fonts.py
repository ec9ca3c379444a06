"""Fonts that users bring: measured as painters set them, carried as far as they are used."""

import base64
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image, ImageFont

import tconv_anim
from tconv_anim.painters.raster.sprites import sprites_of
from tconv_anim.painters.vector.drawing import Draughtsman, Drawing
from tconv_anim.storyboard.metrics import FONTS, set_in, text_width, wrap
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import LIGHT
from tests.browser import Visit
from tests.command import complaint, made, run

CJK = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
"""It has no Latin letters: those come from the package's own."""

ITS_OWN = {*map(chr, TTFont(CJK).getBestCmap())}

TITLE = "转置卷积 とは ×2"


@pytest.fixture
def animation() -> tconv_anim.Animation:
    return tconv_anim.animate(kernel_size=2, input_size=2, called=TITLE, font=CJK)


def test_text_is_as_wide_as_the_fonts_set_it() -> None:
    letters = {letter: CJK if letter in ITS_OWN else FONTS / "Inter-Regular.ttf" for letter in TITLE}
    wanted = sum(ImageFont.truetype(str(file), 1000).getlength(letter) for letter, file in letters.items())
    with set_in(str(CJK)):
        assert text_width("".join(letters), 1000) == pytest.approx(wanted, abs=len(letters))
    assert text_width("转", 1000) != text_width("x", 1000)


def test_what_is_drawn_in_one_font_is_not_kept_for_another() -> None:
    board = tconv_anim.animate(kernel_size=1, input_size=1).storyboard
    cell = Cell("input/0/0/0", "input", "input/0", 0, 0, "转置卷积")
    style = LIGHT.cells["input"]

    def drawn() -> tuple[bytes, Drawing]:
        (sprite,) = sprites_of(LIGHT).cell(style, 44, 16, cell.text, "")
        return sprite.pixels.tobytes(), Draughtsman(board, LIGHT).drawn(cell).look

    own = drawn()
    with set_in(str(CJK)):
        other = drawn()
    assert own[0] != other[0]
    assert own[1] != other[1]  # its letters are wider, and fit in smaller
    assert drawn() == own


def test_lines_end_between_chinese_letters_but_not_before_their_signs() -> None:
    with set_in(str(CJK)):
        assert wrap("转置卷积，核", 10, 40) == ["转置卷", "积，核"]
        assert wrap("(3×3)的 output_padding", 10, 60) == ["(3×3)的", "output_padding"]


def test_pixels_are_the_fonts_own(animation: tconv_anim.Animation) -> None:
    with_font = Image.open(io.BytesIO(animation.encoded(".png"))).convert("L")
    without = tconv_anim.animate(kernel_size=2, input_size=2, called=TITLE).encoded(".png")
    box = (20, 12, 100, 40)
    assert with_font.crop(box).tobytes() != Image.open(io.BytesIO(without)).convert("L").crop(box).tobytes()


def test_a_picture_carries_the_letters_that_it_has_and_a_browser_sets_them_as_wide(
    animation: tconv_anim.Animation, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    text = animation.encoded(".svg", step=1).decode()
    (data,) = re.findall(r"tconv-brought;src:url\(data:font/woff;base64,([^)]*)\)", text)
    carried = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
    assert {chr(code) for code in carried} == set(TITLE) & ITS_OWN
    (tmp_path / "a.svg").write_text(text, "utf-8")
    page = visit(tmp_path / "a.svg").page
    found = page.evaluate(
        "document.fonts.ready.then(() => [...document.querySelectorAll('text')]"
        ".find((one) => one.textContent.includes('とは')).getComputedTextLength())"
    )
    with set_in(str(CJK)):
        size = next(e.size for e in animation.storyboard.at_step(1).values() if e.id == "title")  # type: ignore[union-attr]
        assert found == pytest.approx(text_width(TITLE, size, bold=True), abs=1)


def test_a_page_sets_its_words_in_it(
    animation: tconv_anim.Animation, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    animation.save(tmp_path / "a.html")
    opened = visit(tmp_path / "a.html")
    assert opened.page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].some((one) => "
        "one.family.includes('brought') && one.status === 'loaded'))"
    )
    assert opened.complaints == []


def test_a_pdf_embeds_it_and_its_text_can_be_searched(
    animation: tconv_anim.Animation, tmp_path: Path
) -> None:
    path = animation.save(tmp_path / "a.pdf").path
    assert b"DroidSansFallback" in subprocess.check_output(["pdffonts", path])
    assert "转置卷积 とは" in subprocess.check_output(["pdftotext", path, "-"]).decode()


def test_a_collection_is_its_first_font(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(FONTS / "Inter-SemiBold.ttf"), TTFont(FONTS / "Inter-Regular.ttf")]
    collection.save(tmp_path / "two.ttc")
    with set_in(str(tmp_path / "two.ttc")):
        assert text_width("width", 100) == pytest.approx(text_width("width", 100, bold=True))
    assert made("--k", "2", "--font", "two.ttc", "-o", "a.pdf", cwd=tmp_path)


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.ttf").write_text("no font")
    whole = (FONTS / "Inter-Regular.ttf").read_bytes()
    for at in (4, 100, 1000, 20_000, len(whole) // 2):
        (tmp_path / "cut.ttf").write_bytes(whole[:at])
        told = complaint(run("--k", "2", "--font", "cut.ttf", "-o", "a.png", cwd=tmp_path))
        assert "'cut.ttf' is not a font that can be read" in told
    for name, why in (("text.ttf", "--font takes a .ttf"), ("none.ttf", "can't be read")):
        assert why in complaint(run("--k", "2", "--font", name, "-o", "a.png", cwd=tmp_path))
    assert not (tmp_path / "a.png").exists()
