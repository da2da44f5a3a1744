/**
 * The formal model of a DAG walk: all blocks that can be reached from a root are fetched over the exchange of
 * the node. Read in this order: `messages.ts` (CIDs, limits, views), `steps.ts` (the pure functions), this
 * machine.
 *
 * Sources: IPFS, section 3.5 (Merkle DAG, blocks verified alone); the walkers of go-merkledag and Helia, whose
 * mistakes are among the known bugs. Decided here, where they differ:
 * - The walk is breadth-first by arrival. A child is wanted only once a parent is there.
 * - All wants of a walk belong to one session, whose number the answers repeat. Answers of an older session
 *   are dropped: a late Missing must not end a want of this one.
 * - Bad blocks change nothing. The exchange asks another partner, and the timer `patience` ends wants that
 *   get no answer.
 * - A block that is missing is named in the report, and the rest of the DAG is fetched all the same.
 *
 * Left out, and what this means:
 * - The walker holds no block of its own. A real node looks into its store first, which is as if the exchange
 *   answered at once.
 * - Links have no names and sizes: no part of a path is resolved.
 */
import { enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import type { BitswapWalk, Block, Missing, WalkerView, WalkPhase, WalkSetting } from './messages.ts';
import {
  began,
  type Deciding,
  deciding,
  emptyWalk,
  gaveUp,
  lost,
  reported,
  type Stepped,
  stopped,
  took,
  type Walk,
} from './steps.ts';

/** The events of the machine. */
export type WalkEvent = MachineEvent<BitswapWalk>;

/** The context of the machine. */
export interface WalkContext {
  readonly exchange: NodeId;
  readonly walk: Walk;
}

/** The first context: no walk began. */
export function initialContext({ setting }: { readonly setting: WalkSetting }): WalkContext {
  return { exchange: setting.exchange, walk: emptyWalk(setting.limits) };
}

/** The view of a walker. */
export function viewOf({ walk }: WalkContext, phase: WalkPhase): WalkerView {
  return { role: 'walker', phase, ...walk };
}

/** A block that came. */
export function blockIn(event: WalkEvent): Block {
  if (event.type === 'Block') return event;
  throw new Error(`${event.type} is no block`);
}

function answerIn(event: WalkEvent): Block | Missing {
  if (event.type === 'Block' || event.type === 'Missing') return event;
  throw new Error(`${event.type} is no answer`);
}

/** The walk after an event. */
export type Rule = (context: WalkContext, event: WalkEvent, by: Deciding) => Stepped;

/** The rules of the walk by the names of their actions. */
export const rules = {
  begin: ({ walk }, event, by) => {
    if (event.type !== 'walk') throw new Error(`${event.type} begins no walk`);
    return began(walk, event.root, by);
  },
  take: ({ walk }, event, by) => took(walk, blockIn(event), by),
  lose: ({ walk }, event, by) => lost(walk, answerIn(event).cid, by),
  giveUp: ({ walk }, _event, by) => gaveUp(walk, by),
  stop: ({ walk }, _event, by) => stopped(walk, by),
} satisfies Record<string, Rule>;

/** The effects of a step: outputs and messages, each in order. */
export function effectsOf({ exchange }: WalkContext, { outputs, sends }: Stepped) {
  return [
    ...outputs.map((value) => ({ type: 'output' as const, params: { value } })),
    ...sends.map((message) => ({ type: 'send' as const, params: { to: exchange, message } })),
  ];
}

type Given = { readonly context: WalkContext; readonly event: WalkEvent };

/** The guards of the machine by these decisions. */
export function guardsBy(by: Deciding) {
  return {
    /** A good block of this walk, of which a want is under way. */
    isTaken: ({ context: { walk }, event }: Given) => {
      const { cid, session, data } = blockIn(event);
      return by.isCurrent(session, walk.session) && by.isAsked(walk.wants, cid) && by.isGood(data);
    },
    isLost: ({ context: { walk }, event }: Given) => {
      const { cid, session } = answerIn(event);
      return by.isCurrent(session, walk.session) && walk.wants.has(cid);
    },
    isDone: ({ context: { walk } }: Given) => by.isDone(walk.queue.length, walk.wants.size),
  };
}

/** The state machine of a walker. */
export const walkerMachine = setup({
  types: {
    context: {} as WalkContext,
    events: {} as WalkEvent,
    input: {} as Birth<BitswapWalk>,
  },
  delays: { patience: 60_000 },
  guards: guardsBy(deciding),
  actions: {
    ...effects<BitswapWalk>(),
    /** Notes the root, and asks for it. */
    begin: enqueueActions(({ context, event, enqueue }) => {
      const stepped = rules.begin(context, event, deciding);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect);
    }),
    /** Visits a block, notes its links, and asks for more. */
    take: enqueueActions(({ context, event, enqueue }) => {
      const stepped = rules.take(context, event, deciding);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect);
    }),
    /** Notes a block as missing, and asks for more. */
    lose: enqueueActions(({ context, event, enqueue }) => {
      const stepped = rules.lose(context, event, deciding);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect);
    }),
    /** Ends all wants under way, notes them as missing, and asks for more. */
    giveUp: enqueueActions(({ context, event, enqueue }) => {
      const stepped = rules.giveUp(context, event, deciding);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect);
    }),
    /** Ends all wants under way, and asks for nothing more. */
    stop: enqueueActions(({ context, event, enqueue }) => {
      const stepped = rules.stop(context, event, deciding);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect);
    }),
    reportEnd: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'output', params: { value: reported(context.walk, 'ended') } });
    }),
    reportStop: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'output', params: { value: reported(context.walk, 'stopped') } });
    }),
  },
}).createMachine({
  id: 'walker',
  description: 'A walker that fetches a DAG from its root.',
  context: ({ input }) => initialContext(input),
  initial: 'idle',
  states: {
    idle: {
      on: {
        walk: {
          description: 'A walk begins: the root is asked for in a new session.',
          meta: { source: 'IPFS, section 3.5; go-merkledag, FetchGraph', method: '#begin' },
          target: 'walking',
          actions: 'begin',
        },
      },
    },
    walking: {
      always: {
        description: 'All that is known is there or missing: the walk ends with a report.',
        meta: { source: 'go-merkledag, FetchGraph', method: '#end' },
        guard: 'isDone',
        target: 'ended',
        actions: 'reportEnd',
      },
      after: {
        patience: {
          description: 'No answer came for a time: what was asked for is given up, and is missing.',
          meta: { source: 'kubo#843', method: '#giveUp' },
          target: 'walking',
          reenter: true,
          actions: 'giveUp',
        },
      },
      on: {
        Block: [
          {
            description: 'A good block of a want is visited; its links are noted and asked for.',
            meta: { source: 'IPFS, section 3.5; go-merkledag, Walk', method: '#take' },
            guard: 'isTaken',
            target: 'walking',
            reenter: true,
            actions: 'take',
          },
          {
            description: 'A bad block, one that is not asked for, or one of an older walk is dropped.',
            meta: { source: 'IPFS, section 3.5: tamper resistance', method: '#handleBlock' },
          },
        ],
        Missing: [
          {
            description: 'No partner has a block: it is missing, and the walk goes on.',
            meta: { source: 'go-merkledag#39', method: '#lose' },
            guard: 'isLost',
            target: 'walking',
            reenter: true,
            actions: 'lose',
          },
          {
            description: 'An answer for no want of this walk is dropped.',
            meta: { source: 'Decided here: answers repeat the number of their session', method: '#lose' },
          },
        ],
        stop: {
          description: 'The user stops the walk: its wants are cancelled.',
          meta: { source: 'go-bitswap#253', method: '#stop' },
          target: 'stopped',
          actions: ['stop', 'reportStop'],
        },
      },
    },
    ended: {
      on: {
        walk: {
          description: 'A walk begins anew, in a session of its own.',
          meta: { source: 'go-merkledag#56', method: '#begin' },
          target: 'walking',
          actions: 'begin',
        },
      },
    },
    stopped: {
      on: {
        walk: {
          description: 'A walk begins after one that was stopped, in a session of its own.',
          meta: { source: 'go-merkledag#56', method: '#begin' },
          target: 'walking',
          actions: 'begin',
        },
      },
    },
  },
});
