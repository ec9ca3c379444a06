"""Processes that share a long work, and end with who gave it to them."""

import os
import signal
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

from tconv_anim.errors import ContrastWarning


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of ``count`` processes, none of which outlives the block or the process that opened it."""
    with ProcessPoolExecutor(count, initializer=_begin) as pool:
        try:
            yield pool
        except BaseException:
            # The pool would wait for what its processes are at, half a minute of work for nobody.
            for process in list(pool._processes.values()):
                process.terminate()
            raise


def _begin() -> None:
    """Leave Ctrl-C and warnings of colours to the parent, and end with it, however that ends."""
    warnings.simplefilter("ignore", ContrastWarning)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
