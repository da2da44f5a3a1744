/** What the ring promises, where that is checked, and mistakes that must not go unnoticed. */
import { nodes, protocol, type Scope } from 'swarmcheck';
import { Member } from './member.ts';
import { member } from './model.ts';
import type { RingElection } from './shape.ts';

const source = 'Chang & Roberts 1979';

const kit = protocol<RingElection>();

export const ringMember = kit.role({
  name: 'member',
  machine: member,
  view: ({ value, context }) => ({ role: value, leader: context.leader }),
  implementation: (birth) => new Member(birth),
});

const oneLeader = kit.always({
  name: 'One Leader',
  says: 'No two members lead.',
  source,
  pair: (a, b) => a.role !== 'leader' || b.role !== 'leader',
});

const everybodyKnows = kit.leadsTo({
  name: 'Everybody Knows',
  says: 'Once somebody stands, everybody comes to know who leads.',
  source,
  from: { world: (views) => [...views.values()].some(({ role }) => role === 'candidate') },
  world: (views) => [...views.values()].every(({ leader }) => leader !== null),
  fairness: { weak: ['deliver'] },
});

const promises = [
  oneLeader,
  kit.always({
    name: 'Greatest Leads',
    says: 'Whoever is taken for the leader has the greatest name of all.',
    source,
    world: (views) => {
      const greatest = [...views.keys()].sort().at(-1);
      return [...views.values()].every(({ leader }) => leader === null || leader === greatest);
    },
  }),
  everybodyKnows,
  kit.sometimes({
    name: 'Rivals',
    says: 'Everybody stands at once.',
    source: 'otherwise there would be little to decide',
    world: (views) => [...views.values()].every(({ role }) => role === 'candidate'),
  }),
];

/** Each member is told to begin once, at any time or never. */
function ring(names: readonly string[]): Scope<RingElection, 'member'> {
  return {
    says: 'each member may begin',
    system: (actor) => ({
      nodes: nodes(names, actor('member')),
      network: 'fifo',
      setting: { ring: names },
      inputs: ({ role, leader }) => (role === 'idle' && leader === null ? [{ type: 'begin' }] : []),
    }),
  };
}

export const suite = kit.suite({
  name: 'ring-election',
  says: 'Members of a one-way ring agree on the one with the greatest name.',
  source: 'Chang & Roberts, "An improved algorithm for decentralized extrema-finding", 1979',
  roles: { member: ringMember },
  properties: promises,
  scopes: {
    default: ring(['a', 'b', 'c']),
    descending: ring(['d', 'c', 'b', 'a']),
    // Of eight there are too many orders of events to see them all: they are drawn.
    eight: ring(['e', 'b', 'h', 'a', 'f', 'c', 'g', 'd']),
  },
  storms: [{ scope: 'eight', runs: 200, actions: 60 }],
  bugs: {
    'passes-all': ringMember.mutant({
      says: 'Passes lesser names on as well, as if that did no harm.',
      source: 'a tempting simplification',
      breaks: oneLeader,
      scope: 'default',
      guards: { isGreater: ({ context, event }) => 'name' in event && event.name !== context.self },
    }),
    'never-home': ringMember.mutant({
      says: 'Takes its own name for a lesser one, and swallows it.',
      source: 'an off-by-one in a comparison',
      breaks: everybodyKnows,
      scope: 'default',
      guards: { isOwn: () => false },
    }),
  },
});
