"""How the command hears that it is to stop: at any moment, once, and cleaning up after itself."""

import signal
import sys
import time
from types import FrameType

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_AGAIN_S = 1.0
"""After this long, whoever stops it a second time means it: something has swallowed the first."""


class Stopped(SystemExit):
    """The command was told to stop by the signal ``number``; its exit code is what shells expect then."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


class _Listener:
    """Raises :class:`Stopped` where the program is, and leaves it alone while it cleans up."""

    def __init__(self) -> None:
        self.heard_s = float("-inf")

    def __call__(self, number: int, frame: FrameType | None) -> None:
        before_s, self.heard_s = self.heard_s, time.monotonic()
        if self.heard_s - before_s > _AGAIN_S:
            raise Stopped(number)

    def unraisable(self, what: "sys.UnraisableHookArgs") -> None:
        """Stop a little later where nothing can be raised: in what weak references call, as imports do."""
        if not isinstance(what.exc_value, Stopped):
            sys.__unraisablehook__(what)
            return
        from threading import Timer

        self.heard_s = float("-inf")
        again = Timer(0.02, signal.raise_signal, [what.exc_value.number])
        again.daemon = True
        again.start()


def listen() -> None:
    """Heed the signals from here on, but for those that whoever started the command has it ignore."""
    listener = _Listener()
    sys.unraisablehook = listener.unraisable
    for number in _SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, listener)


def finish() -> None:
    """Heed them no more: all is done, and the interpreter's own end is not to be disturbed.

    A function that does nothing, since Python prints a traceback where a handler is gone in between; and
    blocked, since Python's end gives signals back to the system, which would kill what is all but done.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, frame: None)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
