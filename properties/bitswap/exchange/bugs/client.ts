/**
 * Known bugs of the client: whom it asks, and when a want ends. They have the numbers of `docs/bitswap.md`; their
 * sources are real clients.
 */
import { assign, enqueueActions } from 'xstate';
import type { NodeId } from '../../../../checker/actors/actor.ts';
import { answering } from '../../../../models/bitswap/exchange/answers.ts';
import {
  askable,
  asking,
  type ClientEvent,
  ending,
  firstIn,
  type Sending,
  sessionUp,
  sorted,
  telling,
  withMember,
  withoutKey,
  withSaid,
} from '../../../../models/bitswap/exchange/context.ts';
import { cidIn, fromIn, orderIn, perform, sendOf } from '../../../../models/bitswap/exchange/events.ts';
import { toPartner } from '../../../../models/bitswap/exchange/partner-actions.ts';
import { node } from '../kit.ts';
import * as end from '../liveness.ts';
import * as property from '../properties.ts';

/** The partner that gave the block of an event. */
function giverIn(event: ClientEvent): NodeId | undefined {
  return 'from' in event ? event.from : undefined;
}

/** The mutants by number. */
export const clientBugs = {
  W12: node.mutant({
    says: 'DontHave does not end the question for the block.',
    source: 'C3; go-bitswap, sessionwantsender',
    breaks: property.someoneIsAsked,
    scope: 'session',
    root: {
      actions: {
        noteLack: assign({
          says: ({ context, event }) => withSaid(context.says, fromIn(event), cidIn(event), 'dont'),
        }),
      },
    },
  }),
  W18: node.mutant({
    says: 'Every partner that has the block is asked for it.',
    source: 'C2; go-bitswap before 2020',
    breaks: property.oneAtATime,
    scope: 'holders',
    root: {
      actions: {
        askNext: enqueueActions(({ context, event, enqueue }) => {
          const from = fromIn(event);
          const candidates = event.type === 'has' ? () => [from] : askable;
          perform(enqueue, asking(context, [cidIn(event)], orderIn(event), candidates));
        }),
      },
    },
  }),
  W20: node.mutant({
    says: 'A duplicate is delivered to the user.',
    source: 'C4; boxo session',
    breaks: property.deliveredOnce,
    scope: 'receipts',
    root: {
      actions: {
        dropBlock: enqueueActions(({ event, enqueue }) => {
          enqueue({ type: 'output', params: { value: { type: 'got', cid: cidIn(event) } } });
        }),
      },
    },
  }),
  W21: node.mutant({
    says: 'A block that is not wanted is stored.',
    source: 'boxo#597',
    breaks: property.onlyWanted,
    scope: 'pair-give-up',
    root: {
      actions: {
        dropBlock: assign({ held: ({ context, event }) => withMember(context.held, cidIn(event)) }),
      },
    },
  }),
  W22: node.mutant({
    says: 'A bad block ends the want.',
    source: 'C4; boxo bsnet',
    breaks: property.wantKept,
    scope: 'poisoner',
    root: {
      actions: {
        strike: enqueueActions(({ context, event, enqueue }) => {
          perform(enqueue, ending(context, cidIn(event), fromIn(event)));
        }),
      },
    },
  }),
  W22a: node.mutant({
    says: 'A block is stored without a look at its CID.',
    source: 'X2; IPFS, section 3.5',
    breaks: property.rightContent,
    scope: 'poisoner',
    root: { guards: { isBad: () => false } },
  }),
  W23: node.mutant({
    says: 'A block that arrives after impatience is dropped.',
    source: 'C7; boxo donthavetimeoutmgr',
    breaks: end.noWantLeftBehind,
    scope: 'pair-impatient',
    root: {
      guards: {
        isWanted: ({ context, event }) =>
          context.wanted.has(cidIn(event)) &&
          (event.type !== 'got' || context.asked.get(event.cid) === event.from),
      },
    },
  }),
  W24: node.mutant({
    says: 'One session that gives up cancels the want of all.',
    source: 'kubo#3867',
    breaks: property.someoneIsAsked,
    scope: 'two-sessions',
    root: {
      actions: {
        leaveWant: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'giveUp') return;
          const { cid, session } = event;
          const left = [...(context.wanted.get(cid) ?? [])].filter((other) => other !== session);
          const { changed, sends } = ending(context, cid);
          const wanted = new Map(context.wanted).set(cid, new Set(left));
          perform(enqueue, { changed: { ...changed, wanted }, sends });
        }),
      },
    },
  }),
  W25: node.mutant({
    says: 'Giving up sends no Cancel.',
    source: 'go-bitswap#253',
    breaks: end.noStaleWant,
    scope: 'late',
    root: {
      actions: {
        endWant: enqueueActions(({ context, event, enqueue }) => {
          const { changed, sends } = ending(context, cidIn(event), giverIn(event));
          const isGivenUp = event.type === 'giveUp';
          const silently = ({ to, message }: Sending): Sending =>
            isGivenUp ? { to, message: { type: 'forget', cid: event.cid } } : { to, message };
          perform(enqueue, { changed, sends: sends.map(silently) });
        }),
      },
    },
  }),
  W28: node.mutant({
    says: 'Where every partner of the session denied the block, the others are not told.',
    source: 'C2; boxo session, broadcast when exhausted',
    breaks: property.someoneIsAsked,
    scope: 'split',
    root: {
      actions: {
        askNext: enqueueActions(({ context, event, enqueue }) => {
          const cid = cidIn(event);
          if (context.asked.has(cid)) return;
          const { changed, sends } = asking(context, [cid], orderIn(event));
          perform(enqueue, { changed, sends: sends.filter(({ message }) => message.type === 'ask') });
        }),
      },
    },
  }),
  W29: node.mutant({
    says: 'A DontHave outlives the want, so the partner is not asked when the block is wanted again.',
    source: 'go-bitswap#250',
    breaks: property.someoneIsAsked,
    scope: 'put-later',
    root: {
      actions: {
        endWant: enqueueActions(({ context, event, enqueue }) => {
          const { changed, sends } = ending(context, cidIn(event), giverIn(event));
          perform(enqueue, { changed: { ...changed, says: context.says }, sends });
        }),
        askSession: enqueueActions(({ context, event, enqueue }) => {
          const cid = cidIn(event);
          const left = sessionUp(context).filter((partner) => context.says.get(partner)?.get(cid) !== 'dont');
          const partner = firstIn(left, orderIn(event));
          if (partner === undefined) return;
          enqueue.assign({ asked: new Map(context.asked).set(cid, partner) });
          for (const to of left)
            enqueue(
              sendOf({
                to,
                message: to === partner ? { type: 'ask', cid } : { type: 'tell', cid, sendDontHave: true },
              }),
            );
        }),
      },
    },
  }),
  W33: node.mutant({
    says: 'A question that is under way is sent again by a timer.',
    source: 'boxo#691',
    breaks: property.oneAtATime,
    scope: 'holders',
    root: {
      actions: {
        rebroadcast: enqueueActions(({ context, enqueue }) => {
          for (const cid of sorted(context.wanted.keys())) {
            const to = context.asked.get(cid);
            if (to !== undefined) enqueue(sendOf({ to, message: { type: 'ask', cid } }));
            else for (const sending of telling(context, cid)) enqueue(sendOf(sending));
          }
        }),
      },
    },
  }),
  W33a: node.mutant({
    says: 'A question that is under way is sent again with each answer to the same partner.',
    source: 'boxo#691',
    breaks: property.oneAtATime,
    scope: 'trade-queue',
    partner: {
      actions: {
        give: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'give' || event.data === undefined || event.task === 'dont') return;
          const { changed, message } = answering(context, event.cid, event.task, event.data);
          enqueue.assign(changed);
          enqueue(toPartner(context, message));
          for (const cid of context.asked) enqueue(toPartner(context, { type: 'WantBlock', cid }));
        }),
      },
    },
  }),
  W35: node.mutant({
    says: 'The partner that gave a block stays booked as told, so it is not told when the block is wanted again.',
    source: 'boxo#805, #809',
    breaks: end.askedAgain,
    scope: 'fetch-again',
    partner: {
      actions: {
        ask: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'ask' || context.told.get(event.cid) === 'block') return;
          const { cid } = event;
          enqueue.assign({
            told: new Map(context.told).set(cid, 'block'),
            asked: withMember(context.asked, cid),
          });
          enqueue(toPartner(context, { type: 'WantBlock', cid }));
        }),
        forgetTold: assign({
          told: ({ context, event }) =>
            event.type === 'cancel' ? withoutKey(context.told, event.cid) : context.told,
        }),
      },
    },
  }),
};
