"""What holds for the pages of every view: nothing leaves them, nothing lies on anything else."""

from tconv_anim.layer import wording
from tconv_anim.storyboard import layout
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard
from tconv_anim.trace.trace import Trace

Box = tuple[float, float, float, float]


def assert_page_is_tidy(storyboard: Storyboard) -> None:
    """Cells and labels stay on the page, panels lie beside each other, labels on neither."""
    width, height = storyboard.size
    slack = 0 if storyboard.unit == 1 else 1  # what is scaled is in whole pixels again
    boxes: dict[str, list[Box]] = {}
    for _, seen in storyboard.states():
        labels: list[Box] = []
        for element in seen.values():
            if isinstance(element, Cell):
                x, y = storyboard.panels[element.panel].corner(element.row, element.col)
                far = storyboard.panels[element.panel].corner(element.row + 1, element.col + 1)
                boxes.setdefault(element.panel, []).append((x, y, *far))
                assert min(x, y) >= 0, element
                assert far[0] < width, element
                assert far[1] < height, element
            if isinstance(element, Label):
                length = text_width(element.text, element.size, element.bold)
                start = element.at[0] - {"start": 0, "middle": length / 2, "end": length}[element.anchor]
                assert start >= 0, element
                assert start + length <= width - layout.MARGIN * storyboard.unit / 2 + slack, element
                assert element.size / 2 <= element.at[1] + slack, element
                assert element.at[1] <= height - element.size / 2 + slack, element
                labels.append(
                    (
                        start,
                        element.at[1] - element.size / 2,
                        start + length,
                        element.at[1] + element.size / 2,
                    )
                )
        assert_apart(labels, slack)
    hulls = [
        (min(b[0] for b in p), min(b[1] for b in p), max(b[2] for b in p), max(b[3] for b in p))
        for p in boxes.values()
    ]
    assert_apart([*hulls, *labels], slack)


def assert_apart(boxes: list[Box], slack: float = 0) -> None:
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart = max(b[0] - a[2], a[0] - b[2], b[1] - a[3], a[1] - b[3])
            assert apart >= -slack, (a, b)


def assert_ends_on_the_output(storyboard: Storyboard, trace: Trace) -> None:
    """The last keyframe's cells ``output/c/y/x`` show the trace's output, each with its number."""
    last = storyboard.at_step(None)
    for c, channel in enumerate(trace.output.tolist()):
        for y, row in enumerate(channel):
            for x, value in enumerate(row):
                cell = last[f"output/{c}/{y}/{x}"]
                assert isinstance(cell, Cell)
                assert cell.text == wording.number(value)
