"""A player as notebooks keep it: a picture that becomes the player where scripts may run.

Nobody runs the outputs of a notebook that isn't trusted: JupyterLab drops the frame, nbconvert's
``--sanitize-html`` writes it out as text, page and all, and both forget the picture that is stored beside it.
So the frame waits in an attribute, which either drops in silence, and the picture is a background, which
JupyterLab keeps. What is left without any of it is the picture in letters.
"""

from base64 import b64encode

from tconv_anim.painters.snippet import Tag, player

_WAKE = (
    "this.removeAttribute('style');this.innerHTML=this.dataset.frame;this.firstChild.srcdoc=this.dataset.page"
)


def facade(page: str, size: tuple[int, int], png: bytes, alt: str, letters: str) -> Tag:
    """``<div>`` with a picture of this size in pixels, in place of the player on ``page`` until it is seen.

    ``letters`` are the same picture as text.
    """
    width, height = size
    style = {
        "width": f"{width}px",
        "max-width": "100%",
        "height": f"{height}px",
        "background-image": f"url(data:image/png;base64,{b64encode(png).decode()})",
        "background-repeat": "no-repeat",
        "background-size": "contain",
        # The event comes when the element is first on the screen; nothing else does, of what sanitizers know.
        "content-visibility": "auto",
    }
    frame = player({}, size, alt).html()
    attributes = {"data-frame": frame, "data-page": page, "oncontentvisibilityautostatechange": _WAKE}
    inside = (
        Tag("div", style={"opacity": "0"}, inside=(alt,)),  # over the background, for who doesn't see that
        Tag("pre", style={"display": "none"}, inside=(letters,)),
    )
    return Tag("div", {"class": "tconv-anim", **attributes}, style, inside)
