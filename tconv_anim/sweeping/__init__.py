"""Sweeps: hundreds to hundreds of thousands of animations, made by many processes, again and again."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from tconv_anim.recipe.options import JOBS, SWEEP, checked
from tconv_anim.sweeping.batch import Counts
from tconv_anim.sweeping.engines import engine_of
from tconv_anim.sweeping.manifest import all_entries, check_parquet, write_json, write_parquet
from tconv_anim.sweeping.page import check_ours, write_pages
from tconv_anim.sweeping.run import Progress, Run, batches
from tconv_anim.sweeping.spec import Spec, read_spec, spec_of
from tconv_anim.sweeping.store import everywhere, store_at

BATCH = 32
"""Combinations of a batch: about a second of small GIFs."""

_AHEAD = 3
"""Batches that there are for each process, counting the one that it is at: none has to wait."""


def sweep(
    spec: str | Path | Mapping[str, Any] | Spec,
    target: str | Path,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    batch: int = BATCH,
    check: bool = False,
    parquet: bool = False,
    progress: Progress | None = None,
) -> Counts:
    """Make all that ``spec`` says into ``target``, a folder or a URL that fsspec knows.

    ``spec`` is a .toml file, or a mapping as that says it. Batches of so many combinations are made by
    ``executor`` (any of concurrent.futures, Dask's ``Client.get_executor()``, one of mpi4py.futures), by
    Dask's ``scheduler`` at an address, or else by as many processes of this machine as ``jobs`` says. What is
    there already and the same is kept; with ``check``, it is read, too. At the end the target has a
    ``manifest.json`` (and ``manifest.parquet``) and an ``index.html``. Raises :class:`InputError` for what
    can't be used, and where nothing can be written; what can't be made is counted, and doesn't stop the rest.
    """
    if isinstance(spec, Spec):
        said = spec
    else:
        said = spec_of(spec) if isinstance(spec, Mapping) else read_spec(Path(spec))
    checked({"batch": batch, "jobs": jobs}, (SWEEP, JOBS))
    target = everywhere(str(target))
    store = store_at(target)
    check_ours(store, target)
    if parquet:
        check_parquet()
    with engine_of(executor, scheduler, jobs or os.cpu_count() or 1) as (engine, many):
        counts = Run(batches(said, target, batch, check), many * _AHEAD, progress).on(engine)

    def found() -> Iterator[Any]:
        return all_entries(store, batches(said, target, batch))

    write_json(store, found())
    if parquet:
        write_parquet(store, found())
    write_pages(store, found())
    return counts


__all__ = ["BATCH", "Counts", "Spec", "sweep"]
