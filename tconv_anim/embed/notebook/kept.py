"""What a notebook keeps of a widget: an output beside it, which shows the animation without a kernel.

JupyterLab shows nothing but an error where it finds a widget and no kernel, whatever else that output has.
So the player is an output of its own, and hidden by ``widget.js`` for as long as the widget is alive.
"""

from base64 import b64encode
from typing import Any

from tconv_anim.animation import Animation


def kept(animation: Animation, mark: str) -> dict[str, str]:
    """The player in a box of the class ``mark``, a picture and the alt text, by their media types."""
    return {
        "text/html": f'<div class="{mark}">{animation._repr_html_()}</div>',
        "image/png": b64encode(animation._repr_png_()).decode(),
        "text/plain": animation.storyboard.description,
    }


class Output:
    """The output of each cell that showed a widget, as what the notebook keeps of it."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._handles: list[Any] = []

    def show(self, animation: Animation, live: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Put the animation into the cell that runs, and below it the ``live`` widget (data and metadata)."""
        from IPython.display import display

        self._handles.append(display(kept(animation, self.mark), raw=True, display_id=True))
        # What shows no widgets has the animation already, and shows nothing for this one.
        data, metadata = live
        display({**data, "text/html": "", "text/plain": ""}, metadata=metadata, raw=True)

    def renew(self, animation: Animation) -> None:
        """Let those outputs keep another animation."""
        if self._handles:
            bundle = kept(animation, self.mark)
            for handle in self._handles:
                handle.update(bundle, raw=True)
