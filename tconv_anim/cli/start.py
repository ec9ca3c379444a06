"""Where the command starts: it listens before it loads what takes time."""

import signal
import sys

from tconv_anim.cli import stopping

stopping.listen()


def start() -> None:
    """Run the command, and say if it was interrupted."""
    try:
        from tconv_anim.cli.commands import main

        main()
    except stopping.Stopped as stop:
        if stop.number == signal.SIGINT:
            sys.stderr.write("Interrupted: nothing was written.\n")
        raise
    finally:
        stopping.finish()
