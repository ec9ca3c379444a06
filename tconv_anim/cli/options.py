"""The table of options as options of the command, and what they are called in its messages."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from tconv_anim.errors import InputError
from tconv_anim.recipe.options import CODE, DATA, LAYER, OPTIONS, Option

HEADINGS = {LAYER: "Layer", DATA: "Data", CODE: "Printing"}
"""What help calls options of a use; all others are for rendering."""

NAMES = {name: option.flags[0] for name, option in OPTIONS.items()} | {"file": "FILE", "folder": "DIR"}
"""What a message calls each parameter: the option that sets it, in its short form."""


class TableOption(click.Option):
    """An option of the command that is a ``row`` of the table, and stands under a heading in the help."""

    def __init__(self, *args: Any, row: Option, heading: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.heading = row, heading


def _said(ctx: click.Context, option: Any, value: Any) -> Any:
    """What an option's text says, or all texts of one that can be given again; None where it isn't there."""
    row: Option = option.row
    if value in (None, ()) or row.kind.flag:
        return None if value == () or (value is False and not row.off) else value
    if value == "-":
        return row.kind.piped(row.name)
    if row.kind.many:
        return tuple(one for text in value for one in row.kind.read(row.name, text))
    return row.kind.read(row.name, value)


Command = Callable[..., Any]


def with_options(*uses: str, **changed: Option) -> Callable[[Command], Command]:
    """Give a command the options of these uses, and those rows that are ``changed`` for it."""
    rows = [changed.get(name, row) for name, row in OPTIONS.items() if row.use in uses or name in changed]
    return with_rows(rows)


def with_rows(rows: Iterable[Option]) -> Callable[[Command], Command]:
    """Give a command these options, in their order, each use under its heading."""

    def decorate(function: Command) -> Command:
        for row in reversed(list(rows)):
            flags = [*row.flags[:-1], row.flags[-1] + (f"/{row.off}" if row.off else ""), row.name]
            usual = f" (default {row.usually})" if row.usually else ""
            function = click.option(
                *flags,
                cls=TableOption,
                row=row,
                heading=HEADINGS.get(row.use, "Rendering"),
                metavar=None if row.kind.flag else row.kind.metavar,
                is_flag=row.kind.flag,
                multiple=row.kind.many,
                default=None,
                callback=_said,
                help=f"{row.help[0].upper()}{row.help[1:]}{usual}.",
            )(function)
        return function

    return decorate


def refuse_repeated(order: list[click.Parameter]) -> None:
    """Raise :class:`InputError` where an option that takes one value was given more than once."""
    for parameter in order:
        if isinstance(parameter, TableOption) and not parameter.multiple and order.count(parameter) > 1:
            name = parameter.row.name
            raise InputError(f"{name} is given {order.count(parameter)} times: give ${name} once")
