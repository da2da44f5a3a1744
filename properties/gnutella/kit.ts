/**
 * The kit of Gnutella's suite: its shape, the history of its monitor, the role of a servent, and its adversaries. The monitor
 * counts descriptors on their links, since the promises on costs do.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/suite/kit.ts';
import { gnutellaRules } from '../../implementations/gnutella/rules.ts';
import { Servent } from '../../implementations/gnutella/servent.ts';
import * as machines from '../../models/gnutella/adversaries.ts';
import { type GnutellaContext, viewOf } from '../../models/gnutella/context.ts';
import type { Gnutella, Guid, Request } from '../../models/gnutella/messages.ts';
import { serventMachine } from '../../models/gnutella/servent.ts';

/** A request that a servent issued. */
export interface Issued {
  readonly origin: NodeId;
  readonly ttl: number;
  /** The criteria of a Query. */
  readonly criteria?: string;
}

/** What servents sent and reported so far. */
export interface FloodHistory {
  /** By key of the request (`Query a.1`). */
  readonly issued: ReadonlyMap<string, Issued>;
  /** How often a request was sent over a link, by key of the request and link (`Query a.1 a>b`). */
  readonly copies: ReadonlyMap<string, number>;
  /** How often a servent answered a request, by key of the request and servent (`Query a.1 b`). */
  readonly answers: ReadonlyMap<string, number>;
  /** The hits that reached their user, as `a.1 b`: GUID and servent. */
  readonly hits: ReadonlySet<string>;
  /** The connections that a Push asked for, as `b>a`: servent and asker. */
  readonly pushes: ReadonlySet<string>;
  /** The connections that a servent opened for a Push, in the same form. */
  readonly connections: ReadonlySet<string>;
}

/** The key of a request: Ping and Query may have the same GUID. */
export function requestKey(type: Request['type'], guid: Guid): string {
  return `${type} ${guid}`;
}

function withOneMore(counts: ReadonlyMap<string, number>, key: string): ReadonlyMap<string, number> {
  return new Map(counts).set(key, (counts.get(key) ?? 0) + 1);
}

const nothing: FloodHistory = {
  issued: new Map(),
  copies: new Map(),
  answers: new Map(),
  hits: new Set(),
  pushes: new Set(),
  connections: new Set(),
};

/** The kit for Gnutella's shape. */
export const kit = protocol<Gnutella>().monitor<FloodHistory>(
  nothing,
  (history, event) => {
    if (event.type === 'output') {
      switch (event.output.type) {
        case 'hit': {
          const { guid, servent } = event.output;
          return { ...history, hits: new Set(history.hits).add(`${guid} ${servent}`) };
        }
        case 'connect': {
          const connections = new Set(history.connections).add(`${event.node}>${event.output.to}`);
          return { ...history, connections };
        }
        case 'host':
          return history;
      }
    }
    if (event.type !== 'send') return history;
    const { node, to, message } = event;
    switch (message.type) {
      case 'Ping':
      case 'Query': {
        const key = requestKey(message.type, message.guid);
        const copies = withOneMore(history.copies, `${key} ${node}>${to}`);
        if (message.hops > 0 || history.issued.has(key)) return { ...history, copies };
        const { ttl } = message;
        const issued: Issued =
          message.type === 'Query'
            ? { origin: node, ttl, criteria: message.criteria }
            : { origin: node, ttl };
        return { ...history, copies, issued: new Map(history.issued).set(key, issued) };
      }
      case 'Pong':
      case 'QueryHit': {
        if (message.hops > 0) return history;
        const key = requestKey(message.type === 'Pong' ? 'Ping' : 'Query', message.guid);
        return { ...history, answers: withOneMore(history.answers, `${key} ${node}`) };
      }
      case 'Push': {
        if (message.hops > 0) return history;
        const { servent, to: asker } = message;
        return { ...history, pushes: new Set(history.pushes).add(`${servent}>${asker}`) };
      }
      case 'Bye':
        return history;
    }
  },
  { observesSends: true },
);

const reading = { view: ({ context }: { context: GnutellaContext }) => viewOf(context) };

/** The role of a servent. */
export const servent = kit.role({
  name: 'servent',
  machine: serventMachine,
  ...reading,
  implementation: (birth, rules) => new Servent(birth, rules),
  rules: gnutellaRules,
});

/** The adversaries, which have no implementation. Properties do not see their views. */
export const adversaries = {
  flooder: kit.model(machines.flooderMachine, reading),
  squatter: kit.model(machines.squatterMachine, reading),
  liar: kit.model(machines.liarMachine, reading),
  abuser: kit.model(machines.abuserMachine, reading),
  dropper: kit.model(machines.dropperMachine, reading),
};
