"""What the translator says where it can't go on."""

import ast


class UntranslatableError(Exception):
    """Python that the translator doesn't know; the message has the file and the line."""


def refused(file: str, node: ast.AST, why: str) -> UntranslatableError:
    """What to raise for ``node``."""
    return UntranslatableError(f"{file}:{getattr(node, 'lineno', 0)}: {why}")
