"""Subtitles, chapters and covers: read by ffmpeg, ffprobe and Chromium, as those who show films do."""

import json
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.errors import InputError
from tconv_anim.painters import FILM_PAINTERS, PAINTERS
from tests.browser import Visit, until
from tests.command import complaint, contents, made, run
from tests.films import decoded

FILMS = [suffix for suffix, painter in PAINTERS.items() if painter.films]
HOSTILE = '00:00:01,000 --> <b>&amp; {\\an8}"\r\n\r\n9'
LAYER: dict[str, Any] = {"kernel_size": 2, "input_size": (1, 2), "size": (854, 480)}


def small(**options: Any) -> Animation:
    return tconv_anim.animate(**(LAYER | options))


def ran(*words: str | Path) -> str:
    done = subprocess.run([*words], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def probed(path: Path, *sections: str) -> Any:
    shown = (f"-show_{section}" for section in sections)
    return json.loads(ran("ffprobe", "-v", "error", *shown, "-of", "json", path))


def cues(subrip: str) -> list[tuple[float, float, str]]:
    """When cues begin and end, in seconds, and their texts, as ffmpeg writes them."""
    found = re.findall(
        r"(\d+):(\d+):([\d,]+) --> (\d+):(\d+):([\d,]+)\n(.+?)\n(?=\n\d+\n|\n*$)", subrip, re.DOTALL
    )
    assert found

    def seconds(hours: str, minutes: str, rest: str) -> float:
        return int(hours) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))

    return [(seconds(*one[:3]), seconds(*one[3:6]), one[6]) for one in found]


def told(animation: Animation, fps: int) -> list[tuple[float, float, str]]:
    """The captions of a storyboard, each from the frame in which it comes to that of the next one."""
    found: list[tuple[float, float, str]] = []
    ms = 0
    for keyframe in animation.storyboard.keyframes:
        start, ms = ms, ms + keyframe.duration_ms
        first, end = round(start * fps / 1000) / fps, round(ms * fps / 1000) / fps
        if found and found[-1][2] == keyframe.caption:
            found[-1] = (found[-1][0], end, keyframe.caption)
        elif end > first:
            found.append((first, end, keyframe.caption))
    return found


def assert_same(found: list[tuple[float, float, str]], wanted: list[tuple[float, float, str]]) -> None:
    assert [text for _, _, text in found] == [text for _, _, text in wanted]
    for (*times, _), (*others, _) in zip(found, wanted, strict=True):
        assert times == pytest.approx(others, abs=0.0021)  # ffmpeg rounds ms up, and to hundredths in between


@pytest.mark.parametrize("fps", [7, 30])
@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
def test_a_cue_stays_as_long_as_its_caption_in_a_film(suffix: str, fps: int, tmp_path: Path) -> None:
    animation = small(padding=1, input_size=2)
    saved = animation.save(tmp_path / f"x{suffix}", fps=fps)
    found = cues(ran("ffmpeg", "-v", "error", "-i", saved.path, "-f", "srt", "-"))
    assert_same(found, told(animation, fps))
    assert len(found) == saved.frames
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@pytest.mark.parametrize("suffix", FILMS)
def test_a_film_has_its_subtitles_inside_and_beside_it(suffix: str, tmp_path: Path) -> None:
    animation = small()
    printed = made_here(tmp_path, "--subtitles", "-o", f"x{suffix}")
    assert [line.split()[0] for line in printed.splitlines()] == [f"x{suffix}", "x.vtt", "x.srt"]
    streams = probed(tmp_path / f"x{suffix}", "streams")["streams"]
    (found,) = [one for one in streams if one["codec_type"] == "subtitle"]
    assert found["codec_name"] == ("webvtt" if suffix == ".webm" else "mov_text")
    assert found["tags"]["language"] == "eng"
    inside = ran("ffmpeg", "-v", "error", "-i", tmp_path / f"x{suffix}", "-map", "0:s:0", "-f", "srt", "-")
    assert_same(cues(inside), told(animation, 5))
    for name in ("x.vtt", "x.srt"):
        alone = tconv_anim.animate(**LAYER).job(tmp_path / name, quality="l", fps=5).encoded()
        assert (tmp_path / name).read_bytes() == alone
    assert len(decoded(tmp_path / f"x{suffix}").frames) == round(5 * told(animation, 5)[-1][1])


def made_here(folder: Path, *words: str) -> str:
    layer = ("--k", "2", "--i", "1x2", "--size", "854x480", "--quality", "l", "--fps", "5")
    return made(*layer, *words, cwd=folder)


@pytest.mark.parametrize("suffix", FILMS)
def test_each_step_is_a_chapter_with_its_first_sentence(suffix: str, tmp_path: Path) -> None:
    animation = small(padding=1, input_size=2)
    animation.save(tmp_path / f"x{suffix}", quality="l", fps=5)
    chapters = probed(tmp_path / f"x{suffix}", "chapters")["chapters"]
    names = [one["tags"]["title"] for one in chapters]
    assert names[0] == "Each input value stamps the kernel onto the canvas"
    assert all(re.match(rf"step {n} of 4 · input\[\d, \d\] = ", names[n]) for n in range(1, 5))
    assert names[5] == "padding = 1 crops 1 at every edge: 3×3 → 1×1"
    begins: dict[int, float] = {}
    ms = 0
    for keyframe in animation.storyboard.keyframes:
        begins.setdefault(keyframe.step, round(ms * 5 / 1000) / 5)
        ms += keyframe.duration_ms
    assert [float(one["start_time"]) for one in chapters] == pytest.approx([*begins.values()], abs=0.001)
    assert float(chapters[-1]["end_time"]) == pytest.approx(ms / 1000, abs=0.2)


def test_long_sentences_are_short_chapters(tmp_path: Path) -> None:
    pictures = [{"kernel_size": k, "called": "ü" * 70} for k in (1, 2)]
    tconv_anim.beside(*pictures, input_size=1).save(tmp_path / "x.mp4", quality="l", fps=2)
    names = [one["tags"]["title"] for one in probed(tmp_path / "x.mp4", "chapters")["chapters"]]
    assert max(map(len, names)) <= 80
    assert any(name.endswith(" …") for name in names)


def test_an_mp4_has_the_step_that_tells_most_for_its_cover(tmp_path: Path) -> None:
    animation = small()
    animation.save(tmp_path / "x.mp4", quality="l", fps=5)
    streams = probed(tmp_path / "x.mp4", "streams")["streams"]
    (cover,) = [one for one in streams if one["disposition"]["attached_pic"]]
    ran("ffmpeg", "-v", "error", "-i", tmp_path / "x.mp4", "-map", f"0:{cover['index']}", tmp_path / "x.png")
    animation.save(tmp_path / "still.png", step=animation.telling_step)
    ours, theirs = (ran_pixels(tmp_path / name) for name in ("still.png", "x.png"))
    assert np.array_equal(ours, theirs)


def ran_pixels(path: Path) -> np.ndarray[Any, Any]:
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".mp4", ".webm"])
def test_what_a_user_writes_stays_text(suffix: str, tmp_path: Path) -> None:
    animation = tconv_anim.beside("--k 1", "--k 2", input_size=1, saying=HOSTILE, size=(854, 480))
    saved = animation.save(tmp_path / f"x{suffix}", quality="l", fps=2)
    if suffix in FILM_PAINTERS:
        saved = animation.save(tmp_path / f"x{suffix}", quality="l", fps=2, subtitles=True)
    text = ran("ffmpeg", "-v", "error", "-i", saved.path, "-map", "0:s:0", "-f", "srt", "-")
    (cue,) = cues(text)
    assert cue[:2] == pytest.approx((0, told(animation, 2)[-1][1]))
    shown = cue[2].replace("\u2060", "").replace("\\{", "{")  # as ffmpeg writes them
    assert "</b>" not in shown  # it would close what it takes for a tag
    assert shown.startswith("00:00:01,000 --> <b>&amp; {")
    assert shown.endswith("\n9")


def test_chromium_shows_the_cues_of_a_webvtt_beside_its_film(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    animation = tconv_anim.beside("--k 1", "--k 2", input_size=1, saying=HOSTILE, size=(854, 480))
    animation.save(tmp_path / "x.webm", quality="l", fps=2, subtitles=True)
    track = (tmp_path / "x.vtt").read_text("utf-8")
    (tmp_path / "page.html").write_text(
        "<!doctype html><video src=x.webm muted></video><script>"
        f"const text = {json.dumps(track).replace('<', chr(92) + 'u003c')};"
        "const video = document.querySelector('video'), track = document.createElement('track');"
        "track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'})); track.default = true;"
        "video.append(track);</script>"
    )
    page = visit(tmp_path / "page.html").page
    until(
        page, "document.querySelector('video').readyState && document.querySelector('track').readyState === 2"
    )
    found = page.evaluate(
        "[...document.querySelector('track').track.cues]"
        ".map((cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])"
    )
    duration = page.evaluate("document.querySelector('video').duration")
    assert found == [[0, pytest.approx(duration, abs=0.51), '00:00:01,000 --> <b>&amp; {\\an8}"\n9']]


def test_a_film_and_its_subtitles_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "x.srt").write_text("mine")
    message = complaint(run("--k", "1", "--subtitles", "-o", "x.mp4", cwd=tmp_path))
    assert "'x.srt' exists and was not made by tconv-anim" in message
    assert contents(tmp_path) == {"x.srt": b"mine"}
    (tmp_path / "x.srt").unlink()
    made_here(tmp_path, "--subtitles", "-o", "x.mp4")
    before = contents(tmp_path)
    job = small().job(tmp_path / "x.mp4", quality="l", fps=5, subtitles=True)
    broken = job.beside[0]._replace(painter=job.painter._replace(module=".nowhere", extra=""))
    with pytest.raises(ImportError):
        job._replace(beside=(job.beside[1], broken)).run()
    assert contents(tmp_path) == before
    made_here(tmp_path, "--subtitles", "--seed", "3", "-o", "x.mp4")
    assert {name: data == before[name] for name, data in contents(tmp_path).items()} == {
        "x.mp4": False, "x.vtt": False, "x.srt": False,
    }  # fmt: skip


def test_the_recipe_of_a_subrip_file_is_that_of_the_webvtt_beside_it(tmp_path: Path) -> None:
    small().save(tmp_path / "x.srt")
    with pytest.raises(InputError, match="not made by tconv-anim"):
        small().save(tmp_path / "x.srt")
    small(seed=3).save(tmp_path / "x.vtt")
    assert "--seed 3" in made("inspect", "x.srt", cwd=tmp_path)
    small().save(tmp_path / "x.srt")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "--subtitles -o x.gif",
            "a .gif takes none: leave --subtitles out, or write one of .mp4, .webm, .mov",
        ),
        ("--subtitles -o x.gif --renderer manim", "a .gif takes none"),
        ("--subtitles -o x.vtt", "a .vtt takes none"),
        ("-o x.vtt --step 2", "a .vtt shows all steps"),
        ("-o x.srt --loop 2", "a .srt doesn't say how often it plays"),
        ("-o x.vtt --format html-embed", "pages can't show a .vtt"),
    ],
)
def test_what_has_no_subtitles_is_refused(words: str, said: str, tmp_path: Path) -> None:
    assert said in complaint(run("--k", "2", *words.split(), cwd=tmp_path))
    assert contents(tmp_path) == {}
