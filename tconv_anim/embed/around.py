"""The script of a page around players, where a tool lets us put one: see ``around.js``."""

from functools import cache
from pathlib import Path


@cache
def script() -> bytes:
    """The script; it changes nothing but the frames with our players."""
    return Path(__file__).with_name("around.js").read_bytes()
