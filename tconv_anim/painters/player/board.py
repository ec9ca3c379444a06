"""A storyboard as the data of the player: what every element looks like, and where it is when.

The data are told by element and not by keyframe: each element has a *track*, a row for every time that
it changes. So the state at any keyframe is looked up, whatever was shown before it.
"""

from typing import Any

from tconv_anim.language.saying import speaking
from tconv_anim.live import bare
from tconv_anim.painters.player.arrangement import rearranged
from tconv_anim.painters.player.ledger import Ledger
from tconv_anim.painters.player.tables import sums_of, tables_of
from tconv_anim.painters.player.tracks import Tracks
from tconv_anim.painters.poster import activity, poster
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.legible import least_scale
from tconv_anim.storyboard.storyboard import Label, Storyboard
from tconv_anim.storyboard.theme import Theme


def board(storyboard: Storyboard, theme: Theme) -> dict[str, Any]:
    """The data of the player, ready for JSON; lengths in units, times in ms.

    At the scale ``least`` it can be read. ``frames`` are a class and markup each, with empty text elements,
    and where live numbers are put in, how each fits: its largest size, its room, the middle of its capitals,
    whether it is bold. ``looks`` are a frame, a height (z) and the texts to fill in; a frame below 0 is one
    of the numbers' ``choices`` (-1: the first), which chooses from a list of frames (``alike``). Texts hold
    marks for ``numbers`` (see :class:`Ledger`); title, subtitle and ``ending``, the last caption, have none,
    the ``header``, which is the first two again, has. ``tracks`` are an id and rows in one flat list:
    keyframe, look (or GONE), x, y, the track that it comes from and the one it goes to (or -1). ``sums`` name
    cells by their track; ``tables`` are the maps that sums speak of, for readers who don't see them.

    ``narrow`` is the same story, arranged for a narrow page: see :func:`rearranged`.
    """
    ledger = Ledger(storyboard.book)
    tracks = Tracks(storyboard, theme, ledger)
    keyframes, activities = [], []
    header: dict[str, str] = {ids.TITLE: storyboard.title, ids.SUBTITLE: ""}
    for keyframe in tracks.record(storyboard):
        activities.append(activity(keyframe))
        keyframes.append((keyframe.duration_ms, keyframe.step, ledger.text(keyframe.caption)))
        for element in keyframe.enter + keyframe.update:
            if isinstance(element, Label) and element.id in header:
                header[element.id] = element.text
    durations, steps, captions = zip(*keyframes, strict=True)
    again = _retraced(storyboard.narrow, tracks, theme) if storyboard.narrow else None
    with speaking(storyboard.language):
        sums, tables = sums_of(storyboard, tracks), tables_of(storyboard, tracks)
    numbers = ledger.data(list(tracks.choices))
    live = {"numbers": numbers, "alike": list(tracks.alike)} if numbers else {}
    return {
        **{name: bare(text) for name, text in header.items()},
        "header": [ledger.text(header[name]) for name in (ids.TITLE, ids.SUBTITLE)],
        "ending": bare(keyframe.caption),
        "description": storyboard.description,
        "view": tracks.view(),
        "least": least_scale(storyboard),
        "poster": poster(activities),
        "durations": durations,
        "steps": steps,
        "captions": captions,
        "frames": list(tracks.frames),
        "looks": list(tracks.looks),
        "tracks": tracks.flat(tracks.index),
        "questions": [list(question) for question in storyboard.questions],
        "sums": sums,
        "tables": tables,
        **live,
        **({"pictures": storyboard.pictures} if storyboard.pictures else {}),
        **({"narrow": again} if again else {}),
    }


def _retraced(narrow: Storyboard, wide: "Tracks", theme: Theme) -> dict[str, Any] | None:
    """The narrow arrangement by what is other in it; None where all stands as in the wide one."""
    tracks = Tracks(narrow, theme, wide.ledger, wide)
    for _ in tracks.record(narrow):
        pass
    if tracks.rows.keys() != wide.rows.keys():
        return None
    places = rearranged(wide.flat(wide.index), tracks.flat(wide.index))
    return {"view": tracks.view(), **places} if places else None
