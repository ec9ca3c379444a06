"""Give out a sweep of so many tasks, none of which paints: ``python -m benchmarks.sweep_driver 1000 FOLDER``.

Removing the folder afterwards would take more memory than all of it: that is for who asks.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from tconv_anim import sweep
from tconv_anim.sweeping.batch import Batch, Counts
from tconv_anim.sweeping.entry import MADE, Entry
from tconv_anim.sweeping.store import store_at


class _Pretending(Executor):
    """Writes of each batch, which has one combination, that it was made."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        batch: Batch = args[0]
        (options,) = batch.spec.between(batch.start, batch.stop)
        entry = Entry(MADE, options, f"tconv-k3-s2-p0-i3-scatter-{batch.start:08x}.gif", size=30_000)
        store_at(batch.target).write(batch.part, f"{entry.line()}\n".encode())
        future: Future[Any] = Future()
        future.set_result(Counts(made=1, size=entry.size))
        return future


def give_out(tasks: int, folder: str) -> None:
    """Run the sweep to its end, with its manifest and its page."""
    axes = {"seed": list(range(1000)), "kernel_size": list(range(1, tasks // 1000 + 1))}
    assert sweep(axes, folder, executor=_Pretending(), jobs=2, batch=1).made == tasks


if __name__ == "__main__":
    give_out(int(sys.argv[1]), sys.argv[2])
