"""How the command behaves around its subcommands: the default one, the help, and what errors look like."""

import io
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from tconv_anim.cli.options import NAMES, TableOption, refuse_repeated
from tconv_anim.errors import InputError
from tconv_anim.sources.asked import is_layer

DEFAULT = "render"


class GroupedCommand(click.Command):
    """A command whose help shows its options under headings, and that takes each of them once."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; click itself would quietly take the last of several values."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        refuse_repeated(order)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, heading by heading."""
        write_options(self, ctx, formatter)


class BesideCommand(GroupedCommand):
    """A command that takes options in quotes first, which click would take for options of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words, those in quotes up to the first option."""
        own = next(
            (i for i, arg in enumerate(args) if arg.startswith("-") and not set(" |") & {*arg}), len(args)
        )
        return super().parse_args(ctx, [*args[own:], "--", *args[:own]])


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write a command's options to its help, heading by heading, each where it first appears."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            heading = parameter.heading if isinstance(parameter, TableOption) else "Other"
            sections.setdefault(heading, []).append(record)
    for heading, records in sections.items():
        with formatter.section(heading):
            formatter.write_dl(records)


class TConvGroup(click.Group):
    """A group that renders when no subcommand is named, and that turns our errors into one message."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``render`` in front of options that are no options of the group itself, and of a layer."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args and args[0] not in self.commands and is_layer(args[0]):
            args = [DEFAULT, "--layer", *args]
        elif args and args[0].startswith("-") and args[0] not in own:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the subcommands, then the default one's options: they can be given right here."""
        self.format_commands(ctx, formatter)
        default = self.commands[DEFAULT]
        write_options(default, click.Context(default, parent=ctx), formatter)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run the command; exits with 2 for whatever the user can mend."""
        # A caller that closed our streams wants no words; Python leaves None there.
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
        # Some terminals have no ×. They show a question mark for it.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(args, *rest, **options)
        except InputError as error:
            _fail(error.phrase(NAMES))
        except OSError as error:
            _discard_stdout()
            _fail(f"can't write: {error.strerror or error}")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, up to what it still has to print."""
        try:
            with warnings.catch_warnings():
                warnings.showwarning = _warn
                result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a full disk can still be reported
            return result
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            _discard_stdout()
            _fail(f"standard output can't be written: {error.strerror or error}")


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"Warning: {message}", err=True)


def _fail(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


def _discard_stdout() -> None:
    """Let the interpreter's last flush go nowhere, instead of failing a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
