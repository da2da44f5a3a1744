// An adapter for etcd's Raft (go.etcd.io/raft/v3): swarmcheck explores its core, unchanged, with the properties of
// the suite raft.
//
// This file drives the core (server.go has what it shows): the election timeout is Campaign and the heartbeat is
// Tick. swarmcheck fires timers itself, so etcd's own count of ticks never runs out.
//
// The disk is the durable record of swarmcheck. A step takes what the core is ready for, applies its committed
// entries, and persists the record; messages wait for the event "persisted", as the core demands. In a system with
// a slow disk other events come in between. etcd's server up to 3.5.4 applied entries beside the write in the same way.
//
// Messages have the names of the paper where they mean the same (translate.go). etcd has more: a leader begins its
// term with an entry without data, and heartbeats are messages of their own. Versions differ in the types of their
// messages alone (values.go, pointers.go).
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"example.com/etcd-adapter/swarmcheck"
	"go.etcd.io/raft/v3"
)

// mistake is the change of the core that build.ts made, if any.
var mistake string

func main() {
	swarmcheck.Serve(swarmcheck.Hello{Name: name(), Shape: "raft"}, func(birth swarmcheck.Birth, out *swarmcheck.Outbox) swarmcheck.Node {
		return newServer(birth, out)
	})
}

// name is the name of the adapter, with the version of the core that was built in.
func name() string {
	build, _ := debug.ReadBuildInfo()
	for _, module := range build.Deps {
		if strings.HasSuffix(module.Path, "/raft/v3") {
			return strings.TrimSpace("etcd/raft " + module.Version + " " + mistake)
		}
	}
	panic("the build has no module raft/v3")
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

// read identifies a read: the server that was asked for it, and its number there.
type read struct {
	Server string `json:"server"`
	Number int    `json:"number"`
}

type server struct {
	names   []string
	self    string
	storage *raft.MemoryStorage
	core    *raft.RawNode
	role    raft.StateType
	reads   int
	// written is the last record that was handed to the disk.
	written record
	// writing is what the core was ready for and the disk has not written yet; nil if the disk is idle.
	writing *raft.Ready
}

func newServer(birth swarmcheck.Birth, out *swarmcheck.Outbox) *server {
	s := &server{names: birth.Nodes, self: birth.Self, storage: raft.NewMemoryStorage()}
	s.written = record{Log: []entry{}}
	if birth.Durable != nil {
		check(json.Unmarshal(birth.Durable, &s.written))
		check(s.storage.SetHardState(hardState(s.written.CurrentTerm, s.idOf(s.written.VotedFor))))
		check(s.storage.Append(coreEntries(entriesFrom(1, s.written.Log))))
	}
	voters := []uint64{}
	for at := range s.names {
		voters = append(voters, uint64(at+1))
	}
	core, err := raft.NewRawNode(&raft.Config{
		ID:                        s.idOf(&s.self),
		ElectionTick:              1 << 30,
		HeartbeatTick:             1,
		Storage:                   withVoters{s.storage, voters},
		MaxSizePerMsg:             1 << 20,
		MaxInflightMsgs:           256,
		DisableProposalForwarding: true,
		Logger:                    &raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)},
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
		_ = s.core.Step(s.received(event.From, event.Message).core())
	case "input":
		s.ask(event.Input, out)
	case "persisted":
		s.advance(out)
	}
	s.work(out)
	s.setTimers(event, out)
}

// ask takes a proposal or a read.
func (s *server) ask(raw json.RawMessage, out *swarmcheck.Outbox) {
	var input struct{ Type, Value string }
	check(json.Unmarshal(raw, &input))
	if input.Type == "read" {
		s.reads++
		// A server that knows no leader forgets the read.
		s.core.ReadIndex(contextOf(read{Server: s.self, Number: s.reads}))
		return
	}
	if s.core.Propose([]byte(input.Value)) != nil {
		out.Output(map[string]any{"type": "refused", "value": input.Value, "because": "not the leader"})
	}
}

// work applies and writes what etcd is ready for, until nothing is left or the disk is busy.
func (s *server) work(out *swarmcheck.Outbox) {
	for s.writing == nil && s.core.HasReady() {
		ready := s.core.Ready()
		if !raft.IsEmptyHardState(ready.HardState) {
			check(s.storage.SetHardState(ready.HardState))
		}
		check(s.storage.Append(ready.Entries))
		for _, committed := range plainEntries(ready.CommittedEntries) {
			out.Output(map[string]any{
				"type": "committed", "index": committed.Index, "term": committed.Term,
				"value": string(committed.Data), "inTerm": s.term(),
			})
		}
		for _, state := range ready.ReadStates {
			number := readIn(state.RequestCtx).Number
			out.Output(map[string]any{"type": "read", "number": number, "index": state.Index})
		}
		s.writing = &ready
		if !s.write(out) {
			s.advance(out)
		}
	}
}

// write hands the durable record over, if it changed.
func (s *server) write(out *swarmcheck.Outbox) bool {
	now := s.durable()
	if now.CurrentTerm == s.written.CurrentTerm && same(now.VotedFor, s.written.VotedFor) && slices.Equal(now.Log, s.written.Log) {
		return false
	}
	s.written = now
	out.Persist(now)
	return true
}

// advance sends the messages that waited for the disk.
func (s *server) advance(out *swarmcheck.Outbox) {
	ready := *s.writing
	s.writing = nil
	for _, message := range ready.Messages {
		plain := plainMessage(message)
		out.Send(s.names[plain.To-1], sent(plain))
	}
	s.core.Advance(ready)
}

func (s *server) setTimers(event swarmcheck.Event, out *swarmcheck.Outbox) {
	before, now := s.role, s.core.BasicStatus().RaftState
	s.role = now
	isLeader := now == raft.StateLeader
	if (before == raft.StateLeader) != isLeader {
		if isLeader {
			out.Output(map[string]any{"type": "elected", "term": s.term()})
			out.Disarm("electionTimeout")
		} else {
			out.Disarm("heartbeat")
		}
	}
	if isLeader && (before != now || event.Type == "timeout") {
		out.Arm("heartbeat")
	}
	elapsed := reflect.ValueOf(s.core).Elem().FieldByName("raft").Elem().FieldByName("electionElapsed").Int()
	if !isLeader && elapsed == 0 {
		out.Arm("electionTimeout")
	}
}

func (s *server) term() uint64 { return plainState(s.core.BasicStatus().HardState).term }

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
