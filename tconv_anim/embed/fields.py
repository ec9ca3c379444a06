"""The command's options as fields of a page: ``k: 3`` in Markdown, ``:k: 3`` in reStructuredText."""

from collections.abc import Mapping
from inspect import signature
from typing import Any, NamedTuple

import click

from tconv_anim.cli.options import DATA_OPTIONS, LAYER_OPTIONS, RENDER_OPTIONS
from tconv_anim.recipe.request import request

_TAKEN = {*signature(request).parameters, "step", "autoplay"}
"""Options that pages take: what an animation is made of, and where and whether a player starts.

What the command says besides is about the file and its printing, or pages say it in their own way.
"""


class Field(NamedTuple):
    """A name that a page may use for the option ``parameter``; ``value`` is what the bare name stands for."""

    parameter: click.Option
    value: bool | None = None


def _fields() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for declarations, attributes in (*LAYER_OPTIONS, *DATA_OPTIONS, *RENDER_OPTIONS):
        option = click.Option(declarations, **attributes)
        if option.name in _TAKEN:
            found |= {name.lstrip("-"): Field(option, option.is_flag or None) for name in option.opts}
            found |= {name.lstrip("-"): Field(option, False) for name in option.secondary_opts}
    return found


FIELDS = _fields()
"""Every field, by its names: ``k``, ``kernel-size``, ``no-values``."""


def read(name: str, text: str | None) -> Any:
    """What the field ``name`` says; raises :class:`ValueError` with a message if it can't be used."""
    field = FIELDS[name]
    text = (text or "").strip()
    if field.value is not None:
        return _flag(field, text)
    if not text:
        raise ValueError("it needs a value")
    try:
        if field.parameter.multiple:
            return tuple(text.replace(",", " ").split())
        value = field.parameter.type.convert(text, field.parameter, None)
    except click.BadParameter as error:
        raise ValueError(error.message) from None
    return value


def _flag(field: Field, text: str) -> bool:
    if text.lower() in ("", "true", "yes", "on"):
        return bool(field.value)
    if text.lower() in ("false", "no", "off"):
        return not field.value
    raise ValueError(f"{text!r} is neither true nor false")


def meant(said: Mapping[str, Any]) -> dict[str, Any]:
    """The options, under their own names, that these fields set; the later of two names for one wins."""
    return {str(FIELDS[name].parameter.name): value for name, value in said.items()}


def names(pattern: str) -> dict[str, str]:
    """What a message calls each option on a page, its shortest name put into ``pattern``."""
    return {
        str(field.parameter.name): pattern.format(field.parameter.opts[0].lstrip("-"))
        for field in FIELDS.values()
    }
