/** The kit of the split factor's suite: its shape, and the roles of a session and of its partners. */
import { protocol } from '../../../checker/suite/kit.ts';
import { SplitSession } from '../../../implementations/bitswap/split/session.ts';
import { splitRules } from '../../../implementations/bitswap/split/split.ts';
import { viewOf } from '../../../models/bitswap/split/context.ts';
import type { BitswapSplit } from '../../../models/bitswap/split/messages.ts';
import { partnerMachine } from '../../../models/bitswap/split/partner.ts';
import { sessionMachine } from '../../../models/bitswap/split/session.ts';

/** The kit for the shape of the split factor. */
export const kit = protocol<BitswapSplit>();

/** The role of a session. */
export const session = kit.role({
  name: 'session',
  machine: sessionMachine,
  view: ({ context }) => viewOf(context),
  implementation: (birth, rules) => new SplitSession(birth, rules),
  rules: splitRules,
});

/** A partner, which has no role: model and implementation are both surrounded by such nodes. */
export const partner = kit.model(partnerMachine, {
  view: ({ context: { name, holds } }) => ({ role: 'partner', name, holds }),
});
