/** The suite of the ring election: roles, properties, scopes and known bugs. */
import { nodes, protocol, type Scope } from 'swarmcheck';
import { Member } from './member.ts';
import { member } from './model.ts';
import type { RingElection } from './shape.ts';

const source = 'Chang & Roberts 1979';

const kit = protocol<RingElection>();

/** The role of a member: model, view and implementation. */
export const ringMember = kit.role({
  name: 'member',
  machine: member,
  view: ({ value, context }) => ({ role: value, leader: context.leader }),
  implementation: (birth) => new Member(birth),
});

const oneLeader = kit.always({
  name: 'One Leader',
  says: 'At most one member leads.',
  source,
  pair: (a, b) => a.role !== 'leader' || b.role !== 'leader',
});

const allKnowLeader = kit.leadsTo({
  name: 'All Know The Leader',
  says: 'Once a member is a candidate, all members eventually know a leader.',
  source,
  from: { world: (views) => [...views.values()].some(({ role }) => role === 'candidate') },
  world: (views) => [...views.values()].every(({ leader }) => leader !== null),
  fairness: { weak: ['deliver'] },
});

const properties = [
  oneLeader,
  kit.always({
    name: 'Greatest Leads',
    says: 'The leader that a member knows has the greatest name.',
    source,
    world: (views) => {
      const greatest = [...views.keys()].sort().at(-1);
      return [...views.values()].every(({ leader }) => leader === null || leader === greatest);
    },
  }),
  allKnowLeader,
  kit.sometimes({
    name: 'Rivals',
    says: 'All members are candidates at once.',
    source: 'the hardest case of an election',
    world: (views) => [...views.values()].every(({ role }) => role === 'candidate'),
  }),
];

/** A ring in which each member may start an election, at any time or never. */
function ring(names: readonly string[]): Scope<RingElection, 'member'> {
  return {
    says: 'each member may start an election',
    system: (actor) => ({
      nodes: nodes(names, actor('member')),
      network: 'fifo',
      setting: { ring: names },
      inputs: ({ role, leader }) => (role === 'idle' && leader === null ? [{ type: 'begin' }] : []),
    }),
  };
}

/** The suite. */
export const suite = kit.suite({
  name: 'ring-election',
  says: 'Members of a one-way ring agree on the one with the greatest name.',
  source: 'Chang & Roberts, "An improved algorithm for decentralized extrema-finding", 1979',
  roles: { member: ringMember },
  properties,
  scopes: {
    default: ring(['a', 'b', 'c']),
    descending: ring(['d', 'c', 'b', 'a']),
    // Eight members have too many worlds for a search, so this scope is for schedules.
    eight: ring(['e', 'b', 'h', 'a', 'f', 'c', 'g', 'd']),
  },
  storms: [{ scope: 'eight', runs: 200, actions: 60 }],
  bugs: {
    'passes-all': ringMember.mutant({
      says: 'A member passes on smaller names as well.',
      source: 'a tempting simplification',
      breaks: oneLeader,
      scope: 'default',
      guards: { isGreater: ({ context, event }) => 'name' in event && event.name !== context.self },
    }),
    'never-home': ringMember.mutant({
      says: 'A candidate discards its own name when it returns.',
      source: 'an off-by-one in a comparison',
      breaks: allKnowLeader,
      scope: 'default',
      guards: { isOwn: () => false },
    }),
  },
});
