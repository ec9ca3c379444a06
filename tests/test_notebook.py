"""Notebooks, run and turned into pages by nbconvert."""

import io
import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops

from tests.browser import Visit
from tests.command import ENVIRONMENT

pytestmark = pytest.mark.slow

CODE = """import tconv_anim
tconv_anim.animate(kernel_size=3, stride=2, input=[[2, 4], [0, 1]], weight=[[3, 1, 0], [1, 5, 1], [0, 2, 2]])
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run."""
    folder = tmp_path_factory.mktemp("notebook")
    written(folder, CODE)
    return folder


def written(folder: Path, code: str) -> None:
    """Write a notebook with one cell, and run it."""
    cell: dict[str, Any] = {"cell_type": "code", "id": "a", "source": code, "metadata": {}}
    cell |= {"outputs": [], "execution_count": None}
    whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "course.ipynb").write_text(json.dumps(whole))
    convert(folder, "notebook", "--execute", "--inplace")


def convert(folder: Path, to: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", to, *words, "course.ipynb"],
        cwd=folder,
        env=ENVIRONMENT | {"JUPYTER_PLATFORM_DIRS": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def shown(folder: Path) -> dict[str, str]:
    """What the animation is in the notebook, by media type."""
    (cell,) = json.loads((folder / "course.ipynb").read_text("utf-8"))["cells"]
    (output,) = cell["outputs"]
    return {kind: "".join(lines) for kind, lines in output["data"].items()}


def test_a_notebook_keeps_the_player_a_picture_and_the_alt_text(notebook: Path) -> None:
    data = shown(notebook)
    assert data.keys() == {"text/html", "image/png", "text/plain"}
    assert data["text/html"].startswith('<div class="tconv-anim"')
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith("Transposed convolution, k=3, s=2: 2×2 → 5×5: each of 4")


def test_it_survives_the_way_to_html(notebook: Path, visit: Callable[..., Visit]) -> None:
    convert(notebook, "html")
    opened = visit(notebook / "course.html", viewport={"width": 1200, "height": 1200})
    player = opened.page.frame_locator("iframe")
    player.locator("#last").click()
    assert player.locator("svg [data-id='output/0/0/0']").last.text_content() == "6"
    assert player.locator("svg [data-id='output/0/4/4']").last.text_content() == "2"


def test_a_page_of_outputs_that_nobody_trusts_shows_the_picture_in_letters_and_no_source(
    notebook: Path, visit: Callable[..., Visit]
) -> None:
    convert(notebook, "html", "--sanitize-html", "--output", "sanitized")
    page = visit(notebook / "sanitized.html").page
    shown = page.inner_text(".jp-RenderedHTML")
    assert shown.startswith("Transposed convolution, k=3, s=2: 2×2 → 5×5: each of 4")
    assert len(shown) < 6000
    assert "<" not in shown
    letters = page.inner_text(".jp-RenderedHTML pre")
    assert letters.startswith("[")
    assert "‹+" in letters  # a product on its way
    assert page.locator("iframe").count() == 0


def test_without_scripts_the_picture_stands_in_the_players_place(
    notebook: Path, visit: Callable[..., Visit]
) -> None:
    convert(notebook, "html")
    page = visit(notebook / "course.html", java_script_enabled=False).page
    assert page.locator("iframe").count() == 0
    seen = page.locator(".tconv-anim").screenshot()
    pictures = [Image.open(io.BytesIO(data)).convert("RGB") for data in (seen, b64decode(still(notebook)))]
    assert pictures[0].size == pictures[1].size
    assert np.asarray(ImageChops.difference(*pictures)).max() < 8


def still(folder: Path) -> str:
    return shown(folder)["image/png"]


def test_it_survives_the_way_to_latex(notebook: Path) -> None:
    convert(notebook, "latex")
    tex = (notebook / "course.tex").read_text("utf-8")
    (picture,) = notebook.glob("course_files/*.png")
    assert f"{{course_files/{picture.name}}}" in tex
    assert "iframe" not in tex
