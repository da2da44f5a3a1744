/**
 * Adversaries of walkers: a trap, in which walkers disappear and whose own walkers get no answer, and an
 * insatiable origin, which tells its walkers to go on for ever.
 */
import { assign } from 'xstate';
import { servent } from './kit.ts';

/** Swallows every walker, and never answers. */
export const trap = servent.modelWith({
  guards: { isSpent: () => true, isSharing: () => false },
  actions: { sayMore: assign({}), sayEnd: assign({}) },
});

/** Always answers "go on", also after a hit. */
export const insatiable = servent.modelWith({
  guards: { isSearchOver: () => false, isOverHere: () => false },
});
