"""ONNX models: the nodes that are convolutions or up-samplers, their attributes, and what feeds them.

Read without the onnx package, which would load all of a model at once, weights and all.
"""

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import numbers_in
from tconv_anim.sources.files.onnxtensor import Tensor, tensor_of
from tconv_anim.sources.files.protobuf import Span, Wire
from tconv_anim.sources.found import Found, known
from tconv_anim.sources.lines.arguments import Arguments, meant
from tconv_anim.sources.lines.layers import of_node, upsampler
from tconv_anim.sources.lines.onnxnode import Node
from tconv_anim.sources.lines.signatures import ONNX_UPSAMPLERS
from tconv_anim.sources.written import written

_LONGEST_LIST = 64

_ATTRIBUTES = (
    *("kernel_shape", "strides", "pads", "output_padding", "output_shape"),
    *("dilations", "group", "auto_pad"),
)

_OPERATORS = {"ConvTranspose": False, "Conv": True}
"""The nodes that are layers with a weight, and whether they are direct."""

_LAYERS = (*_OPERATORS, *ONNX_UPSAMPLERS)


class _Node(NamedTuple):
    name: str
    operator: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]


def read(path: Path, direct: bool) -> list[Found]:
    """Every convolution and up-sampler of the model's graph; ``direct`` makes no difference."""
    with regular(path, "layer") as file:
        wire = Wire(file)
        graphs = [value for number, value in wire.fields(wire.whole) if number == _MODEL_GRAPH]
        if len(graphs) != 1:
            raise InputError(
                f"it has {len(graphs)} graphs, where a model has one: save $layer with onnx.save"
            )
        nodes: list[_Node] = []
        tensors: dict[str, Tensor] = {}
        shapes: dict[str, list[int]] = {}
        for number, value in wire.message(graphs[0]):
            if number == _GRAPH_NODE:
                node = _node(wire, value)
                nodes += [node] if node.operator in _LAYERS else []
                if node.operator == "Constant" and node.outputs and "value" in node.attributes:
                    tensors[node.outputs[0]] = node.attributes["value"]
            elif number == _GRAPH_INITIALIZER:
                tensor = tensor_of(wire, value)
                tensors[tensor.name] = tensor
            elif number in _GRAPH_VALUES:
                name, shape = _value(wire, value)
                shapes[name] = shape
    return [
        (_layer if node.operator in _OPERATORS else _upsampler)(path, node, tensors, shapes) for node in nodes
    ]


_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_INITIALIZER = 7, 1, 5
_GRAPH_VALUES = (11, 12, 13)
"""Numbers of fields in onnx.proto; the last are inputs, outputs and what stands between them."""


def _node(wire: Wire, span: int | Span) -> _Node:
    node = _Node("", "", [], [], {})
    attributes = []
    for number, value in wire.message(span):
        if number == 1:
            node.inputs.append(wire.text(value))
        elif number == 2:
            node.outputs.append(wire.text(value))
        elif number == 3:
            node = node._replace(name=wire.text(value))
        elif number == 4:
            node = node._replace(operator=wire.text(value))
        elif number == 5:
            attributes.append(value)
    if node.operator in (*_LAYERS, "Constant"):
        node.attributes.update(_attribute(wire, value) for value in attributes)
    return node


def _attribute(wire: Wire, span: int | Span) -> tuple[str, Any]:
    """An attribute's name, and its number, text, tensor or list of integers."""
    name: str = ""
    found: Any = None
    many: list[int] = []
    for number, value in wire.message(span):
        if number == 1:
            name = wire.text(value)
        elif number == 2:
            (found,) = numbers_in(wire.bytes(value, 4), "<f4", (1,)).tolist()
        elif number == 3:
            (found,) = wire.integers(value, 1)
        elif number == 4:
            found = wire.text(value)
        elif number == 5:
            found = tensor_of(wire, value)
        elif number == 8:
            many += wire.integers(value, _LONGEST_LIST)
    return name, many or found


def _value(wire: Wire, span: int | Span) -> tuple[str, list[int]]:
    """A value's name and its shape, 0 for sides that aren't known."""
    name, shape = "", []
    for number, value in wire.message(span):
        if number == 1:
            name = wire.text(value)
        elif number == 2:
            kinds = [inner for field, inner in wire.message(value) if field == 1]
            sides = [inner for kind in kinds for field, inner in wire.message(kind) if field == 2]
            for side in (inner for one in sides for field, inner in wire.message(one) if field == 1):
                known = [wire.integers(inner, 1)[0] for field, inner in wire.message(side) if field == 1]
                shape.append(max(known[0], 0) if known else 0)
    return name, shape


def _layer(path: Path, node: _Node, tensors: dict[str, Tensor], shapes: dict[str, list[int]]) -> Found:
    direct = _OPERATORS[node.operator]
    name = node.name or (node.outputs[0] if node.outputs else "")
    fed = [*node.inputs, "", "", ""]
    weight, bias, shape = tensors.get(fed[1]), tensors.get(fed[2]), shapes.get(fed[0], [])
    said = {key: node.attributes[key] for key in _ATTRIBUTES if key in node.attributes}
    size = said.get("kernel_shape") or (list(weight.shape[2:]) if weight else None)
    dims = len(size) if isinstance(size, list) else len(shape) - 2 if len(shape) > 2 else 2
    line = written(node.operator, **said)
    try:
        found = of_node(Node(name, node.operator, said, bool(fed[2])), size, dims)
        _agree(weight, size, dims)
    except InputError as error:  # one node of many: the others can be shown
        return Found(name, line, {}, direct=direct, dims=dims, remark=str(error))
    options: dict[str, Any] = {}
    if weight is not None:
        ends = weight.shape[0], weight.shape[1] * found.options["groups"]
        options["in_channels"], options["out_channels"] = reversed(ends) if direct else ends
    if len(shape) == dims + 2 and all(shape[2:]):
        options["input_size"] = tuple(shape[2:])
    found = known(found._replace(written=line), options)
    if weight is None or (bias is None and fed[2]):
        remark = "Its weight is computed by other nodes, so its numbers aren't in the file."
        return found._replace(remark=remark)
    return found._replace(numbers=partial(_numbers, path, weight, bias))


_TOLD = {"Resize": ("roi", "scales", "sizes"), "Upsample": ("scales",), "MaxUnpool": ("I", "output_size")}
"""What the inputs of up-samplers are, behind the first."""


_SAID = ("scales", "sizes", "output_size")
"""Those of them that say how large the output becomes."""


def _upsampler(path: Path, node: _Node, tensors: dict[str, Tensor], shapes: dict[str, list[int]]) -> Found:
    row = ONNX_UPSAMPLERS[node.operator]
    name = node.name or (node.outputs[0] if node.outputs else "")
    said = {key: node.attributes[key] for key in sorted(meant(row) & node.attributes.keys())}
    older = node.operator == "Resize" and len(node.inputs) == 2
    told = ("scales",) if older else _TOLD.get(node.operator, ())
    shape = shapes.get(node.inputs[0] if node.inputs else "", [])
    try:
        for key, fed in zip(told, node.inputs[1:], strict=False):
            if key in _SAID and fed in tensors and 0 not in tensors[fed].shape:
                said[key] = tuple(tensors[fed].load(path).ravel().tolist())
        dims = len(shape) - 2 if len(shape) > 2 else None
        found = upsampler(row, Arguments({}, said, (), {}, False), name, node.operator, dims)
    except InputError as error:
        return Found(name, written(node.operator, **said), {}, remark=str(error))
    options: dict[str, Any] = {"in_channels": shape[1]} if len(shape) > 2 and shape[1] else {}
    if len(shape) == found.dims + 2 and all(shape[2:]):
        options["input_size"] = (1, *shape[2:]) if found.dims == 1 else tuple(shape[2:])
    return known(found, options)


def _agree(weight: Tensor | None, size: list[int] | None, dims: int) -> None:
    if weight is not None and (len(weight.shape) != dims + 2 or list(weight.shape[2:]) != size):
        raise InputError(
            f"its kernel is to be {shown(size)} and its weight has the shape {shown(weight.shape)}: "
            "give $layer a sound model"
        )


def _numbers(path: Path, weight: Tensor, bias: Tensor | None) -> tuple[Any, Any]:
    return weight.load(path), None if bias is None else bias.load(path)
