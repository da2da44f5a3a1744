package main

import (
	"encoding/json"
	"fmt"

	pb "go.etcd.io/raft/v3/raftpb"
)

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
}

// sent is a message of etcd as the suite shows it.
func sent(m pb.Message) message {
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
	case pb.MsgHeartbeatResp:
		shownAs.Type = "HeartbeatReply"
	default:
		panic(fmt.Sprintf("the adapter does not know messages of type %v", m.Type))
	}
	return shownAs
}

// received is the message of etcd that the suite shows so.
func (s *server) received(from string, raw json.RawMessage) pb.Message {
	var m message
	check(json.Unmarshal(raw, &m))
	core := pb.Message{From: s.idOf(&from), To: s.idOf(&s.self), Term: m.Term}
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
		core.Type, core.Commit = pb.MsgHeartbeat, *m.Commit
	case "HeartbeatReply":
		core.Type = pb.MsgHeartbeatResp
	default:
		panic("the adapter does not know messages of type " + m.Type)
	}
	return core
}

// shown are entries of etcd as the suite shows them.
func shown(entries []pb.Entry) []entry {
	log := []entry{}
	for _, one := range entries {
		log = append(log, entry{Term: one.Term, Value: string(one.Data)})
	}
	return log
}

// entriesFrom are the entries of etcd from an index on.
func entriesFrom(first uint64, log []entry) []pb.Entry {
	entries := []pb.Entry{}
	for at, one := range log {
		core := pb.Entry{Term: one.Term, Index: first + uint64(at)}
		if one.Value != "" {
			core.Data = []byte(one.Value)
		}
		entries = append(entries, core)
	}
	return entries
}
