/**
 * Tests the suite of ultrapeers: the sizes and verdicts of its scopes, the transitions that they take, and the
 * handshake message by message.
 */
import { describe, expect, it } from 'vitest';
import type { NodeId, Received } from '../checker/actors/actor.ts';
import { allProperties, isJudgedBySearch } from '../checker/index.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { type Subject, systemOf } from '../checker/suite/subject.ts';
import type { UltrapeerSetting, Ultrapeers, UltrapeerView } from '../models/gnutella/ultrapeers/messages.ts';
import { rulesOf } from '../tests/support/paper-table.ts';
import { ultrapeers as suite } from './gnutella/index.ts';
import { peer } from './gnutella/ultrapeers/kit.ts';

const model: Subject = { side: 'model' };

/** The worlds of each scope that is explored here; the refuted claims have the others. */
const sizes = {
  default: 20_562,
  pair: 14,
  'leaf-leaves': 53,
  neighbour: 97,
  full: 1_493,
  'full-guided': 636,
  'two-ultrapeers': 1_853,
  three: 3_932,
  'three-need-one': 5_481,
  flood: 2_478,
  churn: 11_578,
  imposter: 846,
};

describe('the scopes', () => {
  const held = new Set<string>();
  const neverTaken: string[][] = [];

  it.each(Object.entries(sizes))('%s has no violation, and a known size', (scope, size) => {
    const properties = [...suite.properties, ...(suite.scopes[scope]?.properties ?? [])].filter(
      isJudgedBySearch,
    );
    const { worlds, results, coverage } = exploreAll(systemOf(suite, scope, model), properties);
    for (const { property, verdict } of results)
      if (verdict === 'holds' || verdict === 'reached') held.add(property.name);
    neverTaken.push([...coverage.never]);
    expect(results.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    expect(worlds).toBe(size);
  });

  it('test every property, apart from the refuted one', () => {
    const others = allProperties(suite).filter(({ name }) => !held.has(name));
    expect(others.map(({ name }) => name)).toEqual(['Every Leaf Attached']);
  });

  it('take every transition', () => {
    const [first = [], ...rest] = neverTaken;
    const never = first.filter((rule) => rest.every((others) => others.includes(rule)));
    const transitions = new Set(rulesOf(suite).map(({ rule }) => rule));
    expect(never.filter((rule) => transitions.has(rule))).toEqual([]);
  });
});

// ------------------------------------------------------------- the handshake, message by message

const setting: UltrapeerSetting = {
  able: ['a', 'b'],
  follows: 'any',
  hosts: {},
  shares: { c: ['x'] },
  slots: {},
  leavesMax: 1,
  ultrapeersMax: 1,
  ultrapeersNeeded: 0,
  ultrapeersOfLeafMax: 1,
  ttlMax: 4,
};

/** Peers whose messages arrive at once, in order; `sent` lists them. */
class Network {
  readonly sent: string[] = [];
  readonly #actor = peer.model;
  readonly #states: Map<NodeId, unknown>;

  constructor(names: readonly NodeId[], change: Partial<UltrapeerSetting> = {}) {
    const birth = { nodes: names, setting: { ...setting, ...change } };
    this.#states = new Map(names.map((self) => [self, this.#actor.init({ ...birth, self }).state]));
  }

  /** The timer of a link fires, and every message that follows is delivered. */
  retry(from: NodeId, to: NodeId): void {
    const waiting = this.#take(from, { type: 'timeout', timer: `retry@${to}` });
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { message } = next;
      const fields = Object.entries(message).map(([, value]) =>
        value instanceof Set ? [...value].join() : value,
      );
      this.sent.push(`${next.from} ${next.to} ${fields.join(' ')}`.trimEnd());
      waiting.push(...this.#take(next.to, { type: 'message', from: next.from, message }));
    }
  }

  view(node: NodeId): UltrapeerView {
    return this.#actor.view(this.#states.get(node));
  }

  #take(node: NodeId, event: Received<Ultrapeers>) {
    const { state, effects } = this.#actor.step(this.#states.get(node), event);
    this.#states.set(node, state);
    return effects.flatMap((effect) =>
      effect.type === 'send' ? [{ from: node, to: effect.to, message: effect.message }] : [],
    );
  }
}

describe('the handshake', () => {
  it('attaches a leaf to an ultrapeer, which gets its table (SR, section 3.1)', () => {
    const network = new Network(['a', 'c']);
    network.retry('c', 'a');
    expect(network.sent).toEqual([
      'c a Connect false',
      'a c Accept true false',
      'c a Confirm false',
      'c a Table x',
    ]);
    expect(network.view('a').links.get('c')).toEqual({ stage: 'open', own: 'ultrapeer', other: 'leaf' });
    expect(network.view('c').links.get('a')).toEqual({ stage: 'open', own: 'leaf', other: 'ultrapeer' });
    expect(network.view('a').tables).toEqual(new Map([['c', new Set(['x'])]]));
  });

  it('ends where the other end is a leaf, which names its ultrapeer (SR, section 3.2)', () => {
    const network = new Network(['a', 'b', 'c']);
    network.retry('a', 'b');
    network.sent.length = 0;
    network.retry('c', 'a');
    expect(network.sent).toEqual(['c a Connect false', 'a c Refuse b', 'c a Bye']);
    expect(network.view('c').links.get('a')?.stage).toBe('closed');
  });

  it('keeps both ultrapeers if both have leaves (SR, section 3.4)', () => {
    const network = new Network(['a', 'b', 'c', 'd'], { leavesMax: 2 });
    network.retry('c', 'a');
    network.retry('d', 'b');
    network.sent.length = 0;
    network.retry('a', 'b');
    expect(network.sent).toEqual(['a b Connect true', 'b a Accept true false', 'a b Confirm false']);
    expect([network.view('a').role, network.view('b').role]).toEqual(['ultrapeer', 'ultrapeer']);
  });

  it('makes an ultrapeer without leaves a leaf (SR, section 3.5)', () => {
    const network = new Network(['a', 'b']);
    network.retry('a', 'b');
    expect(network.sent).toEqual([
      'a b Connect true',
      'b a Accept true false',
      'a b Confirm true',
      'a b Table',
    ]);
    expect([network.view('a').role, network.view('b').role]).toEqual(['leaf', 'ultrapeer']);
  });

  it('makes it a leaf only of an older one, if it follows only such (gtk-gnutella)', () => {
    const network = new Network(['a', 'b'], { follows: 'older' });
    network.retry('a', 'b');
    expect([network.view('a').role, network.view('b').role]).toEqual(['ultrapeer', 'ultrapeer']);
  });
});
