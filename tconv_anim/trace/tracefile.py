"""The trace as JSON, out and in. What comes in is believed only if it is what the layer computes."""

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace.trace import Trace, record

FORMAT, VERSION, OPERATION = "tconv-anim/trace", 1, "conv_transpose2d"

_COLUMNS = {
    "input": "input_index",
    "weight": "weight_index",
    "output": "output_index",
    "product": "product",
}


def to_json(trace: Trace) -> dict[str, Any]:
    """The trace as version 1 of its JSON form: layer, numbers, and the table of events column by column."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "operation": OPERATION,
        "params": asdict(trace.params),
        "input": trace.input.tolist(),
        "weight": trace.weight.tolist(),
        "bias": None if trace.bias is None else trace.bias.tolist(),
        "output": trace.output.tolist(),
        "events": {name: getattr(trace, column).tolist() for name, column in _COLUMNS.items()},
    }


def from_json(text: str) -> Trace:
    """The trace that :func:`to_json` wrote as ``text``.

    Raises :class:`InputError` if it is no such JSON, or if its events and output aren't those of its
    own layer and numbers; the message names the first that differs.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("the trace is no JSON: write it with tconv-anim trace") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(f"the JSON is no trace: its format must be {FORMAT!r}")
    for key, value in (("version", VERSION), ("operation", OPERATION)):
        if data.get(key) != value:
            raise InputError(f"the trace's {key} is {data.get(key)!r}: only {value!r} can be read")
    missing = {"params", "input", "weight", "bias", "output", "events"} - data.keys()
    if missing:
        raise InputError(f"the trace has no {', '.join(sorted(missing))}: write it with tconv-anim trace")
    trace = record(_params(data["params"]), data["input"], data["weight"], data["bias"])
    if not _same(trace.output, data["output"]):
        raise InputError("the trace's output is not what its input and weight give")
    _check_events(trace, data["events"])
    return trace


def _params(data: Any) -> ConvTranspose2d:
    names = [field.name for field in fields(ConvTranspose2d)]
    if not isinstance(data, dict) or set(data) != set(names):
        raise InputError(f"the trace's params must be {', '.join(names)}")
    return ConvTranspose2d(**data)


def _check_events(trace: Trace, events: Any) -> None:
    if not isinstance(events, dict) or set(events) != set(_COLUMNS):
        raise InputError(f"the trace's events must have the columns {', '.join(_COLUMNS)}")
    for name, column in _COLUMNS.items():
        expected = getattr(trace, column)
        if not isinstance(events[name], list) or len(events[name]) != len(trace):
            raise InputError(f"the trace's events.{name} must have {len(trace)} rows")
        if not _same(expected, events[name]):
            row = next(i for i, one in enumerate(expected) if not _same(one, events[name][i]))
            raise InputError(
                f"the trace's events.{name}[{row}] is {events[name][row]!r} "
                f"where this layer has {expected[row].tolist()!r}"
            )


def _same(expected: Any, found: Any) -> bool:
    """Whether ``found``, as read from JSON, is this array to the last bit."""
    return bool(np.array_equal(expected, _array(found)))


def _array(found: Any) -> Any:
    try:
        return np.array(found)
    except ValueError:  # ragged
        return np.array(None)
