// This file has what swarmcheck sees of a server.
package main

import (
	"encoding/hex"
	"slices"

	"example.com/etcd-adapter/swarmcheck"
	"go.etcd.io/raft/v3"
)

// View is the view of the suite raft.
func (s *server) View() any {
	status, inside := s.core.Status(), s.inside()
	hard := plainState(status.HardState)
	next, match := map[string]uint64{}, map[string]uint64{}
	for id, progress := range status.Progress { // of a leader; empty otherwise
		name := s.names[id-1]
		match[name] = progress.Match
		if name != s.self {
			next[name] = progress.Next
		}
	}
	return map[string]any{
		"role": roleNames[status.RaftState], "currentTerm": hard.term, "votedFor": s.nameOf(hard.vote),
		"log": s.log(inside), "votesGranted": s.votes(inside), "commitIndex": hard.commit,
		"nextIndex": next, "matchIndex": match,
	}
}

var roleNames = map[raft.StateType]string{
	raft.StateFollower: "follower", raft.StateCandidate: "candidate", raft.StateLeader: "leader",
}

// State is all that etcd remembers, but for its random timeout and its counts of ticks, and what waits for the disk.
func (s *server) State() any {
	state := s.inside()
	for _, name := range []string{"electionElapsed", "heartbeatElapsed", "randomizedElectionTimeout"} {
		delete(state["raft"].(map[string]any), name)
	}
	state["reads"] = s.reads
	if s.writing != nil {
		state["writing"] = swarmcheck.Inside(*s.writing, ofProtobuf...)
	}
	return state
}

// ofProtobuf are fields of messages that are no part of their value. The core has a field "state", too: its role.
var ofProtobuf = []string{"state", "sizeCache", "unknownFields"}

// inside is the state of etcd's core. Its ring of inflight appends keeps entries that no step reads any more, and a
// scope is too small to fill it.
func (s *server) inside() map[string]any {
	constants := append([]string{"logger", "storage", "Inflights"}, ofProtobuf...)
	return swarmcheck.Inside(s.core, constants...).(map[string]any)
}

// durable is the record in the storage.
func (s *server) durable() record {
	hard, _, err := s.storage.InitialState()
	check(err)
	last, err := s.storage.LastIndex()
	check(err)
	plain := plainState(hard)
	return record{CurrentTerm: plain.term, VotedFor: s.nameOf(plain.vote), Log: s.stored(last)}
}

// stored are the entries in the storage up to an index.
func (s *server) stored(last uint64) []entry {
	if last == 0 {
		return []entry{}
	}
	entries, err := s.storage.Entries(1, last+1, 1<<30)
	check(err)
	return shown(plainEntries(entries))
}

// log is the log of the core: the entries in the storage, and after them those that are in memory alone.
func (s *server) log(inside map[string]any) []entry {
	unstable := field(inside, "raft", "raftLog", "unstable")
	log := s.stored(unstable["offset"].(uint64) - 1)
	for _, one := range unstable["entries"].([]any) {
		fields := one.(map[string]any)
		value, err := hex.DecodeString(fields["Data"].(string))
		check(err)
		log = append(log, entry{Term: fields["Term"].(uint64), Value: string(value)})
	}
	return log
}

// votes returns the servers that granted this one a vote in its term, in the order of names.
func (s *server) votes(inside map[string]any) []string {
	granted := []string{}
	tracker, isNamedSo := field(inside, "raft")["trk"]
	if !isNamedSo {
		tracker = field(inside, "raft")["prs"] // in 3.5
	}
	for _, vote := range tracker.(map[string]any)["Votes"].([][2]any) {
		if vote[1] == true {
			granted = append(granted, s.names[vote[0].(uint64)-1])
		}
	}
	slices.Sort(granted)
	return granted
}

func field(of map[string]any, path ...string) map[string]any {
	for _, name := range path {
		of = of[name].(map[string]any)
	}
	return of
}
