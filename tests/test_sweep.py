"""Sweeps: what a file says is made, once, whole, named by what it shows, whatever dies on the way."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import fsspec
import pytest
from PIL import Image, ImageSequence

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.sweeping import sweep
from tconv_anim.sweeping.batch import Batch, Counts, run
from tconv_anim.sweeping.run import Run, batches
from tconv_anim.sweeping.spec import Spec, read_spec, spec_of
from tests.browser import Visit, until
from tests.command import COMMAND, ENVIRONMENT, complaint, contents, made
from tests.command import run as run_command
from tests.killing import killed_while_writing
from tests.pagemakers import blocks

SMALL = {
    "kernel_size": [1, 2],
    "stride": [1, 2],
    "output_padding": [0, 1],
    "input_size": 1,
    "cell": 16,
    "suffix": [".png"],
}
"""Eight combinations, of which four (a stride of 1) have no output_padding of 1: two are illegal."""


def entries(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def pictures(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in sorted(folder.glob("*.*")) if path.suffix in (".png", ".gif")
    }


def test_all_combinations_are_counted_through_without_being_written_out() -> None:
    spec = spec_of({"kernel_size": [1, 2, 3], "grid": [{"stride": [1, 2]}, {"dilation": 2}]})
    assert spec.size == 9
    all_ = list(spec.between(0, spec.size))
    assert [(one["kernel_size"], one.get("stride"), one.get("dilation")) for one in all_] == [
        *((k, s, None) for k in (1, 2, 3) for s in (1, 2)),
        *((k, None, 2) for k in (1, 2, 3)),
    ]
    for start in range(10):
        for stop in range(start, 10):
            assert list(spec.between(start, stop)) == all_[start:stop]
    huge = spec_of(
        {"seed": list(range(1000)), "kernel_size": list(range(1, 10)), "view": ["scatter", "gather"]}
    )
    assert next(huge.between(17_999, 18_000)) == {
        "suffix": ".gif",
        "seed": 999,
        "kernel_size": 9,
        "view": "gather",
    }


def test_a_sweep_makes_what_its_manifest_says(tmp_path: Path) -> None:
    counts = sweep(SMALL, tmp_path, jobs=2, batch=3)
    assert counts == Counts(made=6, skipped=2, size=counts.size)
    found = entries(tmp_path)
    assert [one["state"] for one in found].count("skipped") == 2
    there = [one for one in found if one["state"] == "made"]
    assert {one["file"] for one in there} == set(pictures(tmp_path))
    assert sum(one["size"] for one in there) == counts.size
    for one in there:
        path = tmp_path / one["file"]
        assert path.stat().st_size == one["size"]
        recipe = read_recipe(path)
        assert recipe == one["recipe"]
        said = {name: value for name, value in one["options"].items() if name != "suffix"}
        assert Recipe.from_json(recipe)[0] == Recipe(**said)
        output = tconv_anim.animate(**said).trace.output.tolist()
        assert str(output) in one["shows"]
    assert all("output_padding must be smaller" in one["error"] for one in found if one["state"] == "skipped")


def test_the_same_again_keeps_all_of_it_and_more_makes_only_the_rest(tmp_path: Path) -> None:
    first = sweep(SMALL, tmp_path, jobs=1)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.png")}
    assert sweep(SMALL, tmp_path, jobs=1) == Counts(kept=6, skipped=2, size=first.size)
    more = sweep({**SMALL, "kernel_size": [1, 2, 3]}, tmp_path, jobs=1, batch=5)
    assert (more.made, more.kept) == (3, 6)
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("damage", [b"", b"\x89PNG half of it", None])
def test_what_is_damaged_or_gone_is_made_again(damage: bytes | None, tmp_path: Path) -> None:
    sweep(SMALL, tmp_path, jobs=1)
    whole = pictures(tmp_path)
    victim = tmp_path / sorted(whole)[2]
    if damage is None:
        victim.unlink()
    else:
        victim.write_bytes(damage)
    counts = sweep(SMALL, tmp_path, jobs=1)
    assert (counts.made, counts.kept) == (1, 5)
    assert pictures(tmp_path) == whole


def test_without_a_manifest_files_are_known_by_their_recipes_and_read(tmp_path: Path) -> None:
    sweep(SMALL, tmp_path, jobs=1)
    whole = pictures(tmp_path)
    victim = tmp_path / sorted(whole)[2]
    middle = len(whole[victim.name]) // 2
    victim.write_bytes(whole[victim.name][:middle] + bytes(40) + whole[victim.name][middle + 40 :])
    shutil.rmtree(tmp_path / "manifest")
    counts = sweep(SMALL, tmp_path, jobs=1)
    assert (counts.made, counts.kept) == (1, 5)
    assert pictures(tmp_path) == whole


def test_a_file_of_the_right_size_that_is_another_is_found_by_checking(tmp_path: Path) -> None:
    sweep(SMALL, tmp_path, jobs=1)
    whole = pictures(tmp_path)
    victim = tmp_path / sorted(whole)[0]
    victim.write_bytes(bytes(reversed(whole[victim.name])))
    assert sweep(SMALL, tmp_path, jobs=1).made == 0
    assert sweep(SMALL, tmp_path, jobs=1, check=True).made == 1
    assert pictures(tmp_path) == whole


def test_presets_lines_and_a_model_s_layers(tmp_path: Path) -> None:
    (tmp_path / "layers.txt").write_text(
        "# two of them\nnn.ConvTranspose2d(1, 1, 2)\nnn.ConvTranspose2d(1, 1, 3, stride=2)\n"
    )
    (tmp_path / "all.toml").write_text(
        'suffix = ".png"\ninput_size = 2\n'
        '[[grid]]\npreset = ["k2_s2", "no_padding_no_strides_transposed"]\n'
        '[[grid]]\nlines = "layers.txt"\nview = ["scatter", "gather"]\n'
    )
    assert made("sweep", "all.toml", cwd=tmp_path).startswith("all  6 animations (0 kept)")
    names = set(pictures(tmp_path / "all"))
    assert "k2_s2.png" not in names  # input_size is another than the preset's
    assert len(names) == 6
    (tmp_path / "presets.toml").write_text('preset = "k2_s2"\nsuffix = ".png"\n')
    made("sweep", "presets.toml", "-o", "there", cwd=tmp_path)
    assert set(pictures(tmp_path / "there")) == {"k2_s2.png"}


def test_the_documentation_s_file_can_be_made(tmp_path: Path) -> None:
    (written,) = blocks("scale.md", "toml")
    (tmp_path / "course.toml").write_text(written)
    (tmp_path / "layers.txt").write_text("nn.ConvTranspose2d(1, 1, 2)\nConv2DTranspose(1, 3, strides=2)\n")
    guide = sum(preset.source == "guide" for preset in PRESETS.values())
    spec = read_spec(tmp_path / "course.toml")
    assert spec.size == 48 + 2 * guide + 2 * 2
    last = spec.size - 1
    assert run(Batch(spec, last, last + 1, str(tmp_path / "there"))).made == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("strid = [1]", "'strid' is no option of a sweep: it takes long names, like stride"),
        ("kernel_size = []", "kernel_size has no values"),
        ('suffix = ".bmp"', "suffix is '.bmp'"),
        ('preset = "k2_s9"', "take k2_s"),
        ("grid = 3", "grid is 3: write [[grid]]"),
        ("kernel_size = [1, 'x'", "is not TOML"),
        ('lines = "none.txt"', "can't be read"),
        ("output = 'x'", "'output' is no option of a sweep"),
    ],
)
def test_what_a_file_can_t_say_is_refused_before_anything_is_made(
    said: str, why: str, tmp_path: Path
) -> None:
    (tmp_path / "spec.toml").write_text(said)
    assert why in complaint(run_command("sweep", "spec.toml", cwd=tmp_path))
    assert set(contents(tmp_path)) == {"spec.toml"}


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    sweep(SMALL, tmp_path / "there", jobs=1)
    victim = sorted(pictures(tmp_path / "there"))[1]
    (tmp_path / "blocked" / victim).mkdir(parents=True)  # a folder stands where its file would
    counts = sweep(SMALL, tmp_path / "blocked", jobs=1)
    assert (counts.made, counts.failed) == (5, 1)
    (failed,) = (one for one in entries(tmp_path / "blocked") if one["state"] == "failed")
    assert failed["error"]
    (tmp_path / "blocked" / victim).rmdir()
    assert sweep(SMALL, tmp_path / "blocked", jobs=1).made == 1
    assert pictures(tmp_path / "blocked") == pictures(tmp_path / "there")


def test_any_executor_makes_the_same_bytes(tmp_path: Path) -> None:
    sweep(SMALL, tmp_path / "processes", jobs=2, batch=1)
    with ThreadPoolExecutor(2) as threads:
        sweep(SMALL, tmp_path / "threads", executor=threads, batch=4)
    assert pictures(tmp_path / "processes") == pictures(tmp_path / "threads")


def test_files_can_be_wherever_fsspec_writes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads:  # what is in memory, only this process sees
        counts = sweep(SMALL, "memory://bucket/there", executor=threads, parquet=True)
        again = sweep(SMALL, "memory://bucket/there", executor=threads)
    sweep(SMALL, tmp_path, jobs=1)
    files = fsspec.filesystem("memory")
    assert (counts.made, again.kept) == (6, 6)
    assert {Path(name).name: files.cat_file(name) for name in files.glob("/bucket/there/*.png")} == pictures(
        tmp_path
    )
    listed = json.loads(files.cat_file("/bucket/there/manifest.json"))
    assert len(listed) == 8
    from pyarrow import parquet

    with files.open("/bucket/there/manifest.parquet") as file:
        assert parquet.read_table(file).column("file").to_pylist() == [one.get("file", "") for one in listed]


class Dying(Executor):
    """Runs batches in this thread; the processes of some combinations would die."""

    def __init__(self, deadly: set[int], broken: type[Exception]) -> None:
        self.deadly, self.broken = deadly, broken

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        (batch,) = args
        if self.deadly & set(range(batch.start, batch.stop)):
            future.set_exception(self.broken("died"))
        else:
            future.set_result(function(batch))
        return future


def test_the_one_that_kills_its_process_is_found_and_has_failed(tmp_path: Path) -> None:
    spec = spec_of(SMALL)
    counts = Run(batches(spec, str(tmp_path), 4), 2).on(lambda: nullcontext(Dying({5}, BrokenProcessPool)))
    assert (counts.made, counts.skipped, counts.failed) == (6, 1, 1)
    again = Run(batches(spec, str(tmp_path), 4), 2).on(lambda: nullcontext(Dying(set(), BrokenProcessPool)))
    assert (again.made + again.kept + again.skipped, again.failed) == (8, 0)


def assert_whole(folder: Path) -> None:
    """Whatever has a name that says what it is, is all there; drafts begin with a dot."""
    for path in folder.rglob("*"):
        if path.suffix == ".gif":
            with Image.open(path) as image:
                for frame in ImageSequence.Iterator(image):
                    frame.load()
            assert read_recipe(path)
        elif path.suffix == ".jsonl":
            assert [json.loads(line)["state"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.slow
def test_killed_again_and_again_it_ends_with_all_of_it(tmp_path: Path) -> None:
    spec = {**SMALL, "seed": list(range(12)), "suffix": ".gif"}
    (tmp_path / "spec.toml").write_text(
        "".join(f"{name} = {json.dumps(one)}\n" for name, one in spec.items())
    )
    words = [str(COMMAND), "sweep", "spec.toml", "-o", "there", "--batch", "4", "--jobs", "2"]
    draw, there = random.Random(0), tmp_path / "there"
    for _ in range(5):
        running = subprocess.Popen(words, cwd=tmp_path, env=ENVIRONMENT, start_new_session=True)
        deadline = time.monotonic() + 60
        wanted = len(list(there.glob("*.gif"))) + draw.randint(1, 9)
        while len(list(there.glob("*.gif"))) < wanted and time.monotonic() < deadline:
            assert running.poll() is None, "it ended before it was killed"
            time.sleep(0.005)
        time.sleep(draw.random() / 50)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        assert_whole(there)
    told = made("sweep", "spec.toml", "-o", "there", "--batch", "4", "--check", cwd=tmp_path)
    assert told.startswith("there  72 animations (")
    assert "(0 kept)" not in told
    sweep(spec, tmp_path / "at-once", jobs=2)
    assert pictures(there) == pictures(tmp_path / "at-once")
    assert len(entries(there)) == 96


def test_who_is_killed_while_writing_leaves_nothing_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("whole")
    for name in ("new", "old"):
        assert killed_while_writing(str(tmp_path), name, 100)
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")} == {"old"}
    assert (tmp_path / "old").read_text() == "whole"


def test_the_driver_holds_a_few_batches_however_many_there_are(tmp_path: Path) -> None:
    given: list[int] = []
    open_: set[Future[Any]] = set()
    most: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            (batch,) = args
            given.append(batch.start)
            future = super().submit(lambda _: Counts(skipped=batch.stop - batch.start), batch)
            open_.add(future)
            most.append(len(open_))
            return future

    def seen(*_: Any) -> None:
        open_.difference_update([one for one in open_ if one.done()])

    spec = spec_of({"seed": list(range(100_000))})
    with Counting(2) as threads:
        counts = Run(batches(spec, str(tmp_path), 100), 6, seen).on(lambda: nullcontext(threads))
    assert counts.skipped == 100_000
    assert given == list(range(0, 100_000, 100))
    assert max(most) == 6


def test_the_page_finds_pictures_by_words(tmp_path: Path, visit: Callable[..., Visit]) -> None:
    sweep({**SMALL, "view": ["scatter", "gather"]}, tmp_path, jobs=2)
    opened = visit(tmp_path / "index.html")
    page = opened.page
    until(page, "document.getElementById('told').textContent === '12 of 12'")
    page.fill("#words", "gather k2-s2")
    until(page, "document.getElementById('told').textContent === '2 of 12'")
    assert page.locator("#list img").count() == 2
    until(page, "[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["index.html", "manifest.json"])
def test_pages_of_others_are_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match=f"{name} exists in .* and was not made by a sweep"):
        sweep(SMALL, tmp_path, jobs=1)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_picture_of_others_is_left_alone_and_has_failed(tmp_path: Path) -> None:
    (tmp_path / "k2_s2.png").write_text("mine")
    counts = sweep({"preset": ["k2_s2", "lecture_sum"], "suffix": ".png"}, tmp_path, jobs=1)
    assert (counts.made, counts.failed) == (1, 1)
    assert (tmp_path / "k2_s2.png").read_text() == "mine"
    assert "was not made by tconv-anim" in entries(tmp_path)[0]["error"]


def test_a_preset_made_in_two_ways_is_two_files(tmp_path: Path) -> None:
    assert sweep({"preset": "k2_s2", "suffix": ".png", "step": [0, 2]}, tmp_path, jobs=1).made == 2
    assert len(pictures(tmp_path)) == 2


def test_a_folder_s_url_is_that_folder(tmp_path: Path) -> None:
    sweep({"preset": "k2_s2", "suffix": ".png"}, f"file://{tmp_path}/there", jobs=1)
    assert set(pictures(tmp_path / "there")) == {"k2_s2.png"}


@pytest.mark.parametrize("options", [{"batch": 0}, {"jobs": -1}])
def test_no_batches_and_no_processes_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        sweep(SMALL, tmp_path, **options)


def test_a_target_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    (tmp_path / "spec.toml").write_text('preset = "k2_s2"\n')
    assert "can't be made" in complaint(run_command("sweep", "spec.toml", "-o", "there", cwd=tmp_path))


def test_work_of_another_version_is_refused(tmp_path: Path) -> None:
    batch = Batch(spec_of(SMALL), 0, 1, str(tmp_path))._replace(made_by="tconv-anim 0.0.1")
    with pytest.raises(InputError, match=r"was sent work of tconv-anim 0\.0\.1: install the same everywhere"):
        run(batch)


def test_an_executor_that_is_broken_already_is_refused(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1) as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 1).result()
        with pytest.raises(InputError, match="open another, and it goes on from there"):
            sweep(SMALL, tmp_path, executor=executor)


@pytest.mark.parametrize(
    ("library", "options", "extra"),
    [
        ("distributed", {"scheduler": "tcp://127.0.0.1:9"}, "dask"),
        ("fsspec.core", {"target": "memory://x"}, "sweep"),
        ("pyarrow", {"parquet": True}, "sweep"),
    ],
)
def test_what_is_not_installed_is_said_with_the_line_that_installs_it(
    library: str, options: dict[str, Any], extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # Python's own way to say that there is none
    asked = {"target": tmp_path / "there", "jobs": 1, **options}
    with pytest.raises(InputError, match=rf"pip install 'tconv-anim\[{extra}\]'"):
        sweep(SMALL, **asked)
    assert not contents(tmp_path)


def test_a_batch_is_small_enough_to_be_sent() -> None:
    import pickle

    spec = spec_of({"seed": list(range(1000)), "kernel_size": [1, 2]})
    assert len(pickle.dumps(Batch(spec, 0, 32, "there"))) < 20_000
    assert isinstance(spec, Spec)
    assert callable(run)
