"""The harness of Python.

Before the program is loaded, the harness takes the standard streams away: what the program prints goes nowhere, and
the result goes through a descriptor of the harness's own. The program reads nothing, for the request of mode
``asserts``, with its nonce, is read only after it is loaded.
"""

SOURCE = r'''
import json
import os
import sys
import types


class NotJson(Exception):
    pass


def plain(value, depth=0):
    """The value as JSON knows it. A subclass with an equality of its own is another type, and so is no JSON."""
    if depth > 100:
        raise NotJson
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    for base, convert in ((str, str.__str__), (int, int.__int__), (float, float.__float__)):
        if isinstance(value, base):
            if kind is not base and kind.__eq__ is not base.__eq__:
                raise NotJson
            value = convert(value)
            if base is float and (value != value or value in (INFINITY, -INFINITY)):
                raise NotJson
            if base is int and value.bit_length() > 14_000:  # more digits than are ever read on the other side
                raise NotJson
            return value
    for base in (list, tuple):
        if isinstance(value, base):
            if kind is not base and kind.__eq__ is not base.__eq__:
                raise NotJson
            return [plain(item, depth + 1) for item in base.__iter__(value)]
    if isinstance(value, dict):
        if kind is not dict and kind.__eq__ is not dict.__eq__:
            raise NotJson
        pairs = list(dict.items(value))
        if any(type(key) is not str for key, _ in pairs):
            raise NotJson
        return {key: plain(item, depth + 1) for key, item in pairs}
    raise NotJson


INFINITY = float("inf")


def main():
    dumps, loads, read, write, leave = json.dumps, json.loads, os.read, os.write, os._exit
    source_of_request, result = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)

    def request():
        parts = []
        while part := read(source_of_request, 1 << 16):
            parts.append(part)
        return loads(b"".join(parts))

    def answer(text):
        data = text.encode()
        while data:
            data = data[write(result, data):]
        leave(0)

    def load(name, text, namespace):
        exec(compile(text, name, "exec", dont_inherit=True), namespace)

    asserts = sys.argv[1] == "asserts"
    asked = None if asserts else request()
    module = types.ModuleType("solution")
    module.__file__ = "solution.py"
    sys.modules["solution"] = module
    with open("solution.py", "rb") as file:
        load("solution.py", file.read(), module.__dict__)
    if asserts:
        asked = request()
        recorded = []
        if asked["record"]:
            record(module.__dict__, asked["entry_point"], recorded)
        try:
            load("tests.py", asked["tests"], module.__dict__)
            if asked["call"]:
                module.__dict__[asked["call"]](module.__dict__[asked["entry_point"]])
        except AssertionError:
            leave(0)
        answer(asked["nonce"] + (dumps(recorded) if asked["record"] else ""))
    try:
        text = dumps(plain(module.__dict__[asked["entry_point"]](*asked["arguments"])), allow_nan=False)
    except NotJson:
        leave(0)
    answer(text)


def record(namespace, name, into):
    """Put a function in the function's place that notes each call from outside: arguments and result."""
    function, inside = namespace[name], []

    def recorder(*arguments, **named):
        if inside:
            return function(*arguments, **named)
        inside.append(True)
        call = None
        try:
            if not named:
                call = {"arguments": plain(arguments)}
        except NotJson:
            pass
        try:
            found = function(*arguments, **named)
        finally:
            inside.pop()
        try:
            if call is not None:
                into.append({**call, "result": plain(found)})
        except NotJson:
            pass
        return found

    namespace[name] = recorder


main()
'''
