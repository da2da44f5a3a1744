// This file translates between messages of etcd and those of the suite.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	pb "go.etcd.io/raft/v3/raftpb"
)

// plain is a message of etcd in any version.
type plain struct {
	Type                                               pb.MessageType
	From, To, Term, LogTerm, Index, Commit, RejectHint uint64
	Reject                                             bool
	Context                                            []byte
	Entries                                            []plainEntry
}

// plainEntry is a log entry of etcd in any version.
type plainEntry struct {
	Term, Index uint64
	Data        []byte
}

// hard is the hard state of etcd in any version.
type hard struct{ term, vote, commit uint64 }

// message is a message of etcd with the fields of the paper; fields of etcd alone keep their names.
type message struct {
	Type         string   `json:"type"`
	Term         uint64   `json:"term"`
	LastLogIndex *uint64  `json:"lastLogIndex,omitempty"`
	LastLogTerm  *uint64  `json:"lastLogTerm,omitempty"`
	VoteGranted  *bool    `json:"voteGranted,omitempty"`
	PrevLogIndex *uint64  `json:"prevLogIndex,omitempty"`
	PrevLogTerm  *uint64  `json:"prevLogTerm,omitempty"`
	Entries      *[]entry `json:"entries,omitempty"`
	LeaderCommit *uint64  `json:"leaderCommit,omitempty"`
	Success      *bool    `json:"success,omitempty"`
	MatchIndex   *uint64  `json:"matchIndex,omitempty"`
	Hint         *uint64  `json:"hint,omitempty"`
	HintTerm     *uint64  `json:"hintTerm,omitempty"`
	Rejected     *uint64  `json:"rejected,omitempty"`
	Commit       *uint64  `json:"commit,omitempty"`
	Index        *uint64  `json:"index,omitempty"`
	// Read is the read that a message is about; of a heartbeat, the last one that its reply confirms.
	Read *read `json:"read,omitempty"`
	// Reads is the number of reads that the reply to a heartbeat confirms (3.7.0).
	Reads *uint64 `json:"reads,omitempty"`
}

// sent is a message of etcd as the suite shows it.
func sent(m plain) message {
	shownAs := message{Term: m.Term}
	granted := !m.Reject
	switch m.Type {
	case pb.MsgVote:
		shownAs.Type, shownAs.LastLogIndex, shownAs.LastLogTerm = "RequestVote", &m.Index, &m.LogTerm
	case pb.MsgVoteResp:
		shownAs.Type, shownAs.VoteGranted = "RequestVoteReply", &granted
	case pb.MsgApp:
		entries := shown(m.Entries)
		shownAs.Type, shownAs.PrevLogIndex, shownAs.PrevLogTerm = "AppendEntries", &m.Index, &m.LogTerm
		shownAs.Entries, shownAs.LeaderCommit = &entries, &m.Commit
	case pb.MsgAppResp:
		shownAs.Type, shownAs.Success = "AppendEntriesReply", &granted
		if granted {
			shownAs.MatchIndex = &m.Index
		} else {
			shownAs.Hint, shownAs.HintTerm, shownAs.Rejected = &m.RejectHint, &m.LogTerm, &m.Index
		}
	case pb.MsgHeartbeat:
		shownAs.Type, shownAs.Commit = "Heartbeat", &m.Commit
		shownAs.Read, shownAs.Reads = confirmed(m.Context)
	case pb.MsgHeartbeatResp:
		shownAs.Type = "HeartbeatReply"
		shownAs.Read, shownAs.Reads = confirmed(m.Context)
	case pb.MsgReadIndex:
		asked := readIn(m.Entries[0].Data)
		shownAs.Type, shownAs.Read = "ReadIndex", &asked
	case pb.MsgReadIndexResp:
		asked := readIn(m.Entries[0].Data)
		shownAs.Type, shownAs.Index, shownAs.Read = "ReadIndexReply", &m.Index, &asked
	default:
		panic(fmt.Sprintf("the adapter does not know messages of type %v", m.Type))
	}
	return shownAs
}

// received is the message of etcd that the suite shows so.
func (s *server) received(from string, raw json.RawMessage) plain {
	var m message
	check(json.Unmarshal(raw, &m))
	core := plain{From: s.idOf(&from), To: s.idOf(&s.self), Term: m.Term}
	switch m.Type {
	case "RequestVote":
		core.Type, core.Index, core.LogTerm = pb.MsgVote, *m.LastLogIndex, *m.LastLogTerm
	case "RequestVoteReply":
		core.Type, core.Reject = pb.MsgVoteResp, !*m.VoteGranted
	case "AppendEntries":
		core.Type, core.Index, core.LogTerm = pb.MsgApp, *m.PrevLogIndex, *m.PrevLogTerm
		core.Entries, core.Commit = entriesFrom(core.Index+1, *m.Entries), *m.LeaderCommit
	case "AppendEntriesReply":
		core.Type, core.Reject = pb.MsgAppResp, !*m.Success
		if *m.Success {
			core.Index = *m.MatchIndex
		} else {
			core.RejectHint, core.LogTerm, core.Index = *m.Hint, *m.HintTerm, *m.Rejected
		}
	case "Heartbeat":
		core.Type, core.Commit, core.Context = pb.MsgHeartbeat, *m.Commit, confirming(m)
	case "HeartbeatReply":
		core.Type, core.Context = pb.MsgHeartbeatResp, confirming(m)
	case "ReadIndex":
		// A server that does not lead passes it on in the name of the one that was asked.
		core.Type, core.From = pb.MsgReadIndex, s.idOf(&m.Read.Server)
		core.Entries = []plainEntry{{Data: contextOf(*m.Read)}}
	case "ReadIndexReply":
		core.Type, core.Index = pb.MsgReadIndexResp, *m.Index
		core.Entries = []plainEntry{{Data: contextOf(*m.Read)}}
	default:
		panic("the adapter does not know messages of type " + m.Type)
	}
	return core
}

// shown are entries of etcd as the suite shows them.
func shown(entries []plainEntry) []entry {
	log := []entry{}
	for _, one := range entries {
		log = append(log, entry{Term: one.Term, Value: string(one.Data)})
	}
	return log
}

// entriesFrom are the entries of etcd from an index on.
func entriesFrom(first uint64, log []entry) []plainEntry {
	entries := []plainEntry{}
	for at, one := range log {
		core := plainEntry{Term: one.Term, Index: first + uint64(at)}
		if one.Value != "" {
			core.Data = []byte(one.Value)
		}
		entries = append(entries, core)
	}
	return entries
}

// contextOf is the context by which etcd knows a read.
func contextOf(asked read) []byte {
	context, err := json.Marshal(asked)
	check(err)
	return context
}

// readIn is the read of a context.
func readIn(context []byte) read {
	var asked read
	check(json.Unmarshal(context, &asked))
	return asked
}

// confirmed is what a reply to a heartbeat with this context confirms: up to a read, or (3.7.0) so many reads.
func confirmed(context []byte) (*read, *uint64) {
	switch {
	case len(context) == 0:
		return nil, nil
	case json.Valid(context):
		asked := readIn(context)
		return &asked, nil
	default:
		reads := binary.LittleEndian.Uint64(context)
		return nil, &reads
	}
}

// confirming is the context of a heartbeat or of its reply.
func confirming(m message) []byte {
	switch {
	case m.Read != nil:
		return contextOf(*m.Read)
	case m.Reads != nil:
		return binary.LittleEndian.AppendUint64(nil, *m.Reads)
	default:
		return nil
	}
}
