"""How long each keyframe is seen, and what of an animation is played."""

import re
from collections.abc import Mapping
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageSequence

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.storyboard.playing import untimed
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Element, Keyframe, Storyboard
from tconv_anim.storyboard.timing import gist, reading_ms
from tconv_anim.views import VIEWS
from tests.films import decoded

LAYERS: list[dict[str, Any]] = [
    {"kernel_size": 3, "stride": 2, "input_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 3, "bias": [1]},
    {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 5, "in_channels": 2, "out_channels": 2},
]


def keyframes(**options: Any) -> list[Keyframe]:
    return list(tconv_anim.animate(**options).storyboard.keyframes)


def total_ms(**options: Any) -> int:
    return sum(keyframe.duration_ms for keyframe in keyframes(**options))


def pictures(**options: Any) -> list[Mapping[str, Element]]:
    return [dict(seen) for _, seen in tconv_anim.animate(**options).storyboard.states()]


@pytest.mark.parametrize("options", LAYERS)
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_new_stays_as_long_as_it_takes_to_read_it(view: str, options: dict[str, Any]) -> None:
    known: set[tuple[str, ...]] = set()
    if VIEWS[view].direct:
        options = {name: value for name, value in options.items() if name != "output_padding"}
        options |= {"input_size": options["input_size"] + 2}
    for keyframe in keyframes(view=view, **options):
        if (meant := gist(keyframe.caption)) not in known:
            known.add(meant)
            assert keyframe.duration_ms >= max(1200, 500 + len(keyframe.caption) * 1000 // 15), (
                keyframe.caption
            )


def test_captions_that_differ_in_numbers_only_say_nothing_new() -> None:
    assert gist("step 1 of 9 · input[0, 0] = −3, added at row 0") == gist(
        "step 2 of 9 · input[0, 1] = 5, added at rows 0 to 2".replace(" to 2", "")
    )
    assert gist("These cells were empty") != gist("Where products meet, they are added")


def test_so_it_is_in_other_scripts_whose_letters_take_longer_to_read() -> None:
    assert gist("第 1 步 · 卷积核落在第 0 行") == gist("第 2 步 · 卷积核落在第 2 行")
    assert gist("卷积核落在第 0 行") != gist("乘积在 0, 1 处相加")
    assert gist("größere Karten") != gist("große Karten")
    chinese, english = "卷积核在输入上滑动，在每个位置把数相乘并相加。", "The kernel slides over the input."
    assert reading_ms(chinese) > reading_ms(english)


def test_steps_that_repeat_are_shorter_than_the_first() -> None:
    by_step: dict[int, int] = {}
    for keyframe in keyframes(kernel_size=3, stride=2, input_size=6):
        by_step[keyframe.step] = by_step.get(keyframe.step, 0) + keyframe.duration_ms
    assert by_step[1] > 3 * by_step[20]
    assert by_step[36] > 2 * by_step[20]


@pytest.mark.parametrize("seconds", [20, 33.3, 90])
@pytest.mark.parametrize("size", [2, 8, 13])
def test_the_whole_plays_as_long_as_it_is_told_to(seconds: float, size: int) -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": size, "duration": seconds}
    played = keyframes(**options)
    assert sum(keyframe.duration_ms for keyframe in played) == pytest.approx(seconds * 1000, abs=2)
    assert all(keyframe.duration_ms >= 40 for keyframe in played)
    assert played[-1].step == size * size + 1


def test_keyframes_that_would_flicker_become_one_and_nothing_of_them_is_lost() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 12}
    usual, short = (tconv_anim.animate(**options, duration=seconds).storyboard for seconds in (300, 25))
    assert len(list(short.keyframes)) < len(list(usual.keyframes)) / 2
    whole = {(keyframe.step, keyframe.caption): dict(seen) for keyframe, seen in usual.states()}
    for keyframe, seen in short.states():
        assert whole[keyframe.step, keyframe.caption] == dict(seen)


def test_the_middle_is_shortened_before_the_first_steps_and_the_end() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 8}
    usual, short = (
        {k.caption: k.duration_ms for k in keyframes(**options, **more)} for more in ({}, {"duration": 38})
    )
    first, last = next(iter(usual)), [*usual][-1]
    assert usual[first] == short[first]
    assert usual[last] == short[last]
    assert len(short) < len(usual)


def test_no_animation_is_longer_than_it_need_be() -> None:
    for size in (4, 10, 20):
        assert total_ms(kernel_size=3, stride=2, input_size=size) <= 45_500


def test_a_duration_without_room_for_the_end_is_refused_with_the_least_that_works() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 4}
    with pytest.raises(InputError, match="duration takes at least") as refusal:
        tconv_anim.animate(**options, duration=1).storyboard  # noqa: B018
    least = float(re.findall(r"at least ([\d.]+)", str(refusal.value))[0])
    assert total_ms(**options, duration=least) == pytest.approx(least * 1000, abs=2)
    with pytest.raises(InputError):
        tconv_anim.animate(**options, duration=least - 0.1).storyboard  # noqa: B018


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng", ".svg", ".mp4"])
def test_files_play_as_long_as_they_are_told_to(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    film: dict[str, Any] = {"quality": "l", "fps": 5} if suffix == ".mp4" else {}
    layer = {"stride": 2, "padding": 1, "output_padding": 1, "input_size": 8}
    tconv_anim.animate(None, **layer, duration=20).save(path, **film)
    assert 19.8 <= seconds_of(path) <= 20.2


def seconds_of(path: Path) -> float:
    """How long a file plays, as those see it who know nothing of storyboards."""
    if path.suffix == ".mp4":
        return float(decoded(path).seconds)
    if path.suffix == ".svg":
        return float(re.findall(r'<set id="\w+_clock"[^>]* dur="([\d.]+)s"', path.read_text("utf-8"))[0])
    total = 0.0
    with Image.open(path) as picture:
        for frame in ImageSequence.Iterator(picture):
            frame.load()
            total += frame.info["duration"] / 1000
    return total


def test_the_last_picture_is_held_as_long_as_it_is_told_to() -> None:
    for more in ({}, {"speed": 3.0}, {"duration": 40}):
        assert keyframes(hold=7.5, **more)[-1].duration_ms == pytest.approx(7500, abs=1)


def test_a_range_of_steps_is_played_after_what_stood_before_it() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 3}
    whole = tconv_anim.animate(**options).storyboard
    played = keyframes(**options, steps=(4, 6))
    assert [keyframe.step for keyframe in played] == [3, 4, 4, 5, 5, 6, 6]
    before = [dict(seen) for keyframe, seen in whole.states() if keyframe.step <= 3][-1]
    assert pictures(**options, steps=(4, 6))[0] == before
    assert pictures(**options, steps=(4, 6))[-1] == [dict(s) for k, s in whole.states() if k.step <= 6][-1]
    assert [keyframe.step for keyframe in keyframes(**options, steps=(0, 1))] == [0, 1, 1]
    with pytest.raises(InputError, match="has 9"):
        tconv_anim.animate(**options, steps=(11, 12)).storyboard  # noqa: B018


def test_some_steps_are_played_with_what_the_others_change() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 3}
    whole = [(keyframe, dict(seen)) for keyframe, seen in tconv_anim.animate(**options).storyboard.states()]
    some = tconv_anim.animate(**options, steps=((2, 3), (7, 7))).storyboard
    played = [(keyframe, dict(seen)) for keyframe, seen in some.states()]
    assert [keyframe.step for keyframe, _ in played] == [1, 2, 2, 3, 3, 7, 7]
    assert [seen for _, seen in played[1:]] == [
        seen for keyframe, seen in whole if keyframe.step in (2, 3, 7)
    ]


def test_a_poster_is_the_last_picture_and_then_all_goes_as_ever() -> None:
    options: dict[str, Any] = {"kernel_size": 2, "input_size": 2}
    usual, posted = pictures(**options), pictures(**options, poster=True)
    assert posted == [usual[-1], *usual]
    assert keyframes(**options, poster=True)[0].duration_ms == 1000
    picture = Image.open(BytesIO(tconv_anim.animate(**options, poster=True).encoded(".gif")))
    first = picture.convert("RGB").tobytes()
    picture.seek(getattr(picture, "n_frames") - 1)  # noqa: B009
    assert picture.convert("RGB").tobytes() == first


LONG: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 24}
LONG_VIEWS = ["scatter", "gather", "overlap", "conv"]


def long_story(view: str) -> Storyboard:
    size = 50 if view == "conv" else 24  # it has a step for each of the 24 x 24 elements of its output
    return tconv_anim.animate(**(LONG | {"input_size": size}), view=view).storyboard


@pytest.mark.parametrize("view", LONG_VIEWS)
def test_a_long_story_leaves_steps_out_and_shows_what_they_did_with_the_next(view: str) -> None:
    board = long_story(view)
    plain, _ = untimed(board)
    whole: dict[tuple[int, str], list[dict[str, Element]]] = {}
    for keyframe, seen in board._replace(keyframes=plain).states():
        whole.setdefault((keyframe.step, keyframe.caption), []).append(dict(seen))
    steps = set()
    for keyframe, seen in board.states():
        assert dict(seen) in whole[keyframe.step, keyframe.caption]
        steps.add(keyframe.step)
    assert {0, 1, 2, 3, board.steps + 1} <= steps
    gaps = [after - before for before, after in pairwise(sorted(steps)) if before > 3]
    assert max(gaps) < board.steps / 15, "they are spread over the whole story"


@pytest.mark.parametrize("view", LONG_VIEWS)
def test_a_view_tells_of_the_steps_that_it_is_asked_for_and_of_no_others(view: str) -> None:
    board = long_story(view)
    plain, _ = untimed(board)
    assert isinstance(plain, Story)
    told = {keyframe.step for keyframe in plain.of({7, 300})}
    assert told - {0, board.steps + 1} == {7, 300}
    assert {keyframe.step for keyframe in plain} >= set(range(1, board.steps + 1))


@pytest.mark.parametrize("view", LONG_VIEWS)
@pytest.mark.parametrize("step", [1, 333, 575])
def test_a_still_shows_its_very_step_of_a_long_story(view: str, step: int) -> None:
    board = long_story(view)
    plain, _ = untimed(board)
    whole = board._replace(keyframes=list(plain))
    assert dict(board.at_step(step)) == dict(whole.at_step(step))
    assert dict(board.at_step(None)) == dict(whole.at_step(None))


def test_a_range_of_steps_of_a_long_story_is_played_in_full() -> None:
    played = keyframes(**LONG, steps=(400, 404))
    assert [keyframe.step for keyframe in played] == [399, *(s for s in range(400, 405) for _ in range(2))]
    whole = keyframes(**LONG, steps=(2, 570))
    assert whole[-1].step == 570
    last = tconv_anim.animate(**LONG, steps=(400, 404)).storyboard
    assert dict(last.at_step(None)) == [dict(seen) for _, seen in last.states()][-1]


def test_a_long_story_takes_as_long_as_it_is_told_to() -> None:
    for seconds in (20, 60):
        assert total_ms(**LONG, duration=seconds) == pytest.approx(seconds * 1000, abs=2)


def test_the_middle_of_a_long_story_has_a_quarter_of_the_time_that_is_left() -> None:
    board = tconv_anim.animate(stride=2, kernel_size=2, input_size=32, cell=8, duration=20).storyboard
    late = [one.duration_ms for one in board.keyframes if 5 < one.step < board.steps]
    assert sum(late) > 2000
    assert len(late) > 40
