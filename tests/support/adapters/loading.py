"""The election in Python, which is loaded from its state and renames it; `forgets` leaves the granted votes out of
the state, and `misnames` leaves the vote as it is."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../examples/election-python"))
import swarmcheck  # noqa: E402
from election import Server  # noqa: E402

FORGETS = "forgets" in sys.argv
MISNAMES = "misnames" in sys.argv


class Loading(Server):
    def state(self):
        kept = {name: value for name, value in vars(self).items() if name not in ("me", "others")}
        return {**kept, "votes": set() if FORGETS else self.votes, "unsaid": sorted(self.unsaid, key=lambda one: one[0])}

    def load(self, state):
        vars(self).update(state, unsaid=[(to, message) for to, message in state["unsaid"]])

    def rename(self, state, names):
        def renamed(value):
            if isinstance(value, str):
                return names.get(value, value)
            if isinstance(value, list):
                return [renamed(one) for one in value]
            if isinstance(value, set):
                return {renamed(one) for one in value}
            if isinstance(value, dict):
                return {field: renamed(one) for field, one in value.items()}
            return value

        after = renamed(state)
        after["unsaid"].sort(key=lambda one: one[0])
        return {**after, "voted_for": state["voted_for"]} if MISNAMES else after


swarmcheck.serve(Loading, name="loading election", shape="raft", loads=True, renames=True)
