"""Values that only some views have."""

from collections.abc import Collection, Mapping
from typing import Any

from tconv_anim.errors import InputError, shown


def refuse_elsewhere(
    name: str, value: Any, usual: Any, views: Mapping[str | int | None, Collection[str]], view: str
) -> None:
    """Raise :class:`InputError` for an option's value that the view doesn't have.

    ``views`` are those that have it, by the value; None there stands for all but the ``usual`` one.
    """
    having = views.get(value) if isinstance(value, str | int) else None
    if having is None:
        is_usual = usual is not None and value == usual
        having = () if is_usual else views.get(None, ())
    if having and view not in having:
        raise InputError(
            f"{name} is {shown(value)} and view is {shown(view)}: leave ${name} out, "
            f"or take one of {', '.join(having)} for $view"
        )
