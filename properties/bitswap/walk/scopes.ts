/**
 * The scopes of the DAG walk's suite: one walker and its exchange, which answers wants in any order. The
 * default family has every DAG of up to 4 blocks with one source, up to names, those of up to 3 blocks also with
 * each block absent and for each depth, and one system for each way in which an answer may fail.
 */
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import { randomOf } from '../../../checker/values/random.ts';
import type {
  BitswapWalk,
  Block,
  Cid,
  WalkerView,
  WalkInput,
  WalkLimits,
  WalkMessage,
} from '../../../models/bitswap/walk/messages.ts';
import { type Dag, dagsUpToNames, randomDag } from './dags.ts';
import { exchange, kit } from './kit.ts';
import * as property from './properties.ts';

type Properties = NonNullable<Scope<BitswapWalk, 'walker'>['properties']>;
type Change = Partial<LooseSystem<BitswapWalk>>;

/** Limits that limit nothing in a small DAG, but the wants under way. */
const ample: WalkLimits = { depthMax: 99, knownMax: 99, linksMax: 99, wantsMax: 2 };

interface Parts {
  readonly says?: string;
  readonly limits?: Partial<WalkLimits>;
  readonly absent?: readonly Cid[];
  readonly silent?: readonly Cid[];
  readonly root?: Cid;
  /** The number of walks, one after another. */
  readonly walks?: number;
  readonly stops?: boolean;
  readonly properties?: Properties;
  readonly change?: Change;
}

function scope(dag: Dag, parts: Parts = {}): Scope<BitswapWalk, 'walker'> {
  const { limits = {}, absent = [], silent = [], root = 'a', walks = 1, stops = false } = parts;
  const inputs = ({ phase, session }: WalkerView): readonly WalkInput[] => {
    if (phase === 'walking') return stops ? [{ type: 'stop' }] : [];
    return session < walks ? [{ type: 'walk', root }] : [];
  };
  return kit.scope({
    says: parts.says,
    properties: parts.properties,
    system: (actor) => ({
      nodes: { walker: actor('walker'), ...nodes(['store'], exchange) },
      setting: { limits: { ...ample, ...limits }, exchange: 'store', dag, absent, silent },
      network: 'unordered',
      inputs: (view) => (view.role === 'walker' ? inputs(view) : []),
      timersMs: { patience: [60_000, 60_000] },
      ...parts.change,
    }),
  });
}

/** The patience of the walker outlasts every answer. */
const patient: Change = {
  timerConstraints: { patience: { afterQuiet: ['walker', 'store'] } },
};

/** Messages that the exchange did not send. */
function injected(...messages: readonly WalkMessage[]): Change {
  return {
    injects: messages.map((message) => ({ from: 'store', to: 'walker', message })),
    budget: { inject: 2 },
  };
}

type Members = Record<string, Scope<BitswapWalk, 'walker'>>;

/** Each DAG of a size by itself. */
function wholeDags(size: number): Members {
  const all: Members = {};
  for (const [name, dag] of dagsUpToNames(size))
    all[name] = scope(dag, { change: patient, properties: [property.walkIsWhole] });
  return all;
}

/** Each DAG of a size by itself, with each block absent, and with each depth that leaves something out. */
function everyDag(size: number): Members {
  const all = wholeDags(size);
  for (const [name, dag] of dagsUpToNames(size)) {
    for (const cid of Object.keys(dag)) all[`${name}-without-${cid}`] = scope(dag, { absent: [cid] });
    for (let depthMax = 0; depthMax < size - 1; depthMax++)
      all[`${name}-depth-${depthMax}`] = scope(dag, { limits: { depthMax, wantsMax: 3 } });
  }
  return all;
}

/** A long way a-b-d-e and a short one a-c-e: which of them is known first depends on the answers. */
const short = { a: ['b', 'c'], b: ['d'], c: ['e'], d: ['e'], e: ['f'], f: [] };
const fan = { a: ['b', 'c', 'd'], b: [], c: [], d: [] };
const chain = { a: ['b'], b: ['c'], c: [] };

/** The systems in which something fails or is limited, also members of the default family. */
const single = {
  lossy: scope(fan, { says: 'messages are lost', change: { lossy: true, budget: { drop: 1 } } }),
  silent: scope(fan, {
    says: 'b and d are never answered',
    silent: ['b', 'd'],
    properties: [property.givenUpIsCancelled, property.missingIsTrue, property.someMissing],
  }),
  bad: scope(chain, {
    says: 'b comes with wrong data, and z without a want',
    change: injected(
      { type: 'Block', cid: 'b', session: 1, links: ['z'], data: 'bad' },
      { type: 'Block', cid: 'z', session: 1, links: [], data: 'good' },
    ),
    properties: [property.badIgnored],
  }),
  again: scope(chain, {
    says: 'two walks, and b is missing',
    absent: ['b'],
    walks: 2,
    properties: [property.missingIsTrue],
  }),
  stops: scope(
    { a: ['b', 'c'], b: [], c: [] },
    {
      says: 'the user may stop a walk, and walk again',
      walks: 2,
      stops: true,
      change: patient,
      properties: [property.givenUpIsCancelled],
    },
  ),
  identity: scope(
    { a: ['=bc', '=', 'c'], b: ['=c', '='], c: [] },
    { says: 'identity CIDs hold their own bytes' },
  ),
  'identity-root': scope({ b: [] }, { says: 'the root is an identity CID', root: '=b' }),
  repeated: scope(
    { a: ['b', 'c', 'b'], b: ['c', 'c', 'd'], c: [], d: [] },
    { says: 'blocks link twice to one, and two blocks to c' },
  ),
  short: scope(short, { says: 'e has a long way and a short one', limits: { wantsMax: 3 } }),
  'short-depth': scope(short, {
    says: 'e has a long way and a short one, and f is within the limit by the short one alone',
    limits: { depthMax: 3, wantsMax: 3 },
    properties: [property.leftOut],
  }),
  narrow: scope(fan, {
    says: 'two links of a block are followed, one CID is asked for at a time',
    limits: { linksMax: 2, wantsMax: 1 },
    properties: [property.leftOut],
  }),
  small: scope(
    { a: ['b', 'c'], b: ['d'], c: ['e'], d: [], e: [] },
    { says: 'three CIDs are remembered', limits: { knownMax: 3 }, properties: [property.leftOut] },
  ),
} satisfies Members;

/** A block with wrong data, which links to a block of no DAG. */
function bad(cid: Cid): Block {
  return { type: 'Block', cid, session: 1, links: ['z0'], data: 'bad' };
}

/** A random DAG of which some blocks are absent, some never answered; messages are lost, and blocks come that are bad or not asked for. */
function storm(size: number, seed: number): Scope<BitswapWalk, 'walker'> {
  const random = randomOf(seed);
  const dag = randomDag(size, 2 * size, (n) => random.below(n));
  const all = Object.keys(dag).slice(1);
  return scope(dag, {
    says: `a random DAG of ${size} blocks`,
    limits: { wantsMax: 4, depthMax: 4 },
    absent: all.filter((_, at) => at % 7 === 3),
    silent: all.filter((_, at) => at % 11 === 5),
    walks: 4,
    change: {
      lossy: true,
      injects: all.slice(0, 8).flatMap((cid, at) => [
        { from: 'store', to: 'walker', message: bad(cid) },
        { from: 'store', to: 'walker', message: { ...bad(`z${at}`), data: 'good' } },
      ]),
      budget: { drop: 4, inject: 10 },
    },
    properties: [property.givenUpIsCancelled, property.missingIsTrue, property.badIgnored],
  });
}

/** The scope with this number of blocks, for schedules. */
export function sized(size: number): Scope<BitswapWalk, 'walker'> {
  return storm(size, size);
}

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: 'every DAG of 1 to 4 blocks with one source, those of 1 to 3 also with each block absent and for each depth; and one system for each failure and limit',
    properties: [property.someMissing],
    members: () => ({ ...everyDag(1), ...everyDag(2), ...everyDag(3), ...wholeDags(4), ...single }),
  }),
  nightly: kit.family({
    says: 'every DAG of 1 to 5 blocks with one source, with each block absent and for each depth; and one system for each failure and limit',
    properties: [property.someMissing],
    members: () => ({
      ...{ ...everyDag(1), ...everyDag(2), ...everyDag(3), ...everyDag(4), ...everyDag(5) },
      ...single,
    }),
  }),
  ...single,
  'storm-20': storm(20, 1),
  'storm-40': storm(40, 2),
};
