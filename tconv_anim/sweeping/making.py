"""Making one combination of a sweep, unless it is there already, the same and whole."""

import time
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from tconv_anim.animation import animate
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.marker import ends_of
from tconv_anim.recipe.options import MAKING, used_for
from tconv_anim.recipe.recipe import ours, read
from tconv_anim.sweeping.entry import FAILED, KEPT, MADE, SKIPPED, Entry, digest
from tconv_anim.sweeping.spec import SUFFIX
from tconv_anim.sweeping.store import Store


def become(
    store: Store, options: dict[str, Any], known: Entry | None = None, name: str | None = None
) -> Entry:
    """What becomes of one combination; whatever goes wrong with it, the others can do without it.

    ``known`` is what the manifest says of it. The file has this ``name``, or is named by what it shows.
    """
    since = time.perf_counter()
    try:
        return _made(store, options, known, name, since)
    except InputError as error:
        return Entry(FAILED, options, error=str(error), seconds=_since(since))
    except Exception as error:
        return Entry(FAILED, options, error=f"{type(error).__name__}: {error}", seconds=_since(since))


def _made(
    store: Store, options: dict[str, Any], known: Entry | None, name: str | None, since: float
) -> Entry:
    said, suffix = dict(options), options[SUFFIX]
    del said[SUFFIX]
    making = {option.name for option in used_for(*MAKING)}
    made = {name: said.pop(name) for name in list(said) if name in making}
    try:
        animation = animate(**said)
        job = animation.part(suffix, **made)
    except InputError as error:
        return Entry(SKIPPED, options, error=str(error))
    recipe = read(job.order.recipe)
    if name is None:
        tail = f"-{sha256(job.order.recipe.encode()).hexdigest()[:8]}"  # tells it from all others
        name = animation.recipe.name + ("" if options.keys() == {"preset", SUFFIX} else tail)
    file = name + suffix
    there = store.read(file)
    state, data = KEPT, there
    if there is None or not _same(there, file, job.order.recipe, known):
        state, data = MADE, job.encoded()
        store.write(file, data)
    assert data is not None
    shows = job.order.storyboard.description
    return Entry(state, options, file, recipe, shows, len(data), digest(data), _since(since))


def _same(data: bytes, file: str, recipe: str, known: Entry | None) -> bool:
    """Whether a file is what would be made: of the same recipe, by the same version, and whole."""
    if known is not None and known.there:
        return digest(data) == known.sha256
    suffix = Path(file).suffix
    found = ours(PAINTERS[suffix].read(ends_of(data)))
    if found is None:
        raise InputError(f"{file} is there and was not made by tconv-anim")
    return found == read(recipe) and decodes(data, suffix)


def decodes(data: bytes, suffix: str) -> bool:
    """Whether a file can be read to its end, as far as that is known of its kind."""
    if suffix not in (".gif", ".png", ".apng", ".webp"):
        return bool(data.strip())
    from PIL import Image, ImageSequence

    try:
        with Image.open(BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                frame.load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 4)
