"""Ten thousand animations in one sweep, killed twice: ``python -m benchmarks.ten_thousand FOLDER``.

Then every file is decoded, its recipe read, and the output that the manifest tells held against the trace.
"""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

from tconv_anim.animation import Animation
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.recipe.recipe import Recipe

_KILLS = 2


def spec_for(many: int) -> str:
    """So many small layers: four for each seed."""
    seeds = list(range(many // 4))
    return f"""kernel_size = [1, 2]
stride = 2
input_size = 2
view = ["scatter", "gather"]
cell = 16
seed = {seeds}
"""


def make(folder: Path, many: int) -> None:
    """Make all, and kill it when a third is there, and when two are."""
    folder.mkdir(parents=True, exist_ok=True)
    spec, there = folder / "spec.toml", folder / "there"
    spec.write_text(spec_for(many))
    command = Path(sys.executable).with_name("tconv-anim")
    words = list(map(str, (command, "sweep", spec, "-o", there)))
    for kill in range(1, _KILLS + 1):
        running = subprocess.Popen(words, start_new_session=True)
        while running.poll() is None and len(list(there.glob("*.gif"))) < many * kill / (_KILLS + 1):
            time.sleep(0.5)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        print(f"killed with {len(list(there.glob('*.gif'))):,} there", flush=True)
    subprocess.run(words, check=True)


def is_true(folder: Path, entry: dict[str, Any]) -> bool:
    """Whether a file can be decoded to its end, and the output that is told is that of its recipe's layer."""
    path = folder / entry["file"]
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()
    recipe, _ = Recipe.from_json(read_recipe(path))
    said: str = entry["shows"]
    return said.endswith(f"The output is {Animation(recipe).trace.output.tolist()}.")


def main(folder: Path, many: int = 10_000) -> None:
    start = time.perf_counter()
    make(folder, many)
    seconds = time.perf_counter() - start
    there = folder / "there"
    entries = json.loads((there / "manifest.json").read_text("utf-8"))
    with ProcessPoolExecutor() as processes:
        true = sum(processes.map(is_true, [there] * len(entries), entries, chunksize=100))
    print(f"{true:,} of {len(entries):,} true, {seconds:,.0f} seconds, {len(entries) / seconds:.1f} a second")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
