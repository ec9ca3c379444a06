"""Text: the same keyframes in characters, in files and in a terminal."""

import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.layer import wording
from tconv_anim.painters.text.page import TextPage
from tconv_anim.painters.text.txt import pages
from tconv_anim.storyboard.storyboard import Cell
from tests.command import COMMAND, ENVIRONMENT, complaint, made, run
from tests.layers import Example, animated, examples
from tests.test_svg import LOOKS


def small(**options: Any) -> Animation:
    return tconv_anim.animate(**({"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2} | options))


def numbers(line: str) -> list[str]:
    return re.findall(r"[−+]?\d[\d.e−]*", line)


@settings(max_examples=40)
@given(examples(largest=3) | examples(largest=3, floats=True))
def test_the_last_page_ends_on_the_output_row_by_row(example: Example) -> None:
    animation = animated(example, view="gather")
    *_, last = pages(animation.lettered)
    found = [numbers(line) for line in last.splitlines()]
    for channel in animation.trace.output.tolist():
        for row in channel:
            wanted = [wording.number(value).replace("-", "−") for value in row]
            assert any(line[-len(wanted) :] == wanted for line in found), wanted


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_every_cell_stands_in_every_page_and_none_over_another(view: str, look: str) -> None:
    storyboard = small(view=view, look=look, weight=[[-12.25, 1, 10], [0, 2, 1], [3, 100, 7]]).storyboard
    page = TextPage(storyboard)
    for _, seen in storyboard.states():
        runs = [run.text.strip("[]‹›╎:*{}¦ ") for line in page.lines(seen) for run in line]
        tops: dict[tuple[str, int, int], Cell] = {}
        for element in sorted(seen.values(), key=lambda e: e.z):
            if isinstance(element, Cell) and storyboard.panels[element.panel].text_size:
                tops[element.panel, element.row, element.col] = element
        for cell in tops.values():
            shown = [text.replace("-", "−") for text in (cell.text or "·", cell.note) if text]
            for text in shown:
                assert text in runs, cell
                runs.remove(text)


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_neighbours_are_evenly_apart_and_never_touch(view: str, look: str) -> None:
    for options in ({}, {"cell": 16, "weight": [[1000, -200], [35, 7]]}):
        *_, last = pages(small(view=view, look=look, kernel_size=None, **options).storyboard)
        rows = [line for line in last.splitlines() if len(numbers(line)) > 2]
        assert rows
        for line in rows:
            assert not re.search(r"\d[\]›╎:*}¦][\[‹╎:*{¦]", line), line


def test_roles_can_be_told_apart_without_colour() -> None:
    text = "\n".join(pages(small(output_padding=1, story="short").storyboard, step=3))
    assert "[3]" in text  # the lit input cell
    assert "‹+9›" in text  # a product
    assert "╎9╎" in text  # what padding crops
    assert "{0}" in text  # what output_padding restores
    assert "cropped by padding" in text


def test_a_file_holds_all_pages_or_the_one_of_a_step(tmp_path: Path) -> None:
    words = ("--k", "3", "--s", "2", "--i", "2")
    made(*words, "-o", "all.txt", cwd=tmp_path)
    made(*words, "-o", "one.txt", "--step", "2", cwd=tmp_path)
    whole, one = ((tmp_path / f"{name}.txt").read_text("utf-8") for name in ("all", "one"))
    animation = tconv_anim.animate(kernel_size=3, stride=2, input_size=2)
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    assert re.findall(r"^\[\d+\] [\d.]+ s: (.*)$", whole, re.MULTILINE) == captions
    assert re.findall(r"^\[(\d+)\]", one, re.MULTILINE) == ["2"]
    assert one.split("\n\n", 1)[1].rsplit("\nrecipe: ", 1)[0] in whole
    assert whole.startswith(animation.storyboard.description)


def test_no_line_ends_in_blanks() -> None:
    assert not any(re.search(r"[ \t]$", page, re.MULTILINE) for page in pages(small().storyboard))


# In a terminal


def test_where_nobody_watches_the_steps_are_printed_once(tmp_path: Path) -> None:
    printed = made("play", "--k", "2", "--i", "1", "--loop", "0", cwd=tmp_path)
    assert printed.count("step 1 of 1") == 1
    assert printed.count("[1]") == 2
    assert "\x1b" not in printed
    assert made("play", "--k", "2", "--i", "1", "--step", "1", cwd=tmp_path).count("[1]") == 1


class Terminal:
    """The command in a terminal of its own."""

    def __init__(self, *words: str, cwd: Path, columns: int = 110) -> None:
        ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [COMMAND, *words],
            cwd=cwd,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=ENVIRONMENT | {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40"},
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        os.close(theirs)
        self._ours = ours
        self.seen = ""

    def read(self, until: str = "", seconds: float = 30) -> str:
        """Read until this is seen, or else to the end."""
        deadline = time.monotonic() + seconds
        while not until or until not in self.seen:
            assert time.monotonic() < deadline, self.seen[-500:]
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    data = os.read(self._ours, 65536)
                except OSError:  # Linux says so when the other side is gone
                    data = b""
                if not data:
                    break
                self.seen += data.decode("utf-8", "replace")
        return self.seen


def test_it_plays_in_place_in_colour_and_ends_on_the_output(tmp_path: Path) -> None:
    terminal = Terminal("play", "--k", "2", "--i", "2", "--speed", "100", cwd=tmp_path)
    seen = terminal.read()
    assert terminal.process.wait(30) == 0
    assert "\x1b[1A" in seen  # back up, to draw over the last picture
    assert re.search(r"\x1b\[[\d;]*48;", seen)  # a coloured ground
    assert seen.rstrip().endswith("\x1b[?25h")  # the cursor is there again
    last = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen.rsplit("Transposed convolution", 1)[1])
    output = tconv_anim.animate(kernel_size=2, input_size=2).trace.output
    found = [numbers(line) for line in last.splitlines()]
    for row in np.asarray(output)[0].tolist():
        assert any(line[-3:] == [str(value) for value in row] for line in found)


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    terminal = Terminal("play", "--k", "2", "--loop", "0", cwd=tmp_path)
    terminal.read(until="Transposed convolution")
    terminal.process.send_signal(signal.SIGINT)
    seen = terminal.read()
    assert terminal.process.wait(30) == 128 + signal.SIGINT
    assert "Traceback" not in seen
    assert "Interrupted" not in seen  # it is how one stops a player
    assert "\x1b[?25h" in seen


@pytest.mark.parametrize(("columns", "told"), [(110, False), (60, True)])
def test_a_terminal_that_is_too_small_is_told_of(columns: int, told: bool, tmp_path: Path) -> None:
    terminal = Terminal("play", "--k", "2", "--i", "2", "--speed", "100", cwd=tmp_path, columns=columns)
    seen = terminal.read()
    assert terminal.process.wait(30) == 0
    assert ("this terminal has 60×40" in seen) == told
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen).replace("\r", "").split("\n")
    assert max(len(line) for line in lines if "enlarge" not in line) <= columns


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("play", "--step", "99"), "--step"),
        (("play", "--theme", "neon"), "--theme"),
        (("play", "--k", "0"), "--k"),
        (("--format", "pdf"), "--format"),
    ],
)
def test_bad_options_are_refused(words: tuple[str, ...], named: str, tmp_path: Path) -> None:
    assert named in complaint(run(*words, cwd=tmp_path))
    assert not list(tmp_path.iterdir())
