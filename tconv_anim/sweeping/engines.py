"""Who makes a sweep's batches: processes of this machine, Dask's workers, or an executor of somebody else."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from typing import Any

from tconv_anim.errors import InputError, MissingExtraError, shown
from tconv_anim.sweeping.run import Engine
from tconv_anim.workers import workers

_RETRIES = 3
"""How often Dask tries a batch again that raised, say because a disk of a worker was full."""


@contextmanager
def engine_of(executor: Executor | None, scheduler: str | None, jobs: int) -> Iterator[tuple[Engine, int]]:
    """What opens the executor, and about how many processes it has. One that is given stays open."""
    if executor is not None:
        yield lambda: nullcontext(executor), jobs
    elif scheduler is None:
        yield lambda: workers(jobs), jobs
    else:
        with _client(scheduler) as client:
            dask = client.get_executor(retries=_RETRIES)
            yield lambda: nullcontext(dask), max(1, sum(client.nthreads().values()))


def _client(scheduler: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError(
            f"a scheduler needs Dask: {error}. Install it: pip install 'tconv-anim[dask]', or leave "
            "$scheduler out"
        ) from error
    try:
        open_client: Any = distributed.Client  # it has no types
        return open_client(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"scheduler is {shown(scheduler)}, and none answers there ({error}): check the address in "
            "$scheduler"
        ) from None
