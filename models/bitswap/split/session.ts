/**
 * The formal model of a Bitswap session with a split factor, by which requests were divided from 2018 to 2020.
 * Read in this order: `messages.ts` (receipts, thresholds, views), `split.ts` (the pure function), `division.ts`
 * (who is asked for what), `context.ts`, this machine.
 *
 * Sources: go-bitswap, `sessionrequestsplitter` and `session`; a lecture that gives other thresholds.
 *
 * Left out, and what this means:
 * - Partners are not ordered by their answers: the order of the nodes stays. So the model divides one order,
 *   and a real session another one at each request.
 * - A broadcast has no provider search. A block that no partner has never comes.
 * - No Cancel is sent. A partner answers a want at once, so a Cancel would come too late.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import {
  asked,
  broadcasting,
  initialContext,
  isCounted,
  keyIn,
  keysIn,
  type SessionContext,
  type SplitEvent,
} from './context.ts';
import type { BitswapSplit } from './messages.ts';
import { splitAfter } from './split.ts';

/** The state machine of a session. */
export const sessionMachine = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SplitEvent,
    input: {} as Birth<BitswapSplit>,
  },
  delays: { idle: 1_000 },
  guards: {
    isWanted: ({ context, event }) => context.wanted.has(keyIn(event)),
    isPast: ({ context, event }) => context.past.has(keyIn(event)),
    isSatisfied: ({ context }) => context.wanted.size === 0,
  },
  actions: {
    ...effects<BitswapSplit>(),
    countUnique: assign(({ context }) => splitAfter(context, 'unique', context.setting.thresholds)),
    countDuplicate: assign(({ context }) => splitAfter(context, 'duplicate', context.setting.thresholds)),
    /** A wanted block counts as unique, unless it was broadcast and those do not count. */
    countArrival: enqueueActions(({ context, event, enqueue }) => {
      if (isCounted(context, keyIn(event))) enqueue('countUnique');
    }),
    /** The same of a block that arrived before. */
    countRepetition: enqueueActions(({ context, event, enqueue }) => {
      if (isCounted(context, keyIn(event))) enqueue('countDuplicate');
    }),
    /** The block is there. */
    take: assign(({ context, event }) => {
      const wanted = new Map(context.wanted);
      wanted.delete(keyIn(event));
      return { wanted, past: new Set(context.past).add(keyIn(event)) };
    }),
    /** Asks each group for its keys. */
    ask: enqueueActions(({ context, event, enqueue }) => {
      const { wanted, sends } = asked(context, keysIn(event));
      enqueue.assign({ wanted });
      for (const params of sends) enqueue({ type: 'send', params });
    }),
    /** Asks all partners for what is still wanted. */
    askAll: enqueueActions(({ context, enqueue }) => {
      for (const params of broadcasting(context)) enqueue({ type: 'send', params });
      enqueue.assign({ broadcast: new Set([...context.broadcast, ...context.wanted.keys()]) });
    }),
  },
}).createMachine({
  id: 'session',
  description: 'A session that divides its requests over groups of partners.',
  context: ({ input }) => initialContext(input),
  initial: 'satisfied',
  on: {
    unique: {
      description: 'A unique block is counted, and lowers the split if few blocks were duplicates.',
      meta: { source: 'go-bitswap, RecordUniqueBlock', method: 'recordUnique' },
      actions: 'countUnique',
    },
    duplicate: {
      description: 'A duplicate is counted, and raises the split if many blocks were duplicates.',
      meta: { source: 'go-bitswap, RecordDuplicateBlock', method: 'recordDuplicate' },
      actions: 'countDuplicate',
    },
    Block: [
      {
        description: 'A block that arrived before is a duplicate.',
        meta: { source: 'go-bitswap, session: updateReceiveCounters', method: '#receive' },
        guard: 'isPast',
        actions: 'countRepetition',
      },
      {
        description: 'A block that was never wanted is dropped.',
        meta: { source: 'go-bitswap, session: interestReq', method: '#receive' },
      },
    ],
    want: {
      description: 'A request is divided: each group of partners is asked for its group of keys.',
      meta: { source: 'go-bitswap, SplitRequest', method: '#ask' },
      target: '.wanting',
      actions: 'ask',
    },
  },
  states: {
    satisfied: {},
    wanting: {
      always: {
        description: 'All blocks arrived.',
        meta: { source: 'go-bitswap, session', method: '#receive' },
        guard: 'isSatisfied',
        target: 'satisfied',
      },
      after: {
        idle: {
          description: 'No block came for a time: all partners are asked for what is missing.',
          meta: { source: 'go-bitswap, session: handleIdleTick', method: '#broadcast' },
          target: 'wanting',
          reenter: true,
          actions: 'askAll',
        },
      },
      on: {
        Block: {
          description: 'A wanted block arrives, and counts as unique.',
          meta: { source: 'go-bitswap, session: processIncomingBlock', method: '#receive' },
          guard: 'isWanted',
          target: 'wanting',
          reenter: true,
          actions: ['countArrival', 'take'],
        },
      },
    },
  },
});
