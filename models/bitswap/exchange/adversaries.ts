/**
 * The adversaries of the exchange: nodes that follow no promise. Those that answer are roots of their own with
 * the honest partner's part below, so that they connect as others do. Those that only talk are one machine
 * without parts, connected to their victims at first; what they say is an input, so a search tries all of it.
 *
 * The free-loader is a node that serves no partner; the kit of the suite makes it.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import { type ClientContext, initialContext, linkedTo } from './context.ts';
import type {
  ClientPart,
  Data,
  Exchange,
  ExchangeMessage,
  ExchangeSetting,
  ExchangeView,
  ToPartner,
} from './messages.ts';

const source = 'swarmcheck, adversaries';

// ------------------------------------------------------------- those that answer

type AnswerEvent = MachineEvent<ClientPart>;

/** Whether an event is about a block, and not about a Have. */
function isOfBlock(event: AnswerEvent): boolean {
  return (
    (event.type === 'wants' && event.want === 'block') || (event.type === 'due' && event.task === 'block')
  );
}

/** The answer to a want, or the one that is due, under a CID with a prefix. */
function answersTo(event: AnswerEvent, data: Data, prefix = '') {
  if (event.type !== 'wants' && event.type !== 'due') return [];
  const cid = `${prefix}${event.cid}`;
  const message: ToPartner =
    event.type === 'due'
      ? { type: 'give', cid, task: event.task, data }
      : { type: 'serve', cid, want: event.want, data };
  return [{ type: 'send' as const, params: { to: event.from, message } }];
}

const answering = setup({
  types: {
    context: {} as ClientContext,
    events: {} as AnswerEvent,
    input: {} as Birth<ClientPart>,
  },
  actions: {
    ...effects<ClientPart>(),
    /** Says that every block is here, and sends a wrong one. */
    serveBad: enqueueActions(({ event, enqueue }) => {
      for (const answer of answersTo(event, 'bad')) enqueue(answer);
    }),
    /** Says that every block is here, and sends none. */
    serveHaves: enqueueActions(({ event, enqueue }) => {
      if (isOfBlock(event)) return;
      for (const answer of answersTo(event, 'good')) enqueue(answer);
    }),
    /** Sends, for a block, one whose prefix gives it another CID, though its data hold the wanted digest. */
    serveIdentity: enqueueActions(({ event, enqueue }) => {
      const prefix = isOfBlock(event) ? 'identity:' : '';
      for (const answer of answersTo(event, 'good', prefix)) enqueue(answer);
    }),
    /** Sends every answer twice. */
    serveTwice: enqueueActions(({ event, enqueue }) => {
      const answers = answersTo(event, 'good');
      for (const answer of [...answers, ...answers]) enqueue(answer);
    }),
    hangUp: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'hangUp') return;
      enqueue({ type: 'send', params: { to: event.partner, message: { type: 'drop' } } });
    }),
    ignore: assign({}),
  },
});

/** The events of an adversary that answers wants, and hangs up if its inputs say so. */
function answers(description: string, serve: 'serveBad' | 'serveHaves' | 'serveIdentity' | 'serveTwice') {
  return {
    wants: { description, meta: { source }, actions: serve },
    due: { description: `By its queue: ${description}`, meta: { source }, actions: serve },
    hangUp: { description: 'Ends a connection.', meta: { source }, actions: 'hangUp' as const },
  };
}

/** A poisoner says that it has every block, and sends data that do not match. */
export const poisonerMachine = answering.createMachine({
  id: 'poisoner',
  description: 'Sends bad blocks.',
  context: ({ input }) => initialContext(input),
  on: answers('Says that it has the block, or sends a bad one.', 'serveBad'),
});

/** A HAVE-liar says that it has every block, and never sends one. */
export const haveLiarMachine = answering.createMachine({
  id: 'haveLiar',
  description: 'Says Have, and sends nothing.',
  context: ({ input }) => initialContext(input),
  on: answers('Says that it has the block, and sends none.', 'serveHaves'),
});

/** An identity-hash liar sends the wanted digest as the data of an identity CID. */
export const identityLiarMachine = answering.createMachine({
  id: 'identityLiar',
  description: 'Sends a block under an identity hash.',
  context: ({ input }) => initialContext(input),
  on: answers('Says that it has the block, or sends another one.', 'serveIdentity'),
});

/** A duplicator sends every answer twice. */
export const duplicatorMachine = answering.createMachine({
  id: 'duplicator',
  description: 'Sends every answer twice.',
  context: ({ input }) => initialContext(input),
  on: answers('Answers twice.', 'serveTwice'),
});

/** A silent node is connected, and never answers. */
export const silentMachine = answering.createMachine({
  id: 'silent',
  description: 'Never answers.',
  context: ({ input }) => initialContext(input),
  on: { wants: { description: 'Gives no answer.', meta: { source }, actions: 'ignore' } },
});

// ------------------------------------------------------------- those that only talk

/** The context of an adversary that only talks. */
export interface TalkerContext {
  readonly self: NodeId;
  readonly setting: ExchangeSetting;
}

/** A talker sends what its inputs say to all its victims: wants without end, or Cancels of no want. */
export const talkerMachine = setup({
  types: {
    context: {} as TalkerContext,
    events: {} as MachineEvent<Exchange>,
    input: {} as Birth<Exchange>,
  },
  actions: {
    ...effects<Exchange>(),
    act: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'act') return;
      const message: ExchangeMessage = event.message;
      for (const to of linkedTo(context.self, context.setting))
        enqueue({ type: 'send', params: { to, message } });
    }),
  },
}).createMachine({
  id: 'talker',
  description: 'Sends what its inputs say.',
  context: ({ input: { self, setting } }) => ({ self, setting }),
  on: { act: { description: 'Sends a message to all victims.', meta: { source }, actions: 'act' } },
});

/** A view that properties never see. */
export function talkerView(): ExchangeView {
  return {
    role: 'node',
    held: new Set(),
    spoiled: new Set(),
    wanted: new Map(),
    session: new Set(),
    asked: new Map(),
    says: new Map(),
    strikes: new Map(),
    partners: new Map(),
  };
}
