"""The tconv-anim command."""

from tconv_anim.cli.commands import main

__all__ = ["main"]
