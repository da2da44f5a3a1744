"""The election in Python, which goes wrong in one way as soon as its second term is durable."""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../examples/election-python"))
import swarmcheck  # noqa: E402
from election import Server  # noqa: E402

HOW = sys.argv[1]


class Broken(Server):
    def __init__(self, birth, out):
        if HOW == "birth":
            raise OSError("no space left on device")
        if HOW == "restart" and "durable" in birth:
            print("no space left on device", file=sys.stderr)
            os._exit(3)
        super().__init__(birth, out)
        if HOW == "misarms":
            out.arm("election")

    def handle(self, event, out):
        if event["type"] == "persisted" and self.term == 2:
            self.go_wrong(out)
        super().handle(event, out)

    def go_wrong(self, out):
        if HOW == "exit":
            print("no space left on device", file=sys.stderr)
            os._exit(3)
        elif HOW == "signal":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif HOW == "once" and not os.path.exists(sys.argv[2]):
            open(sys.argv[2], "w").close()
            os._exit(3)
        elif HOW == "hang":
            time.sleep(1_000)
        elif HOW == "raise":
            raise IndexError("tocommit(5) is out of range [lastIndex(3)]")
        elif HOW == "garbage":
            os.write(1, b"Listening on port 2380\n")
        elif HOW == "print":
            print("term 2 is durable")
        elif HOW == "chance":
            out.output({"type": "elected", "term": random.randrange(1_000_000)})

    def view(self):
        view = super().view()
        if HOW == "lacks":
            del view["log"], view["votesGranted"]
        return None if HOW == "view" else view


if HOW == "version":
    swarmcheck.PROTOCOL = 2
swarmcheck.serve(Broken, name="broken election", shape="chord" if HOW == "shape" else "raft")
