"""Telling a view's story: the stage, with a caption and a progress line in every keyframe."""

from tconv_anim.layout import CAPTION_LINES, Page
from tconv_anim.stage import Stage
from tconv_anim.storyboard import Keyframe


class Narration(Stage):
    """A stage on a page. The scenery (the page's labels) is there from the first keyframe on.

    ``steps`` is the number of steps to come: the progress line is full at the last of them.
    """

    def __init__(self, page: Page, steps: int) -> None:
        super().__init__()
        self._page = page
        self.steps = steps
        self.show(*page.labels)

    @property
    def end(self) -> int:
        """The step of all keyframes after the last step."""
        return self.steps + 1

    def tell(self, duration_ms: int, caption: str, step: int) -> Keyframe:
        """Cut a keyframe with this caption; the caption of a step begins with its number."""
        told = f"step {step} of {self.steps} · {caption}" if 0 < step < self.end else caption
        self.hide(*(f"caption/{line}" for line in range(CAPTION_LINES)))
        self.show(*self._page.progress(min(step, self.steps), self.steps), *self._page.caption(told))
        return self.cut(duration_ms, told, step)
