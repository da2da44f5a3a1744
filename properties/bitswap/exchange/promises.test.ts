/**
 * Tests that the promises of the exchange can fail: each that no known bug breaks is broken here by a node with a
 * mistake of its own.
 */

import { expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import type { Property } from '../../../checker/index.ts';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import type { Suite } from '../../../checker/suite/suite.ts';
import { asking, sessionUp, withMember } from '../../../models/bitswap/exchange/context.ts';
import { fromIn, perform, sendOf } from '../../../models/bitswap/exchange/events.ts';
import type { Cid, Want } from '../../../models/bitswap/exchange/messages.ts';
import { toPartner, toRoot } from '../../../models/bitswap/exchange/partner-actions.ts';
import { exchange } from './index.ts';
import { node } from './kit.ts';
import * as end from './liveness.ts';
import * as property from './properties.ts';

type Mistake = readonly [
  mistake: string,
  breaks: { name: string },
  scope: string,
  Parameters<typeof node.modelWith>[0],
];

/** Mistakes, and the promise that each breaks in a scope. */
const mistakes: readonly Mistake[] = [
  [
    'each partner that says Have is asked in place of the one before',
    property.askedEnds,
    'holders',
    {
      root: {
        actions: {
          askNext: enqueueActions(({ context, event, enqueue }) => {
            if (event.type !== 'has') return;
            perform(
              enqueue,
              asking(context, [event.cid], undefined, () => [event.from]),
            );
          }),
        },
      },
    },
  ],
  [
    'a Cancel is ignored',
    property.cancelledIsGone,
    'late',
    { partner: { actions: { takeCancel: assign({}) } } },
  ],
  [
    'a want-list in full brings an ask that is not in it',
    property.fullMeansAll,
    'late',
    { partner: { actions: { takeFull: assign({ asks: new Map<Cid, Want>([['y', 'have']]) }) } } },
  ],
  [
    'a task is never taken',
    end.queueDrains,
    'session-queue',
    { partner: { actions: { takeTask: assign({}) } } },
  ],
  [
    'a Have is counted as a block',
    end.receiptsBounded,
    'receipts',
    { partner: { actions: { tellHave: assign({ receipt: { sent: 0, received: 1 } }) } } },
  ],
  ...(
    [
      [end.receiptsMirror, 'receipts'],
      [property.receiptsExact, 'receipts-hang'],
      [property.receiptsExact, 'duplicator'],
    ] as const
  ).map(
    ([breaks, scope]): Mistake => [
      `a block that arrives is not counted, in scope ${scope}`,
      breaks,
      scope,
      {
        partner: {
          actions: {
            tellGot: enqueueActions(({ context, event, enqueue }) => {
              if (event.type !== 'Block') return;
              enqueue(toRoot(context, { type: 'got', cid: event.cid, data: event.data }));
            }),
          },
        },
      },
    ],
  ),
  [
    'a partner is no longer asked once an answer of its own is due',
    property.askedEnds,
    'trade-queue',
    {
      root: {
        actions: {
          giveAnswer: enqueueActions(({ event, enqueue }) => {
            if (event.type !== 'due') return;
            const { from: to, cid, task } = event;
            enqueue.assign({ asked: new Map() });
            enqueue(sendOf({ to, message: { type: 'give', cid, task, data: 'good' } }));
          }),
        },
      },
    },
  ],
  [
    'a silent partner counts as one that has the block',
    property.askedOnce,
    'have-liar',
    {
      root: {
        actions: {
          noteLack: assign({
            asked: ({ context, event }) =>
              new Map([...context.asked].filter(([, partner]) => partner !== fromIn(event))),
          }),
        },
      },
    },
  ],
  [
    'strikes do not matter for whom to ask',
    property.struckIsLast,
    'whitewasher',
    {
      root: {
        actions: {
          askSession: enqueueActions(({ context, event, enqueue }) => {
            if (event.type !== 'want') return;
            perform(
              enqueue,
              asking(context, [event.cid], undefined, () => [...sessionUp(context)].reverse()),
            );
          }),
        },
      },
    },
  ],
  [
    'strikes end with the connection',
    property.strikesStay,
    'whitewasher',
    {
      root: {
        actions: {
          noteUp: assign({
            up: ({ context, event }) => withMember(context.up, fromIn(event)),
            strikes: new Map(),
          }),
        },
      },
    },
  ],
  [
    'a Cancel ends every ask',
    property.strayCancel,
    'canceller',
    { partner: { actions: { takeCancel: assign({ asks: new Map(), told: new Map() }) } } },
  ],
  [
    'a Cancel is answered by the block',
    property.onlyAskedSmall,
    'small',
    {
      partner: {
        actions: {
          takeCancel: enqueueActions(({ context, event, enqueue }) => {
            if (event.type === 'Cancel')
              enqueue(toPartner(context, { type: 'Block', cid: event.cid, data: 'good' }));
          }),
        },
      },
    },
  ],
  [
    'a DontHave is answered by the same want',
    end.exchangeEnds,
    'session',
    {
      partner: {
        actions: {
          tellLack: enqueueActions(({ context, event, enqueue }) => {
            if (event.type === 'DontHave')
              enqueue(toPartner(context, { type: 'WantHave', cid: event.cid, sendDontHave: true }));
          }),
        },
      },
    },
  ],
];

it.each(mistakes)('%s', (_, breaks, scope, replaced) => {
  const suite = { ...exchange, roles: { node: { model: node.modelWith(replaced) } } } as unknown as Suite;
  const [result] = exploreScopeAll(suite, scope, { side: 'model' }, [breaks as Property]).results;
  expect(result?.verdict).toBe('violated');
});
