"""A layer in one line, as the framework that it comes from would write it."""

from typing import Any

_LONGEST = 200
"""Characters of such a line."""

_USUAL = {
    **dict.fromkeys(("padding", "pads", "output_padding"), 0),
    **dict.fromkeys(("stride", "strides", "dilation", "dilations", "dilation_rate", "kernel_dilation"), 1),
    **dict.fromkeys(("input_dilation", "groups", "group", "feature_group_count"), 1),
    **{"transpose_kernel": False, "bias": True, "use_bias": True},
    "auto_pad": "NOTSET",
    "padding_mode": "zeros",
    "activation": "linear",
    "data_format": "channels_last",
}
"""Values that go without saying."""


def written(name: str, *first: Any, **said: Any) -> str:
    """``name(first, key=value)``, without None and what goes without saying, and cut where it is long."""
    words = [_plain(value) for value in first if value is not None]
    words += [f"{key}={_plain(value)}" for key, value in said.items() if not _usual(key, value)]
    line = f"{name}({', '.join(words)})"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def with_activation(activation: str | None) -> str:
    """What there is to say of an activation that a layer has."""
    return "" if activation in (None, "linear") else f"Its activation ({activation}) is not shown."


def _plain(value: Any) -> str:
    return repr(tuple(value) if isinstance(value, list | tuple) else value)


def _usual(key: str, value: Any) -> bool:
    if value is None or key not in _USUAL:
        return value is None
    each = value if isinstance(value, list | tuple) and value else [value]
    return all(type(one) is type(_USUAL[key]) and one == _USUAL[key] for one in each)
