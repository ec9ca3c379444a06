"""Files are written whole or not at all, and never over somebody else's."""

import os
import resource
import signal
import stat
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tconv_anim.painters import PAINTERS, RENDERERS
from tests.command import ENVIRONMENT, complaint, contents, made, run, shell, start

SUFFIXES = [suffix for suffix, painter in PAINTERS.items() if not painter.films and not painter.keeper]
SMALL = ("--i", "1", "--k", "1")
LONG = ("--i", "30", "--k", "3", "--s", "2")


def wait_until_it_writes(folder: Path) -> None:
    """Come back in the middle of a long render: after its draft was made, long before it is whole."""
    deadline = time.monotonic() + 30
    while not list(folder.glob(".*.part")):
        assert time.monotonic() < deadline, "no draft appeared"
        time.sleep(0.01)
    time.sleep(0.1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_ours_is_replaced_without_a_word(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"figure{suffix}"
    made(*SMALL, "-o", target.name, cwd=tmp_path)
    before = target.read_bytes()
    made(*SMALL, "-o", target.name, "--seed", "1", "--quiet", cwd=tmp_path)
    assert target.read_bytes() != before
    assert list(contents(tmp_path)) == [target.name]


@pytest.mark.parametrize("content", [b"", b"GIF89a, or not"])
def test_a_foreign_file_stays_until_force_replaces_it(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "figure.gif"
    target.write_bytes(content)
    message = complaint(run(*SMALL, "-o", target.name, cwd=tmp_path))
    assert "--force" in message
    assert contents(tmp_path) == {"figure.gif": content}
    made(*SMALL, "-o", target.name, "--force", cwd=tmp_path)
    made("inspect", target.name, cwd=tmp_path)
    assert list(contents(tmp_path)) == ["figure.gif"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_write_that_fails_in_the_middle_keeps_the_old_file(tmp_path: Path, suffix: str) -> None:
    target = f"figure{suffix}"
    made(*SMALL, "-o", target, cwd=tmp_path)
    before = contents(tmp_path)

    def leave_room_for_2_kib() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

    # A compiled module cut at the limit would be read by every later run.
    env = ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"}
    for name in (target, f"new{suffix}"):
        done = run("--i", "5", "-o", name, cwd=tmp_path, preexec_fn=leave_room_for_2_kib, env=env)
        message = complaint(done)
        assert name in message
        assert "File too large" in message
        assert contents(tmp_path) == before
    made("--i", "5", "-o", target, cwd=tmp_path)
    assert (tmp_path / target).stat().st_size > 2 * 2048


@pytest.mark.parametrize("suffix", [suffix for suffix, p in RENDERERS["pillow"].items() if p.moves])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_render_that_is_stopped_leaves_the_folder_as_it_was(
    tmp_path: Path, suffix: str, sent: signal.Signals
) -> None:
    made(*SMALL, "-o", f"old{suffix}", cwd=tmp_path)
    before = contents(tmp_path)
    for target in (f"old{suffix}", f"new{suffix}"):
        with start(*LONG, "-o", target, cwd=tmp_path) as process:
            try:
                wait_until_it_writes(tmp_path)
                assert process.poll() is None
                process.send_signal(sent)
                printed, complained = process.communicate(timeout=30)
            finally:
                process.kill()
        assert process.returncode == 128 + sent
        assert printed == ""
        assert "Traceback" not in complained
        assert len([line for line in complained.splitlines() if not line.startswith("About ")]) <= 1
        assert contents(tmp_path) == before


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    done = shell("tconv-anim trace --i 30 | head -c 10", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"format":', "")


@pytest.mark.parametrize("words", ["trace", "shape", "-o new.gif", "-h"])
def test_nobody_reading_is_no_reason_for_a_traceback(tmp_path: Path, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*words.split(), cwd=tmp_path, stdout=writer)
    os.close(writer)
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("words", ["trace", "trace --i 1 --k 1", "shape", "-h"])
def test_a_full_disk_behind_standard_output_is_one_message(tmp_path: Path, words: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*words.split(), cwd=tmp_path, stdout=full)
    assert "No space left on device" in complaint(done)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["trace", "shape", "-o new.gif", "-h"])
def test_a_closed_standard_output_is_no_reason_for_a_traceback(tmp_path: Path, words: str) -> None:
    done = shell(f"tconv-anim {words} >&-", tmp_path)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1
    assert (tmp_path / "new.gif").exists() == ("new.gif" in words)


def test_two_commands_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    together, alone = tmp_path / "together", tmp_path / "alone"
    together.mkdir()
    alone.mkdir()
    work = [("--i", "6", "--seed", seed) for seed in ("1", "2")]
    processes = [start(*words, "-o", "figure.gif", cwd=together) for words in work]
    for process in processes:
        _, complained = process.communicate(timeout=60)
        assert (process.returncode, complained) == (0, "")
    for words in work:
        made(*words, "-o", f"{words[-1]}.gif", cwd=alone)
    assert list(contents(together)) == ["figure.gif"]
    assert (together / "figure.gif").read_bytes() in contents(alone).values()


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    link, real = tmp_path / "figure.gif", tmp_path / "media" / "real.gif"
    link.symlink_to(Path("media") / "real.gif")
    for seed in ("1", "2"):  # the first leads to nothing yet
        before = real.read_bytes() if seed == "2" else b""
        made(*SMALL, "--seed", seed, "-o", "figure.gif", cwd=tmp_path)
        assert link.is_symlink()
        assert real.read_bytes() != before
    assert list(contents(tmp_path)) == ["figure.gif", "media", "media/real.gif"]


def test_a_link_to_a_foreign_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.gif").write_bytes(b"my thesis")
    (tmp_path / "figure.gif").symlink_to("thesis.gif")
    before = contents(tmp_path)
    assert "figure.gif" in complaint(run(*SMALL, "-o", "figure.gif", cwd=tmp_path))
    assert contents(tmp_path) == before
    assert (tmp_path / "figure.gif").is_symlink()


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    run(*SMALL, "-o", "figure.gif", cwd=tmp_path, umask=0o027)
    assert stat.S_IMODE((tmp_path / "figure.gif").stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform != "linux", reason="the longest name is the file system's matter")
def test_the_longest_name_that_the_system_takes_is_written(tmp_path: Path) -> None:
    name = "a" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 4) + ".gif"
    made(*SMALL, "-o", name, cwd=tmp_path)
    with Image.open(tmp_path / name) as picture:
        assert picture.format == "GIF"
