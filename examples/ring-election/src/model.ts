/**
 * The model of a member of the ring (Chang & Roberts, "An improved algorithm for decentralized
 * extrema-finding in circular configurations of processes", 1979). A candidate's name passes along the ring.
 * A member with a greater name discards it; a candidate whose own name returns is the leader.
 */
import { type Birth, effects, type MachineEvent } from 'swarmcheck';
import { assign, enqueueActions, setup } from 'xstate';
import type { RingElection } from './shape.ts';

interface Context {
  readonly self: string;
  readonly next: string;
  readonly leader: string | null;
}

/** The state machine of one member. */
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
      { guard: 'isOwn', description: 'The message has passed every member: all know the leader.' },
      { target: '.idle', actions: ['follow', 'passOn'] },
    ],
  },
  states: {
    idle: {
      on: {
        begin: { target: 'candidate', actions: 'sendOwn' },
        Candidate: [
          { guard: 'isGreater', target: 'candidate', actions: 'passOn' },
          {
            target: 'candidate',
            actions: 'sendOwn',
            description: 'An idle member with a greater name becomes a candidate itself.',
          },
        ],
      },
    },
    candidate: {
      on: {
        Candidate: [
          { guard: 'isOwn', target: 'leader', actions: 'lead' },
          { guard: 'isGreater', actions: 'passOn' },
          { description: 'A smaller name is discarded: the candidate has sent its own.' },
        ],
      },
    },
    leader: {},
  },
});
