"""Running a sweep: batches to whatever executor there is, a few at a time, whatever dies on the way."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager

from tconv_anim.errors import InputError
from tconv_anim.sweeping.batch import Batch, Counts, give_up, run
from tconv_anim.sweeping.spec import Spec

Progress = Callable[[int, Counts], None]
"""Told how many combinations are done and what became of them, after each batch."""

Engine = Callable[[], AbstractContextManager[Executor]]
"""Opens an executor; again where its processes died."""


def batches(spec: Spec, target: str, many: int, check: bool = False) -> Iterator[Batch]:
    """A sweep in batches of so many combinations."""
    size = spec.size
    return (Batch(spec, start, min(start + many, size), target, check) for start in range(0, size, many))


class Run:
    """A run through batches, ``ahead`` of them at a time: the others needn't be held in memory."""

    def __init__(self, work: Iterator[Batch], ahead: int, progress: Progress | None = None) -> None:
        self.counts, self._done = Counts(), 0
        self._work, self._ahead, self._progress = work, ahead, progress
        self._suspects: deque[Batch] = deque()

    def on(self, engine: Engine) -> Counts:
        """Make all of them.

        Where a process dies, all that it and its like were at is made again, one batch at a time; one that
        kills its process then is halved, until it is clear which combination does that. That one has failed.
        """
        while self._round(engine):
            pass
        return self.counts

    def _round(self, engine: Engine) -> bool:
        """Work until all is done (False), or an executor is lost (True)."""
        alone, fresh = bool(self._suspects), True
        under_way: dict[Future[Counts], Batch] = {}
        with engine() as executor:
            while True:
                while len(under_way) < (1 if alone else self._ahead):
                    batch = self._suspects.popleft() if alone and self._suspects else None
                    batch = batch or (None if alone else next(self._work, None))
                    if batch is None:
                        break
                    try:
                        under_way[executor.submit(run, batch)] = batch
                    except BrokenExecutor as error:
                        if fresh:
                            raise InputError(
                                "the executor's processes have died: open another, and it goes on from there"
                            ) from error
                        self._suspects.extend([*under_way.values(), batch])
                        return True
                    fresh = False
                if not under_way:
                    return alone
                done = wait(under_way, return_when=FIRST_COMPLETED).done
                for future in sorted(done, key=lambda one: one.exception() is not None):
                    try:
                        self._finish(under_way[future], future.result())
                    except (InputError, OSError):
                        raise
                    except Exception as error:
                        if not (isinstance(error, BrokenExecutor) or _is_killed(error)):
                            raise
                        self._lose(list(under_way.values()), alone)
                        return True
                    del under_way[future]

    def _finish(self, batch: Batch, counts: Counts) -> None:
        self.counts = self.counts.plus(counts)
        self._done += batch.stop - batch.start
        if self._progress:
            self._progress(self._done, self.counts)

    def _lose(self, lost: list[Batch], alone: bool) -> None:
        """Take up again what died, in halves where it is known which it was."""
        if not alone:
            self._suspects.extend(lost)
            return
        (batch,) = lost
        middle = (batch.start + batch.stop) // 2
        if middle == batch.start:
            self._finish(batch, give_up(batch))
        else:
            halves = batch._replace(stop=middle), batch._replace(start=middle)
            self._suspects.extendleft(reversed(halves))


def _is_killed(error: Exception) -> bool:
    """Whether it is Dask's error for a task whose workers died, which needn't be installed."""
    return type(error).__name__ == "KilledWorker"
