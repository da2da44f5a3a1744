/** Known bugs of fingers and lookups, each as a mutant of the model. */
import type { Mutation } from '../../../../checker/suite/role.ts';
import { between } from '../../../../models/chord/identifiers.ts';
import { type Deciding, deciding } from '../../../../models/chord/node/drafts.ts';
import type { ChordNode } from '../../../../models/chord/node/messages.ts';
import type { nodeMachine } from '../../../../models/chord/node/node.ts';
import { closestPreceding, isIn, ownerKnownTo, successorOf } from '../../../../models/chord/node/routing.ts';
import { acting, rules } from '../../../../models/chord/node/rules.ts';
import { node } from '../kit.ts';
import * as property from '../lookup-properties.ts';

type Replaced = Mutation<ChordNode, typeof nodeMachine, unknown, string>;

/** The actions of these rules by other decisions. */
export function actionsBy(
  changed: Partial<Deciding>,
  ...names: readonly (keyof typeof rules)[]
): Replaced['actions'] {
  const by = { ...deciding, ...changed };
  return Object.fromEntries(names.map((name) => [name, acting(rules[name], by)])) as never;
}

const routing = [
  'beginLookup',
  'beginPut',
  'fixFinger',
  'answerFindNext',
  'routeFindSuccessor',
  'askNext',
  'endFound',
  'giveUpOld',
] as const;
const answering = ['answerFindNext', 'routeFindSuccessor'] as const;

/** The bugs by number. */
export const lookupBugs = {
  C14: node.mutant({
    says: 'The highest finger is never fixed.',
    source: 'RingsNetwork/rings, fix_fingers at 00e69976: the index goes back to 0 one finger too early',
    breaks: property.fingersOf[8],
    scope: 'fingers-of-8',
    actions: actionsBy({ fingerAfter: (number, fingers) => (number % (fingers - 1)) + 1 }, 'fixFinger'),
    rules: { fingerAfter: (finger, fingers) => (finger % (fingers - 1)) + 1 },
  }),
  C15: node.mutant({
    says: 'The node before the key is returned in place of its successor.',
    source: 'the usual slip: find_predecessor in place of find_successor',
    breaks: property.ownerIsFound,
    scope: 'lookup-ring',
    actions: actionsBy(
      { ownerKnownTo: (routes, key) => (ownerKnownTo(routes, key) === null ? null : routes.self) },
      ...answering,
    ),
    rules: { answersOwner: (_, self) => self },
  }),
  L1: node.mutant({
    says: 'A finger is the owner of 2 to the power of its number, and not of the identifier that far after the node.',
    source: 'RingsNetwork/rings, fix_fingers at 0415a612, and the log in #539',
    breaks: property.fingersOf[4],
    scope: 'fingers',
    actions: actionsBy({ fingerKey: (_, number) => `K${2 ** number}` }, 'fixFinger'),
    rules: { fingerKey: (_, finger) => `K${2 ** finger}` },
  }),
  L2: node.mutant({
    says: 'The last entry of the successor list bounds the keys of the first one.',
    source: 'RingsNetwork/rings PR #195: find_successor tests the last entry and answers the first',
    breaks: property.ownerIsFound,
    scope: 'lookup-ring',
    actions: actionsBy(
      {
        ownerKnownTo: (routes, key) =>
          ownerKnownTo(routes, key) ??
          (isIn(routes.self, key, routes.successors.at(-1) as string) ? successorOf(routes) : null),
      },
      ...routing,
    ),
  }),
  L3: node.mutant({
    says: 'A node without a finger before the key asks itself.',
    source: 'RingsNetwork/rings #708: closest_preceding_node falls back to the node itself',
    breaks: property.neverToItself,
    scope: 'lookup-ring',
    actions: actionsBy(
      {
        closestPreceding: ({ self, fingers }, key, tried) =>
          closestPreceding({ self, fingers, successors: [] }, key, tried) ?? self,
      },
      ...routing,
    ),
  }),
  L4: node.mutant({
    says: 'Identifiers are compared as numbers, without the circle, so no node before identifier 0 leads past it.',
    source: 'nknorg/nkn #242 and PR #244, armon/go-chord util.go: a comparison that does not wrap',
    breaks: property.neverFails,
    scope: 'lookup-anywhere',
    actions: actionsBy(
      {
        closestPreceding: (routes, key, tried) => {
          const next = closestPreceding(routes, key, tried);
          return next !== null && Number(next.slice(1)) < Number(key.slice(1)) ? next : null;
        },
      },
      ...routing,
    ),
  }),
  L5: node.mutant({
    says: 'A finger at the key or after it is returned as the owner.',
    source: 'zllovesuki/specter #24: one key at two owners without joins',
    breaks: property.ownerIsFound,
    scope: 'lookup-ring',
    actions: actionsBy(
      {
        ownerKnownTo: (routes, key) =>
          ownerKnownTo(routes, key) ??
          [...routes.fingers.values()].find((finger) => !between(routes.self, finger, key)) ??
          null,
      },
      ...routing,
    ),
  }),
  L6: node.mutant({
    says: 'A finger to a node that did not answer is kept.',
    source: 'RingsNetwork/rings, remove at 00e69976: the filter keeps the fingers of the dead node',
    breaks: property.triedIsLeft,
    scope: 'lookup-failure',
    actions: actionsBy({ forgetsFingers: () => false }, 'giveUpOld', 'askNext'),
    rules: { forgetsFingers: () => false },
  }),
  L7: node.mutant({
    says: 'A node that did not answer is asked again and again.',
    source: 'bushidocodes/chord-grpc #156: a node tries its dead neighbour without end',
    breaks: property.lookupsEnd,
    scope: 'lookup-loss',
    actions: actionsBy(
      { triedAfter: ({ tried }) => tried, forgetsFingers: () => false },
      'giveUpOld',
      'askNext',
    ),
    rules: { triedAfter: () => false, forgetsFingers: () => false },
  }),
  L8: node.mutant({
    says: 'A node that does not answer is never given up.',
    source: 'tsujio/webrtc-chord #9: a lost answer leaves the lookup open',
    breaks: property.lookupsEnd,
    scope: 'lookup-loss',
    actions: actionsBy({ givesUp: () => false }, 'giveUpOld'),
    rules: { givesUp: () => false },
  }),
  L9: node.mutant({
    says: 'The answer of a recursive lookup goes to the node that forwarded it, and not to the origin.',
    source: 'tsujio/webrtc-chord #9: the answer travels back hop by hop',
    breaks: property.neverGivesUp,
    scope: 'lookup-ring',
    actions: actionsBy({ answersTo: (from) => from }, 'routeFindSuccessor'),
    rules: { answersTo: (from) => from },
  }),
  L10: node.mutant({
    says: 'Each answer counts, also a late one of a node that was given up, and one that leads no nearer.',
    source: 'bushidocodes/chord-grpc #75 and PR #223: nothing bounds the way of a lookup',
    breaks: property.boundOf[8],
    scope: 'lookup-loss',
    actions: actionsBy({ isAwaited: () => true, isNearer: () => true }, 'askNext', 'endFound'),
    rules: { isAwaited: () => true, isNearer: () => true },
  }),
  L11: node.mutant({
    says: 'A recursive lookup whose answer is late gives its first hop up, although another node on the way may be down.',
    source:
      'the first draft of this model: lookups while half of the nodes are down removed fingers to live nodes',
    breaks: property.forwarderIsKept,
    scope: 'lookup-failure',
    actions: actionsBy({ blames: () => true }, 'giveUpOld'),
    rules: { blames: () => true },
  }),
} as const;
