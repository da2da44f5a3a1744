/**
 * Adversaries of lookups and keys: members that answer wrongly, each as a machine of its own. They send no message that
 * is not an answer, and they take no part in the maintenance.
 */
import { enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import { initialContext, type NodeContext, type NodeEvent } from './context.ts';
import type { ChordNode } from './messages.ts';

const source = 'swarmcheck, adversaries';

const adversary = setup({
  types: {
    context: {} as NodeContext,
    events: {} as NodeEvent,
    input: {} as Birth<ChordNode>,
  },
  actions: {
    ...effects<ChordNode>(),
    /** Answers a lookup with the own name. */
    claim: enqueueActions(({ context: { self }, event, enqueue }) => {
      if (event.type !== 'FindNext' && event.type !== 'FindSuccessor') return;
      const { key } = event;
      const [to, forwardings] =
        event.type === 'FindNext' ? [event.from, 0] : [event.origin, event.forwardings];
      enqueue({ type: 'send', params: { to, message: { type: 'Found', key, owner: self, forwardings } } });
    }),
    /** Confirms a key that it does not store. */
    confirm: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'Put')
        enqueue({ type: 'send', params: { to: event.from, message: { type: 'Stored', key: event.key } } });
      if (event.type === 'Copy')
        enqueue({ type: 'send', params: { to: event.from, message: { type: 'Copied', keys: event.keys } } });
    }),
  },
});

const claims = {
  FindNext: {
    description: 'The adversary says that it owns the key.',
    meta: { source },
    actions: 'claim',
  },
  FindSuccessor: {
    description: 'The adversary tells the origin that it owns the key.',
    meta: { source },
    actions: 'claim',
  },
} as const;

/** Answers each lookup with itself. */
export const liarMachine = adversary.createMachine({
  id: 'liar',
  description: 'A member that answers each lookup with itself.',
  context: ({ input }) => initialContext(input),
  on: claims,
});

/** One identifier of an adversary that has several on one arc: it claims all keys, and stores none. */
export const sybilMachine = adversary.createMachine({
  id: 'sybil',
  description:
    'One of several identifiers of an adversary: it claims each key, and confirms what it does not store.',
  context: ({ input }) => initialContext(input),
  on: {
    ...claims,
    Put: { description: 'It answers a put, and stores nothing.', meta: { source }, actions: 'confirm' },
    Copy: { description: 'It confirms copies, and stores nothing.', meta: { source }, actions: 'confirm' },
  },
});
