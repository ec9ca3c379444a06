"""What a long work will be, told before it begins; and JSON that is never whole in memory."""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.cli.effort import effort
from tconv_anim.painters import PAINTERS
from tests.command import ENVIRONMENT, complaint, run, start

LAYERS: list[dict[str, Any]] = [
    {"kernel_size": 3, "input_size": 11, "cell": 16},
    {"kernel_size": 2, "input_size": (10, 11), "view": "gather", "cell": 16},
]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [suffix for suffix, p in PAINTERS.items() if p.moves and not p.films])
@pytest.mark.parametrize("options", LAYERS)
def test_frames_and_bytes_are_about_what_was_told(
    suffix: str, options: dict[str, Any], tmp_path: Path
) -> None:
    job = tconv_anim.animate(**options).job(tmp_path / f"x{suffix}")
    told, saved = effort(job), job.run()
    assert 0.7 < told.frames / saved.frames < 1.4
    assert 0.2 < told.bytes / saved.bytes < 5
    assert told.seconds > 0


def test_a_still_is_no_effort(tmp_path: Path) -> None:
    assert effort(tconv_anim.animate(input_size=30).job(tmp_path / "x.png")).frames == 1


@pytest.mark.parametrize(
    "words", ["--k 5 --i 54 --duration 600 -o x.gif", "storyboard --k 5 --i 54 --duration 600"]
)
def test_the_largest_layers_are_announced_before_they_are_made(words: str, tmp_path: Path) -> None:
    with start(*words.split(), cwd=tmp_path) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
        finally:
            process.send_signal(signal.SIGKILL)
    assert line.startswith("About ")
    assert " MB: a smaller --i" in line
    frames = int(line.split()[1].replace(",", ""))
    assert 5_000 < frames < 7_000


def test_a_storyboard_s_json_is_written_in_little_memory(tmp_path: Path) -> None:
    def leave_little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))

    words = ("storyboard", "--k", "3", "--i", "18", "--duration", "600")
    with (tmp_path / "out.json").open("w") as out:
        done = run(*words, cwd=tmp_path, stdout=out, preexec_fn=leave_little, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert os.path.getsize(tmp_path / "out.json") > 60_000_000  # noqa: PTH202
    with (tmp_path / "out.json").open() as file:
        assert file.read(60).startswith('{"format":"tconv-anim/storyboard","version":1')
    small = json.loads(run("storyboard", "--i", "1", cwd=tmp_path).stdout)
    assert small["keyframes"][-1]["elements"][0]["id"] in small["elements"]


def test_what_can_not_be_drawn_is_still_refused_first(tmp_path: Path) -> None:
    assert "250,000" in complaint(run("--k", "5", "--i", "200", cwd=tmp_path))


def test_what_is_not_installed_is_told_before_how_long_it_would_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    for name in [name for name in sys.modules if name.startswith("tconv_anim.painters.film.")]:
        monkeypatch.delitem(sys.modules, name)
    done = CliRunner().invoke(main, ["--i", "9", "--quality", "k", "-o", str(tmp_path / "x.mp4")])
    assert done.exit_code == 2
    assert "films need Manim" in done.output
    assert "About" not in done.output
