"""A title card: a page of words before the story, in every kind of file that moves."""

from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.film import render
from tconv_anim.storyboard.metrics import LINE_HEIGHT, text_width
from tconv_anim.storyboard.storyboard import Keyframe, Label
from tests.command import complaint, contents, made, run
from tests.films import decoded

WORDS = "Lecture 5: how a transposed convolution fills in what a strided one left out"
LAYER: dict[str, Any] = {"kernel_size": 2, "input_size": 2}


def keyframes(**options: Any) -> list[Keyframe]:
    return list(tconv_anim.animate(**(LAYER | options)).storyboard.keyframes)


def test_it_comes_first_as_long_as_reading_takes_and_all_else_stays() -> None:
    plain, (card, first, *rest) = keyframes(), keyframes(title_card=WORDS)
    assert (card.caption, card.step, card.update, card.leave) == (WORDS, 0, (), ())
    assert card.duration_ms == round(500 + len(WORDS) * 1000 / 15)
    assert first == plain[0]._replace(leave=tuple(label.id for label in card.enter))
    assert rest == plain[1:]
    assert keyframes(title_card="Hi")[0].duration_ms == 2000
    assert keyframes(title_card="Hi", speed=2)[0].duration_ms == 1000
    assert keyframes(title_card=" \n") == plain


def test_a_poster_comes_before_it() -> None:
    poster, card, opening = islice(keyframes(title_card="Hi", poster=True), 3)
    assert poster.enter[-1] in keyframes(poster=True)[0].enter
    assert [poster.duration_ms, poster.caption, card.caption] == [1000, "Hi", "Hi"]
    assert opening.enter == keyframes()[0].enter


def test_it_is_a_part_of_the_duration_that_is_asked_for() -> None:
    assert sum(one.duration_ms for one in keyframes(title_card="Hi", duration=20)) == pytest.approx(
        20_000, abs=2
    )
    with pytest.raises(InputError, match=r"at least 5\.6 here"):
        keyframes(title_card="Hi", duration=5)


@pytest.mark.parametrize("size", [(320, 240), (1280, 720), (720, 720), (3840, 2160)])
@pytest.mark.parametrize(
    "words", ["Hi", WORDS, f"{WORDS}\nA. Student · 2026", "Donaudampfschifffahrt", WORDS * 3]
)
def test_its_words_are_in_the_middle_of_any_page_and_none_is_lost(words: str, size: tuple[int, int]) -> None:
    labels = [one for one in keyframes(title_card=words, size=size)[0].enter if isinstance(one, Label)]
    assert " ".join(label.text for label in labels).split() == words.split()
    width, height = size
    assert all(text_width(label.text, label.size, label.bold) <= 0.8 * width for label in labels)
    assert {label.at[0] for label in labels} == {width // 2}
    tops = [label.at[1] for label in labels]
    assert all(abs(b - a - labels[0].size * LINE_HEIGHT) <= 1 for a, b in pairwise(tops))
    assert abs((tops[0] + tops[-1]) / 2 - height / 2) <= 1
    assert tops[0] - labels[0].size > 0
    assert 12 <= labels[0].size <= round(min(size) / 12) or size == (320, 240)


def test_too_many_words_are_refused(tmp_path: Path) -> None:
    message = complaint(run("--title-card", "word " * 900, "-o", "x.gif", cwd=tmp_path))
    assert "title_card has 4500 letters" in message
    assert "take fewer for --title-card, or a larger --size" in message
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
def test_pictures_begin_with_it(suffix: str, tmp_path: Path) -> None:
    animation = tconv_anim.animate(**LAYER, title_card="Hi")
    animation.save(tmp_path / f"x{suffix}")
    with Image.open(tmp_path / f"x{suffix}") as picture:
        frames = [np.asarray(one.convert("L")) for one in islice(ImageSequence.Iterator(picture), 2)]
    height, width = frames[0].shape
    middle = np.s_[height // 2 - 30 : height // 2 + 30, width // 2 - 40 : width // 2 + 40]
    assert (frames[0] < 128).any()
    assert (frames[0][middle] < 128).sum() == (frames[0] < 128).sum()
    assert not np.array_equal(frames[0], frames[1])


@pytest.mark.parametrize("options", [LAYER, {"kernel_size": 4, "stride": 2, "input_size": 26, "duration": 9}])
def test_films_begin_with_it(options: dict[str, Any], tmp_path: Path) -> None:
    tconv_anim.animate(**options, title_card="Hi").save(
        tmp_path / "x.mp4", quality="l", fps=5, subtitles=True
    )
    card, *_, later = decoded(tmp_path / "x.mp4").frames[:16]
    assert 20 < (card < 100).any(axis=2).sum() < 5_000
    assert (later < 200).any(axis=2).sum() > (card < 200).any(axis=2).sum()
    assert "00:00:00.000 --> 00:00:02.000\nHi\n" in (tmp_path / "x.vtt").read_text("utf-8")


def test_a_large_film_with_one_is_not_left_to_manim(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render, "paint", None)
    large = tconv_anim.animate(kernel_size=4, stride=2, input_size=26, duration=9, title_card="Hi")
    large.save(tmp_path / "x.mp4", quality="l", fps=5)


def test_text_says_it_once_and_has_no_lines_for_it_elsewhere() -> None:
    plain, told = (
        tconv_anim.animate(**LAYER, **more).encoded(".txt").decode() for more in ({}, {"title_card": "Hi"})
    )
    assert told.replace("\n[0] 2 s: Hi\n\n", "").partition("recipe")[0] == plain.partition("recipe")[0]


def test_what_does_not_begin_by_itself_takes_none(tmp_path: Path) -> None:
    for suffix, painter in PAINTERS.items():
        words = ("--title-card", "Hi", "-o", f"x{suffix}")
        if "title_card" not in painter.heeds:
            message = complaint(run(*words, cwd=tmp_path))
            assert "title_card is 'Hi'" in message
            assert "leave --title-card out, or write one of .gif, " in message
    assert {
        suffix for suffix, painter in PAINTERS.items() if painter.moves and "title_card" not in painter.heeds
    } == {".html"}


def test_a_notebook_s_player_has_none_and_a_still_shows_its_step(tmp_path: Path) -> None:
    animation = tconv_anim.animate(**LAYER, title_card="Hi")
    page = animation.encoded(".html").replace(b" --title-card Hi", b"")  # which its command says
    assert page == tconv_anim.animate(**LAYER).encoded(".html")
    assert animation.encoded(".png", step=0) == tconv_anim.animate(**LAYER).encoded(".png", step=0)
    assert animation.encoded(".svg", step=0) == tconv_anim.animate(**LAYER).encoded(".svg", step=0)


def test_its_recipe_makes_it_again(tmp_path: Path) -> None:
    made("--i", "1", "--title-card", "<Hi> &amp; 'you'", "-o", "x.svg", cwd=tmp_path)
    assert "&lt;Hi&gt; &amp;amp; &#39;you&#39;" in (tmp_path / "x.svg").read_text("utf-8")
    assert "<Hi> &amp; 'you'" in made("inspect", "x.svg", cwd=tmp_path)
