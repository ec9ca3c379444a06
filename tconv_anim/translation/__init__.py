"""Our own Python as JavaScript, translated by machine: what a page runs is what the command runs.

Nothing that Python computes is written a second time by hand. The translator reads the source of the
functions that a page needs and of all that these need, and refuses, with file and line, whatever it doesn't
know: nothing is translated wrongly in silence. ``runtime`` has what Python itself brings along.
"""

from tconv_anim.translation.bundle import translate
from tconv_anim.translation.refusal import UntranslatableError

__all__ = ["UntranslatableError", "translate"]
