"""The package as it is given away: what the wheel holds, and that it works where nothing else is."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

import tconv_anim

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

NEEDED = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "tconv_anim").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}
"""Everything in the package: modules, fonts, the player's sources."""


def call(*words: str | Path, cwd: Path) -> str:
    # Without what would let the new environment see this one.
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def wheel_in(dist: Path) -> Path:
    (wheel,) = dist.glob("*.whl")
    return wheel


def test_the_wheel_holds_every_module_and_all_that_they_read(dist: Path) -> None:
    with zipfile.ZipFile(wheel_in(dist)) as wheel:
        names = set(wheel.namelist())
    assert {"tconv_anim/py.typed", "tconv_anim/fonts/OFL.txt"} <= NEEDED <= names
    assert all(name.split("/")[0].startswith("tconv_anim") for name in names), "something else is in it"
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not {name for name in names if "__pycache__" in name}


def test_the_sdist_holds_the_package_and_its_tests(dist: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    tests = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("*.py")}
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile"} | NEEDED | tests <= names


def test_the_wheel_works_in_an_environment_of_its_own(dist: Path, tmp_path: Path) -> None:
    env, empty = tmp_path / "env", tmp_path / "empty"
    empty.mkdir()
    call(sys.executable, "-m", "venv", "--without-pip", env, cwd=tmp_path)  # with it takes twice the time
    python = env / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    # Compiling all of numpy's modules would take longer than all the rest.
    call(*pip, "install", "--quiet", "--no-compile", wheel_in(dist), cwd=empty)
    call(*pip, "check", cwd=empty)
    where = call(python, "-c", "import tconv_anim; print(tconv_anim.__file__)", cwd=empty)
    assert where.startswith(str(env))
    printed = call(env / "bin" / "tconv-anim", "--k", "3", "--s", "2", cwd=empty)
    assert [path.name for path in empty.iterdir()] == ["tconv-k3-s2-p0-i3-scatter.gif"]
    with Image.open(empty / "tconv-k3-s2-p0-i3-scatter.gif") as picture:
        frames = getattr(picture, "n_frames", 1)
        assert frames == len(list(tconv_anim.animate(kernel_size=3, stride=2).storyboard.keyframes))
        assert f"{picture.width}×{picture.height} pixels  {frames} frames" in printed
    film = [str(env / "bin" / "tconv-anim"), "-o", "x.mp4"]
    refused = subprocess.run(film, cwd=empty, capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 2
    assert "pip install 'tconv-anim[manim]'" in refused.stderr
    shutil.rmtree(env)  # pytest would keep its hundred megabytes until the third run from now
