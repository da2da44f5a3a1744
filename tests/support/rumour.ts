/**
 * A made-up suite with families: a rumour spreads on a graph. Each node tells it on once, and a rumour goes a
 * limited number of hops; so on some graphs a slow short way leaves a node within reach without it.
 */

import { enqueueActions, setup } from 'xstate';
import {
  type Birth,
  effects,
  type MachineEvent,
  type Members,
  nodes,
  protocol,
} from '../../checker/index.ts';

type Link = readonly [string, string];

/** The shape of the protocol. */
interface Rumour {
  message: { type: 'Rumour'; hops: number };
  input: { type: 'begin' };
  view: { knows: boolean; told: number; isInReach: boolean };
  setting: { links: readonly Link[]; hops: number; reach: readonly string[] };
}

/** The neighbours of a node. */
function neighbours(node: string, links: readonly Link[]): readonly string[] {
  return links.flatMap(([one, other]) => (one === node ? [other] : other === node ? [one] : []));
}

const machine = setup({
  types: {
    context: {} as { near: readonly string[]; hops: number; isInReach: boolean; told: number },
    events: {} as MachineEvent<Rumour>,
    input: {} as Birth<Rumour>,
  },
  guards: { isNews: ({ context }) => context.told === 0 },
  actions: {
    ...effects<Rumour>(),
    tell: enqueueActions(({ context, event, enqueue }) => {
      const hops = event.type === 'Rumour' ? event.hops - 1 : context.hops;
      enqueue.assign({ told: context.told + 1 });
      for (const to of hops > 0 ? context.near : [])
        if (!('from' in event && event.from === to))
          enqueue({ type: 'send', params: { to, message: { type: 'Rumour', hops } } });
    }),
  },
}).createMachine({
  id: 'node',
  context: ({ input: { self, setting } }) => ({
    ...{ near: neighbours(self, setting.links), hops: setting.hops },
    ...{ isInReach: setting.reach.includes(self), told: 0 },
  }),
  on: {
    begin: { guard: 'isNews', actions: 'tell' },
    Rumour: { guard: 'isNews', actions: 'tell' },
  },
});

/** The kit of the protocol. */
export const kit = protocol<Rumour>();

const role = kit.role({
  name: 'node',
  machine,
  view: ({ context: { told, isInReach } }) => ({ knows: told > 0, told, isInReach }),
});

const source = 'a made-up protocol';

/** An invariant that holds. */
export const once = kit.always({
  ...{ name: 'Once', says: 'Each node tells the rumour on at most once.', source },
  node: ({ told }) => told <= 1,
});

/** A goal that is reached on every graph. */
export const heard = kit.sometimes({
  ...{ name: 'Heard', says: 'A second node hears the rumour.', source },
  pair: (one, other) => one.knows && other.knows,
});

/** Liveness that fails on 6 of the 172 members. */
export const coverage = kit.leadsTo({
  ...{ name: 'Coverage', says: 'Every node within reach hears the rumour in the end.', source },
  from: { node: ({ isInReach }) => isInReach },
  node: ({ knows }) => knows,
  fairness: { weak: ['deliver', 'input'] },
});

/** The links of a graph by its name: `4:0-1,1-2` has 4 nodes and 2 links. */
function linksOf(graph: string): readonly Link[] {
  const [, links = ''] = graph.split(':');
  return links.split(',').map((link) => link.split('-') as unknown as Link);
}

/** The number of links from node 0 to each node that it is connected to. */
function distances(graph: string): ReadonlyMap<string, number> {
  const found = new Map([['0', 0]]);
  for (const [near, distance] of found)
    for (const other of neighbours(near, linksOf(graph)))
      if (!found.has(other)) found.set(other, distance + 1);
  return found;
}

/** The names of all connected graphs with these numbers of nodes: 1, 4 and 38 of 2, 3 and 4 nodes. */
function connectedGraphs(least: number, most: number): readonly string[] {
  const all: string[] = [];
  for (let size = least; size <= most; size++) {
    const pairs: string[] = [];
    for (let two = 1; two < size; two++) for (let one = 0; one < two; one++) pairs.push(`${one}-${two}`);
    for (let subset = 1; subset < 2 ** pairs.length; subset++) {
      const graph = `${size}:${pairs.filter((_, at) => (subset >> at) % 2 === 1).join(',')}`;
      if (distances(graph).size === size) all.push(graph);
    }
  }
  return all;
}

/** The scope of a graph and a number of hops. */
export function onGraph(graph: string, hops: number) {
  const from0 = [...distances(graph)].sort();
  return kit.scope<'node'>({
    system: (actor) => ({
      nodes: nodes(
        from0.map(([name]) => name),
        actor('node'),
      ),
      network: 'fifo',
      setting: {
        ...{ links: linksOf(graph), hops },
        reach: from0.flatMap(([name, distance]) => (distance <= hops ? [name] : [])),
      },
      inputs: ({ knows }, name) => (name === '0' && !knows ? [{ type: 'begin' }] : []),
    }),
  });
}

/** A member for each graph of these sizes and each number of hops up to `hopsMax`. */
export function members(least: number, most: number, hopsMax: number): Members<Rumour, 'node'> {
  return Object.fromEntries(
    connectedGraphs(least, most).flatMap((graph) =>
      Array.from({ length: hopsMax }, (_, at) => [`${graph}:${at + 1}`, onGraph(graph, at + 1)] as const),
    ),
  );
}

/** The suite. */
export const suite = kit.suite({
  name: 'rumour',
  says: 'A rumour spreads on a graph.',
  source,
  roles: { node: role },
  properties: [once, heard],
  scopes: {
    default: onGraph('3:0-1,0-2,1-2', 2),
    small: kit.family({ says: 'every connected graph of 3 nodes, 1 or 2 hops', members: members(3, 3, 2) }),
    graphs: kit.family({
      says: 'every connected graph of 2 to 4 nodes, 1 to 4 hops',
      properties: [coverage],
      members: () => members(2, 4, 4),
    }),
  },
  bugs: {
    N1: role.mutant({
      ...{ says: 'A node tells the rumour on each time that it hears it.', source },
      ...{ breaks: once, scope: 'graphs' },
      guards: { isNews: () => true },
    }),
  },
  refuted: {
    F1: {
      ...{ says: 'A rumour that each node passes on once reaches every node within reach.', source },
      ...{ breaks: coverage, scope: 'graphs', shortest: { stem: 4, loop: 0 } },
    },
  },
});
