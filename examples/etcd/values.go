//go:build !pointers

// This file converts the messages of etcd up to 3.6, which are values.
package main

import pb "go.etcd.io/raft/v3/raftpb"

func (m plain) core() pb.Message {
	return pb.Message{
		Type: m.Type, From: m.From, To: m.To, Term: m.Term, LogTerm: m.LogTerm, Index: m.Index, Commit: m.Commit,
		Reject: m.Reject, RejectHint: m.RejectHint, Context: m.Context, Entries: coreEntries(m.Entries),
	}
}

func plainMessage(m pb.Message) plain {
	return plain{
		Type: m.Type, From: m.From, To: m.To, Term: m.Term, LogTerm: m.LogTerm, Index: m.Index, Commit: m.Commit,
		Reject: m.Reject, RejectHint: m.RejectHint, Context: m.Context, Entries: plainEntries(m.Entries),
	}
}

func coreEntries(entries []plainEntry) []pb.Entry {
	core := []pb.Entry{}
	for _, one := range entries {
		core = append(core, pb.Entry{Term: one.Term, Index: one.Index, Data: one.Data})
	}
	return core
}

func plainEntries(core []pb.Entry) []plainEntry {
	entries := []plainEntry{}
	for _, one := range core {
		entries = append(entries, plainEntry{Term: one.Term, Index: one.Index, Data: one.Data})
	}
	return entries
}

func hardState(term, vote uint64) pb.HardState { return pb.HardState{Term: term, Vote: vote} }

func plainState(state pb.HardState) hard { return hard{state.Term, state.Vote, state.Commit} }

func (w withVoters) InitialState() (pb.HardState, pb.ConfState, error) {
	state, _, err := w.MemoryStorage.InitialState()
	return state, pb.ConfState{Voters: w.voters}, err
}
