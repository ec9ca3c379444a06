"""The trace as JSON."""

from dataclasses import asdict
from typing import Any

from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.trace import Trace

FORMAT, VERSION = "tconv-anim/trace", 1

_COLUMNS = {
    "input": "input_index",
    "weight": "weight_index",
    "output": "output_index",
    "product": "product",
}


def to_json(trace: AnyTrace) -> dict[str, Any]:
    """The trace as version 1 of its JSON form: layer, numbers, and the table of events column by column."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "operation": f"conv{'_transpose' * isinstance(trace, Trace)}{trace.layer.params.dims}d",
        "params": asdict(trace.layer.params),
        "framework": trace.layer.framework.key if isinstance(trace, Trace) else "pytorch",
        "input": trace.input.tolist(),
        "weight": trace.weight.tolist(),
        "bias": None if trace.bias is None else trace.bias.tolist(),
        "output": trace.output.tolist(),
        "events": {name: getattr(trace, column).tolist() for name, column in _COLUMNS.items()},
    }
