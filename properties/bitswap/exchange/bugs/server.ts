/**
 * Known bugs of the server and of connections: what a node keeps of a partner, and what it sends. They have the
 * numbers of `docs/bitswap.md`; their sources are real clients.
 */
import { assign, enqueueActions } from 'xstate';
import { answering } from '../../../../models/bitswap/exchange/answers.ts';
import {
  askedOf,
  asking,
  type ClientContext,
  type ClientEvent,
  greater,
  sorted,
  withoutKey,
  withoutMember,
} from '../../../../models/bitswap/exchange/context.ts';
import { fromIn, orderIn, perform, sendOf } from '../../../../models/bitswap/exchange/events.ts';
import type { Want } from '../../../../models/bitswap/exchange/messages.ts';
import { nothing, toPartner, toRoot } from '../../../../models/bitswap/exchange/partner-actions.ts';
import { node } from '../kit.ts';
import * as end from '../liveness.ts';
import * as property from '../properties.ts';

/** The root without a partner, but with what it keeps by mistake. */
function lost(context: ClientContext, event: ClientEvent, keeps: Partial<ClientContext>) {
  const from = fromIn(event);
  const left: ClientContext = {
    ...context,
    up: withoutMember(context.up, from),
    session: withoutMember(context.session, from),
    says: withoutKey(context.says, from),
    asked: new Map([...context.asked].filter(([, partner]) => partner !== from)),
    ...keeps,
  };
  const { changed, sends } = asking(left, askedOf(context, from), orderIn(event));
  const { up, session, says } = left;
  return { changed: { up, session, says, ...changed }, sends };
}

/** The mutants of connections by number. */
export const connectionBugs = {
  W9: node.mutant({
    says: 'A partner that connects again gets no want-list.',
    source: 'N4; boxo messagequeue',
    breaks: property.newcomerTold,
    scope: 'quick',
    root: { actions: { greet: assign({}) } },
  }),
  W10: node.mutant({
    says: 'The client remembers what it told a partner on a lost connection.',
    source: 'N1; boxo peermanager',
    breaks: end.serverRemembers,
    scope: 'late',
    partner: { actions: { reset: assign(({ context: { told } }) => ({ ...nothing, told })) } },
  }),
  W10a: node.mutant({
    says: 'The client remembers what it told a partner on a lost connection, so it does not tell it again.',
    source: 'N1, N4; boxo peermanager',
    breaks: end.serverRemembers,
    scope: 'quick',
    partner: {
      actions: { reset: assign(({ context: { told } }) => ({ ...nothing, told })), greet: assign({}) },
    },
  }),
  W11: node.mutant({
    says: 'A lost partner stays the one that is asked.',
    source: 'N1; boxo sessionwantsender',
    breaks: property.askedIsUp,
    scope: 'holders-hang',
    root: {
      actions: {
        lose: enqueueActions(({ context, event, enqueue }) => {
          const from = fromIn(event);
          enqueue.assign({
            up: withoutMember(context.up, from),
            session: withoutMember(context.session, from),
            says: withoutKey(context.says, from),
          });
        }),
      },
    },
  }),
  W19: node.mutant({
    says: 'The server keeps the wants of a lost partner.',
    source: 'N1; boxo#1064',
    breaks: end.noStaleWant,
    scope: 'late',
    partner: { actions: { reset: assign(({ context: { asks } }) => ({ ...nothing, asks })) } },
  }),
  W26: node.mutant({
    says: 'A newcomer gets no want-list where the session has partners.',
    source: 'N4; go-bitswap#160',
    breaks: property.newcomerTold,
    scope: 'split-hang',
    root: {
      actions: {
        greet: enqueueActions(({ context, event, enqueue }) => {
          if (context.wanted.size === 0 || context.session.size > 0) return;
          const cids = new Set(sorted(context.wanted.keys()));
          enqueue(sendOf({ to: fromIn(event), message: { type: 'greet', cids } }));
        }),
      },
    },
  }),
  W31: node.mutant({
    says: 'What a partner said outlives its connection.',
    source: 'N1; boxo blockpresencemanager',
    breaks: end.noWantLeftBehind,
    scope: 'impatient',
    equivalent: 'only a partner that is up is asked, and it gets the whole want-list when it connects',
    root: {
      actions: {
        lose: enqueueActions(({ context, event, enqueue }) => {
          perform(enqueue, lost(context, event, { says: context.says }));
        }),
      },
    },
  }),
  W46: node.mutant({
    says: 'A newcomer gets a want-list in full where nothing is wanted.',
    source: 'boxo#968',
    breaks: property.noEmptyMessage,
    scope: 'apart',
    root: {
      actions: {
        greet: enqueueActions(({ context, event, enqueue }) => {
          const cids = new Set(sorted(context.wanted.keys()));
          enqueue(sendOf({ to: fromIn(event), message: { type: 'greet', cids } }));
        }),
      },
    },
  }),
};

/** The mutants of the server by number. */
export const serverBugs = {
  W13: node.mutant({
    says: 'The server forgets a want that it answered with DontHave.',
    source: 'spec, 1.2.0: DONT_HAVE',
    breaks: end.noWantLeftBehind,
    scope: 'put-later',
    partner: {
      actions: {
        deny: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'keep' || !event.sendDontHave) return;
          enqueue.assign({ asks: withoutKey(context.asks, event.cid) });
          enqueue(toPartner(context, { type: 'DontHave', cid: event.cid }));
        }),
      },
    },
  }),
  W14: node.mutant({
    says: 'A Have ends the ask for the block.',
    source: 'S2; boxo engine',
    breaks: end.noWantLeftBehind,
    scope: 'session-queue',
    equivalent: 'an ask for the block that comes before the Have goes out has raised the task',
    partner: {
      actions: {
        give: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'give') return;
          const { cid, task, data } = event;
          if (data === undefined) enqueue(toPartner(context, { type: 'DontHave', cid }));
          else if (task !== 'dont') {
            const { changed, message } = answering(context, cid, task, data);
            enqueue.assign({ ...changed, asks: withoutKey(context.asks, cid) });
            enqueue(toPartner(context, message));
          }
        }),
      },
    },
  }),
  W15: node.mutant({
    says: 'A queued Have is not raised to the block.',
    source: 'S4; boxo peertaskqueue',
    breaks: end.noWantLeftBehind,
    scope: 'session-queue',
    partner: {
      actions: {
        queueAnswer: assign(({ context, event }) => {
          if (event.type !== 'serve') return {};
          const { cid, want } = event;
          return {
            asks: new Map(context.asks).set(cid, greater(context.asks.get(cid), want)),
            tasks: context.tasks.has(cid) ? context.tasks : new Map(context.tasks).set(cid, want),
          };
        }),
      },
    },
  }),
  W16: node.mutant({
    says: 'The server looks for a block, and keeps the ask by a later step without another look.',
    source: 'S1; boxo engine, as read in 2026',
    breaks: end.noWantLeftBehind,
    scope: 'late',
    partner: {
      actions: {
        keepAsk: assign(({ context, event }) =>
          event.type === 'keep' ? { tasks: new Map(context.tasks).set(event.cid, event.want) } : {},
        ),
        takeTask: assign(({ context }) => {
          const [cid] = sorted(context.tasks.keys());
          if (cid === undefined) return {};
          const want = context.tasks.get(cid) as Want;
          return {
            tasks: withoutKey(context.tasks, cid),
            asks: new Map(context.asks).set(cid, greater(context.asks.get(cid), want)),
          };
        }),
      },
    },
  }),
  W17: node.mutant({
    says: 'A Cancel leaves the task in the queue.',
    source: 'S5; boxo peertaskqueue',
    breaks: property.onlyAsked,
    scope: 'two-blocks',
    partner: {
      actions: {
        takeCancel: assign(({ context, event }) =>
          event.type === 'Cancel' ? { asks: withoutKey(context.asks, event.cid) } : {},
        ),
      },
    },
  }),
  W27: node.mutant({
    says: 'A block that arrives serves no partner that waits for it.',
    source: 'S3; boxo engine',
    breaks: end.noWantLeftBehind,
    scope: 'chain',
    root: {
      actions: {
        serveWaiting: assign({}),
      },
    },
  }),
  W30: node.mutant({
    says: 'Have goes out without a look whether the block is here.',
    source: 'X6; boxo engine',
    breaks: property.truePresence,
    scope: 'mesh',
    partner: {
      actions: {
        tellWants: enqueueActions(({ context, event, enqueue }) => {
          if (event.type === 'WantHave') enqueue(toPartner(context, { type: 'Have', cid: event.cid }));
          else if (event.type === 'WantBlock') {
            const { cid } = event;
            enqueue(toRoot(context, { type: 'wants', cid, want: 'block', sendDontHave: true }));
          }
        }),
      },
    },
  }),
  W37: node.mutant({
    says: 'A want-list in full is added to the asks.',
    source: 'kubo#3398',
    breaks: property.fullMeansAll,
    scope: 'mesh-hang',
    equivalent:
      'the server forgets all asks of a lost partner, and a want-list in full is the first message of a connection',
    partner: {
      actions: {
        takeFull: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Full') return;
          for (const cid of sorted(event.cids))
            enqueue(toRoot(context, { type: 'wants', cid, want: 'have', sendDontHave: false }));
        }),
      },
    },
  }),
};
