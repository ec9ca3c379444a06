"""A progress bar, where somebody watches and it takes long enough to watch."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tconv_anim.cli.effort import announce
from tconv_anim.pipeline import Job, Saved


def run_with_progress(job: Job, force: bool) -> Saved:
    """Write the file, and tell before how long it will take where that is long."""
    job.check(force)  # what is in the way is told before how long it will take
    if not announce(job):
        return job.run(force)
    with progress(job.frames, "drawing") as advance:
        return job.run(force, advance)


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, told how much is done; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)  # it pulses until the first frame is there
        yield lambda done: bar.update(task, total=total, completed=done)
