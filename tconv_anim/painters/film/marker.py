"""The recipe in a film, which is found without Manim."""

import json


def read(data: bytes) -> str:
    """The recipe in a film's bytes, or "": its tags hold it as it is, so that no decoder is needed."""
    text = data[data.find(b'{"format":"tconv-anim/recipe"') :].decode("utf-8", "ignore")
    try:
        return text[: json.JSONDecoder().raw_decode(text)[1]]
    except (ValueError, RecursionError):  # none is there, or only a part of one
        return ""
