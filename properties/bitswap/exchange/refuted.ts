/**
 * The refuted claims of the exchange: what a reader of the specification expects, and what the protocol does not
 * keep. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Refuted, ScopeName } from '../../../checker/suite/suite.ts';
import type { Exchange } from '../../../models/bitswap/exchange/messages.ts';
import type { ExchangeHistory } from './kit.ts';
import * as end from './liveness.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Exchange, 'node', ScopeName<keyof typeof scopes>, ExchangeHistory>;

const streams = 'spec, 1.0.0: a message may have a stream of its own';

/** The claims by number. */
export const refuted = {
  F1: {
    says: 'Each message may have a stream of its own: a Cancel overtakes its want, and the partner keeps a want of no user.',
    source: streams,
    breaks: end.noStaleWant,
    scope: 'late-unordered',
    shortest: { stem: 4, loop: 0 },
  },
  F2: {
    says: 'A Cancel overtakes the want that came after it, so a user waits for a block that its partner has.',
    source: streams,
    breaks: end.noWantLeftBehind,
    scope: 'late-unordered',
    shortest: { stem: 7, loop: 0 },
  },
  F3: {
    says: 'The same leaves a want of no user behind where no user gives up.',
    source: streams,
    breaks: end.noStaleWant,
    scope: 'mesh-unordered',
    shortest: { stem: 7, loop: 0 },
  },
  F4: {
    says: 'A block is asked of one partner at a time and arrives twice all the same: one that denied it keeps the want, and sends the block once it is there.',
    source: 'spec, 1.2.0: DONT_HAVE does not end a want',
    breaks: end.noDuplicate,
    scope: 'denied-later',
    shortest: 15,
  },
  F5: {
    says: 'DontHave does not say which want it answers: the answer to a WantHave lets a node ask a second partner for a block while the first one still has the WantBlock.',
    source: 'spec, 1.2.0: DONT_HAVE names a block, and no want',
    breaks: property.oneOpenQuestion,
    scope: 'denied-twice',
    shortest: 14,
  },
  F6: {
    says: 'A partner that says Have again, after it was silent, is asked for the same block again, although another one that has it was not asked yet.',
    source: 'C2, C7: silence counts as DontHave, and a later Have takes its place',
    breaks: property.askedOnce,
    scope: 'have-again',
    shortest: 11,
  },
} satisfies Readonly<Record<string, Claim>>;
