"""The files: probed at named places, decoded by Pillow and by gifsicle, the same bytes each time."""

import hashlib
import io
import re
import struct
import subprocess
import sys
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image, ImageFont, ImageSequence

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.painters import RENDERERS
from tconv_anim.painters.raster.palette import TRANSPARENT, Palette
from tconv_anim.painters.raster.raster import Raster, difference
from tconv_anim.storyboard.metrics import FONTS, text_width
from tconv_anim.storyboard.scales import SCALES
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.storyboard.theme import THEMES
from tests.layers import Example, animated, examples

PICTURES = RENDERERS["pillow"]
MOVING = [suffix for suffix, painter in PICTURES.items() if painter.moves]


def small(**options: Any) -> Animation:
    return tconv_anim.animate(**({"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2} | options))


def decoded(path: Path) -> tuple[list[np.ndarray[Any, Any]], list[int]]:
    """All frames as RGB, and their durations in ms."""
    with Image.open(path) as picture:
        frames = [
            (np.asarray(frame.convert("RGB")), frame.info.get("duration", 0))
            for frame in ImageSequence.Iterator(picture)
        ]
    pixels, durations = zip(*frames, strict=True)
    return list(pixels), [round(duration) for duration in durations]


def drawn(animation: Animation) -> list[np.ndarray[Any, Any]]:
    raster = Raster(animation.storyboard, THEMES[animation.recipe.theme])
    return [raster.palette.rgb[frame.pixels] for frame in raster.frames()]


@pytest.mark.parametrize("theme", THEMES)
def test_cells_have_the_fill_and_the_edge_of_their_role(theme: str) -> None:
    animation = small(theme=theme)
    storyboard, style = animation.storyboard, THEMES[theme]
    raster = Raster(storyboard, style)
    for frame, (_, seen) in zip(raster.frames(), storyboard.states(), strict=True):
        pixels = raster.palette.rgb[frame.pixels]
        covered = {(e.panel, e.row, e.col) for e in seen.values() if isinstance(e, Cell) and e.z >= 10}
        for cell in seen.values():
            if not isinstance(cell, Cell) or ((cell.panel, cell.row, cell.col) in covered and cell.z < 10):
                continue
            x, y = storyboard.panels[cell.panel].corner(cell.row, cell.col)
            # Between the edge, marks inside it, and the number: a place that only the fill reaches.
            probe = pixels[y + 9, x + 9] if not cell.panel.startswith("legend") else pixels[y + 2, x + 2]
            # A hatch may be there: then it is the fill between its lines.
            around = (
                pixels[y + 7 : y + 12, x + 7 : x + 12].reshape(-1, 3)
                if style.cells[cell.role].pattern
                else [probe]
            )
            assert style.cells[cell.role].fill in {"#{:02x}{:02x}{:02x}".format(*one) for one in around}, cell


def test_the_lit_input_cell_has_an_outline_in_the_accent() -> None:
    animation = small()
    raster = Raster(animation.storyboard, THEMES["light"])
    pixels = raster.palette.rgb[raster.still(step=2)]
    outline = animation.storyboard.at_step(2)["active/input/0"]
    assert isinstance(outline, Outline)
    assert (outline.row, outline.col) == (0, 1)
    x, y = animation.storyboard.panels["input/0"].corner(0, 1)
    assert "#{:02x}{:02x}{:02x}".format(*pixels[y, x + 20]) == THEMES["light"].strokes["active"].colour


@pytest.mark.parametrize("suffix", MOVING)
def test_a_file_has_one_frame_a_keyframe_with_its_pixels(suffix: str, tmp_path: Path) -> None:
    animation = small(bias=[3])
    animation.save(tmp_path / f"x{suffix}")
    frames, durations = decoded(tmp_path / f"x{suffix}")
    expected = drawn(animation)
    assert len(frames) == len(expected)
    for ours, theirs in zip(expected, frames, strict=True):
        assert np.array_equal(ours, theirs)
    assert sum(durations) == sum(k.duration_ms for k in animation.storyboard.keyframes)


@settings(max_examples=25)
@given(examples(largest=3))
def test_repainting_what_changed_is_painting_it_all(example: Example) -> None:
    animation = animated(example, cell=20)
    raster = Raster(animation.storyboard, THEMES["light"])
    for frame in raster.frames():
        last = frame.pixels
    assert np.array_equal(last, raster.still(None))


@pytest.mark.parametrize("suffix", PICTURES)
def test_the_same_input_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        small(seed=7).save(tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("speed", [0.7, 1.0, 3.3, 30.0])
def test_delays_are_rounded_once_so_that_the_total_stays(speed: float, tmp_path: Path) -> None:
    animation = small(speed=speed)
    animation.save(tmp_path / "x.gif")
    _, durations = decoded(tmp_path / "x.gif")
    total = sum(k.duration_ms for k in animation.storyboard.keyframes)
    assert abs(sum(durations) - total) <= 5
    assert min(durations) >= 20


def test_an_apng_holds_a_frame_for_minutes(tmp_path: Path) -> None:
    animation = small(speed=0.01)
    wanted = [keyframe.duration_ms for keyframe in animation.storyboard.keyframes]
    assert max(wanted) > 0xFFFF
    animation.save(tmp_path / "x.apng")
    data, held = (tmp_path / "x.apng").read_bytes(), []
    for chunk in re.finditer(b"fcTL", data):
        parts, of = struct.unpack(">HH", data[chunk.end() + 20 : chunk.end() + 24])
        held.append(1000 * parts / of)
    assert held == pytest.approx(wanted, abs=5)


def test_a_delay_is_never_below_what_browsers_show(tmp_path: Path) -> None:
    animation = tconv_anim.animate(kernel_size=1, input_size=(1, 5), story="short", speed=100.0)
    assert min(k.duration_ms for k in animation.storyboard.keyframes) < 20
    animation.save(tmp_path / "x.gif")
    assert min(decoded(tmp_path / "x.gif")[1]) == 20


@pytest.mark.parametrize(("loop", "repeats"), [(0, 0), (1, None), (3, 2)])
def test_a_gif_says_how_often_it_plays(loop: int, repeats: int | None, tmp_path: Path) -> None:
    small(loop=loop).save(tmp_path / "x.gif")
    with Image.open(tmp_path / "x.gif") as picture:
        assert picture.info.get("loop") == repeats


def test_gifsicle_reads_the_gif_without_a_warning(tmp_path: Path) -> None:
    animation = small()
    animation.save(tmp_path / "x.gif")
    result = subprocess.run(
        ["gifsicle", "--info", tmp_path / "x.gif"], capture_output=True, text=True, check=True
    )
    assert result.stderr == ""
    assert f"{len(list(animation.storyboard.keyframes))} images" in result.stdout
    assert result.stdout.count("local color table") == 0


def test_frames_after_the_first_are_only_what_changed(tmp_path: Path) -> None:
    animation = small()
    raster = Raster(animation.storyboard, THEMES["light"])
    areas = [frame.patch.size for frame in raster.frames()]
    whole = animation.storyboard.size[0] * animation.storyboard.size[1]
    assert areas[0] == whole
    assert max(areas[1:]) < whole


def test_a_still_of_a_step_is_that_steps_first_frame(tmp_path: Path) -> None:
    animation = small()
    expected = drawn(animation)
    steps = [keyframe.step for keyframe in animation.storyboard.keyframes]
    for step in range(animation.storyboard.steps + 2):
        animation.save(tmp_path / "x.png", step=step)
        assert np.array_equal(decoded(tmp_path / "x.png")[0][0], expected[steps.index(step)])
    animation.save(tmp_path / "x.png")
    assert np.array_equal(decoded(tmp_path / "x.png")[0][0], expected[-1])


def test_a_patch_closes_gaps_up_to_its_limit_and_none_beyond() -> None:
    before = np.ones((1, 100), np.uint8)
    now = before.copy()
    now[0, [2, 6, 11, 90]] = 5  # gaps of 3, 4 and 78
    patch, at = difference(before.copy(), now, {(0, 0, 100, 1)}, gap=3)
    assert at == (2, 0)
    drawn = np.flatnonzero(patch[0] != TRANSPARENT) + at[0]
    assert drawn.tolist() == [2, 3, 4, 5, 6, 11, 90]


@pytest.mark.parametrize("gap", [1, 2, 7, 8, 23])
@pytest.mark.parametrize("size", [8, 61, 400])
def test_gaps_are_closed_as_when_each_is_looked_at_by_itself(gap: int, size: int) -> None:
    changed = np.random.default_rng(size).random((3, size)) < 0.08
    changed[0, 0] = changed[-1, -1] = True  # so that the patch is all of it
    expected = changed.ravel().copy()
    for start, stop in pairwise(np.flatnonzero(expected).tolist()):
        if stop - start - 1 <= gap:
            expected[start:stop] = True
    before, now = np.ones_like(changed, np.uint8), np.where(changed, 5, 1).astype(np.uint8)
    patch, (left, top) = difference(before.copy(), now, {(0, 0, size, 3)}, gap)
    assert (left, top) == (0, 0)
    assert np.array_equal(patch.ravel() != TRANSPARENT, expected)
    assert np.array_equal(np.where(patch == TRANSPARENT, before, patch), now)


def test_what_was_drawn_for_other_animations_changes_no_byte() -> None:
    suffixes = (".gif", ".svg", ".html")
    code = "import hashlib, tconv_anim; a = tconv_anim.animate(seed=1, look='isometric')"
    hashed = f"{code}; print(*(hashlib.sha256(a.encoded(s)).hexdigest() for s in {suffixes}))"
    alone = subprocess.run([sys.executable, "-c", hashed], capture_output=True, text=True, check=True)
    for options in ({"theme": "print"}, {"heat": "viridis"}, {"cell": 30}, {"look": "isometric"}):
        for suffix in suffixes:
            small(**options).encoded(suffix)
    after = [
        hashlib.sha256(tconv_anim.animate(seed=1, look="isometric").encoded(suffix)).hexdigest()
        for suffix in suffixes
    ]
    assert after == alone.stdout.split()


@pytest.mark.parametrize("theme", THEMES)
def test_a_palette_has_room_for_one_scale_and_takes_none_that_is_not_used(theme: str) -> None:
    assert len(Palette(THEMES[theme]).rgb) <= 170
    for scale in SCALES:
        scaled = THEMES[theme].scaled(scale)
        palette = Palette(scaled)
        assert len(palette.rgb) <= 256  # the first is no colour
        for role, (fill, _) in enumerate(scaled.shades(scale)):
            assert palette.index(scaled.cells[f"{scale}-{role}"].fill) < len(palette.rgb)
            assert palette.rgb[palette.index(fill)].tobytes().hex() == fill[1:]


def test_no_frame_uses_the_transparent_index() -> None:
    raster = Raster(small().storyboard, THEMES["light"])
    assert all(frame.pixels.min() > 0 for frame in raster.frames())


@pytest.mark.parametrize("bold", [False, True])
def test_the_advance_widths_are_those_of_the_font(bold: bool) -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(
        str(FONTS / f"Inter-{'SemiBold' if bold else 'Regular'}.ttf"),
        2048,
        layout_engine=ImageFont.Layout.BASIC,
    )
    for character in "0123456789×→−·+=[](),.:eaMWé—≠":
        assert abs(font.getlength(character) - text_width(character, 2048, bold)) <= 2, character


def test_a_notebook_gets_html_with_a_description_and_a_png() -> None:
    animation = small()
    html = animation._repr_html_()
    frame = unescape(html.partition('data-frame="')[2].partition('"')[0])
    assert frame.startswith("<iframe ")
    assert f'title="{animation.storyboard.description}"' in unescape(frame)
    with Image.open(io.BytesIO(animation._repr_png_())) as picture:
        assert picture.size == animation.storyboard.size


def test_keyframes_differ_from_one_another() -> None:
    frames = drawn(small())
    assert all(not np.array_equal(a, b) for a, b in pairwise(frames))


@pytest.mark.parametrize("bold", [False, True])
def test_a_number_that_changes_does_not_push_what_follows(bold: bool) -> None:
    assert {text_width(digit, 14, bold) for digit in "0123456789"} == {text_width("0", 14, bold)}
    # The font itself says the same, not only our table of widths.
    face = ImageFont.truetype(str(FONTS / f"Inter-{'SemiBold' if bold else 'Regular'}.ttf"), 100)
    assert len({face.getlength(digit) for digit in "0123456789"}) == 1
