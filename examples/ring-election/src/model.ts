/**
 * A member of the ring, as in Chang & Roberts, "An improved algorithm for decentralized extrema-finding in circular configurations of
 * processes", 1979: a name goes round, is swallowed by whoever has a greater one, and whose name comes home leads.
 */
import { type Birth, effects, type MachineEvent } from 'swarmcheck';
import { assign, enqueueActions, setup } from 'xstate';
import type { RingElection } from './shape.ts';

interface Context {
  readonly self: string;
  readonly next: string;
  readonly leader: string | null;
}

export const member = setup({
  types: {
    context: {} as Context,
    events: {} as MachineEvent<RingElection>,
    input: {} as Birth<RingElection>,
  },
  guards: {
    isGreater: ({ context, event }) => 'name' in event && event.name > context.self,
    isOwn: ({ context, event }) => 'name' in event && event.name === context.self,
  },
  actions: {
    ...effects<RingElection>(),
    sendOwn: enqueueActions(({ context, enqueue }) => {
      enqueue({
        type: 'send',
        params: { to: context.next, message: { type: 'Candidate', name: context.self } },
      });
    }),
    passOn: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === 'Candidate' || event.type === 'Elected')
        enqueue({
          type: 'send',
          params: { to: context.next, message: { type: event.type, name: event.name } },
        });
    }),
    lead: enqueueActions(({ context: { self, next }, enqueue }) => {
      enqueue.assign({ leader: self });
      enqueue({ type: 'output', params: { value: { type: 'leads', name: self } } });
      enqueue({ type: 'send', params: { to: next, message: { type: 'Elected', name: self } } });
    }),
    follow: assign({ leader: ({ event }) => (event.type === 'Elected' ? event.name : null) }),
  },
}).createMachine({
  id: 'member',
  context: ({ input: { self, setting } }) => {
    const at = setting.ring.indexOf(self);
    return { self, next: setting.ring[(at + 1) % setting.ring.length] as string, leader: null };
  },
  initial: 'idle',
  on: {
    Elected: [
      { guard: 'isOwn', description: 'It went round: everybody knows.' },
      { target: '.idle', actions: ['follow', 'passOn'] },
    ],
  },
  states: {
    idle: {
      on: {
        begin: { target: 'candidate', actions: 'sendOwn' },
        Candidate: [
          { guard: 'isGreater', target: 'candidate', actions: 'passOn' },
          { target: 'candidate', actions: 'sendOwn', description: 'Stands itself instead.' },
        ],
      },
    },
    candidate: {
      on: {
        Candidate: [
          { guard: 'isOwn', target: 'leader', actions: 'lead' },
          { guard: 'isGreater', actions: 'passOn' },
          { description: 'A lesser name: it has said its own already.' },
        ],
      },
    },
    leader: {},
  },
});
