/** The formal model of a partner of a session: it answers each want for a block that it holds, at once. */
import { enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../../checker/actors/actor.ts';
import type { SplitEvent } from './context.ts';
import type { BitswapSplit, Key } from './messages.ts';

/** The state machine of a partner. */
export const partnerMachine = setup({
  types: {
    context: {} as { readonly name: NodeId; readonly holds: readonly Key[] },
    events: {} as SplitEvent,
    input: {} as Birth<BitswapSplit>,
  },
  actions: {
    ...effects<BitswapSplit>(),
    serve: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Want') return;
      for (const key of event.keys)
        if (context.holds.includes(key))
          enqueue({ type: 'send', params: { to: event.from, message: { type: 'Block', key } } });
    }),
  },
}).createMachine({
  id: 'partner',
  description: 'A partner that serves the blocks that it holds.',
  context: ({ input: { self, setting } }) => ({ name: self, holds: setting.holds[self] ?? [] }),
  on: { Want: { actions: 'serve' } },
});
