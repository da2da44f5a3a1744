/**
 * The formal model of the exchange that a walker asks, by what a walker sees of it: it answers each want with
 * the block, with Missing, or not at all.
 */
import { enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import type { BitswapWalk, WalkSetting } from './messages.ts';
import type { WalkEvent } from './walker.ts';

/** The state machine of an exchange. */
export const exchangeMachine = setup({
  types: {
    context: {} as { readonly setting: WalkSetting },
    events: {} as WalkEvent,
    input: {} as Birth<BitswapWalk>,
  },
  actions: {
    ...effects<BitswapWalk>(),
    answer: enqueueActions(({ context: { setting }, event, enqueue }) => {
      if (event.type !== 'Want' || setting.silent.includes(event.cid)) return;
      const { from: to, cid, session } = event;
      const links = setting.dag[cid];
      const message =
        links === undefined || setting.absent.includes(cid)
          ? ({ type: 'Missing', cid, session } as const)
          : ({ type: 'Block', cid, session, links, data: 'good' } as const);
      enqueue({ type: 'send', params: { to, message } });
    }),
  },
}).createMachine({
  id: 'exchange',
  description: 'An exchange that answers each want by itself, in any order.',
  context: ({ input: { setting } }) => ({ setting }),
  on: { Want: { actions: 'answer' } },
});
