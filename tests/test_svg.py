"""SVG in a real browser: what is seen is the storyboard, moving or still, and text stays text."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from PIL import Image

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.layer import wording
from tconv_anim.painters import PAINTERS, Order
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.painters.vector.drawing import Draughtsman
from tconv_anim.painters.vector.figure import figure
from tconv_anim.painters.vector.markup import texts
from tconv_anim.painters.vector.motion import moving
from tconv_anim.storyboard.metrics import FONTS, text_width
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Storyboard
from tconv_anim.storyboard.theme import LIGHT, THEMES
from tconv_anim.views import ISOMETRIC, VIEWS
from tests.browser import Visit
from tests.layers import Example, animated, examples, for_view

Pixels = np.ndarray[Any, Any]
Opener = Callable[..., Visit]

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text></script><img src=x onerror=alert(1)> & \"q\" 'a' \u2028 \x00\x1b\ud800 ]]>"


def small(**options: Any) -> Animation:
    return tconv_anim.animate(**({"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2} | options))


def shot(visit: Visit) -> Pixels:
    with Image.open(io.BytesIO(visit.page.screenshot())) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def seek(visit: Visit, ms: int) -> None:
    """Hold a moving picture just after this time."""
    visit.page.evaluate(
        "s => { const svg = document.documentElement; svg.pauseAnimations(); svg.setCurrentTime(s) }",
        ms / 1000 + 0.0004,
    )


def sized(animation: Animation) -> dict[str, Any]:
    width, height = animation.storyboard.size
    return {"viewport": {"width": width, "height": height}}


def shown_texts(svg: str, name: str) -> list[str]:
    """The texts inside every group with this ``data-id``."""
    return [
        "".join(text.itertext())
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if group.get("data-id") == name
        for text in group.iter(f"{SVG}text")
    ]


LOOKS = [(view, "flat") for view in VIEWS] + [(view, "isometric") for view in sorted(ISOMETRIC)]


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_a_still_looks_as_the_raster_does(view: str, look: str, visit: Opener, tmp_path: Path) -> None:
    animation = small(**for_view(view, {"look": look, "output_padding": 1, "theme": "light"}))
    step = animation.storyboard.steps // 2
    animation.save(tmp_path / "still.svg", step=step)
    theirs = shot(visit(tmp_path / "still.svg", **sized(animation)))
    raster = Raster(animation.storyboard, LIGHT.scaled(animation.storyboard.scale))
    ours = raster.palette.rgb[raster.still(step)].astype(int)
    assert theirs.shape == ours.shape
    # Letters and slanted lines are smoothed differently; fills and straight lines are the same.
    far_off = np.abs(theirs - ours).max(axis=2) > 64
    assert far_off.mean() < 0.02
    blocks = [picture.reshape(-1, 3).mean(axis=0) for picture in (ours, theirs)]
    assert np.abs(blocks[0] - blocks[1]).max() < 1


@pytest.mark.parametrize(("view", "look"), LOOKS[1::2])
def test_every_step_of_the_moving_picture_is_the_still_of_that_step(
    view: str, look: str, visit: Opener, tmp_path: Path
) -> None:
    animation = small(view=view, look=look, kernel_size=2, bias=[1])
    storyboard = animation.storyboard
    start: dict[int, int] = {}
    now = 0
    for keyframe in storyboard.keyframes:
        start.setdefault(keyframe.step, now)
        now += keyframe.duration_ms
    animation.save(tmp_path / "moving.svg")
    moving = visit(tmp_path / "moving.svg", **sized(animation))
    still = visit("<p>", **sized(animation))
    for step, time in list(start.items())[:: max(1, len(start) // 3)]:
        seek(moving, time)
        animation.save(tmp_path / "still.svg", step=step)
        still.page.goto((tmp_path / "still.svg").as_uri())
        # Neighbours of one height may be drawn in another order, which shows in the edges they share.
        far_off = np.abs(shot(moving) - shot(still)).max(axis=2)
        assert far_off.max() < 80, step
        assert (far_off > 16).mean() < 0.001, step
    moving.assert_alone(tmp_path / "moving.svg")


def test_it_plays_inside_img_and_loads_its_font_from_itself(visit: Opener, tmp_path: Path) -> None:
    animation = small(speed=8)
    animation.save(tmp_path / "moving.svg")
    page = tmp_path / "page.html"
    page.write_text('<body style="margin:0"><img src="moving.svg">')
    opened = visit(page, **sized(animation))
    seen = [shot(opened)]
    for _ in range(40):
        opened.page.wait_for_timeout(100)
        seen.append(shot(opened))
        if len({frame.tobytes() for frame in seen}) > 3:
            break
    assert len({frame.tobytes() for frame in seen}) > 3
    assert {Path(url).name for url in opened.requests} == {"page.html", "moving.svg"}


def test_text_is_as_wide_as_layout_measured_it(visit: Opener, tmp_path: Path) -> None:
    animation = small()
    animation.save(tmp_path / "still.svg", step=2)
    opened = visit(tmp_path / "still.svg", **sized(animation))
    opened.page.evaluate("document.fonts.ready.then(() => 0)")
    labels = [e for e in animation.storyboard.at_step(2).values() if isinstance(e, Label)]
    assert len(labels) > 5
    for label in labels:
        width = opened.page.evaluate(
            "id => document.querySelector(`[data-id='${id}'] text`).getComputedTextLength()", label.id
        )
        assert abs(width - text_width(label.text, label.size, label.bold)) < 0.5, label


def test_who_asked_for_no_motion_sees_the_end_standing_still(visit: Opener, tmp_path: Path) -> None:
    animation = small()
    path = animation.save(tmp_path / "moving.svg").path
    opened = visit(path, reduced_motion="reduce", **sized(animation))
    shots = set()
    for ms in (0, 2500, 4000, 9000):
        seek(opened, ms)
        shots.add(shot(opened).tobytes())
        for (c, y, x), value in np.ndenumerate(animation.trace.output):
            seen = opened.page.evaluate(
                """id => [...document.querySelectorAll(`[data-id="${id}"]`)]
                    .filter(g => getComputedStyle(g).visibility == 'visible').map(g => g.textContent)""",
                f"output/{c}/{y}/{x}",
            )
            assert seen == [wording.number(value.item())]
    assert len(shots) == 1
    restless = visit(path, **sized(animation))
    seek(restless, 4000)
    assert shot(restless).tobytes() not in shots


@pytest.mark.parametrize("loop", [0, 1, 2, 101])
def test_it_plays_as_often_as_asked_and_then_stays_at_the_end(
    loop: int, visit: Opener, tmp_path: Path
) -> None:
    animation = small(loop=loop)
    opened = visit(animation.save(tmp_path / "moving.svg").path, **sized(animation))
    length = sum(keyframe.duration_ms for keyframe in animation.storyboard.keyframes)
    seek(opened, 3000)
    early = shot(opened)
    seek(opened, length - 10)
    end = shot(opened)
    assert not np.array_equal(early, end)
    for times in (1, 2, 3):
        seek(opened, times * length + 3000)
        plays = loop in (0, 101) or times < loop
        assert np.array_equal(shot(opened), early if plays else end), times


def test_what_changes_without_being_seen_changes_nothing() -> None:
    storyboard = small().storyboard
    still = next(e for e in next(iter(storyboard.keyframes)).enter if e.id == "kernel/0/0/0/0")
    assert isinstance(still, Cell)
    restless = [
        keyframe._replace(update=(*keyframe.update, still._replace(comes_from=(str(n),)))) if n else keyframe
        for n, keyframe in enumerate(storyboard.keyframes)
    ]
    assert moving(storyboard._replace(keyframes=restless), LIGHT) == moving(storyboard, LIGHT)


@settings(max_examples=30)
@given(examples(largest=3) | examples(largest=3, floats=True))
def test_a_still_of_the_end_says_the_output_in_text(example: Example) -> None:
    animation = animated(example, cell=44)
    svg = figure(animation.storyboard, THEMES["dark"])
    for (c, y, x), value in np.ndenumerate(animation.trace.output):
        shown = wording.number(value.item()).replace("-", "−")
        assert shown_texts(svg, f"output/{c}/{y}/{x}") == [shown]


def hostile(storyboard: Storyboard) -> Storyboard:
    """A storyboard in which every text that a painter writes is ``HOSTILE``."""

    def spoiled(element: Element) -> Element:
        if isinstance(element, Cell):
            return element._replace(text=HOSTILE, note=HOSTILE)
        return element._replace(text=HOSTILE) if isinstance(element, Label) else element

    keyframes = [
        keyframe._replace(
            caption=HOSTILE,
            enter=tuple(map(spoiled, keyframe.enter)),
            update=tuple(map(spoiled, keyframe.update)),
        )
        for keyframe in storyboard.keyframes
    ]
    return storyboard._replace(title=HOSTILE, description=HOSTILE, keyframes=keyframes)


@pytest.mark.parametrize("step", [None, 2])
def test_hostile_text_stays_text(step: int | None, visit: Opener, tmp_path: Path) -> None:
    order = Order(hostile(small().storyboard), LIGHT, HOSTILE, 0, step)
    with (tmp_path / "x.svg").open("wb") as file:
        assert list(PAINTERS[".svg"].load()(order, file))
    svg = (tmp_path / "x.svg").read_text("utf-8")
    kept = HOSTILE.replace("\x00", "�").replace("\x1b", "�").replace("\ud800", "�")
    tree = ElementTree.fromstring(svg)
    assert {tree.findtext(f"{SVG}{name}") for name in ("title", "desc", "metadata")} == {kept}
    assert kept.replace("-", "−") in shown_texts(svg, "input/0/0/0")
    # The same inside a page, where "<" would open a tag and U+2028 end a line of script.
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{svg}", "utf-8")
    opened = visit(page)
    assert opened.page.evaluate("document.querySelectorAll('img, script').length") == 0
    assert opened.page.evaluate("document.querySelectorAll('body > *').length") == 1
    opened.assert_alone(page)


def test_two_figures_on_a_page_keep_their_own_colours(visit: Opener) -> None:
    light, dark = (figure(small().storyboard, THEMES[name], 1) for name in ("light", "dark"))
    opened = visit(light + dark)
    fills = opened.page.evaluate(
        "[...document.querySelectorAll('[data-id=\"input/0/0/1\"] path')].map(p => getComputedStyle(p).fill)"
    )
    assert fills == ["rgb(166, 205, 242)", "rgb(31, 74, 122)"]
    ids = opened.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)) == 6


def test_the_same_figure_has_the_same_ids_and_another_has_others() -> None:
    def root(**options: Any) -> str | None:
        return ElementTree.fromstring(figure(small(**options).storyboard, LIGHT)).get("id")

    assert root() == root()
    assert root() != root(seed=1)


@pytest.mark.parametrize("view", VIEWS)
def test_the_font_inside_has_every_character_that_the_views_write(view: str) -> None:
    storyboard = small(**for_view(view, {"padding": 2, "bias": [-0.25], "output_padding": 1})).storyboard
    draughtsman = Draughtsman(storyboard, LIGHT.scaled(storyboard.scale))
    used = texts(draughtsman.drawn(e).look for _, seen in storyboard.states() for e in seen.values())
    for bold, name in ((False, "Inter-Regular"), (True, "Inter-SemiBold")):
        with TTFont(FONTS / f"{name}.woff2") as font:
            assert used[bold] <= {chr(code) for code in font.getBestCmap()}


@pytest.mark.parametrize("name", ["Inter-Regular", "Inter-SemiBold"])
def test_the_small_font_is_the_large_one_with_fewer_letters(name: str) -> None:
    with TTFont(FONTS / f"{name}.woff2") as small_font, TTFont(FONTS / f"{name}.ttf") as large:
        for code, glyph in small_font.getBestCmap().items():
            assert small_font["hmtx"][glyph][0] == large["hmtx"][large.getBestCmap()[code]][0], chr(code)


def test_a_still_embeds_no_font_that_it_does_not_use() -> None:
    storyboard = small().storyboard
    draughtsman = Draughtsman(storyboard, LIGHT.scaled(storyboard.scale))
    used = texts(draughtsman.drawn(e).look for e in storyboard.at_step(None).values())
    assert used[True]
    assert figure(storyboard, LIGHT).count("@font-face") == 2
    assert figure(storyboard, LIGHT, fonts=False).count("@font-face") == 0
