/**
 * Raft clusters in one process, driven as fast as they go: no network, no disk, no clock. Ours are a queue of messages, taken
 * in order; the npm package's servers hand theirs to each other directly, and keep their logs in memory.
 */
import Liferaft from '@markwylde/liferaft';
import LiferaftLog from '@markwylde/liferaft/log.js';
import memdown from 'memdown';
import type { Actor, Birth, NodeId, Outbox, Received } from '../checker/actors/actor.ts';
import { RaftServer } from '../implementations/raft/server.ts';
import type { Raft, RaftDurable, RaftSetting } from '../models/raft/messages.ts';
import { server } from '../properties/raft/kit.ts';

/** A cluster whose first server leads. */
export interface Cluster {
  /** Values that the leader is asked for together; settled once it has said that they are committed. */
  commit(values: readonly string[]): void | Promise<void>;
  end(): void | Promise<void>;
}

/** A server of ours, whether model or implementation. */
interface Server {
  handle(event: Received<Raft>, out: Outbox<Raft>): void;
}

/** With batches, entries go out at heartbeats, otherwise each at once. */
export function settingOf(batch: number): RaftSetting {
  const entries = batch === 1 ? { atHeartbeat: [1], atOnce: [1] } : { atHeartbeat: [batch], atOnce: [0] };
  return {
    refusals: 'all',
    entries,
    window: 0,
    timersMs: { electionTimeout: [150, 300], heartbeat: [50, 50] },
  };
}

export function implementationServer(birth: Birth<Raft>): Server {
  return new RaftServer(birth);
}

/** The model's actor, which always takes the most entries that it may. */
export function modelServer(birth: Birth<Raft>): Server {
  const actor: Actor<Raft> = server.model;
  let { state } = actor.init(birth);
  return {
    handle(event, out) {
      const step = actor.step(state, event, actor.choices?.(state, event).at(-1));
      state = step.state;
      for (const effect of step.effects) {
        if (effect.type === 'send') out.send(effect.to, effect.message);
        else if (effect.type === 'output') out.output(effect.value);
        else if (effect.type === 'persist') out.persist(effect.record);
      }
    },
  };
}

/** A server with what it writes to. */
interface ServerPort {
  readonly server: Server;
  readonly out: Outbox<Raft>;
  /** Records that it handed over in its step. */
  readonly handedOver: RaftDurable[];
}

interface QueuedEvent {
  readonly to: NodeId;
  readonly event: Received<Raft>;
}

/** Servers that answer each other until nothing is left to say; what one persists is down at the end of its step. */
export class QueuedCluster implements Cluster {
  readonly #seats: ReadonlyMap<NodeId, ServerPort>;
  readonly #leader: NodeId;
  readonly #beats: boolean;
  readonly #queue: QueuedEvent[] = [];
  #committed = 0;

  constructor(servers: number, batch: number, make: (birth: Birth<Raft>) => Server) {
    const nodes = Array.from({ length: servers }, (_, at) => `n${at}`);
    const setting = settingOf(batch);
    this.#leader = nodes[0] as NodeId;
    this.#beats = batch > 1;
    this.#seats = new Map(nodes.map((self) => [self, this.#seat(self, make({ self, nodes, setting }))]));
    this.#give(this.#leader, { type: 'timeout', timer: 'electionTimeout' });
    this.#drain();
  }

  #seat(self: NodeId, server: Server): ServerPort {
    const seat: ServerPort = {
      server,
      handedOver: [],
      out: {
        send: (to, message) => {
          this.#queue.push({ to, event: { type: 'message', from: self, message: { ...message } } });
        },
        output: ({ type }) => {
          if (type === 'committed' && self === this.#leader) this.#committed++;
        },
        persist: (record) => {
          seat.handedOver.push(record);
        },
        arm: () => {},
        disarm: () => {},
        call: () => {},
      },
    };
    return seat;
  }

  commit(values: readonly string[]): void {
    const due = this.#committed + values.length;
    for (const value of values)
      this.#give(this.#leader, { type: 'input', input: { type: 'propose', value } });
    if (this.#beats) this.#give(this.#leader, { type: 'timeout', timer: 'heartbeat' });
    this.#drain();
    if (this.#committed !== due) throw new Error(`${this.#committed} committed, and should be ${due}`);
  }

  end(): void {}

  #drain(): void {
    // It grows while it is read.
    for (const { to, event } of this.#queue) this.#give(to, event);
    this.#queue.length = 0;
  }

  #give(node: NodeId, event: Received<Raft>): void {
    const seat = this.#seats.get(node) as ServerPort;
    seat.server.handle(event, seat.out);
    for (const record of seat.handedOver) seat.server.handle({ type: 'persisted', record }, seat.out);
    seat.handedOver.length = 0;
  }
}

/** The servers of `@markwylde/liferaft`, once they have elected one of them: in real time, as they cannot be told to. */
export async function liferaftCluster(servers: number): Promise<Cluster> {
  const members = new Map<string, Liferaft>();
  const addresses = Array.from({ length: servers }, (_, at) => `n${at}`);
  for (const address of addresses) {
    const raft = new Liferaft(address, { Log: LiferaftLog, adapter: memdown, path: address });
    raft.on('error', () => {});
    members.set(address, raft);
  }
  for (const [address, raft] of members) {
    for (const other of addresses) {
      if (other === address) continue;
      raft.join(other, (packet, answer) => {
        members.get(other)?.emit('data', packet, (reply) => answer(undefined, reply));
      });
    }
  }
  const leader = await soleLeader([...members.values()]);
  return {
    async commit(values) {
      // One after the other: two commands at a time would get the same index.
      for (const value of values) {
        const committed = new Promise((resolve) => leader.once('commit', resolve));
        await leader.command(value);
        await committed;
      }
    },
    async end() {
      // None may be closed while it works: what is committed the followers hear with the next heartbeat.
      await pause(500);
      for (const raft of members.values()) raft.end();
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The only leader, once it has been that for longer than any of them would wait for it. */
async function soleLeader(servers: readonly Liferaft[]): Promise<Liferaft> {
  for (;;) {
    const leaders = () => servers.filter(({ state }) => state === Liferaft.LEADER);
    const [leader, ...others] = leaders();
    const { term } = leader ?? {};
    await pause(400);
    if (leader !== undefined && others.length === 0 && leaders()[0] === leader && leader.term === term)
      return leader;
  }
}
