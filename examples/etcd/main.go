// An adapter for etcd's Raft (go.etcd.io/raft/v3): swarmcheck explores its core, unchanged, with the properties of
// the suite raft.
//
// The election timeout is Campaign and the heartbeat is Tick: swarmcheck fires timers itself, so etcd's own count of
// ticks never runs out. The disk is a MemoryStorage, written within the step; a crash keeps term, vote and log.
//
// Messages have the names of the paper where they mean the same (translate.go). etcd has more: a leader begins its
// term with an entry without data, and heartbeats are messages of their own.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"slices"

	"example.com/etcd-adapter/swarmcheck"
	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

func main() {
	hello := swarmcheck.Hello{Name: "etcd/raft 3.6.0", Shape: "raft"}
	swarmcheck.Serve(hello, func(birth swarmcheck.Birth, out *swarmcheck.Outbox) swarmcheck.Node {
		return newServer(birth, out)
	})
}

// entry is a log entry as the suite shows it; etcd's entries without data have the value "".
type entry struct {
	Term  uint64 `json:"term"`
	Value string `json:"value"`
}

// record is what survives a crash (Figure 2, persistent state).
type record struct {
	CurrentTerm uint64  `json:"currentTerm"`
	VotedFor    *string `json:"votedFor"`
	Log         []entry `json:"log"`
}

type server struct {
	names   []string
	self    string
	storage *raft.MemoryStorage
	core    *raft.RawNode
	role    raft.StateType
	written record
}

func newServer(birth swarmcheck.Birth, out *swarmcheck.Outbox) *server {
	s := &server{names: birth.Nodes, self: birth.Self, storage: raft.NewMemoryStorage()}
	s.written = record{Log: []entry{}}
	if birth.Durable != nil {
		check(json.Unmarshal(birth.Durable, &s.written))
		state := pb.HardState{Term: s.written.CurrentTerm, Vote: s.idOf(s.written.VotedFor)}
		check(s.storage.SetHardState(state))
		check(s.storage.Append(entriesFrom(1, s.written.Log)))
	}
	voters := []uint64{}
	for at := range s.names {
		voters = append(voters, uint64(at+1))
	}
	core, err := raft.NewRawNode(&raft.Config{
		ID:              s.idOf(&s.self),
		ElectionTick:    1 << 30,
		HeartbeatTick:   1,
		Storage:         withVoters{s.storage, voters},
		MaxSizePerMsg:   1 << 20,
		MaxInflightMsgs: 256,
		Logger:          &raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)},
	})
	check(err)
	s.core = core
	out.Arm("electionTimeout")
	return s
}

// withVoters is a storage whose first configuration has all servers.
type withVoters struct {
	*raft.MemoryStorage
	voters []uint64
}

func (w withVoters) InitialState() (pb.HardState, pb.ConfState, error) {
	state, _, err := w.MemoryStorage.InitialState()
	return state, pb.ConfState{Voters: w.voters}, err
}

// Handle takes one event, and then does what etcd is ready for.
func (s *server) Handle(event swarmcheck.Event, out *swarmcheck.Outbox) {
	s.core.TickQuiesced() // counts one tick, which a reset of the election timer takes back
	switch event.Type {
	case "timeout":
		if event.Timer == "electionTimeout" {
			check(s.core.Campaign())
		} else {
			s.core.Tick()
		}
	case "message":
		// A message of an unknown sender or of an older term is dropped with an error.
		_ = s.core.Step(s.received(event.From, event.Message))
	case "input":
		var input struct{ Value string }
		check(json.Unmarshal(event.Input, &input))
		if s.core.Propose([]byte(input.Value)) != nil {
			out.Output(map[string]any{"type": "refused", "value": input.Value, "because": "not the leader"})
		}
	}
	s.work(out)
	s.setTimers(event, out)
}

// work writes, sends and applies what etcd is ready for, until nothing is left.
func (s *server) work(out *swarmcheck.Outbox) {
	for s.core.HasReady() {
		ready := s.core.Ready()
		if !raft.IsEmptyHardState(ready.HardState) {
			check(s.storage.SetHardState(ready.HardState))
		}
		check(s.storage.Append(ready.Entries))
		s.write(out)
		if ready.SoftState != nil && ready.SoftState.RaftState == raft.StateLeader && s.role != raft.StateLeader {
			out.Output(map[string]any{"type": "elected", "term": s.core.BasicStatus().Term})
		}
		for _, message := range ready.Messages {
			out.Send(s.names[message.To-1], sent(message))
		}
		for _, committed := range ready.CommittedEntries {
			out.Output(map[string]any{
				"type": "committed", "index": committed.Index, "term": committed.Term,
				"value": string(committed.Data), "inTerm": s.core.BasicStatus().Term,
			})
		}
		s.core.Advance(ready)
	}
}

// write hands the durable record over if it changed.
func (s *server) write(out *swarmcheck.Outbox) {
	now := s.durable()
	if now.CurrentTerm == s.written.CurrentTerm && same(now.VotedFor, s.written.VotedFor) && slices.Equal(now.Log, s.written.Log) {
		return
	}
	s.written = now
	out.Persist(now)
}

func (s *server) setTimers(event swarmcheck.Event, out *swarmcheck.Outbox) {
	before, now := s.role, s.core.BasicStatus().RaftState
	s.role = now
	isLeader := now == raft.StateLeader
	if (before == raft.StateLeader) != isLeader {
		if isLeader {
			out.Disarm("electionTimeout")
		} else {
			out.Disarm("heartbeat")
		}
	}
	if isLeader && (before != now || event.Type == "timeout") {
		out.Arm("heartbeat")
	}
	if !isLeader && s.inside()["electionElapsed"] == int64(0) {
		out.Arm("electionTimeout")
	}
}

// ------------------------------------------------------------- what swarmcheck sees

// durable is the record in the storage.
func (s *server) durable() record {
	state, _, err := s.storage.InitialState()
	check(err)
	last, err := s.storage.LastIndex()
	check(err)
	entries := []pb.Entry{}
	if last > 0 {
		entries, err = s.storage.Entries(1, last+1, 1<<30)
		check(err)
	}
	return record{CurrentTerm: state.Term, VotedFor: s.nameOf(state.Vote), Log: shown(entries)}
}

// View is the view of the suite raft.
func (s *server) View() any {
	status := s.core.Status()
	next, match := map[string]uint64{}, map[string]uint64{}
	for id, progress := range status.Progress { // of a leader; empty otherwise
		name := s.names[id-1]
		match[name] = progress.Match
		if name != s.self {
			next[name] = progress.Next
		}
	}
	durable := s.durable()
	return map[string]any{
		"role": roleNames[status.RaftState], "currentTerm": status.Term, "votedFor": s.nameOf(status.Vote),
		"log": durable.Log, "votesGranted": s.votes(), "commitIndex": status.Commit,
		"nextIndex": next, "matchIndex": match,
	}
}

var roleNames = map[raft.StateType]string{
	raft.StateFollower: "follower", raft.StateCandidate: "candidate", raft.StateLeader: "leader",
}

// State is all that etcd remembers, but for what never changes, for its random timeout and for its counts of ticks.
func (s *server) State() any {
	state := s.inside()
	for _, name := range []string{"electionElapsed", "heartbeatElapsed", "randomizedElectionTimeout"} {
		delete(state, name)
	}
	return state
}

// inside is the state of etcd's core. Its ring of inflight appends keeps entries that no step reads any more, and a
// scope is too small to fill it.
func (s *server) inside() map[string]any {
	core := swarmcheck.Inside(s.core, "logger", "storage", "msgs", "msgsAfterAppend", "stepsOnAdvance", "Inflights")
	return core.(map[string]any)["raft"].(map[string]any)
}

// votes returns the servers that granted this one a vote in its term, in the order of names.
func (s *server) votes() []string {
	granted := []string{}
	tracker := s.inside()["trk"].(map[string]any)
	for _, vote := range tracker["Votes"].([][2]any) {
		if vote[1] == true {
			granted = append(granted, s.names[vote[0].(uint64)-1])
		}
	}
	slices.Sort(granted)
	return granted
}

func (s *server) idOf(name *string) uint64 {
	if name == nil {
		return 0
	}
	return uint64(slices.Index(s.names, *name) + 1)
}

func (s *server) nameOf(id uint64) *string {
	if id == 0 {
		return nil
	}
	return &s.names[id-1]
}

func same(one, other *string) bool {
	return (one == nil) == (other == nil) && (one == nil || *one == *other)
}

func check(err error) {
	if err != nil {
		panic(fmt.Sprint(err))
	}
}
