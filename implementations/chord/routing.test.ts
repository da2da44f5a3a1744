/**
 * Tests the routing table against its slow twin, the model's functions, on random tables, and its size in a large
 * ring.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAfter } from '../../models/chord/identifiers.ts';
import * as model from '../../models/chord/node/routing.ts';
import { Contacts } from './contacts.ts';
import { IdentifierSpace } from './identifiers.ts';
import { numberedNames } from './naming.ts';
import { Routing } from './routing.ts';

const size = 24;
const node = fc.nat(size - 1).map((id) => `N${id}`);
/** Successors in any order, or sorted as in a ring. */
const tables = fc
  .record({
    self: node,
    predecessor: fc.option(node),
    successors: fc.array(node, { minLength: 1, maxLength: 4 }),
    fingers: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), node), { maxLength: 6 }),
    isSorted: fc.boolean(),
  })
  .map(({ isSorted, ...table }) => {
    const distance = (name: string) => (Number(name.slice(1)) - Number(table.self.slice(1)) + size) % size;
    const sorted = (names: readonly string[]) => [...names].sort((a, b) => distance(a) - distance(b));
    const fingers = [...new Map(table.fingers)].sort(([a], [b]) => a - b);
    if (!isSorted) return { ...table, fingers: new Map(fingers) };
    const nodes = sorted(fingers.map(([, name]) => name));
    return {
      ...table,
      successors: sorted(table.successors),
      fingers: new Map(fingers.map(([finger], at) => [finger, nodes[at] as string])),
    };
  });

const contactsOf = () => new Contacts(IdentifierSpace.ofSize(size), numberedNames);

function routingOf(
  { self, predecessor, successors, fingers }: model.Routes,
  contacts = contactsOf(),
): Routing {
  const routing = new Routing(contacts, self);
  routing.predecessor = predecessor;
  routing.successors = successors;
  for (const [finger, name] of fingers) routing.setFinger(finger, name);
  return routing;
}

describe('the routing table', () => {
  it('finds what the model finds, in tables of any order', () => {
    const keys = Array.from({ length: size }, (_, id) => id);
    fc.assert(
      fc.property(tables, fc.uniqueArray(node, { maxLength: 6 }), (table, tried) => {
        const routing = routingOf(table);
        expect(routing.successors).toEqual(table.successors);
        expect(routing.fingers()).toEqual(table.fingers);
        for (let finger = 1; finger < 7; finger++)
          expect(routing.fingerKey(finger)).toBe(model.fingerKey(table.self, finger, size));
        for (const id of keys) {
          const key = new Uint32Array([9, id]);
          const name = `K${id}`;
          expect(routing.ownerKnownTo(key, 1)).toBe(model.ownerKnownTo(table, name));
          expect(routing.closestPreceding(key, 1)).toBe(model.closestPreceding(table, name));
          expect(routing.ownerKnownTo(key, 1, new Set(tried))).toBe(
            model.ownerKnownTo(table, name, new Set(tried)),
          );
          expect(routing.closestPreceding(key, 1, new Set(tried))).toBe(
            model.closestPreceding(table, name, new Set(tried)),
          );
          expect(routing.owns(key, 1)).toBe(model.isOwnedBy(table, name));
          expect(routing.closestPrecedingNode(`N${id}`)).toBe(model.closestPreceding(table, name));
          expect(routing.nodeAfter(`N${id}`)).toBe(nextAfter(`N${id}`, size));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the entries of its last change, and uses no other name', () => {
    const changes = fc.array(
      fc.oneof(
        fc.record({ finger: fc.integer({ min: 1, max: 6 }), to: fc.option(node) }),
        fc.record({ removed: node }),
        fc.record({ successors: fc.array(node, { minLength: 1, maxLength: 3 }) }),
        fc.record({ predecessor: fc.option(node) }),
      ),
    );
    fc.assert(
      fc.property(tables, changes, (table, all) => {
        const contacts = contactsOf();
        const routing = routingOf(table, contacts);
        const fingers = new Map(table.fingers);
        let { successors, predecessor } = table;
        for (const change of all) {
          if ('finger' in change) {
            routing.setFinger(change.finger, change.to);
            if (change.to === null) fingers.delete(change.finger);
            else fingers.set(change.finger, change.to);
          } else if ('removed' in change) {
            routing.removeFingers(change.removed);
            for (const [finger, name] of fingers) if (name === change.removed) fingers.delete(finger);
          } else if ('successors' in change) {
            routing.successors = change.successors;
            successors = change.successors;
          } else {
            routing.predecessor = change.predecessor;
            predecessor = change.predecessor;
          }
          expect(routing.fingers()).toEqual(fingers);
          const key = new Uint32Array([Number(table.self.slice(1))]);
          const routes = { self: table.self, predecessor, successors, fingers };
          expect(routing.closestPreceding(key, 0)).toBe(model.closestPreceding(routes, `K${key[0]}`));
        }
        const used = new Set([table.self, ...successors, ...fingers.values(), predecessor].filter(Boolean));
        expect(contacts.size).toBe(used.size);
        routing.clearFingers();
        routing.successors = [];
        routing.predecessor = null;
        expect(contacts.size).toBe(1);
      }),
    );
  });

  it('needs about log2 N runs for the fingers of a ring of N nodes', () => {
    const space = IdentifierSpace.ofBits(32);
    const contacts = new Contacts(space, numberedNames);
    const nodes = Array.from({ length: 4_096 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 0).sort(
      (a, b) => a - b,
    );
    const routing = new Routing(contacts, `N${nodes[0]}`);
    for (let finger = 1; finger < 32; finger++) {
      const due = ((nodes[0] as number) + 2 ** finger) % 2 ** 32;
      routing.setFinger(finger, `N${nodes.find((id) => id >= due) ?? nodes[0]}`);
    }
    expect(routing.fingerRuns).toBeGreaterThan(8);
    expect(routing.fingerRuns).toBeLessThan(16);
  });
});
