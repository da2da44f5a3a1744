/**
 * The variables of what a node keeps about one partner, and its guards and actions by name. `partner.ts` says when
 * each is used; a known bug replaces one of them.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import { answering, withTask } from './answers.ts';
import { greater, linkedTo, sorted, withMember, withoutKey, withoutMember } from './context.ts';
import type {
  Cid,
  ExchangeMessage,
  ExchangeSetting,
  FromPartner,
  PartnerPart,
  PartnerView,
  Task,
  Want,
} from './messages.ts';

/** The events of a part. */
export type PartnerEvent = MachineEvent<PartnerPart>;

/** The context of a part. */
export interface PartnerContext extends Omit<PartnerView, 'conn'> {
  readonly self: NodeId;
  readonly partner: NodeId;
  readonly setting: ExchangeSetting;
  /** The blocks that the partner is asked for. */
  readonly asked: ReadonlySet<Cid>;
}

/** What a part forgets with its connection. */
export const nothing = {
  told: new Map<Cid, Want>(),
  asked: new Set<Cid>(),
  asks: new Map<Cid, Want>(),
  tasks: new Map<Cid, Task>(),
} satisfies Partial<PartnerContext>;

/** A message to the partner. */
export function toPartner({ partner }: PartnerContext, message: ExchangeMessage) {
  return { type: 'send' as const, params: { to: partner, message } };
}

/** A message to the root. */
export function toRoot({ self }: PartnerContext, message: FromPartner) {
  return { type: 'send' as const, params: { to: self, message } };
}

/** The guards and actions of a part. */
export const partnerSetup = setup({
  types: {
    context: {} as PartnerContext,
    events: {} as PartnerEvent,
    input: {} as Birth<PartnerPart>,
  },
  delays: { impatience: 5_000, work: 1, dial: 500 },
  guards: {
    isLinked: ({ context: { self, partner, setting } }) => linkedTo(self, setting).includes(partner),
    isUpAtFirst: ({ context: { self, partner, setting } }) =>
      setting.connected && linkedTo(self, setting).includes(partner),
    isUntold: ({ context, event }) =>
      event.type === 'tell' && (event.sendDontHave || !context.told.has(event.cid)),
    isTold: ({ context, event }) => event.type === 'cancel' && context.told.has(event.cid),
    isWaiting: ({ context, event }) => event.type === 'stored' && context.asks.has(event.cid),
    isQueued: ({ context }) => context.setting.service === 'queued',
    isWaitingInQueue: ({ context, event }) =>
      event.type === 'stored' && context.asks.has(event.cid) && context.setting.service === 'queued',
    watches: ({ context }) => context.setting.impatient && context.asked.size > 0,
    asksNothing: ({ context }) => context.asked.size === 0,
    hasTasks: ({ context }) => context.tasks.size > 0,
    hasNoTasks: ({ context }) => context.tasks.size === 0,
  },
  actions: {
    ...effects<PartnerPart>(),
    sendUp: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Up' }));
    }),
    sendDown: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Down' }));
    }),
    tellOpened: enqueueActions(({ context, enqueue }) => {
      enqueue(toRoot(context, { type: 'opened' }));
    }),
    tellLost: enqueueActions(({ context, enqueue }) => {
      enqueue(toRoot(context, { type: 'lost' }));
    }),
    /** Forgets all but the receipt (N1). */
    reset: assign(nothing),
    greet: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'greet') return;
      enqueue.assign({ told: new Map(sorted(event.cids).map((cid) => [cid, 'have' as const])) });
      enqueue(toPartner(context, { type: 'Full', cids: event.cids }));
    }),
    ask: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'ask') return;
      const { cid } = event;
      enqueue.assign({
        told: new Map(context.told).set(cid, 'block'),
        asked: withMember(context.asked, cid),
      });
      enqueue(toPartner(context, { type: 'WantBlock', cid }));
    }),
    tell: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'tell') return;
      const { cid, sendDontHave } = event;
      enqueue.assign({ told: new Map(context.told).set(cid, greater(context.told.get(cid), 'have')) });
      enqueue(toPartner(context, { type: 'WantHave', cid, sendDontHave }));
    }),
    /** Sends Cancel. */
    cancel: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'cancel') return;
      enqueue(toPartner(context, { type: 'Cancel', cid: event.cid }));
    }),
    /** Forgets that the partner was told of the block of the event. */
    forgetTold: assign(({ context, event }) => {
      if (event.type !== 'cancel' && event.type !== 'forget') return {};
      const { cid } = event;
      return { told: withoutKey(context.told, cid), asked: withoutMember(context.asked, cid) };
    }),
    tellHave: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === 'Have') enqueue(toRoot(context, { type: 'has', cid: event.cid }));
    }),
    tellLack: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'DontHave') return;
      enqueue.assign({ asked: withoutMember(context.asked, event.cid) });
      enqueue(toRoot(context, { type: 'lacks', cid: event.cid }));
    }),
    /** Gives an arrived block to the root. */
    tellGot: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Block') return;
      const { sent, received } = context.receipt;
      if (context.setting.receipts) enqueue.assign({ receipt: { sent, received: received + 1 } });
      enqueue(toRoot(context, { type: 'got', cid: event.cid, data: event.data }));
    }),
    /** The partner is given up for all that it was asked for. */
    tellSilent: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ asked: nothing.asked });
      enqueue(toRoot(context, { type: 'silent', cids: context.asked }));
    }),
    tellWants: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'WantHave' && event.type !== 'WantBlock') return;
      const { cid } = event;
      const isBlock = event.type === 'WantBlock';
      const want = isBlock ? 'block' : 'have';
      enqueue(toRoot(context, { type: 'wants', cid, want, sendDontHave: isBlock || event.sendDontHave }));
    }),
    /** Takes a want-list in full: what is not in it ends, and each entry is a WantHave (S5). */
    takeFull: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Full') return;
      const { cids } = event;
      enqueue.assign({
        asks: new Map([...context.asks].filter(([cid]) => cids.has(cid))),
        tasks: new Map([...context.tasks].filter(([cid]) => cids.has(cid))),
      });
      for (const cid of sorted(cids))
        enqueue(toRoot(context, { type: 'wants', cid, want: 'have', sendDontHave: false }));
    }),
    /** Keeps an ask for a block that is not here (S1). */
    keepAsk: assign(({ context, event }) => {
      if (event.type !== 'keep') return {};
      const { cid, want } = event;
      return { asks: new Map(context.asks).set(cid, greater(context.asks.get(cid), want)) };
    }),
    /** DontHave does not end the ask. */
    deny: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'keep' || !event.sendDontHave) return;
      enqueue(toPartner(context, { type: 'DontHave', cid: event.cid }));
    }),
    queueDenial: assign(({ context, event }) =>
      event.type === 'keep' && event.sendDontHave
        ? { tasks: withTask(context.tasks, event.cid, 'dont') }
        : {},
    ),
    /** Answers a want at once (S2). */
    answer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'serve') return;
      const { changed, message } = answering(context, event.cid, event.want, event.data);
      enqueue.assign(changed);
      enqueue(toPartner(context, message));
    }),
    /** Keeps an ask for a block that is here, and queues its answer (S4). */
    queueAnswer: assign(({ context, event }) => {
      if (event.type !== 'serve') return {};
      const { cid, want } = event;
      return {
        asks: new Map(context.asks).set(cid, greater(context.asks.get(cid), want)),
        tasks: withTask(context.tasks, cid, want),
      };
    }),
    /** Answers an ask that waited for a block (S3). */
    answerWaiting: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'stored') return;
      const { changed, message } = answering(
        context,
        event.cid,
        context.asks.get(event.cid) as Want,
        event.data,
      );
      enqueue.assign(changed);
      enqueue(toPartner(context, message));
    }),
    queueWaiting: assign(({ context, event }) => {
      if (event.type !== 'stored') return {};
      return { tasks: withTask(context.tasks, event.cid, context.asks.get(event.cid) as Want) };
    }),
    /** Takes the lowest task out of the queue, and tells the root (S4). */
    takeTask: enqueueActions(({ context, enqueue }) => {
      const [cid] = sorted(context.tasks.keys());
      if (cid === undefined) return;
      enqueue.assign({ tasks: withoutKey(context.tasks, cid) });
      enqueue(toRoot(context, { type: 'due', cid, task: context.tasks.get(cid) as Task }));
    }),
    /** Sends the answer that is due, if it is still true (S4). */
    give: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'give') return;
      const { cid, task, data } = event;
      if (data === undefined) enqueue(toPartner(context, { type: 'DontHave', cid }));
      else if (task !== 'dont') {
        const { changed, message } = answering(context, cid, task, data);
        enqueue.assign(changed);
        enqueue(toPartner(context, message));
      }
    }),
    /** Ends the ask of the event (S5). */
    takeCancel: assign(({ context, event }) => {
      if (event.type !== 'Cancel') return {};
      return { asks: withoutKey(context.asks, event.cid), tasks: withoutKey(context.tasks, event.cid) };
    }),
    ignore: assign({}),
  },
});
