/** Tests the routing picture of Chord. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeId, Standing, TraceRecord } from '../../../checker/index.ts';
import type { Suite } from '../../../checker/suite/suite.ts';
import type { Lookup, NodeMessage, NodeSetting, NodeView } from '../../../models/chord/node/messages.ts';
import { pictureText } from '../../../reports/index.ts';
import { hostileRecord } from '../../../tests/support/hostile.ts';
import { elementsOf } from '../../../tests/support/svg.ts';
import { recordOfBug } from '../../../tests/support/traces.ts';
import { circle } from '../ring.ts';
import { kit, node } from './kit.ts';
import { ownerIsFound } from './lookup-properties.ts';
import { scopeOf } from './lookup-scopes.ts';
import { routing } from './picture.ts';

const blue = '#0969da';
const green = '#1a7f37';
const purple = '#8250df';
const red = '#cf222e';

type Step = TraceRecord['trace']['steps'][number];

/** The view of a member of a ring of four, 0, 4, 8 and 12 of 16 identifiers. */
function member(at: number, more: Partial<NodeView> = {}): Standing {
  const name = (turn: number): NodeId => `N${(at + turn) % 16}`;
  return {
    up: {
      stage: 'member',
      ...{ successors: [name(4), name(8)], predecessor: name(12) },
      ...{ operation: null, callee: null, candidate: null, notifier: null },
      fingers: new Map([
        [2, name(4)],
        [3, name(8)],
      ]),
      ...{ lookups: new Map(), keys: new Set(), copying: new Map(), ...more },
    } satisfies NodeView,
  };
}

function lookup(asked: NodeId, forwardings: number, tried: readonly NodeId[] = []): Lookup {
  return {
    ...{ key: 'K11', purposes: ['lookup'], asked, isPutting: false, isForwarded: false, namedBy: 'N0' },
    ...{ tried: new Set(tried), forwardings, isOld: false },
  };
}

/** N0 has this lookup open, or none. */
function open(now?: Lookup): Step['changes'] {
  const after = new Map(now === undefined ? [] : [[now.key, now]]);
  return [{ node: 'N0', field: 'lookups', before: new Map(), after }];
}

const begins = { type: 'input', node: 'N0', input: { type: 'lookup', key: 'K11' } } as const;

function delivery(from: NodeId, to: NodeId, message: NodeMessage) {
  return { type: 'deliver', from, to, message } as const;
}

function recordOf(steps: readonly Step[], others: Readonly<Record<NodeId, Standing>> = {}): TraceRecord {
  const initial = { N0: member(0), N4: member(4), N8: member(8), N12: member(12), ...others };
  return {
    ...{ tool: '0.0.0', protocol: 'p', subject: 'model', scope: 'default', setting: {} },
    property: { kind: 'always', name: 'P', says: 'It holds.', source: 'here' },
    trace: { start: 0, initial, steps },
  };
}

/** A suite whose claim is refuted by the longest lookup in the full circle of 16 identifiers. */
function suiteWith(lookups: NodeSetting['lookups']): Suite {
  const claim = kit.always({
    name: 'Two Forwardings Do',
    says: 'No lookup of 16 nodes needs more than two forwardings.',
    source: 'a test',
    world: (_, { found }) => found === null || found.forwardings < 3,
  });
  const full = scopeOf({
    ...{ identifiers: 16, rings: [circle(16)], listLength: 1, lookups, properties: [claim] },
    inputs: (self) => (self === 'N0' ? [{ type: 'lookup', key: 'K15' }] : []),
  });
  return kit.suite({
    ...{
      name: 'way',
      says: 'A lookup.',
      source: 'a test',
      roles: { node },
      properties: [ownerIsFound],
      bugs: {},
    },
    scopes: { default: full },
    refuted: {
      long: { says: claim.says, source: 'a test', breaks: claim, scope: 'default', shortest: 7 },
    },
    pictures: { routing },
  });
}

function pathsOf(record: TraceRecord, stroke: string) {
  return elementsOf(pictureText(record, routing))('path').filter(
    (path) => path['@_stroke'] === stroke && path['@_marker-end'] !== undefined,
  );
}

describe('routing pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, routing);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('draw the fingers of the node of the step alone, each node once', () => {
    const step: Step = {
      action: { type: 'timeout', node: 'N4', timer: 'stabilize' },
      effects: [],
      changes: [],
    };
    expect(pathsOf(recordOf([]), purple)).toHaveLength(0);
    expect(pathsOf(recordOf([step]), purple)).toHaveLength(2);
  });

  it('draw the way of an iterative lookup from node to node, although the origin asks each', () => {
    const steps: Step[] = [
      { action: begins, effects: [], changes: open(lookup('N4', 1)) },
      {
        action: delivery('N4', 'N0', { type: 'Next', key: 'K11', node: 'N8' }),
        ...{ effects: [], changes: open(lookup('N8', 2)) },
      },
      {
        action: delivery('N8', 'N0', { type: 'Found', key: 'K11', owner: 'N12', forwardings: 0 }),
        ...{ effects: [], changes: open() },
      },
    ];
    expect(pathsOf(recordOf(steps.slice(0, 1)), blue)).toHaveLength(1);
    expect(pathsOf(recordOf(steps.slice(0, 2)), blue)).toHaveLength(1 + 2);
    expect(pathsOf(recordOf(steps), blue)).toHaveLength(1 + 2 + 2);
    expect(pathsOf(recordOf(steps.slice(0, 2)), green)).toHaveLength(0);
    expect(pathsOf(recordOf(steps), green)).toHaveLength(1);
  });

  it('draw the way of a recursive lookup from its deliveries, and an answer with itself as a loop', () => {
    const find = (forwardings: number): NodeMessage => ({
      ...{ type: 'FindSuccessor', key: 'K11', origin: 'N0', forwardings },
    });
    const steps: Step[] = [
      { action: begins, effects: [], changes: open(lookup('N4', 1)) },
      { action: delivery('N0', 'N4', find(1)), effects: [], changes: [] },
      { action: delivery('N4', 'N8', find(2)), effects: [], changes: [] },
      {
        action: delivery('N8', 'N0', { type: 'Found', key: 'K11', owner: 'N8', forwardings: 2 }),
        ...{ effects: [], changes: open() },
      },
    ];
    const record = recordOf(steps, { N8: { up: {} } });
    expect(pathsOf(record, blue)).toHaveLength(1 + 1 + 2 + 2);
    const [answer] = pathsOf(record, green);
    // A loop is a cubic curve, all other arrows are quadratic ones.
    expect(answer?.['@_d']).toContain('C');
  });

  it.each([
    ['iterative', [1, 1, 2, 2, 3, 3, 3]],
    ['recursive', [1, 1, 2, 3, 3]],
  ] as const)(
    'draw each hop of the %s lookup of the model that is the longest on its circle',
    (lookups, hops) => {
      const record = recordOfBug(suiteWith(lookups), 'refuted:long');
      expect(record.trace.steps.at(0)?.action).toMatchObject({ type: 'input', node: 'N0' });
      expect(pathsOf(record, blue)).toHaveLength(hops.reduce<number>((sum, one) => sum + one, 0));
      expect(pathsOf(record, green)).toHaveLength(1);
    },
  );

  it('cross out the nodes that the origin gave up, and begin the way anew', () => {
    const steps: Step[] = [
      { action: begins, effects: [], changes: open(lookup('N8', 1)) },
      {
        action: { type: 'timeout', node: 'N0', timer: 'lookup' },
        ...{ effects: [], changes: open(lookup('N4', 1, ['N8'])) },
      },
    ];
    expect(pathsOf(recordOf(steps), blue)).toHaveLength(1 + 1);
    const crosses = elementsOf(pictureText(recordOf(steps), routing))('path').filter(
      (path) => path['@_stroke'] === red && path['@_marker-end'] === undefined,
    );
    expect(crosses).toHaveLength(1);
  });

  it('show the stages of nodes, their keys, and a predecessor that has another successor', () => {
    const joins = { stage: 'joining', successors: [], predecessor: null } as const;
    const record = recordOf([], {
      N4: member(4, { keys: new Set(['K1', 'K2', 'K3', 'K4']) }),
      N6: { up: { ...(member(6, { ...joins, fingers: new Map() }) as { up: object }).up } },
      N8: member(8, { predecessor: 'N12' }),
      N9: { absent: true },
      N10: { up: {} },
    });
    const elements = elementsOf(pictureText(record, routing));
    expect(elements('text').map((text) => text['#text'])).toContain('K1 K2 +2');
    const fills = elements('circle').map((circle) => circle['@_fill']);
    expect(fills.filter((fill) => fill === '#fff8c5')).toHaveLength(1);
    expect(fills.filter((fill) => fill === '#57606a')).toHaveLength(1);
    expect(elements('circle').filter((circle) => circle['@_stroke-dasharray'] === '3 3')).toHaveLength(1);
    expect(pathsOf(record, red)).toHaveLength(1);
  });

  it('put nodes in the order of their identifiers, and discs beside each other without touching', () => {
    for (const size of [4, 8, 16]) {
      const names = Array.from({ length: size }, (_, at) => `N${(at * 7) % 100}`);
      const record = recordOf([]);
      const initial = Object.fromEntries(names.map((name) => [name, { absent: true as const }]));
      const elements = elementsOf(pictureText({ ...record, trace: { ...record.trace, initial } }, routing));
      const discs = elements('circle').filter((circle) => circle['@_stroke-dasharray'] === '3 3');
      expect(discs).toHaveLength(size);
      const numbers = elements('text')
        .map((text) => String(text['#text']))
        .filter((words) => /^N\d+$/.test(words))
        .map((words) => Number(words.slice(1)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      const place = (nth: number) => [Number(discs[nth]?.['@_cx']), Number(discs[nth]?.['@_cy'])] as const;
      const [[ax, ay], [bx, by]] = [place(0), place(1)];
      expect(Math.hypot(bx - ax, by - ay)).toBeGreaterThan(2 * Number(discs[0]?.['@_r']) + 8);
    }
  });
});
