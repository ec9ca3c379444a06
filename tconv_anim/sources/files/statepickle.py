"""The pickle in PyTorch's files, read by a machine that knows what a state dict is made of, and nothing else.

Python's own unpickler calls what a pickle names, and makes room for what it announces. This one follows the
few operations that ``torch.save`` writes, names nothing that isn't listed here, and calls nothing.
"""

import pickletools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown

_KINDS = {
    **{"Double": "<f8", "Float": "<f4", "Half": "<f2", "BFloat16": "bfloat16"},
    **{"Long": "<i8", "Int": "<i4", "Short": "<i2", "Char": "i1", "Byte": "u1", "Bool": "?"},
}

_SAVED = "save model.state_dict() with torch.save, and give $layer that"

_MOST_STEPS = 2**19
"""Operations of a pickle: 25 for each tensor, of which there may be twenty thousand."""

_LONGEST_KEY = 1000


class Named(NamedTuple):
    """A name of Python's that stands in the pickle. It is never looked up."""

    module: str
    name: str


class Storage(NamedTuple):
    """Numbers that stand in an entry of their own: of a kind, under a key."""

    kind: str
    key: str


class Strided(NamedTuple):
    """A tensor: where in its storage it begins, its shape, and the steps of its axes, in numbers."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    steps: tuple[int, ...]


def tensors(data: bytes) -> Iterator[tuple[str, Strided]]:
    """The tensors of a state dict, or of one in a checkpoint, under their dotted keys.

    Raises :class:`InputError` for a pickle that isn't made of tensors, plain values, lists and dicts.
    """
    try:
        whole = _Machine().run(data)
    except InputError:
        raise
    except (
        ValueError,
        IndexError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise InputError(f"its pickle is not sound ({shown(str(error))[1:-1]}): {_SAVED}") from None
    waiting: list[tuple[str, Any]] = [("", whole)]
    seen = set()
    while waiting:
        name, one = waiting.pop()
        if len(name) > _LONGEST_KEY:
            raise InputError(f"its key {shown(name)} is too long: {_SAVED}")
        if isinstance(one, Strided):
            yield name, one
        elif isinstance(one, dict) and id(one) not in seen:  # one that is shared, or holds itself: once
            seen.add(id(one))
            keys = [key for key in one if isinstance(key, str)]
            waiting += [(f"{name}.{key}" if name else key, one[key]) for key in reversed(keys)]


class _Machine:
    """A stack, a memo, and what each operation does to them."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        """What the pickle comes to."""
        for step, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if step > _MOST_STEPS:
                raise ValueError("it is too long")
            if opcode.name in _PUSHES:
                self.stack.append(_PUSHES[opcode.name](argument))
            elif opcode.name in _DOES:
                _DOES[opcode.name](self, argument)
            elif opcode.name == "STOP":
                return self.stack.pop()
            elif opcode.name not in ("PROTO", "FRAME"):
                raise InputError(f"its pickle has a {opcode.name}, which no state dict needs: {_SAVED}")
        raise ValueError("it has no end")

    def marked(self) -> list[Any]:
        """What was put on the stack since the last mark."""
        at = self.marks.pop()
        items = self.stack[at:]
        del self.stack[at:]
        return items

    def tuple_of(self, many: int | None) -> None:
        items = self.marked() if many is None else self.stack[len(self.stack) - many :]
        if many is not None:
            del self.stack[len(self.stack) - many :]
        self.stack.append(tuple(items))

    def name(self, argument: str | None) -> None:
        """A name is put on the stack if it is one of those that tensors are made of."""
        if argument is None:
            name, module = self.stack.pop(), self.stack.pop()
        else:
            module, _, name = argument.partition(" ")
        if not (isinstance(module, str) and isinstance(name, str)):
            raise ValueError("a name is not text")
        if (module, name) not in _NAMES and not (module == "torch" and _kind(name)):
            raise InputError(
                f"its pickle asks for {shown(f'{module}.{name}')[1:-1]}, which would run code (none was "
                f"run): {_SAVED}"
            )
        self.stack.append(Named(module, name))

    def call(self) -> None:
        """What the listed names make, without a call."""
        given, named = self.stack.pop(), self.stack.pop()
        if named == ("collections", "OrderedDict"):
            if given:
                raise ValueError("a dict is made of something")
            made: Any = {}
        elif named == ("torch._utils", "_rebuild_parameter"):
            made = given[0]
        elif named == ("torch._utils", "_rebuild_tensor_v2"):
            made = Strided(given[0], given[1], tuple(given[2]), tuple(given[3]))
            numbers = (made.offset, *made.shape, *made.steps)
            if not isinstance(made.storage, Storage) or any(type(n) is not int or n < 0 for n in numbers):
                raise ValueError("a tensor has no sound shape or storage")
            if len(made.shape) != len(made.steps):
                raise ValueError("a tensor has more axes than steps")
        else:
            made = None  # a size, a device: nothing that is shown depends on it
        self.stack.append(made)

    def storage(self) -> None:
        word, named, key, *_ = self.stack.pop()
        if word != "storage" or not isinstance(named, Named) or not isinstance(key, str):
            raise ValueError("an entry is no storage")
        self.stack.append(Storage(_kind(named.name), key))

    def items(self, pairs: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, dict):
            raise ValueError("items are set in what is no dict")
        # Other keys aren't hashed: that of tuples in tuples without end would overflow the machine's stack.
        if not all(isinstance(key, str | int) for key in pairs[::2]):
            raise ValueError("a key is neither text nor a number")
        target.update(zip(pairs[::2], pairs[1::2], strict=True))

    def pairs(self) -> list[Any]:
        value, key = self.stack.pop(), self.stack.pop()
        return [key, value]

    def append(self, many: list[Any]) -> None:
        if not isinstance(self.stack[-1], list):
            raise ValueError("items are added to what is no list")
        self.stack[-1].extend(many)

    def remember(self, at: int | None) -> None:
        self.memo[len(self.memo) if at is None else at] = self.stack[-1]


def _kind(name: str) -> str:
    return _KINDS.get(name.removesuffix("Storage"), "") if name.endswith("Storage") else ""


_NAMES = {
    ("collections", "OrderedDict"),
    ("torch._utils", "_rebuild_tensor_v2"),
    ("torch._utils", "_rebuild_parameter"),
    ("torch", "Size"),
    ("torch", "device"),
}

_PUSHES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("BININT", "BININT1", "BININT2", "LONG1", "INT", "LONG", "BINFLOAT", "FLOAT"), lambda a: a
    ),
    **dict.fromkeys(("BINUNICODE", "SHORT_BINUNICODE", "UNICODE"), lambda a: a),
    "NONE": lambda _: None,
    "NEWTRUE": lambda _: True,
    "NEWFALSE": lambda _: False,
    "EMPTY_DICT": lambda _: {},
    "EMPTY_LIST": lambda _: [],
    "EMPTY_TUPLE": lambda _: (),
}

_DOES: dict[str, Callable[[_Machine, Any], None]] = {
    "MARK": lambda machine, _: machine.marks.append(len(machine.stack)),
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.name,
    "TUPLE": lambda machine, _: machine.tuple_of(None),
    "TUPLE1": lambda machine, _: machine.tuple_of(1),
    "TUPLE2": lambda machine, _: machine.tuple_of(2),
    "TUPLE3": lambda machine, _: machine.tuple_of(3),
    "REDUCE": lambda machine, _: machine.call(),
    "BINPERSID": lambda machine, _: machine.storage(),
    "SETITEM": lambda machine, _: machine.items(machine.pairs()),
    "SETITEMS": lambda machine, _: machine.items(machine.marked()),
    "APPEND": lambda machine, _: machine.append([machine.stack.pop()]),
    "APPENDS": lambda machine, _: machine.append(machine.marked()),
    "BUILD": lambda machine, _: machine.stack.__delitem__(-1),  # an OrderedDict's versions
    "BINPUT": _Machine.remember,
    "LONG_BINPUT": _Machine.remember,
    "MEMOIZE": _Machine.remember,
    "BINGET": lambda machine, at: machine.stack.append(machine.memo[at]),
    "LONG_BINGET": lambda machine, at: machine.stack.append(machine.memo[at]),
}
