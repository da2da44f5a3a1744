"""Leader election of Raft (Ongaro & Ousterhout 2014, section 5.2), as an adapter for swarmcheck.

It has no log: it elects leaders and keeps them by heartbeats. Terms and votes are durable before they
reach another server. BUG=votes-twice and BUG=forgets-unsaid in the environment make the mistakes of the tutorial.
"""
import os

import swarmcheck

BUG = os.environ.get("BUG")


class Server:
    def __init__(self, birth, out):
        self.me = birth["self"]
        self.others = [node for node in birth["nodes"] if node != self.me]
        record = birth.get("durable") or {"currentTerm": 0, "votedFor": None}
        self.term = record["currentTerm"]
        self.voted_for = record["votedFor"]
        self.written = self.record()
        self.is_durable = True
        self.role = "follower"
        self.votes = set()
        # Messages that wait until term and vote are durable, each with its addressee.
        self.unsaid = []
        out.arm("electionTimeout")

    def handle(self, event, out):
        kind = event["type"]
        if kind == "timeout" and event["timer"] == "electionTimeout":
            self.campaign(out)
        elif kind == "timeout":
            self.send_heartbeats(out)
        elif kind == "persisted":
            self.on_persisted(event["record"], out)
        elif kind == "input":
            out.output({"type": "refused", "value": event["input"]["value"], "because": "not the leader"})
        else:
            self.receive(event["from"], event["message"], out)

    # ------------------------------------------------------------- elections

    def campaign(self, out):
        self.become("candidate", out)
        self.term += 1
        self.voted_for = self.me
        self.votes = set()
        request = {"type": "RequestVote", "term": self.term, "lastLogIndex": 0, "lastLogTerm": 0}
        self.unsaid = [(to, request) for to in self.others]
        self.write(out)
        out.arm("electionTimeout")

    def receive(self, sender, message, out):
        if message["term"] > self.term:
            self.term = message["term"]
            self.voted_for = None
            self.votes = set()
            self.unsaid = []
            self.become("follower", out)
            self.write(out)
        kind = message["type"]
        if message["term"] < self.term:
            return
        if kind == "RequestVote":
            self.vote(sender, out)
        elif kind == "RequestVoteReply":
            if self.role == "candidate" and message["voteGranted"]:
                self.count(sender, out)
        elif kind == "AppendEntries":
            self.votes = set()
            self.become("follower", out)
            out.arm("electionTimeout")

    def vote(self, candidate, out):
        if self.voted_for not in (None, candidate) and BUG != "votes-twice":
            return
        self.voted_for = candidate
        reply = {"type": "RequestVoteReply", "term": self.term, "voteGranted": True}
        if (candidate, reply) not in self.unsaid:
            self.unsaid.append((candidate, reply))
        self.become("follower", out)
        out.arm("electionTimeout")
        self.write(out)
        self.say(out)

    def count(self, voter, out):
        self.votes.add(voter)
        if self.role == "candidate" and 2 * len(self.votes) > len(self.others) + 1:
            out.output({"type": "elected", "term": self.term})
            self.become("leader", out)
            self.send_heartbeats(out)

    def send_heartbeats(self, out):
        beat = {"type": "AppendEntries", "term": self.term, "entries": [], "leaderCommit": 0}
        for to in self.others:
            out.send(to, {**beat, "prevLogIndex": 0, "prevLogTerm": 0})
        out.arm("heartbeat")

    def become(self, role, out):
        if role == self.role:
            return
        out.disarm("heartbeat" if self.role == "leader" else "electionTimeout")
        if role == "follower":
            out.arm("electionTimeout")
            self.votes = set()
        self.role = role

    # ------------------------------------------------------------- the disk

    def record(self):
        return {"currentTerm": self.term, "votedFor": self.voted_for, "log": []}

    def write(self, out):
        """Writes term and vote if they changed; what depends on them waits."""
        if self.written == self.record():
            return
        self.written = self.record()
        self.is_durable = False
        out.persist(self.written)

    def on_persisted(self, record, out):
        self.is_durable = record == self.record()
        if self.is_durable and self.role == "candidate":
            self.count(self.me, out)
        self.say(out)

    def say(self, out):
        if not self.is_durable:
            return
        for to, message in self.unsaid:
            out.send(to, message)
        self.unsaid = []

    # ------------------------------------------------------------- what swarmcheck sees

    def view(self):
        is_leader = self.role == "leader"
        return {
            **self.record(),
            "role": self.role,
            "votesGranted": sorted(self.votes),
            "commitIndex": 0,
            "nextIndex": {node: 1 for node in self.others} if is_leader else {},
            "matchIndex": {node: 0 for node in self.others + [self.me]} if is_leader else {},
        }

    def state(self):
        """What the view does not show."""
        if BUG == "forgets-unsaid":
            return None
        return {"unsaid": sorted(self.unsaid, key=lambda one: one[0]), "isDurable": self.is_durable}


if __name__ == "__main__":
    swarmcheck.serve(Server, name="election in Python", shape="raft")
