"""Films of pictures with thousands of cells: keyframes as pictures, which Manim isn't asked for."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

import tconv_anim
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import THEMES
from tests.films import colour, decoded

LARGE: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 26, "duration": 16}
FILM: dict[str, Any] = {"quality": "l", "fps": 5}


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_a_large_film_plays_as_long_as_it_is_told_to_and_ends_on_the_output(
    suffix: str, tmp_path: Path
) -> None:
    animation = tconv_anim.animate(None, **LARGE, size=(854, 480))
    saved = animation.save(tmp_path / f"x{suffix}", **FILM)
    film = decoded(saved.path)
    assert len(film.frames) == saved.frames == 16 * 5
    assert film.seconds == pytest.approx(16, abs=0.3)
    board = animation.storyboard
    assert film.frames[0].shape == (480, 854, 3)
    theme = THEMES["light"].scaled(board.scale)
    cells = [e for e in board.at_step(None).values() if isinstance(e, Cell) and e.panel == "output/0"]
    wanted = np.array([colour(theme.cells[cell.role].fill) for cell in cells])
    corners = [board.panels["output/0"].corner(cell.row, cell.col) for cell in cells]
    found = np.array([film.frames[-1][y + 1, x + 1] for x, y in corners]).astype(int)
    assert len(cells) == 54 * 54
    # Small cells share their colour's samples with neighbours, but not by much on the whole.
    assert np.abs(found.mean(0) - wanted.mean(0)).max() < 8
    assert np.corrcoef(found[:, 1], wanted[:, 1])[0, 1] > 0.9
    assert read_recipe(saved.path)["options"]["input_size"] == [26, 26]


def test_a_gif_of_the_films_renderer_is_made_the_same_way(tmp_path: Path) -> None:
    saved = tconv_anim.animate(None, **LARGE).save(tmp_path / "x.gif", renderer="manim", quality="l", fps=25)
    with Image.open(saved.path) as picture:
        total = sum(frame.info["duration"] for frame in ImageSequence.Iterator(picture))
    assert total == pytest.approx(16_000, abs=50)


def test_no_manim_is_needed_where_nothing_moves(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['manim'] = None; "
    call = "from tconv_anim.cli.commands import main; main(sys.argv[1:])"
    layer = ["--k", "4", "--s", "2", "--p", "1", "--i", "26"]
    film = ["--duration", "16", "--quality", "l", "--fps", "5", "-o", "x.mp4"]
    words = [sys.executable, "-c", hide + call, *layer, *film]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert len(decoded(tmp_path / "x.mp4").frames) == 80
