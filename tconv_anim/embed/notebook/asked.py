"""``tconv_anim.widget``: where what it needs is asked for."""

from typing import TYPE_CHECKING, Any

from tconv_anim.animation import animate
from tconv_anim.errors import MissingExtraError

if TYPE_CHECKING:
    from tconv_anim.embed.notebook.widget import Widget


def widget(preset: str | None = None, *, step: int | None = None, **options: Any) -> "Widget":
    """A live animation for a notebook, with sliders; ``options`` are those of :func:`tconv_anim.animate`.

    ``step`` is the one that it begins with (0: the opening; None: where most happens). Raises
    :class:`InputError` for anything that can't be used, and where the extra ``tconv-anim[notebook]`` isn't
    installed.
    """
    try:
        from tconv_anim.embed.notebook.widget import Widget
    except ImportError as error:
        raise MissingExtraError(
            f"a widget needs anywidget: {error}. Install it: pip install 'tconv-anim[notebook]'"
        ) from error
    return Widget(animate(preset, **options), step)
