"""The programs that make pages, run as their users run them, and what our own pages tell people to write."""

import re
import subprocess
import sys
from pathlib import Path

from tests.command import ENVIRONMENT

DOCS = Path(__file__).parent.parent / "docs"

Finished = subprocess.CompletedProcess[str]

FIGURES = """
See :numref:`padded`.

.. tconv::
   :k: 3
   :s: 2
   :p: 1
   :op: 1
   :i: 2
   :caption: A *caption* with </script><img src=x onerror=alert(1)>
   :name: padded

.. tconv::
   :preset: padding_strides
   :format: gif
   :steps: 1 2 3 4

"""
"""Of a page in reStructuredText: a figure with a number, its caption by somebody hostile, and a strip."""


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def build(project: Path, builder: str, *words: str) -> Finished:
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-n", "-b", builder, *words, "-d", "_doctrees", ".", f"_{builder}"],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def built(project: Path, builder: str, *words: str) -> Path:
    done = build(project, builder, "-W", *words)
    assert done.returncode == 0, done.stderr
    return project / f"_{builder}"


def files(folder: Path, suffix: str = "") -> list[str]:
    return sorted(path.name for path in folder.rglob(f"tconv-*{suffix}"))
