"""Slides as LibreOffice opens them: printed to PDF, what stands where, in which colour; and saved again."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pptx import Presentation

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.layer import wording
from tconv_anim.storyboard.custom import theme_of
from tconv_anim.storyboard.storyboard import Cell
from tests.test_pdf import poppler

pytestmark = pytest.mark.slides

LAYER: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}

PICTURES: dict[str, dict[str, Any]] = {
    "flat": LAYER,
    "slanted": LAYER | {"look": "isometric", "theme": "dark"},
    "gather": LAYER | {"view": "gather", "theme": "okabe-ito", "size": (1280, 720)},
    "channels": LAYER | {"in_channels": 2, "out_channels": 2, "bias": [-10, 0.25]},
    "heat": LAYER | {"view": "overlap", "show": ["heat"]},
    "print": LAYER | {"theme": "print"},
    "large": {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 16, "view": "gather"},
}

STEP = 2


def converted(folder: Path, kind: str, *names: str) -> None:
    """Have LibreOffice write files as another kind, with settings of its own."""
    words = ["soffice", f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless"]
    words += ["--convert-to", kind, "--outdir", str(folder / kind)]
    subprocess.run([*words, *names], cwd=folder, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all pictures as slides, with a ``pdf`` of each."""
    folder = tmp_path_factory.mktemp("slides")
    for name in PICTURES:
        animation(name).save(folder / f"{name}.pptx", step=STEP)
    animation("flat").save(folder / "all.pptx")
    converted(folder, "pdf", *(path.name for path in folder.glob("*.pptx")))
    return folder


@cache
def animation(name: str) -> Animation:
    return tconv_anim.animate(**PICTURES[name])


def cells(name: str, folder: Path) -> Iterator[tuple[Cell, tuple[float, float], tuple[float, float]]]:
    """The cells of the step's slide: the middle of their shapes, and their size, as shares of the slide's."""
    deck = Presentation(str(folder / f"{name}.pptx"))
    wide, high = deck.slide_width or 0, deck.slide_height or 0
    shapes = {shape.name: shape for shape in deck.slides[1].shapes}
    for element in animation(name).storyboard.at_step(STEP).values():
        if isinstance(element, Cell):
            one = shapes[f"!!{element.id}"]
            middle = (one.left + one.width / 2) / wide, (one.top + one.height / 2) / high
            yield element, middle, (one.width / wide, one.height / high)


@pytest.mark.parametrize("name", PICTURES)
def test_cells_have_their_colours_where_they_are(name: str, printed: Path) -> None:
    poppler(
        "pdftoppm", "-r", "144", "-f", "2", "-png", "-singlefile", printed / f"pdf/{name}.pdf", printed / name
    )
    with Image.open(printed / f"{name}.png") as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    board = animation(name).storyboard
    theme = theme_of(animation(name).recipe.theme, board.scale)
    assert abs(pixels[3, 3] - rgb(theme.page)).max() <= 2
    covered = {element.goes_to for element, _, _ in cells(name, printed)}
    for element, (x, y), (width, _) in cells(name, printed):
        if element.id not in covered and not theme.cells[element.role].pattern:
            # Beside its number, or in small cells its middle.
            across = 0 if not board.panels[element.panel].text_size else -0.33 * width
            spot = pixels[int(y * len(pixels)), int((x + across) * pixels.shape[1])]
            assert abs(spot - rgb(theme.cells[element.role].fill)).max() <= 3, element.id


def rgb(colour: str) -> Any:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


@pytest.mark.parametrize("name", ["flat", "slanted", "gather", "channels"])
def test_numbers_stand_in_their_cells(name: str, printed: Path) -> None:
    poppler("pdftotext", "-f", "2", "-bbox", printed / f"pdf/{name}.pdf", printed / f"{name}.html")
    page = ElementTree.parse(printed / f"{name}.html").find(".//{*}page")
    assert page is not None
    width, height = float(page.get("width", 0)), float(page.get("height", 0))
    words = [
        (word.text, [float(word.get(side, 0)) for side in ("xMin", "yMin", "xMax", "yMax")]) for word in page
    ]
    for element, (x, y), (wide, high) in cells(name, printed):
        text = element.text.replace("-", "−")
        if text:
            found = [
                right - left
                for word, (left, top, right, bottom) in words
                if word == text
                and abs((left + right) / 2 / width - x) < 0.02 * wide
                and abs((top + bottom) / 2 / height - y) < 0.3 * high
            ]
            assert found, element.id
            assert max(found) <= wide * width, element.id
    for word, (left, top, right, bottom) in words:
        assert min(left, top) >= 0, word
        assert right <= width, word
        assert bottom <= height, word


def test_each_slide_says_its_caption_and_the_last_one_the_output(printed: Path) -> None:
    deck = Presentation(str(printed / "all.pptx"))
    pages = poppler("pdftotext", "-layout", printed / "pdf/all.pdf", "-").split("\f")[:-1]
    assert len(pages) == len(deck.slides)
    for slide, page in zip(deck.slides, pages, strict=True):
        assert slide.shapes.title is not None
        assert slide.shapes.title.text.split() == [
            word for word in slide.shapes.title.text.split() if word in page
        ]
    output = animation("flat").trace.output.ravel().tolist()
    words = pages[-1].split()
    assert all(words.count(wording.number(value)) >= output.count(value) for value in output)


def test_libreoffice_finds_names_notes_alt_texts_and_a_transition(printed: Path) -> None:
    converted(printed, "fodp", "all.pptx")
    opened = ElementTree.parse(printed / "fodp/all.fodp")
    pages = opened.findall(".//{*}presentation/{*}page")
    for slide, page in zip(Presentation(str(printed / "all.pptx")).slides, pages, strict=True):
        names = {
            next((value for key, value in one.attrib.items() if key.endswith("}name")), "") for one in page
        }
        assert {shape.name for shape in slide.shapes if shape.name.startswith("!!")} <= names
        told = [about.get("descr") for about in slide.element.xpath(".//p:cNvPr[@descr]")]
        assert [one.text for one in page.iterfind("./*/{*}desc")] == told
        notes = page.find("{*}notes")
        assert notes is not None
        assert slide.notes_slide.notes_text_frame is not None
        assert slide.notes_slide.notes_text_frame.text in "".join(notes.itertext())
    assert "fade" in (printed / "fodp/all.fodp").read_text("utf-8")
