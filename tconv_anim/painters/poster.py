"""Which keyframe tells most about an animation: the one to show before anybody presses play."""

from collections.abc import Sequence

from tconv_anim.storyboard.storyboard import Cell, Keyframe, Storyboard


def activity(keyframe: Keyframe) -> int:
    """How much happens in a keyframe: cells that move count, twice if they carry a note (a sum they meet)."""
    return sum(
        1 + bool(element.note)
        for element in keyframe.enter + keyframe.update
        if isinstance(element, Cell) and element.goes_to
    )


def poster(activities: Sequence[int]) -> int:
    """The keyframe in which most happens; of equals the one nearest the middle, and without any the last."""
    last, most = len(activities) - 1, max(activities)
    if not most:
        return last
    return min((k for k in range(last + 1) if activities[k] == most), key=lambda k: abs(2 * k - last))


def telling_step(storyboard: Storyboard) -> int:
    """The step of that keyframe: what a still shows where nobody named a step, and nothing can move."""
    steps, activities = zip(
        *((keyframe.step, activity(keyframe)) for keyframe in storyboard.keyframes), strict=True
    )
    return int(steps[poster(activities)])
