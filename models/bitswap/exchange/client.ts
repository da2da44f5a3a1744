/**
 * The formal model of a node's root in Bitswap's exchange: the client, which wants blocks, and the store. Read
 * in this order: `messages.ts`, `partner.ts` (the wire and the server), `context.ts` (variables, and whom to
 * ask), `events.ts` (what an event carries), this machine.
 *
 * Sources: Bitswap specification, 1.0.0 to 1.2.0 ("spec"), and the Go implementation boxo of July 2026 ("boxo",
 * with the package). Rules C1 to C7, S1 to S5 and N1 to N4 are written down in `docs/bitswap.md`.
 *
 * Modelled in its own way, and what this means:
 * - A message carries one entry. Real ones carry many, and a node packs them; the packer is code of the edge.
 * - A block is a letter with good or bad content. That content is compared with the whole CID is one guard.
 * - One session has the partners that all wants of a node share; a want counts the users that wait for it.
 * - A search for providers is an output, and its answer is a Have of a partner that is up.
 * - A store is unbounded, and a block leaves it only by the input `remove`.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../../checker/actors/actor.ts';
import {
  askedOf,
  asking,
  type ClientContext,
  type ClientEvent,
  dataOf,
  ending,
  firstAsked,
  firstIn,
  initialContext,
  sessionUp,
  sorted,
  telling,
  withMember,
  withoutKey,
  withoutMember,
  withSaid,
  withSession,
} from './context.ts';
import { cidIn, contentIn, fromIn, orderIn, perform, sendOf } from './events.ts';
import type { ClientPart, Session } from './messages.ts';

const source = {
  want: 'C1; boxo session, peerwantmanager',
  has: 'C2; boxo sessionwantsender',
  lacks: 'C3; spec, 1.2.0: DONT_HAVE',
  block: 'C4; spec, 1.0.0: blocks',
  giveUp: 'C5; spec, 1.0.0: cancel',
  idle: 'C6; boxo session',
  impatience: 'C7; boxo donthavetimeoutmgr',
  wants: 'S1; spec, 1.2.0: wantlist',
  stored: 'S3; boxo engine',
  work: 'S4; boxo engine',
  hangUp: 'N1; boxo connecteventmanager',
  greet: 'N4; spec, 1.0.0: full wantlist',
};

/** The state machine of a node's root. */
export const clientMachine = setup({
  types: {
    context: {} as ClientContext,
    events: {} as ClientEvent,
    input: {} as Birth<ClientPart>,
  },
  delays: { idle: 1_000 },
  guards: {
    isHeld: ({ context, event }) => context.held.has(cidIn(event)),
    isWanted: ({ context, event }) => context.wanted.has(cidIn(event)),
    /** The partner was asked for the block. */
    isAsked: ({ context, event }) => context.asked.get(cidIn(event)) === fromIn(event),
    /** The content of the block does not match its CID. */
    isBad: ({ event }) => contentIn(event) === 'bad',
    hasSession: ({ context }) => sessionUp(context).length > 0,
    isLastSession: ({ context, event }) => {
      const sessions = event.type === 'giveUp' ? context.wanted.get(event.cid) : undefined;
      return event.type === 'giveUp' && sessions?.size === 1 && sessions.has(event.session);
    },
    wantsSomething: ({ context }) => context.wanted.size > 0,
    wantsNothing: ({ context }) => context.wanted.size === 0,
  },
  actions: {
    ...effects<ClientPart>(),
    noteWant: assign(({ context, event }) =>
      event.type === 'want' ? { wanted: withSession(context.wanted, event.cid, event.session) } : {},
    ),
    /** Asks one partner of the session, and tells the others (C1). */
    askSession: enqueueActions(({ context, event, enqueue }) => {
      const cid = cidIn(event);
      const partner = firstIn(firstAsked(context), orderIn(event)) as NodeId;
      enqueue.assign({ asked: new Map(context.asked).set(cid, partner) });
      enqueue(sendOf({ to: partner, message: { type: 'ask', cid } }));
      for (const to of sessionUp(context))
        if (to !== partner) enqueue(sendOf({ to, message: { type: 'tell', cid, sendDontHave: true } }));
    }),
    /** Tells every partner of a want (C1). */
    broadcast: enqueueActions(({ context, event, enqueue }) => {
      for (const sending of telling(context, cidIn(event))) enqueue(sendOf(sending));
    }),
    noteHave: assign(({ context, event }) => ({
      says: withSaid(context.says, fromIn(event), cidIn(event), 'have'),
      session: withMember(context.session, fromIn(event)),
    })),
    /** Notes that a partner does not have blocks; what was asked of it is asked of no partner now (C3). */
    noteLack: assign(({ context, event }) => {
      const from = fromIn(event);
      const cids = event.type === 'silent' ? [...event.cids] : [cidIn(event)];
      let { says, asked } = context;
      for (const cid of cids.filter((one) => context.wanted.has(one))) {
        says = withSaid(says, from, cid, 'dont');
        if (asked.get(cid) === from) asked = withoutKey(asked, cid);
      }
      return { says, asked };
    }),
    /** Asks the next partner for each block of the event that no partner is asked for (C2). */
    askNext: enqueueActions(({ context, event, enqueue }) => {
      const cids = event.type === 'silent' ? [...event.cids] : [cidIn(event)];
      const open = cids.filter((cid) => context.wanted.has(cid) && !context.asked.has(cid));
      perform(enqueue, asking(context, open, orderIn(event)));
    }),
    strike: assign(({ context, event }) => {
      const from = fromIn(event);
      const count = Math.min((context.strikes.get(from) ?? 0) + 1, context.setting.strikesMax);
      return count === 0 ? {} : { strikes: new Map(context.strikes).set(from, count) };
    }),
    /** Holds the block of an event. */
    store: assign(({ context, event }) => {
      const cid = cidIn(event);
      const isSpoiled = contentIn(event) === 'bad';
      return {
        held: withMember(context.held, cid),
        ...(isSpoiled && { spoiled: withMember(context.spoiled, cid) }),
        ...('from' in event && { session: withMember(context.session, event.from) }),
      };
    }),
    /** Takes the block of an event out of the store. */
    remove: assign(({ context, event }) => ({
      held: withoutMember(context.held, cidIn(event)),
      spoiled: withoutMember(context.spoiled, cidIn(event)),
    })),
    /** A block that is not wanted is a duplicate, or late. */
    dropBlock: assign({}),
    reportGot: enqueueActions(({ event, enqueue }) => {
      enqueue({ type: 'output', params: { value: { type: 'got', cid: cidIn(event) } } });
    }),
    /** Ends the want of the event (C4, C5). */
    endWant: enqueueActions(({ context, event, enqueue }) => {
      perform(enqueue, ending(context, cidIn(event), 'from' in event ? event.from : undefined));
    }),
    leaveWant: assign(({ context, event }) => {
      if (event.type !== 'giveUp') return {};
      const sessions = withoutMember(context.wanted.get(event.cid) ?? new Set<Session>(), event.session);
      return { wanted: new Map(context.wanted).set(event.cid, sessions) };
    }),
    /** Serves the partners that ask for the new block of the event (S3). */
    serveWaiting: enqueueActions(({ context, event, enqueue }) => {
      const cid = cidIn(event);
      const data = dataOf(context, cid);
      for (const to of [...context.up].sort())
        enqueue(sendOf({ to, message: { type: 'stored', cid, data } }));
    }),
    /** Tells every partner of what no partner is asked for, and looks for providers of each block of it (C6). */
    rebroadcast: enqueueActions(({ context, enqueue }) => {
      const open = sorted([...context.wanted.keys()].filter((cid) => !context.asked.has(cid)));
      for (const cid of open) for (const sending of telling(context, cid)) enqueue(sendOf(sending));
      for (const cid of open) enqueue({ type: 'output', params: { value: { type: 'findProviders', cid } } });
    }),
    serve: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'wants') return;
      const { from: to, cid, want } = event;
      enqueue(sendOf({ to, message: { type: 'serve', cid, want, data: dataOf(context, cid) } }));
    }),
    keepAsk: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'wants') return;
      const { from: to, cid, want, sendDontHave } = event;
      enqueue(sendOf({ to, message: { type: 'keep', cid, want, sendDontHave } }));
    }),
    giveAnswer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'due') return;
      const { from: to, cid, task } = event;
      const found = context.held.has(cid) && { data: dataOf(context, cid) };
      enqueue(sendOf({ to, message: { type: 'give', cid, task, ...found } }));
    }),
    hangUp: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === 'hangUp' && context.up.has(event.partner))
        enqueue(sendOf({ to: event.partner, message: { type: 'drop' } }));
    }),
    noteUp: assign({ up: ({ context, event }) => withMember(context.up, fromIn(event)) }),
    /** Sends the want-list in full (N4). */
    greet: enqueueActions(({ context, event, enqueue }) => {
      if (context.wanted.size === 0) return;
      const cids = new Set(sorted(context.wanted.keys()));
      enqueue(sendOf({ to: fromIn(event), message: { type: 'greet', cids } }));
    }),
    /** Forgets a partner, and asks others for what it was asked for (N1). */
    lose: enqueueActions(({ context, event, enqueue }) => {
      const from = fromIn(event);
      const cids = askedOf(context, from);
      const left: ClientContext = {
        ...context,
        up: withoutMember(context.up, from),
        session: withoutMember(context.session, from),
        says: withoutKey(context.says, from),
        asked: new Map([...context.asked].filter(([, partner]) => partner !== from)),
      };
      const { up, session, says } = left;
      enqueue.assign({ up, session, says });
      perform(enqueue, asking(left, cids, orderIn(event)));
    }),
    ignore: assign({}),
  },
}).createMachine({
  id: 'client',
  description: 'The root of a node: wants, whom to ask, and the blocks that are here.',
  context: ({ input }) => initialContext(input),
  initial: 'resting',
  on: {
    want: [
      {
        description: 'Another user wants the block, too.',
        meta: { source: source.want, method: 'want' },
        guard: 'isWanted',
        actions: 'noteWant',
      },
      {
        description: 'A block that is here is not wanted.',
        meta: { source: source.want, method: 'want' },
        guard: 'isHeld',
        actions: 'ignore',
      },
      {
        description: 'One partner of the session is asked for the block, and the others get the want.',
        meta: { source: source.want, method: 'want' },
        guard: 'hasSession',
        actions: ['noteWant', 'askSession'],
      },
      {
        description: 'Without a partner in the session the want goes to every partner.',
        meta: { source: source.want, method: 'want' },
        actions: ['noteWant', 'broadcast'],
      },
    ],
    giveUp: [
      {
        description: 'The last user gives up, and the want is cancelled.',
        meta: { source: source.giveUp, method: 'giveUp' },
        guard: 'isLastSession',
        actions: 'endWant',
      },
      {
        description: 'One of several users gives up, and the want stays.',
        meta: { source: source.giveUp, method: 'giveUp' },
        guard: 'isWanted',
        actions: 'leaveWant',
      },
      {
        description: 'A want that ended already is not given up.',
        meta: { source: source.giveUp, method: 'giveUp' },
        actions: 'ignore',
      },
    ],
    put: [
      {
        description: 'A block that is here already is dropped.',
        meta: { source: source.stored, method: 'put' },
        guard: 'isHeld',
        actions: 'ignore',
      },
      {
        description:
          'The user makes a block that was wanted: the want ends, and waiting partners are served.',
        meta: { source: source.stored, method: 'put' },
        guard: 'isWanted',
        actions: ['store', 'reportGot', 'endWant', 'serveWaiting'],
      },
      {
        description: 'The user makes a block, and waiting partners are served.',
        meta: { source: source.stored, method: 'put' },
        actions: ['store', 'serveWaiting'],
      },
    ],
    remove: {
      description: 'A block leaves the store, and its name can be wanted again.',
      meta: { source: source.stored, method: 'remove' },
      actions: 'remove',
    },
    hangUp: {
      description: 'The user ends a connection.',
      meta: { source: source.hangUp, method: 'hangUp' },
      actions: 'hangUp',
    },
    opened: {
      description: 'A connection is up, and the partner gets the want-list in full.',
      meta: { source: source.greet, method: '#greet' },
      actions: ['noteUp', 'greet'],
    },
    lost: {
      description: 'A connection ended: the partner is forgotten, and others are asked.',
      meta: { source: source.hangUp, method: '#lose' },
      actions: 'lose',
    },
    has: [
      {
        description: 'A partner has a wanted block; it is asked if no partner is.',
        meta: { source: source.has, method: 'have' },
        guard: 'isWanted',
        actions: ['noteHave', 'askNext'],
      },
      {
        description: 'A Have of a block that is not wanted is dropped.',
        meta: { source: source.has, method: 'have' },
        actions: 'ignore',
      },
    ],
    lacks: [
      {
        description: 'The partner that was asked does not have the block, and the next one is asked.',
        meta: { source: source.lacks, method: 'dontHave' },
        guard: 'isAsked',
        actions: ['noteLack', 'askNext'],
      },
      {
        description: 'Another partner does not have a wanted block.',
        meta: { source: source.lacks, method: 'dontHave' },
        guard: 'isWanted',
        actions: 'noteLack',
      },
      {
        description: 'A DontHave of a block that is not wanted is dropped.',
        meta: { source: source.lacks, method: 'dontHave' },
        actions: 'ignore',
      },
    ],
    silent: {
      description:
        'A partner gave no answer in time, which counts as DontHave for all that it was asked for.',
      meta: { source: source.impatience, method: 'impatience' },
      actions: ['noteLack', 'askNext'],
    },
    got: [
      {
        description: 'A block that does not match its CID is dropped and counts against the partner.',
        meta: { source: source.block, method: 'block' },
        guard: 'isBad',
        actions: 'strike',
      },
      {
        description: 'A wanted block is here: the want ends, and waiting partners are served.',
        meta: { source: source.block, method: 'block' },
        guard: 'isWanted',
        actions: ['store', 'reportGot', 'endWant', 'serveWaiting'],
      },
      {
        description: 'A block that is not wanted is dropped.',
        meta: { source: source.block, method: 'block' },
        actions: 'dropBlock',
      },
    ],
    wants: [
      {
        description: 'A partner wants a block that is here.',
        meta: { source: source.wants, method: '#wants' },
        guard: 'isHeld',
        actions: 'serve',
      },
      {
        description: 'A partner wants a block that is not here, and waits.',
        meta: { source: source.wants, method: '#wants' },
        actions: 'keepAsk',
      },
    ],
    due: {
      description: 'An answer of the queue is due.',
      meta: { source: source.work, method: 'work' },
      actions: 'giveAnswer',
    },
  },
  states: {
    resting: {
      always: {
        description: 'Something is wanted.',
        meta: { source: source.idle, method: 'want' },
        guard: 'wantsSomething',
        target: 'waiting',
      },
    },
    waiting: {
      always: {
        description: 'Nothing is wanted any more.',
        meta: { source: source.idle, method: '#end' },
        guard: 'wantsNothing',
        target: 'resting',
      },
      after: {
        idle: {
          description: 'At each tick all partners get the wants that no partner is asked for.',
          meta: { source: source.idle, method: 'idle' },
          target: 'waiting',
          reenter: true,
          actions: 'rebroadcast',
        },
      },
    },
  },
});
