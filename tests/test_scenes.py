"""Scenes of authors: ours in scenes/, and one that a user writes, through Manim's own command."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tests.command import ENVIRONMENT
from tests.films import colour, decoded

SCENES = sorted((Path(__file__).parent.parent / "scenes").glob("*.py"))

LECTURE = Path(__file__).parent.parent / "docs" / "in-a-lecture.md"

USERS = """
from manim import DOWN, FadeOut, UP
from tconv_anim.manim import Figure, Move, Panel, TConvScene, Words

class Fig(TConvScene):
    layer = dict(kernel_size=2, stride=2, input_size=(1, 2))

class Steps(TConvScene):
    layer = dict(kernel_size=2, stride=2, input_size=(1, 2))
    theme = "dark"
    def construct(self):
        self.figure.scale(0.6).to_edge(UP)
        self.add(Panel([[1, -2], [3, 4]], role="kernel", theme="dark").to_edge(DOWN))
        self.play(0)
        self.play(2)
        self.play(FadeOut(self.figure), run_time=0.4)

class Own(TConvScene):
    def construct(self):
        figure = Figure({"view": "gather", "kernel_size": 2, "input_size": 1}, furniture=False).to_edge(UP)
        self.add(figure, Words("mine").next_to(figure, DOWN))
        self.play(Move(figure, run_time=0.4))
        self.play(figure.animate.shift(DOWN), run_time=0.4)
        self.play(Move(figure, run_time=0.4))
"""


def manim(*words: str | Path, cwd: Path) -> None:
    command = [Path(sys.executable).with_name("manim"), "render", "-ql", "--progress_bar", "none", *words]
    done = subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda path: path.stem)
def test_each_scene_renders_as_it_is(scene: Path, tmp_path: Path) -> None:
    manim(scene, "--fps", "5", cwd=tmp_path)
    (film,) = (path for path in tmp_path.rglob("*.mp4") if "partial" not in str(path))
    frames = decoded(film).frames
    assert len(frames) > 25
    assert (frames[0] != frames[-1]).any()
    # Nothing reaches the frame's edge, at the beginning and at the end.
    for frame in (frames[0], frames[-1]):
        edge = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
        assert edge.min() > 235
        # The formula is the lowest thing, and taller than any line of a figure: a caption has ten pixels.
        assert height_of_the_lowest(frame) > 20


def height_of_the_lowest(frame: np.ndarray[Any, Any]) -> int:
    """The height of what stands lowest in a frame, above which nine rows are empty."""
    inked = frame.min((1, 2)) < 200
    bottom = top = int(np.flatnonzero(inked)[-1])
    while inked[top - 9 : top].any():
        top -= 1
    return bottom - top


def test_there_are_seven_scenes() -> None:
    assert len(SCENES) == 7


def test_a_user_s_scene_has_a_section_for_each_step(tmp_path: Path) -> None:
    (tmp_path / "fig.py").write_text(USERS)
    manim("fig.py", "Fig", "--save_sections", cwd=tmp_path)
    (index,) = tmp_path.rglob("sections/*.json")
    assert [section["name"] for section in json.loads(index.read_text())] == [
        "opening",
        "step 1",
        "step 2",
        "end",
    ]
    assert len(list(tmp_path.rglob("sections/*.mp4"))) == 4


def test_a_user_s_scenes_may_place_figures_and_play_steps(tmp_path: Path) -> None:
    (tmp_path / "fig.py").write_text(USERS)
    manim("fig.py", "Steps", "Own", cwd=tmp_path)
    films = {path.stem: path for path in tmp_path.rglob("*.mp4") if "partial" not in str(path)}
    frames = decoded(films["Steps"]).frames
    assert np.abs(frames[0][2, 2].astype(int) - colour("#10191f")).max() <= 12
    told = tconv_anim.animate(kernel_size=2, stride=2, input_size=(1, 2)).storyboard.keyframes
    played = sum(keyframe.duration_ms for keyframe in told if keyframe.step in (0, 2)) / 1000
    assert abs(len(frames) - (played + 0.4) * 15) <= 2
    top = slice(0, len(frames[0]) // 2)
    assert frames[0][top].max() > 150
    assert frames[-1][top].max() < 120, "the figure has faded"
    assert frames[-1].max() > 150, "the panel stays"
    own = decoded(films["Own"]).frames
    assert len(own) == 18
    assert all(0 < (frame < 128).any(2).mean() < 0.2 for frame in own)


AGAIN = """
from tconv_anim.manim import TConvScene

class Once(TConvScene):
    layer = dict(kernel_size=2, stride=2, input_size=(1, 2))
    def construct(self):
        self.play(0, 1)

class Back(Once):
    def construct(self):
        self.play(0, 2, 1)

class Past(Once):
    def construct(self):
        self.play(4)
"""


@pytest.mark.slow
def test_a_step_can_be_played_again_after_later_ones(tmp_path: Path) -> None:
    (tmp_path / "again.py").write_text(AGAIN, "utf-8")
    manim("again.py", "Once", "Back", "--fps", "5", cwd=tmp_path)
    once, back = (
        decoded(next(p for p in tmp_path.rglob(f"{name}.mp4") if "partial" not in str(p))).frames[-1]
        for name in ("Once", "Back")
    )
    assert np.abs(once.astype(int) - back.astype(int)).max() < 8


def test_a_step_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "again.py").write_text(AGAIN, "utf-8")
    with pytest.raises(AssertionError, match=r"step is 4: step takes 0 \(the opening\) to 3"):
        manim("again.py", "Past", "--fps", "5", cwd=tmp_path)


@pytest.mark.slow
def test_the_scenes_of_the_documentation_render(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", LECTURE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "fig.py").write_text("\n".join(code), "utf-8")
    names = [name for block in code for name in re.findall(r"^class (\w+)", block, re.MULTILINE)]
    assert names == ["Fig", "Slowly", "Mine"]
    manim("fig.py", *names, "--fps", "5", cwd=tmp_path)
    films = [path for path in tmp_path.rglob("*.mp4") if "partial" not in str(path)]
    assert sorted(film.stem for film in films) == sorted(names)
