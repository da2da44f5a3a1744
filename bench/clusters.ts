/**
 * Raft clusters in one process, without network, disk and clock. The clusters of this repository have a queue
 * of messages, handled in order; the servers of the npm package call each other directly, with logs in
 * memory.
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
  /** Proposes these values to the leader together; done when it has committed them. */
  commit(values: readonly string[]): void | Promise<void>;
  end(): void | Promise<void>;
}

/** A server of this repository: model or implementation. */
interface Server {
  handle(event: Received<Raft>, out: Outbox<Raft>): void;
}

/** The setting: with batches, entries are sent at heartbeats, otherwise each at once. */
export function settingOf(batch: number): RaftSetting {
  const entries = batch === 1 ? { atHeartbeat: [1], atOnce: [1] } : { atHeartbeat: [batch], atOnce: [0] };
  return {
    refusals: 'all',
    entries,
    window: 0,
    timersMs: { electionTimeout: [150, 300], heartbeat: [50, 50] },
  };
}

/** The implementation. */
export function implementationServer(birth: Birth<Raft>): Server {
  return new RaftServer(birth);
}

/** The model's actor, which always chooses the most entries for a message. */
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

/** A server with its outbox. */
interface ServerPort {
  readonly server: Server;
  readonly out: Outbox<Raft>;
  /** The records that it persisted in its step. */
  readonly persisted: RaftDurable[];
}

interface QueuedEvent {
  readonly to: NodeId;
  readonly event: Received<Raft>;
}

/**
 * A cluster that handles messages until none is left; a record is durable at the end of the step that
 * persists it.
 */
export class QueuedCluster implements Cluster {
  readonly #ports: ReadonlyMap<NodeId, ServerPort>;
  readonly #leader: NodeId;
  readonly #beats: boolean;
  readonly #queue: QueuedEvent[] = [];
  #committed = 0;

  constructor(servers: number, batch: number, make: (birth: Birth<Raft>) => Server) {
    const nodes = Array.from({ length: servers }, (_, at) => `n${at}`);
    const setting = settingOf(batch);
    this.#leader = nodes[0] as NodeId;
    this.#beats = batch > 1;
    this.#ports = new Map(nodes.map((self) => [self, this.#port(self, make({ self, nodes, setting }))]));
    this.#deliver(this.#leader, { type: 'timeout', timer: 'electionTimeout' });
    this.#drain();
  }

  #port(self: NodeId, server: Server): ServerPort {
    const port: ServerPort = {
      server,
      persisted: [],
      out: {
        send: (to, message) => {
          this.#queue.push({ to, event: { type: 'message', from: self, message: { ...message } } });
        },
        output: ({ type }) => {
          if (type === 'committed' && self === this.#leader) this.#committed++;
        },
        persist: (record) => {
          port.persisted.push(record);
        },
        arm: () => {},
        disarm: () => {},
        call: () => {},
      },
    };
    return port;
  }

  commit(values: readonly string[]): void {
    const due = this.#committed + values.length;
    for (const value of values)
      this.#deliver(this.#leader, { type: 'input', input: { type: 'propose', value } });
    if (this.#beats) this.#deliver(this.#leader, { type: 'timeout', timer: 'heartbeat' });
    this.#drain();
    if (this.#committed !== due) throw new Error(`${this.#committed} committed, and should be ${due}`);
  }

  end(): void {}

  #drain(): void {
    // The queue grows during the loop.
    for (const { to, event } of this.#queue) this.#deliver(to, event);
    this.#queue.length = 0;
  }

  #deliver(node: NodeId, event: Received<Raft>): void {
    const port = this.#ports.get(node) as ServerPort;
    port.server.handle(event, port.out);
    for (const record of port.persisted) port.server.handle({ type: 'persisted', record }, port.out);
    port.persisted.length = 0;
  }
}

/**
 * The cluster of `@markwylde/liferaft` after its election, which takes real time because the package uses
 * timers.
 */
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
      // One after the other: two concurrent commands would get the same index.
      for (const value of values) {
        const committed = new Promise((resolve) => leader.once('commit', resolve));
        await leader.command(value);
        await committed;
      }
    },
    async end() {
      // A server must not be closed while it works: followers learn the commit index with the next heartbeat.
      await pause(500);
      for (const raft of members.values()) raft.end();
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The only leader, after it has led for longer than any election timeout. */
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
