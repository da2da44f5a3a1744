/** The kit of the DAG walk's suite: its shape, the role of a walker, and the exchange that it asks. */
import { protocol } from '../../../checker/suite/kit.ts';
import { walkRules } from '../../../implementations/bitswap/walk/rules.ts';
import { Walker } from '../../../implementations/bitswap/walk/walker.ts';
import { exchangeMachine } from '../../../models/bitswap/walk/exchange.ts';
import type { BitswapWalk, WalkPhase } from '../../../models/bitswap/walk/messages.ts';
import { identityLinks } from '../../../models/bitswap/walk/steps.ts';
import { viewOf, walkerMachine } from '../../../models/bitswap/walk/walker.ts';

/** The kit for the shape of a DAG walk. */
export const kit = protocol<BitswapWalk>();

/** The role of a walker. */
export const walker = kit.role({
  name: 'walker',
  machine: walkerMachine,
  view: ({ context, value }) => viewOf(context, value as WalkPhase),
  implementation: (birth, rules) => new Walker(birth, identityLinks, rules),
  rules: walkRules,
});

/** The exchange, which has no role: model and implementation both ask such a node. */
export const exchange = kit.model(exchangeMachine, { view: () => ({ role: 'exchange' }) });
