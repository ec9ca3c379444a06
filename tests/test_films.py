"""Films: real renders by Manim, decoded and probed."""

import json
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

import tconv_anim
from tconv_anim import painters
from tconv_anim.animation import Animation
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.film import render
from tconv_anim.painters.film.canvas import Canvas
from tconv_anim.painters.film.figure import FigureMobject
from tconv_anim.painters.film.moves import Move
from tconv_anim.painters.film.scene import FilmScene
from tconv_anim.recipe.inspection import is_ours, read_recipe
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import ISOMETRIC, VIEWS
from tests.command import ENVIRONMENT, complaint, contents, made, run, start
from tests.films import colour, decoded
from tests.layers import for_view

VIDEOS = [suffix for suffix, painter in PAINTERS.items() if painter.films]
LOOKS = [(view, "flat") for view in VIEWS] + [(view, "isometric") for view in sorted(ISOMETRIC)]
TOLERANCE = 12
"""Of a colour that went through an encoder that loses some, in levels of 255."""


def small(**options: Any) -> Animation:
    # Of the size of a frame, so that a storyboard is that of its film.
    usual: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2, "size": (854, 480)}
    return tconv_anim.animate(**(usual | options))


def last_cells(animation: Animation) -> list[Cell]:
    """The cells that stand at the end, but for the cropped ones, which have faded."""
    seen = animation.storyboard.at_step(None).values()
    cells = [cell for cell in seen if isinstance(cell, Cell) and cell.role != "cropped"]
    return [cell for cell in cells if animation.storyboard.panels[cell.panel].across[0] >= 40]


def fill_in(picture: np.ndarray[Any, Any], animation: Animation, cell: Cell) -> np.ndarray[Any, Any]:
    """The colour in a corner of a flat cell, which its number doesn't reach."""
    scale = picture.shape[1] / animation.storyboard.size[0]
    x, y = animation.storyboard.panels[cell.panel].corner(cell.row, cell.col)
    pixel: np.ndarray[Any, Any] = picture[round((y + 7) * scale), round((x + 7) * scale)].astype(int)
    return pixel


def assert_same_colour(found: np.ndarray[Any, Any], wanted: str, what: object) -> None:
    assert np.abs(found[:3] - colour(wanted)).max() <= TOLERANCE, (found, wanted, what)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("suffix", VIDEOS)
def test_the_last_frame_shows_the_output_in_its_colours(suffix: str, theme: str, tmp_path: Path) -> None:
    animation = small(theme=theme, padding=0)
    animation.save(tmp_path / f"x{suffix}", quality="l")
    last = decoded(tmp_path / f"x{suffix}").frames[-1]
    for cell in last_cells(animation):
        fill = THEMES[theme].cells[cell.role].fill
        assert_same_colour(fill_in(last, animation, cell), fill, cell)
    assert_same_colour(last[3, 3].astype(int), THEMES[theme].page, "page")


@pytest.mark.parametrize(("fps", "speed"), [(1, 1.0), (15, 1.0), (24, 3.3), (30, 0.7), (15, 100.0)])
def test_a_film_lasts_as_long_as_its_storyboard(fps: int, speed: float, tmp_path: Path) -> None:
    animation = small(speed=speed, input_size=(1, 2))
    saved = animation.save(tmp_path / "x.mp4", quality="l", fps=fps)
    film = decoded(tmp_path / "x.mp4")
    wanted = sum(keyframe.duration_ms for keyframe in animation.storyboard.keyframes) / 1000
    assert film.fps == fps
    assert len(film.frames) == saved.frames == round(wanted * fps)
    assert abs(film.seconds - wanted) <= 1 / fps


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_every_view_in_every_look_makes_a_film(view: str, look: str, tmp_path: Path) -> None:
    animation = small(**for_view(view, {"look": look, "output_padding": 1}))
    saved = animation.save(tmp_path / "x.mp4", quality="l", fps=1)
    film = decoded(tmp_path / "x.mp4")
    assert len(film.frames) == saved.frames
    assert film.frames[0].shape[:2] == saved.size[::-1]
    assert any((a != b).any() for a, b in pairwise(film.frames))
    if look == "flat":
        for cell in last_cells(animation):
            fill = THEMES["light"].scaled(animation.storyboard.scale).cells[cell.role].fill
            assert_same_colour(fill_in(film.frames[-1], animation, cell), fill, cell)


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_what_moves_ends_where_the_next_keyframe_says(view: str, look: str) -> None:
    animation = small(view=view, look=look)
    theme = THEMES["light"].scaled(animation.storyboard.scale)
    moved, shown = FigureMobject(animation.storyboard, theme), FigureMobject(animation.storyboard, theme)
    for at in range(1, len(moved.keyframes)):
        move = Move(moved)
        move.begin()
        for alpha in (0.3, 0.7):
            move.interpolate(alpha)
        move.finish()
        shown.seek(at)
        assert list(moved.moving.submobjects) == []
        for ours, theirs in zip(moved.still.submobjects, shown.still.submobjects, strict=True):
            assert np.allclose(ours.points, theirs.points)
            assert np.allclose(ours.fill_rgbas, theirs.fill_rgbas)
            assert np.allclose(ours.stroke_rgbas, theirs.stroke_rgbas)


def test_products_grow_at_the_kernel_and_fly_to_their_window() -> None:
    figure = FigureMobject(small().storyboard, THEMES["light"])
    weight = np.array(figure.pieces["kernel/0/0/1/1"].middle)
    move = Move(figure)
    move.begin()
    product = figure.pieces["product/0/1/1"]
    home = np.array(product.middle)
    face = product.shapes["face"]

    def place() -> np.ndarray[Any, Any]:
        return np.array(face.now.middle)

    assert np.allclose(place(), weight)
    assert face.now.fill[0, 3] == 0
    move.interpolate(0.65)
    way = (place() - weight) / (home - weight + 1e-9)
    assert 0.1 < way[0] < 0.9
    assert face.now.fill[0, 3] == 1
    move.finish()
    assert np.allclose(place(), home)


def test_cropped_cells_fade_at_the_end_and_not_before(tmp_path: Path) -> None:
    animation = small()
    figure = FigureMobject(animation.storyboard, THEMES["light"])

    def opacity() -> float:
        return min(float(piece.shapes["edge"].look.stroke[0, 3]) for piece in figure.cropped())

    figure.seek(len(figure.keyframes) - 3)
    assert opacity() == 1
    figure.seek(len(figure.keyframes) - 1)
    assert 0.1 < opacity() < 0.5


@pytest.mark.parametrize(("view", "look"), [("scatter", "flat"), ("gather", "isometric")])
def test_the_canvas_paints_what_manim_paints(view: str, look: str) -> None:
    order = small(view=view, look=look).job("x.mp4", quality="l").order
    with render._studio(order):
        scene = FilmScene()
        figure = render._fitted(order)
        scene.add(figure)
        camera: Any = scene.camera
        canvas = Canvas(camera, figure, [])
        for _ in range(4):
            move = Move(figure)
            move.begin()
            for alpha in (0.2, 0.5, 0.8):
                move.interpolate(alpha)
                scene.renderer.update_frame(scene)
                theirs = camera.pixel_array.astype(int)
                ours = np.zeros_like(camera.pixel_array)
                canvas.paint(ours)
                # The last bit differs where Cairo rounds a path's points before they are scaled.
                assert np.abs(ours - theirs).max() <= 40
                assert np.abs(ours - theirs).mean() < 0.05
            move.finish()


@pytest.mark.parametrize("quality", ["l", "m", "h", "k"])
def test_a_frame_is_the_quality_s_or_the_size_that_was_asked_for(quality: str) -> None:
    looks: list[dict[str, Any]] = [
        {},
        {"view": "matrix"},
        {"dims": 1, "input_size": 5},
        {"look": "isometric"},
    ]
    for options in (*looks, {"preset": "no_padding_strides"}):
        job = tconv_anim.animate(**options).job("x.mp4", quality=quality)
        assert job.order.storyboard.size == painters.order.QUALITIES[quality][:2]
        job = tconv_anim.animate(**options, size=(600, 400)).job("x.mp4", quality=quality)
        assert job.order.storyboard.size == (600, 400)


def test_a_video_takes_even_sides_only() -> None:
    animation = tconv_anim.animate(size=(601, 401))
    with pytest.raises(InputError, match="even numbers"):
        animation.job("x.mp4")
    assert animation.job("x.gif", renderer="manim").order.storyboard.size == (601, 401)


def test_a_transparent_webm_is_seen_through(tmp_path: Path) -> None:
    small().save(tmp_path / "x.webm", quality="l", fps=5, transparent=True)
    frames = decoded(tmp_path / "x.webm", "rgba", codec="libvpx-vp9").frames
    assert frames[0][2, 2, 3] == 0
    assert frames[-1][..., 3].max() == 255
    assert 0.05 < (frames[-1][..., 3] > 200).mean() < 0.8


def test_a_transparent_mov_is_seen_through_and_keeps_its_colours(tmp_path: Path) -> None:
    animation = small(padding=0)
    animation.save(tmp_path / "x.mov", quality="l", fps=5, transparent=True)
    frames = decoded(tmp_path / "x.mov", "rgba").frames
    assert frames[0][2, 2].tolist() == [0, 0, 0, 0]
    for cell in last_cells(animation):
        probe = fill_in(frames[-1], animation, cell)
        assert probe[3] == 255
        assert_same_colour(probe, THEMES["light"].cells[cell.role].fill, cell)
    # Half-covered pixels of dark letters are dark all the same, not darkened once more by their opacity.
    last = frames[-1].reshape(-1, 4).astype(int)
    edges = last[(last[:, 3] > 20) & (last[:, 3] < 60)]
    assert len(edges) > 50
    assert edges[:, 2].mean() > 40


@pytest.mark.parametrize("fps", [25, 50])
def test_a_gif_by_manim_keeps_the_theme_s_colours(fps: int, tmp_path: Path) -> None:
    animation = small(padding=0, input_size=1, loop=3)
    animation.save(tmp_path / "x.gif", renderer="manim", quality="l", fps=fps)
    with Image.open(tmp_path / "x.gif") as picture:
        delays = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
        last = np.asarray(picture.convert("RGB"))
        assert picture.info["loop"] == 2
    wanted = sum(keyframe.duration_ms for keyframe in animation.storyboard.keyframes)
    assert abs(sum(delays) - wanted) <= 500 / fps
    assert min(delays) == 1000 // fps
    for cell in last_cells(animation):
        assert_same_colour(fill_in(last, animation, cell), THEMES["light"].cells[cell.role].fill, cell)


def test_a_png_by_manim_shows_the_step(tmp_path: Path) -> None:
    animation = small()
    pictures = []
    for step in (0, 2, None):
        animation.save(tmp_path / "x.png", renderer="manim", step=step)
        with Image.open(tmp_path / "x.png") as picture:
            pictures.append(np.asarray(picture))
        assert read_recipe(tmp_path / "x.png")["options"].get("step") == step
    assert all((a != b).any() for a, b in pairwise(pictures))
    lit = animation.storyboard.at_step(2)["input/0/0/1"]
    assert isinstance(lit, Cell)
    assert_same_colour(fill_in(pictures[1], animation, lit), THEMES["light"].cells["input-active"].fill, lit)


@pytest.mark.parametrize("suffix", VIDEOS)
def test_the_same_film_is_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for transparent in {False, suffix != ".mp4"}:
        files = []
        for name in ("a", "b"):
            saved = small(input_size=1).save(
                tmp_path / f"{name}{suffix}", quality="l", fps=2, transparent=transparent
            )
            files.append(saved.path.read_bytes())
        assert files[0] == files[1]


@pytest.mark.parametrize("suffix", VIDEOS)
def test_a_film_carries_its_recipe_and_may_be_replaced(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    animation = small(input=[[1.5, -2], [0, 7]])
    animation.save(path, quality="l", fps=1)
    recipe = read_recipe(path)["options"]
    assert (recipe["renderer"], recipe["quality"], recipe["fps"]) == ("manim", "l", 1)
    assert recipe["input"] == [[[1.5, -2.0], [0.0, 7.0]]]
    assert recipe["stride"] == [2, 2]
    assert decoded(path).comment == animation.job(path, quality="l", fps=1).order.recipe
    small().save(path, quality="l", fps=1)
    assert "input" not in read_recipe(path)["options"]


@pytest.mark.parametrize("suffix", VIDEOS)
def test_a_film_with_a_long_recipe_is_read_back(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    job = tconv_anim.animate(input_size=1, kernel_size=1).job(path, quality="l", fps=1)
    whole = json.loads(job.order.recipe) | {"input": [[[0.1234567] * 10_000]]}
    recipe = json.dumps(whole, separators=(",", ":"))
    job._replace(order=job.order._replace(recipe=recipe)).run()
    assert len(recipe) > 65_536
    assert decoded(path).comment == recipe
    assert read_recipe(path) == whole


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b'{"format":"tconv-anim/recipe"', b"ftypisom" * 9])
def test_a_foreign_film_stays(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    assert not is_ours(path)
    with pytest.raises(InputError, match="force"):
        small().save(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("-o x.mp4 --transparent", ["--transparent", ".webm", ".mov"]),
        ("-o x.gif --transparent --renderer manim", ["--transparent"]),
        ("-o x.gif --fps 30 --renderer manim", ["--fps", "25 or 50"]),
        ("-o x.gif --fps 25", ["--fps", "--renderer"]),
        ("-o x.png --quality h", ["--quality", "--renderer"]),
        ("-o x.png --fps 25 --renderer manim", ["--fps", "still"]),
        ("-o x.mp4 --quality 4k", ["--quality", "l, m, h, k"]),
        ("-o x.mp4 --fps 0", ["--fps", "1 to 240"]),
        ("-o x.mp4 --renderer pillow", ["-o", ".gif"]),
        ("-o x.webp --renderer manim", ["-o", ".mp4"]),
        ("-o x.mp4 --renderer ffmpeg", ["--renderer", "pillow, manim"]),
        ("-o x.mp4 --step 2", ["--step", ".png"]),
        ("-o x.mp4 --loop 2", ["--loop"]),
    ],
)
def test_what_does_not_go_together_is_said(words: str, told: list[str], tmp_path: Path) -> None:
    message = complaint(run(*words.split(), cwd=tmp_path))
    assert all(word in message for word in told), message
    assert contents(tmp_path) == {}


def test_the_command_makes_a_film_and_tells_only_what_it_made(tmp_path: Path) -> None:
    printed = made("--i", "1", "--renderer", "manim", "--quality", "l", "--fps", "2", cwd=tmp_path)
    (name,) = contents(tmp_path)
    assert name == "tconv-k3-s1-p0-i1-scatter.mp4"
    assert printed.startswith(name)
    again = read_recipe(tmp_path / name)
    assert "--renderer manim --quality l --fps 2" in made("inspect", name, cwd=tmp_path)
    assert again["options"]["input_size"] == [1, 1]


def test_a_scene_s_settings_file_changes_nothing(tmp_path: Path) -> None:
    words = ("--i", "1", "--quality", "l", "--fps", "2", "--quiet", "-o", "x.mp4")
    (tmp_path / "manim.cfg").write_text(
        "[CLI]\nbackground_color = RED\npixel_width = 100\nfrom_animation_number = 2\nsave_sections = True\n"
    )
    made(*words, cwd=tmp_path)
    assert sorted(contents(tmp_path)) == ["manim.cfg", "x.mp4"]
    picture = decoded(tmp_path / "x.mp4").frames[0]
    assert_same_colour(picture[2, 2].astype(int), THEMES["light"].page, "page")
    assert picture.shape[1] != 100


def test_two_films_at_once_are_both_whole(tmp_path: Path) -> None:
    processes = [
        start("--i", "2", "--seed", seed, "--quality", "l", "-o", f"{seed}.mp4", cwd=tmp_path)
        for seed in ("1", "2")
    ]
    for process in processes:
        _, complained = process.communicate(timeout=120)
        assert (process.returncode, complained) == (0, "")
    for seed in ("1", "2"):
        assert read_recipe(tmp_path / f"{seed}.mp4")["options"]["seed"] == int(seed)
        animation = tconv_anim.animate(input_size=2, seed=int(seed))
        assert len(decoded(tmp_path / f"{seed}.mp4").frames) == animation.job("x.mp4", quality="l").frames


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_film_that_is_interrupted_leaves_nothing(
    suffix: str, sent: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, folder = tmp_path / "studio", tmp_path / "folder"
    studio.mkdir()
    folder.mkdir()
    monkeypatch.setitem(ENVIRONMENT, "TMPDIR", str(studio))
    made("--i", "1", "--k", "1", "--renderer", "manim", "--quality", "l", "-o", f"x{suffix}", cwd=folder)
    before = contents(folder)
    with start("--i", "12", "--renderer", "manim", "--quality", "h", "-o", f"x{suffix}", cwd=folder) as film:
        try:
            deadline = time.monotonic() + 60
            while not list(folder.glob(".*.part")) or not list(studio.iterdir()):
                assert time.monotonic() < deadline, "it doesn't begin"
                time.sleep(0.02)
            time.sleep(0.5)
            assert film.poll() is None
            film.send_signal(sent)
            printed, complained = film.communicate(timeout=60)
        finally:
            film.kill()
    assert film.returncode == 128 + sent
    assert (printed, "Traceback" in complained) == ("", False)
    assert contents(folder) == before
    assert contents(studio) == {}


def test_without_manim_one_message_says_what_to_install(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['manim'] = None; "
    call = "from tconv_anim.cli.commands import main; main(['-o', 'x.mp4'])"
    words = [sys.executable, "-c", hide + call]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "pip install 'tconv-anim[manim]'" in complaint(done)
    assert contents(tmp_path) == {}
    scene = subprocess.run(
        [sys.executable, "-c", hide + "import tconv_anim.manim"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "pip install 'tconv-anim[manim]'" in scene.stderr.splitlines()[-1]
