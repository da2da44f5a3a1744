"""Adapter SDK of swarmcheck for Python 3.9 and later: copy this file beside your adapter.

    class Server:
        def __init__(self, birth, out): ...   # comes up; birth: self, nodes, setting, and durable after a crash
        def handle(self, event, out): ...     # takes one event; out.send(to, message), out.arm(timer), ...
        def view(self): ...                   # what properties see
        def state(self): ...                  # the rest of what it remembers, as plain data
        def load(self, state): ...            # with loads=True: becomes the instance that gave this state
        def rename(self, state, names): ...   # with renames=True: returns a state with other names of nodes

    swarmcheck.serve(Server, name="my server", shape="raft")

Nodes are spelled by their names. A step must depend on nothing but the state and the event: no clock, no
randomness. An exception in a step is a finding about your code. What it prints goes to standard error.
"""
import json, math, sys, traceback

PROTOCOL = 1

def _effect(kind, *fields):
    def add(self, *values):
        # Encoded at once, because the step may go on changing its data.
        self.effects.append(tagged({"type": kind, **dict(zip(fields, values))}))
    return add

class Outbox:
    """The effects of one step, in order."""
    def __init__(self):
        self.effects = []

    send = _effect("send", "to", "message")
    call = _effect("call", "to", "request")  # the event 'reply' brings the outcome
    output = _effect("output", "value")
    persist = _effect("persist", "record")  # it survives a crash; the event 'persisted' follows
    arm = _effect("arm", "timer")
    disarm = _effect("disarm", "timer")

class Map(dict):
    """A dict that properties see as a Map; any other dict is a record."""

class _Misunderstood(Exception): ...

def serve(node, name, shape=None, loads=False, renames=False):
    """Answers requests until standard input ends; `node(birth, out)` makes an instance."""
    answers, sys.stdout, lives = sys.stdout, sys.stderr, {}
    hello = {"protocol": PROTOCOL, "name": name, "lives": True, "loads": loads, "renames": renames}
    hello.update({} if shape is None else {"shape": shape})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"hello": hello} if request["do"] == "hello" else _answer(node, lives, request)
        except _Misunderstood as error:
            answer = {"error": {"kind": "protocol", "message": str(error)}}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": {"kind": "failed", "message": f"{type(error).__name__}: {error}"}}
        answers.write(json.dumps({"id": request["id"], **answer}) + "\n")
        answers.flush()

def _answer(node, lives, request):
    kind, event, out = request["do"], plain(request.get("event")), Outbox()
    if kind == "end":
        lives.pop(request["life"], None)
        return {}
    if kind not in ("begin", "go", "step", "rename"):
        raise _Misunderstood(f"there is no request '{kind}'")
    instance = lives[request["life"]] if kind == "go" else node(plain(request["birth"]), out)
    if kind == "begin":
        lives[request["life"]] = instance
    if kind == "rename":
        return {"state": tagged(instance.rename(plain(request["state"]), request["names"]))}
    if "state" in request:
        instance.load(plain(request["state"]))
    for past in request.get("past", []):
        instance.handle(plain(past), Outbox())
    if "request" in request:
        return {"reply": tagged(instance.answer(plain(request["request"])))}
    # The effects are those of the event; without an event those of coming up.
    out = out if event is None and "state" not in request else Outbox()
    if event is not None:
        instance.handle(event, out)
    return {"effects": out.effects, "view": tagged(instance.view()), "state": tagged(instance.state())}

def plain(value):
    """A value of a request as Python has it: sets, maps and large integers are tagged in JSON."""
    if not isinstance(value, dict):
        return [plain(item) for item in value] if isinstance(value, list) else value
    if "#set" in value:
        return {_hashable(plain(item)) for item in value["#set"]}
    if "#map" in value:
        return {_hashable(plain(key)): plain(item) for key, item in value["#map"]}
    if "#bigint" in value:
        return int(value["#bigint"])
    return None if "#undefined" in value else {field: plain(item) for field, item in value.items()}

def _hashable(value):
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value

def tagged(value):
    """A value as JSON; sets, Maps and large integers are tagged."""
    if value is None or isinstance(value, (bool, str)) or isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {"#bigint": str(value)}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"#set": [tagged(item) for item in sorted(value, key=repr)]}
    if isinstance(value, Map):
        return {"#map": [[tagged(key), tagged(item)] for key, item in value.items()]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: tagged(item) for key, item in value.items()}
    why = "has keys that are no strings; make it a swarmcheck.Map" if isinstance(value, dict) else "is no plain data"
    raise _Misunderstood(f"{value!r} of type {type(value).__name__} {why}")
