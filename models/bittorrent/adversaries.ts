/**
 * The adversaries of a swarm: peers that follow no promise. Each is one machine without parts, connected to
 * its victims at first. What it may do at a step is a draw or an input, so a search tries all of it.
 *
 * The freeloader is a peer whose choker serves no other one; the kit of the suite makes it.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../checker/actors/actor.ts';
import { hostOf } from './context.ts';
import type { Content, Swarm, SwarmMessage, SwarmSetting, SwarmView } from './messages.ts';

/** The context of an adversary. */
export interface AdversaryContext {
  readonly self: NodeId;
  readonly setting: SwarmSetting;
}

type AdversaryEvent = MachineEvent<Swarm>;

/** The peers that an adversary is connected to at first, under any name at its address. */
export function victimsOf({ self, setting }: AdversaryContext): readonly NodeId[] {
  const isOwn = (peer: NodeId) => hostOf(peer, setting) === hostOf(self, setting);
  const victims = setting.open.flatMap(([one, other]) => (isOwn(one) ? [other] : isOwn(other) ? [one] : []));
  return [...new Set(victims)];
}

/** Whether an adversary is connected at first under its own name. */
function isOpenAtFirst({ self, setting }: AdversaryContext): boolean {
  return setting.open.some((pair) => pair.includes(self));
}

/** A view that properties never see. */
export function adversaryView({ setting }: AdversaryContext): SwarmView {
  return {
    role: 'peer',
    pieces: new Set(),
    spoiled: new Set(),
    blocks: new Map(),
    availability: [],
    rotation: [],
    optimistic: null,
    rates: new Map(),
    round: 0,
    parole: new Set(),
    banned: new Set(),
    suspects: new Map(),
    snubbed: new Set(),
    connections: new Map(),
    limits: setting,
  };
}

function send(to: NodeId, message: SwarmMessage) {
  return { type: 'send' as const, params: { to, message } };
}

function actIn(event: AdversaryEvent): string | undefined {
  return 'draw' in event ? event.draw?.act : undefined;
}

const base = setup({
  types: {
    context: {} as AdversaryContext,
    events: {} as AdversaryEvent,
    input: {} as Birth<Swarm>,
  },
  actions: {
    ...effects<Swarm>(),
    /** Claims the pieces that the setting names, which it need not have. */
    claim: enqueueActions(({ context, enqueue }) => {
      const pieces = new Set(context.setting.owned[context.self] ?? []);
      for (const to of victimsOf(context)) enqueue(send(to, { type: 'Bitfield', pieces }));
    }),
    beInterested: enqueueActions(({ context, enqueue }) => {
      for (const to of victimsOf(context)) enqueue(send(to, { type: 'Interested' }));
    }),
    unchoke: enqueueActions(({ event, enqueue }) => {
      if ('from' in event) enqueue(send(event.from, { type: 'Unchoke' }));
    }),
    /** Gives the block that a Request asks for; with the draw `bad` a bad one, with the draw `none` nothing. */
    give: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'Request' || actIn(event) === 'none') return;
      const { piece, begin, from } = event;
      const content: Content = actIn(event) === 'bad' ? 'bad' : 'good';
      enqueue(send(from, { type: 'Piece', piece, begin, content }));
    }),
    /** Sends what an input says to all victims. */
    act: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'act') return;
      for (const to of victimsOf(context)) enqueue(send(to, event.message));
    }),
    introduce: enqueueActions(({ context, event, enqueue }) => {
      const pieces = new Set(context.setting.owned[context.self] ?? []);
      if ('from' in event) enqueue(send(event.from, { type: 'Bitfield', pieces }));
    }),
    close: enqueueActions(({ event, enqueue }) => {
      if ('from' in event) enqueue(send(event.from, { type: 'Close' }));
    }),
    ignore: assign({}),
  },
  guards: {
    isOpenAtFirst: ({ context }) => isOpenAtFirst(context),
    isHandshake: ({ event }) => event.type === 'act' && event.message.type === 'Handshake',
    isClose: ({ event }) => event.type === 'act' && event.message.type === 'Close',
  },
});

const source = 'swarmcheck, adversaries';

/** A poisoner claims pieces, unchokes at Interested, and gives blocks that are bad, or as bad as it likes. */
export const poisonerMachine = base.createMachine({
  id: 'poisoner',
  description: 'Gives bad blocks.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  entry: 'claim',
  initial: 'open',
  states: {
    open: {
      on: {
        Interested: { description: 'Unchokes at once.', meta: { source }, actions: 'unchoke' },
        Request: { description: 'Gives a block, good or bad.', meta: { source }, actions: 'give' },
        Close: { description: 'Its victim found out.', meta: { source }, target: 'closed' },
      },
    },
    closed: {
      on: { act: { description: 'Closes, or dials again.', meta: { source }, actions: 'act' } },
    },
  },
});

/**
 * A whitewasher is a poisoner with several names at one address: under each it dials, poisons, leaves, and
 * comes back. One that is connected under several names at a time is a sybil.
 */
export const whitewasherMachine = base.createMachine({
  id: 'whitewasher',
  description: 'One of the names of a poisoner.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  initial: 'starting',
  states: {
    starting: {
      always: [
        {
          description: 'Connected at first under this name.',
          meta: { source },
          guard: 'isOpenAtFirst',
          target: 'open',
          actions: 'claim',
        },
        { description: 'A name for later.', meta: { source }, target: 'closed' },
      ],
    },
    closed: {
      on: {
        act: {
          description: 'Dials under this name.',
          meta: { source },
          guard: 'isHandshake',
          target: 'dialling',
          actions: 'act',
        },
      },
    },
    dialling: {
      on: {
        Handshake: {
          description: 'Is let in, and claims its pieces.',
          meta: { source },
          target: 'open',
          actions: 'introduce',
        },
        Close: { description: 'Is refused.', meta: { source }, target: 'closed', actions: 'close' },
      },
    },
    open: {
      on: {
        Interested: { description: 'Unchokes at once.', meta: { source }, actions: 'unchoke' },
        Request: { description: 'Gives a block, good or bad.', meta: { source }, actions: 'give' },
        Close: {
          description: 'Its victim found out.',
          meta: { source },
          target: 'closed',
          actions: 'close',
        },
        act: {
          description: 'Leaves.',
          meta: { source },
          guard: 'isClose',
          target: 'leaving',
          actions: 'act',
        },
      },
    },
    leaving: {
      on: { Close: { description: 'Has left.', meta: { source }, target: 'closed' } },
    },
  },
});

/** A slow-loris claims pieces, unchokes at Interested, and never answers. A liar does so, too. */
export const slowLorisMachine = base.createMachine({
  id: 'slowLoris',
  description: 'Unchokes, and never answers.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  entry: 'claim',
  on: {
    Interested: { description: 'Unchokes at once.', meta: { source }, actions: 'unchoke' },
    Request: { description: 'Gives nothing.', meta: { source }, actions: 'ignore' },
  },
});

/** A hog is interested for ever, and never asks. */
export const hogMachine = base.createMachine({
  id: 'hog',
  description: 'Takes a slot, and never asks.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  entry: ['claim', 'beInterested'],
  on: { Unchoke: { description: 'Asks for nothing.', meta: { source }, actions: 'ignore' } },
});

/**
 * A flapper or a junk sender: sends what its inputs say (its interest back and forth, or blocks that its
 * victims did not ask for) to all victims.
 */
export const flapperMachine = base.createMachine({
  id: 'flapper',
  description: 'Sends what its inputs say.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  entry: 'claim',
  on: { act: { description: 'Sends a message to all victims.', meta: { source }, actions: 'act' } },
});
