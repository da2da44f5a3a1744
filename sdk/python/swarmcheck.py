"""Adapter SDK of swarmcheck for Python 3.9 and later: copy this file beside your adapter.

    import swarmcheck

    class Server:
        def __init__(self, birth, out): ...   # comes up; birth: self, nodes, setting, and durable after a crash
        def handle(self, event, out): ...     # takes one event; out.send(to, message), out.arm(timer), ...
        def view(self): ...                   # what properties see
        def state(self): ...                  # the rest of what it remembers, as plain data

    swarmcheck.serve(Server, name="my server", shape="raft")

With `loads=True` a class has `load(self, state)` as well: a new instance becomes the one that gave this state.
With `renames=True` it has `rename(self, state, names)`, which returns a state with other names of nodes.

Nodes are spelled by their names in views, states and messages. A step must depend on nothing but the state and
the event: no clock, no randomness. An exception in a step is a finding about your code.
Standard output belongs to the protocol; what your code prints goes to standard error.
"""
import json
import math
import sys
import traceback

PROTOCOL = 1


class Outbox:
    """The effects of one step, in order."""

    def __init__(self):
        self.effects = []

    def send(self, to, message):
        self._add("send", to=to, message=message)

    def call(self, to, request):
        self._add("call", to=to, request=request)

    def output(self, value):
        self._add("output", value=value)

    def persist(self, record):
        """Writes a record that survives a crash; the event 'persisted' follows."""
        self._add("persist", record=record)

    def arm(self, timer):
        self._add("arm", timer=timer)

    def disarm(self, timer):
        self._add("disarm", timer=timer)

    def _add(self, kind, **fields):
        # Encoded at once, because the step may go on changing its data.
        self.effects.append(tagged({"type": kind, **fields}))


def serve(node, name, shape=None, loads=False, renames=False):
    """Answers requests until standard input ends; `node(birth, out)` makes an instance."""
    answers, sys.stdout = sys.stdout, sys.stderr
    lives = {}
    hello = {"protocol": PROTOCOL, "name": name, "lives": True, "loads": loads, "renames": renames}
    if shape is not None:
        hello["shape"] = shape
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"hello": hello} if request["do"] == "hello" else _answer(node, lives, request)
        except _Misunderstood as error:
            answer = {"error": {"kind": "protocol", "message": str(error)}}
        except Exception as error:
            traceback.print_exc()
            message = f"{type(error).__name__}: {error}"
            answer = {"error": {"kind": "failed", "message": message}}
        answers.write(json.dumps({"id": request["id"], **answer}) + "\n")
        answers.flush()


def plain(value):
    """A value of a request as Python has it: sets, maps and large integers are tagged in JSON."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "#set" in value:
        return {_hashable(plain(item)) for item in value["#set"]}
    if "#map" in value:
        return {_hashable(plain(key)): plain(item) for key, item in value["#map"]}
    if "#bigint" in value:
        return int(value["#bigint"])
    if "#undefined" in value:
        return None
    return {field: plain(item) for field, item in value.items()}


class Map(dict):
    """A dict that properties see as a Map; any other dict is a record."""


class _Misunderstood(Exception):
    pass


def _answer(node, lives, request):
    kind, out = request["do"], Outbox()
    if kind == "begin":
        instance = lives[request["life"]] = node(plain(request["birth"]), out)
    elif kind == "go":
        instance = lives[request["life"]]
        instance.handle(plain(request["event"]), out)
    elif kind == "end":
        lives.pop(request["life"], None)
        return {}
    elif kind == "step":
        instance = node(plain(request["birth"]), out)
        if "state" in request:
            instance.load(plain(request["state"]))
            out = Outbox()
        for event in request.get("past", []):
            instance.handle(plain(event), Outbox())
        if "request" in request:
            return {"reply": tagged(instance.answer(plain(request["request"])))}
        if "event" in request:
            out = Outbox()
            instance.handle(plain(request["event"]), out)
    elif kind == "rename":
        instance = node(plain(request["birth"]), out)
        return {"state": tagged(instance.rename(plain(request["state"]), request["names"]))}
    else:
        raise _Misunderstood(f"there is no request '{kind}'")
    return {"effects": out.effects, "view": tagged(instance.view()), "state": tagged(instance.state())}


def tagged(value):
    """A value as JSON; sets, Maps and large integers are tagged."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {"#bigint": str(value)}
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"#set": [tagged(item) for item in sorted(value, key=repr)]}
    if isinstance(value, Map):
        return {"#map": [[tagged(key), tagged(item)] for key, item in value.items()]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: tagged(item) for key, item in value.items()}
    if isinstance(value, dict):
        raise _Misunderstood("a dict has keys that are no strings; make it a swarmcheck.Map")
    raise _Misunderstood(f"{value!r} of type {type(value).__name__} is no plain data")


def _hashable(value):
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(__doc__)
