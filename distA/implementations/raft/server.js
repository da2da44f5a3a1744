import { Disk } from './disk.js';
import { Log } from './log.js';
import { Progress } from './progress.js';
import { nobody, raftRules } from './rules.js';
import { Sender } from './sender.js';
import { Unsaid } from './unsaid.js';
/** One bit a server, in a number whose bits JavaScript keeps whole. */
const serversMax = 31;
export class RaftServer {
    #nodes;
    #self;
    #refusals;
    #rules;
    #numbers;
    #role = 'follower';
    #currentTerm = 0;
    #votedFor = nobody;
    #votes = 0;
    #log = new Log();
    #commitIndex = 0;
    #lastApplied = 0;
    #progress;
    #sender;
    #disk;
    #unsaid = new Unsaid();
    #requestVote = {
        type: 'RequestVote',
        term: 0,
        lastLogIndex: 0,
        lastLogTerm: 0,
    };
    #requestVoteReply = {
        type: 'RequestVoteReply',
        term: 0,
        voteGranted: false,
    };
    #acknowledgement = {
        type: 'AppendEntriesReply',
        term: 0,
        success: true,
        matchIndex: 0,
    };
    #refusal = { type: 'AppendEntriesReply', term: 0, success: false, hint: 0 };
    /** What it hands over; its log is made when somebody reads it. */
    #record;
    #committed = {
        type: 'committed',
        index: 0,
        term: 0,
        value: '',
        inTerm: 0,
    };
    /** @throws RangeError where the cluster has more servers than votes have bits. */
    constructor({ self, nodes, setting, durable }, rules = raftRules) {
        if (nodes.length > serversMax) {
            throw new RangeError(`a cluster of ${nodes.length} servers is too large; votes are counted for up to ${serversMax}`);
        }
        this.#nodes = nodes;
        this.#numbers = new Map(nodes.map((node, number) => [node, number]));
        this.#self = this.#number(self);
        this.#refusals = setting.refusals;
        this.#rules = rules;
        this.#progress = new Progress(nodes.length);
        this.#sender = new Sender(setting, this.#log, this.#progress);
        if (durable !== undefined) {
            const { currentTerm, votedFor, log } = rules.recovered(durable);
            this.#currentTerm = currentTerm;
            this.#votedFor = votedFor === null ? nobody : this.#number(votedFor);
            this.#log.load(log);
        }
        const ownLog = this.#log;
        this.#record = {
            currentTerm: 0,
            votedFor: null,
            get log() {
                return ownLog.entries();
            },
        };
        this.#disk = new Disk(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
    }
    start(out) {
        out.arm('electionTimeout');
    }
    handle(event, out) {
        switch (event.type) {
            case 'message':
                this.#read(event.message, event.from, out);
                break;
            case 'timeout':
                if (event.timer === 'heartbeat')
                    this.#beat(out);
                else
                    this.#campaign(out);
                break;
            case 'input':
                this.#propose(event.input.value, out);
                break;
            case 'persisted':
                this.#noteWritten(out);
                break;
        }
    }
    view() {
        return {
            role: this.#role,
            currentTerm: this.#currentTerm,
            votedFor: this.#nameOfVote(),
            votesGranted: this.#nodes.filter((_, number) => (this.#votes >>> number) & 1).sort(),
            log: this.#log.entries(),
            commitIndex: this.#commitIndex,
            nextIndex: this.#byName(this.#progress.next, this.#self),
            matchIndex: this.#byName(this.#progress.match, nobody),
        };
    }
    /** What a leader keeps of each server but one. */
    #byName(numbers, without) {
        const named = {};
        if (this.#role !== 'leader')
            return named;
        for (let number = 0; number < this.#nodes.length; number++)
            if (number !== without)
                named[this.#nodes[number]] = numbers[number];
        return named;
    }
    save() {
        const isLeader = this.#role === 'leader';
        return {
            role: this.#role,
            currentTerm: this.#currentTerm,
            votedFor: this.#votedFor,
            votes: this.#votes,
            log: this.#log.entries(),
            commitIndex: this.#commitIndex,
            lastApplied: this.#lastApplied,
            next: isLeader ? [...this.#progress.next] : [],
            match: isLeader ? [...this.#progress.match] : [],
            disk: this.#disk.save(),
            unsaid: this.#unsaid.save(),
        };
    }
    load(saved) {
        this.#role = saved.role;
        this.#currentTerm = saved.currentTerm;
        this.#votedFor = saved.votedFor;
        this.#votes = saved.votes;
        this.#log.load(saved.log);
        this.#commitIndex = saved.commitIndex;
        this.#lastApplied = saved.lastApplied;
        this.#progress.next.set(saved.next);
        this.#progress.match.set(saved.match);
        this.#disk.load(saved.disk);
        this.#unsaid.load(saved.unsaid);
        this.#sender.forget();
    }
    #read(message, from, out) {
        const isNewTerm = this.#rules.isFromNewerTerm(message.term, this.#currentTerm);
        if (isNewTerm)
            this.#adoptTerm(message.term, out);
        switch (message.type) {
            case 'RequestVote':
                this.#answerCandidate(message, from, isNewTerm, out);
                break;
            case 'RequestVoteReply':
                if (isNewTerm)
                    this.#persist(out);
                this.#tally(message.term, message.voteGranted, this.#number(from), out);
                break;
            case 'AppendEntries':
                this.#hearLeader(message, from, isNewTerm, out);
                break;
            case 'AppendEntriesReply':
                if (isNewTerm)
                    this.#persist(out);
                this.#hearFollower(message, this.#number(from), out);
                break;
        }
    }
    // ---------------------------------------------------------------- elections
    /** Section 5.1: a newer term makes every server a follower of that term. */
    #adoptTerm(term, out) {
        this.#currentTerm = term;
        this.#votedFor = nobody;
        this.#votes = 0;
        this.#unsaid.forget();
        this.#becomeFollower(out);
    }
    /** Waits on, where it waited already; a leader's heartbeat ends and its patience begins. */
    #becomeFollower(out) {
        if (this.#role === 'leader')
            out.disarm('heartbeat');
        if (this.#role !== 'follower')
            out.arm('electionTimeout');
        this.#role = 'follower';
    }
    /** Sections 5.2 and 5.4.1; term and vote are written down once, before the answer. */
    #answerCandidate({ term, lastLogIndex, lastLogTerm }, from, isNewTerm, out) {
        const candidate = this.#number(from);
        const grants = this.#rules.grantsVote(term, this.#currentTerm, candidate, this.#votedFor) &&
            this.#rules.isUpToDate(lastLogTerm, lastLogIndex, this.#log, this.#commitIndex);
        const isNewVote = grants && this.#votedFor !== candidate;
        if (isNewVote)
            this.#votedFor = candidate;
        if (isNewTerm || isNewVote)
            this.#persist(out);
        if (grants) {
            this.#becomeFollower(out);
            out.arm('electionTimeout');
        }
        if (!grants && !this.#refuses(term))
            return;
        this.#requestVoteReply.term = this.#currentTerm;
        this.#requestVoteReply.voteGranted = grants;
        this.#say(from, this.#requestVoteReply, out);
    }
    #refuses(term) {
        return this.#refusals === 'all' || (this.#refusals === 'newerTerm' && term < this.#currentTerm);
    }
    #campaign(out) {
        this.#role = 'candidate';
        this.#currentTerm++;
        this.#votedFor = this.#self;
        this.#votes = this.#rules.votesAtStart(this.#votes);
        this.#unsaid.forget();
        this.#persist(out);
        this.#requestVote.term = this.#currentTerm;
        this.#requestVote.lastLogIndex = this.#log.lastIndex;
        this.#requestVote.lastLogTerm = this.#log.lastTerm;
        for (let number = 0; number < this.#nodes.length; number++)
            if (number !== this.#self)
                this.#say(this.#nodes[number], this.#requestVote, out);
        out.arm('electionTimeout');
    }
    #tally(term, voteGranted, voter, out) {
        if (this.#role !== 'candidate' || !this.#rules.countsVote(term, this.#currentTerm, voteGranted))
            return;
        this.#votes = this.#rules.countVote(this.#votes, voter);
        this.#leadIfElected(out);
    }
    #leadIfElected(out) {
        if (!this.#rules.isQuorum(this.#votes, this.#nodes.length))
            return;
        this.#role = 'leader';
        // A leader's log only grows; a follower's did not.
        this.#sender.forget();
        const next = this.#log.lastIndex + 1;
        this.#progress.next.fill(next);
        this.#progress.match.fill(this.#rules.matchAtStart(next));
        this.#countOwnEntries();
        out.disarm('electionTimeout');
        out.output({ type: 'elected', term: this.#currentTerm });
        this.#beat(out);
    }
    // ---------------------------------------------------------------- replication: followers
    #hearLeader(message, from, isNewTerm, out) {
        if (!this.#rules.isFromLeader(message.term, this.#currentTerm)) {
            if (isNewTerm)
                this.#persist(out);
            if (this.#refuses(message.term))
                this.#refuse(from, 0, out);
            return;
        }
        const voteBefore = this.#votedFor;
        this.#votes = 0;
        this.#votedFor = this.#rules.voteAfterHeartbeat(this.#votedFor);
        this.#becomeFollower(out);
        out.arm('electionTimeout');
        const { prevLogIndex, entries, leaderCommit } = message;
        const lastIndex = this.#log.lastIndex;
        const isConsistent = this.#rules.isConsistent(this.#log, prevLogIndex, message.prevLogTerm);
        const hasChanged = isConsistent && this.#takeEntries(prevLogIndex, entries);
        if (isNewTerm || hasChanged || this.#votedFor !== voteBefore)
            this.#persist(out);
        if (!isConsistent) {
            const known = prevLogIndex <= lastIndex;
            this.#refuse(from, known ? this.#log.firstOfTerm(prevLogIndex) : lastIndex + 1, out);
            this.#commitIndex = this.#rules.commitAtMismatch(this.#commitIndex, leaderCommit, entries.length, this.#log.lastIndex);
            this.#apply(out);
            return;
        }
        const vouchedFor = prevLogIndex + entries.length;
        const acknowledged = this.#rules.acknowledged(vouchedFor, this.#log.lastIndex);
        if (acknowledged > 0) {
            this.#acknowledgement.term = this.#currentTerm;
            this.#acknowledgement.matchIndex = acknowledged;
            this.#say(from, this.#acknowledgement, out);
        }
        this.#commitIndex = this.#rules.followersCommit(this.#commitIndex, leaderCommit, vouchedFor, this.#log.lastIndex);
        this.#apply(out);
    }
    /** Section 5.3; whether the log is another now. */
    #takeEntries(prevLogIndex, entries) {
        const before = this.#log.lastIndex;
        const kept = this.#rules.take(this.#log, prevLogIndex, entries);
        this.#disk.truncated(kept);
        return kept < before || kept < this.#log.lastIndex;
    }
    #refuse(to, hint, out) {
        this.#refusal.term = this.#currentTerm;
        this.#refusal.hint = hint;
        this.#say(to, this.#refusal, out);
    }
    // ---------------------------------------------------------------- replication: leaders
    #propose(value, out) {
        if (this.#role !== 'leader') {
            out.output({ type: 'refused', value, because: 'not the leader' });
            return;
        }
        this.#log.append(this.#currentTerm, value);
        this.#countOwnEntries();
        this.#persist(out);
        for (let number = 0; number < this.#nodes.length; number++)
            if (number !== this.#self)
                this.#send(number, this.#sender.atOnce, 1, out);
    }
    #hearFollower(message, from, out) {
        if (this.#role !== 'leader' || !this.#rules.countsReply(message.term, this.#currentTerm))
            return;
        const { next, match } = this.#progress;
        if (message.success) {
            match[from] = this.#rules.matchAfter(match[from], message.matchIndex);
            next[from] = this.#rules.nextAfter(next[from], match[from]);
            this.#commit(out);
        }
        else if (message.hint > 0) {
            match[from] = this.#rules.matchAfterRefusal(match[from], message.hint);
            next[from] = Math.max(Math.min(next[from], message.hint), match[from] + 1);
        }
        this.#send(from, this.#sender.atOnce, 1, out);
    }
    #countOwnEntries() {
        this.#progress.match[this.#self] = this.#rules.ownMatch(this.#disk.entries, this.#log.lastIndex);
    }
    #beat(out) {
        for (let number = 0; number < this.#nodes.length; number++)
            if (number !== this.#self)
                this.#send(number, this.#sender.atHeartbeat, 0, out);
        out.arm('heartbeat');
    }
    /** Sends a server what it lacks, unless that is less than so many entries. */
    #send(to, entriesMax, entriesMin, out) {
        const message = this.#sender.messageTo(to, entriesMax, entriesMin, this.#currentTerm, this.#commitIndex);
        if (message !== undefined)
            this.#say(this.#nodes[to], message, out);
    }
    // ---------------------------------------------------------------- commitment
    #commit(out) {
        const onMost = this.#progress.onAtLeast(this.#rules.commitQuorum(this.#nodes.length));
        if (onMost <= this.#commitIndex)
            return;
        if (!this.#rules.mayCommit(this.#log, this.#commitIndex + 1, onMost, this.#currentTerm))
            return;
        this.#commitIndex = onMost;
        this.#apply(out);
    }
    #apply(out) {
        while (this.#lastApplied < this.#commitIndex) {
            const index = ++this.#lastApplied;
            this.#committed.index = index;
            this.#committed.term = this.#log.termAt(index);
            this.#committed.value = this.#log.valueAt(index);
            this.#committed.inTerm = this.#currentTerm;
            out.output(this.#committed);
        }
    }
    // ---------------------------------------------------------------- durability
    /** Says nothing that is not durable. */
    #say(to, message, out) {
        if (this.#maySay(message))
            out.send(to, message);
        else
            this.#unsaid.keep(to, message);
    }
    #maySay = (message) => {
        const isWritten = this.#disk.term === this.#currentTerm && this.#disk.vote === this.#votedFor;
        if (!this.#rules.maySpeak(isWritten))
            return false;
        const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
        return !isAcknowledgement || this.#rules.mayAcknowledge(message.matchIndex, this.#disk.entries);
    };
    #noteWritten(out) {
        this.#disk.written();
        this.#unsaid.release(this.#maySay, out);
        if (this.#role === 'candidate') {
            if (this.#disk.term === this.#currentTerm && this.#disk.vote === this.#self) {
                this.#votes |= 1 << this.#self;
                this.#leadIfElected(out);
            }
        }
        else if (this.#role === 'leader') {
            this.#countOwnEntries();
            this.#commit(out);
        }
    }
    #persist(out) {
        this.#record.currentTerm = this.#currentTerm;
        this.#record.votedFor = this.#nameOfVote();
        this.#disk.handOver(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
        out.persist(this.#record);
    }
    #nameOfVote() {
        return this.#votedFor === nobody ? null : this.#nodes[this.#votedFor];
    }
    #number(node) {
        return this.#numbers.get(node) ?? nobody;
    }
}
