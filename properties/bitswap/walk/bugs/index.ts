/** Known bugs of the DAG walk, each as a mutant of model and implementation. */
import { enqueueActions } from 'xstate';
import type { Mutation } from '../../../../checker/suite/role.ts';
import type { WalkRules } from '../../../../implementations/bitswap/walk/rules.ts';
import type { BitswapWalk, Cid } from '../../../../models/bitswap/walk/messages.ts';
import { type Deciding, deciding, reported } from '../../../../models/bitswap/walk/steps.ts';
import {
  effectsOf,
  guardsBy,
  type Rule,
  rules as ruleOf,
  type WalkContext,
  type WalkEvent,
  type walkerMachine,
} from '../../../../models/bitswap/walk/walker.ts';
import { walker } from '../kit.ts';
import * as property from '../properties.ts';

type Replaced = Mutation<BitswapWalk, typeof walkerMachine, WalkRules, string>;

/** The action of a rule by other decisions. */
function acting(rule: Rule, by: Deciding) {
  return enqueueActions<WalkContext, WalkEvent, undefined, WalkEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      const stepped = rule(context, event, by);
      enqueue.assign({ walk: stepped.walk });
      for (const effect of effectsOf(context, stepped)) enqueue(effect as never);
    },
  );
}

type ActionName = keyof typeof ruleOf;

/** These actions of the model by other decisions. */
function actionsBy(changed: Partial<Deciding>, ...names: readonly ActionName[]): Replaced['actions'] {
  const by = { ...deciding, ...changed };
  return Object.fromEntries(names.map((name) => [name, acting(ruleOf[name], by)])) as never;
}

/** This guard of the model by other decisions. */
function guardBy(changed: Partial<Deciding>, name: keyof ReturnType<typeof guardsBy>): Replaced['guards'] {
  return { [name]: guardsBy({ ...deciding, ...changed })[name] };
}

const noting: readonly ActionName[] = ['begin', 'take'];
const asking: readonly ActionName[] = ['begin', 'take', 'lose', 'giveUp'];
const ending: readonly ActionName[] = ['giveUp', 'stop'];

const isUnseen = (isKnown: boolean, cid: Cid) => !isKnown || cid.startsWith('=');

/** The bugs by number. */
export const bugs = {
  K1: walker.mutant({
    says: 'A CID that is linked twice is asked for twice.',
    source: 'kubo#447: the same block twice in the links of a node',
    breaks: property.askedOnce,
    scope: 'repeated',
    actions: actionsBy({ isNoted: () => true }, ...noting),
    rules: { isNoted: () => true },
  }),
  K2: walker.mutant({
    says: 'The first way to a block counts for its depth, and not the shortest one.',
    source: 'kubo#5142 and kubo#5337: a CID that was seen deeper must be walked again',
    breaks: property.shortestWay,
    scope: 'short-depth',
    actions: actionsBy({ isNearer: () => false }, ...noting),
    rules: { isNearer: () => false },
  }),
  K3: walker.mutant({
    says: 'An identity CID is asked for, and no partner answers.',
    source: 'js-ipfs#3289: a get of an identity CID hangs; boxo#1117: it ends the connection',
    breaks: property.identityStays,
    scope: 'identity',
    actions: actionsBy({ identityLinks: () => undefined }, ...noting),
    rules: { isLocal: () => false },
  }),
  K4: walker.mutant({
    says: 'A block is expanded before its data are compared with its CID.',
    source: 'IPFS, section 3.5: tamper resistance',
    breaks: property.badIgnored,
    scope: 'bad',
    guards: guardBy({ isGood: () => true }, 'isTaken'),
    rules: { isGood: () => true },
  }),
  K5: walker.mutant({
    says: 'A block that was not asked for is visited.',
    source: 'go-bitswap, session: blocks that are not wanted are dropped',
    breaks: property.onlyAsked,
    scope: 'bad',
    guards: guardBy({ isAsked: () => true }, 'isTaken'),
    rules: { isAsked: () => true },
  }),
  K6: walker.mutant({
    says: 'Each level of the DAG is fetched in a session of its own, which knows no partners yet.',
    source: 'go-merkledag#56; kubo#7202: pinning lost the session, and got duplicates',
    breaks: property.oneSession,
    scope: 'short',
    actions: actionsBy({ sessionFor: (session, depth) => session + 10 * depth }, ...asking),
    rules: { sessionFor: (session, depth) => session + 10 * depth },
  }),
  K7: walker.mutant({
    says: 'The report does not name what is missing.',
    source: 'go-merkledag#39: "failed to fetch all nodes"',
    breaks: property.missingNamed,
    scope: 'again',
    actions: reportingBy(() => []),
    rules: { named: () => [] },
  }),
  K8: walker.mutant({
    says: 'All links of a block are asked for at once.',
    source: 'kubo#3571 and kubo#3433: unbounded concurrency',
    breaks: property.wantsBounded,
    scope: 'narrow',
    actions: actionsBy({ mayAsk: () => true }, ...asking),
    rules: { mayAsk: () => true },
  }),
  K9: walker.mutant({
    says: 'One level more is fetched than the greatest depth says.',
    source: 'kubo#5337, review: explores two levels when recursive is disabled',
    breaks: property.depthBounded,
    scope: 'short-depth',
    actions: actionsBy({ isWithin: (depth, { depthMax }) => depth <= depthMax + 1 }, ...noting),
    rules: { isWithin: (depth, { depthMax }) => depth <= depthMax + 1 },
  }),
  K10: walker.mutant({
    says: 'A late answer of an older walk ends a want of this one.',
    source: 'Decided here: answers repeat the number of their session',
    breaks: property.missingIsTrue,
    scope: 'again',
    guards: {
      ...guardBy({ isCurrent: () => true }, 'isLost'),
      ...guardBy({ isCurrent: () => true }, 'isTaken'),
    },
    rules: { isCurrent: () => true },
  }),
  K11: walker.mutant({
    says: 'A want without an answer is waited for without end.',
    source: 'kubo#843: no way of failing if a block is not found',
    breaks: property.walkEnds,
    scope: 'silent',
    actions: actionsBy({ givesUp: () => false }, 'giveUp'),
    rules: { givesUp: () => false },
  }),
  K12: walker.mutant({
    says: 'The walk ends when nothing waits to be asked for, although wants are under way.',
    source: 'kubo#1453, review: the counter of open requests is never decremented',
    breaks: property.accounted,
    scope: 'repeated',
    guards: guardBy({ isDone: (queued) => queued === 0 }, 'isDone'),
    rules: { isDone: (queued) => queued === 0 },
  }),
  K13: walker.mutant({
    says: 'A walk that is stopped leaves its wants at the exchange.',
    source: 'go-bitswap#253',
    breaks: property.givenUpIsCancelled,
    scope: 'stops',
    actions: actionsBy({ cancels: () => false }, ...ending),
    rules: { cancels: () => false },
  }),
  K14: walker.mutant({
    says: 'Blocks of one step are visited children first.',
    source: 'IPFS, section 3.5: a child is known by its parent',
    breaks: property.parentFirst,
    scope: 'identity',
    actions: actionsBy({ ordered: (visits) => visits.toReversed() }, ...noting),
    rules: { ordered: (visits) => visits.toReversed() },
  }),
  K15: walker.mutant({
    says: 'A walk remembers as many CIDs as a DAG has.',
    source: 'kubo#3598: the buffer of nodes to do',
    breaks: property.knownBounded,
    scope: 'small',
    actions: actionsBy({ hasRoom: () => true }, ...noting),
    rules: { hasRoom: () => true },
  }),
  K16: walker.mutant({
    says: 'A link to a known CID ends the links of a block: those after it are never noted.',
    source: 'kubo#3688: an incomplete DAG is taken for a whole one',
    breaks: property.allWithinReach,
    scope: 'repeated',
    actions: actionsBy({ followsOn: (isKnown) => !isKnown }, ...noting),
    rules: { followsOn: (isKnown) => !isKnown },
  }),
  K17: walker.mutant({
    says: 'All links of a block are followed, however many.',
    source: 'Bitswap 1.2.0: a block has at most 2 MiB, so a node may have 50,000 links',
    breaks: property.linksBounded,
    scope: 'narrow',
    actions: actionsBy({ clipped: (links) => links }, ...noting),
    rules: { isFollowed: () => true },
  }),
  K18: walker.mutant({
    says: 'An identity CID is not remembered, since it is never asked for, and is visited at each link.',
    source: 'js-multiformats#118: blocks that were seen are skipped',
    breaks: property.once,
    scope: 'identity',
    actions: actionsBy({ isNoted: isUnseen }, ...noting),
    rules: { isNoted: isUnseen },
  }),
};

/** The actions that report the end, with other names. */
function reportingBy(named: (missing: readonly Cid[]) => readonly Cid[]): Replaced['actions'] {
  const by = { ...deciding, named };
  const reporting = (phase: 'ended' | 'stopped') =>
    enqueueActions<WalkContext, WalkEvent, undefined, WalkEvent, never, never, never, never, never>(
      ({ context, enqueue }) => {
        enqueue({ type: 'output', params: { value: reported(context.walk, phase, by) } } as never);
      },
    );
  return { reportEnd: reporting('ended'), reportStop: reporting('stopped') } as never;
}
