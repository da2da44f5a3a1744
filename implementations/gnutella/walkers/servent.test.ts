/**
 * Tests the walking servent by itself: a memory with more links than a word has bits, and searches among ten
 * thousand servents. Lockstep (`properties/gnutella/walkers/`) compares it with its model.
 */
import { describe, expect, it } from 'vitest';
import type { NodeId, Outbox } from '../../../checker/actors/actor.ts';
import { randomOf } from '../../../checker/values/random.ts';
import type { Walkers, WalkersMessage, WalkersSetting } from '../../../models/gnutella/walkers/messages.ts';
import { graphOf, nodeName, randomGraph } from '../../../properties/gnutella/graphs.ts';
import { WalkingServent } from './servent.ts';

interface Sent {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: WalkersMessage;
}

/** An outbox that copies messages to a list, and outputs to another. */
function outboxOf(self: NodeId, sent: Sent[], found: NodeId[]): Outbox<Walkers> {
  return {
    send: (to: NodeId, message: WalkersMessage) => sent.push({ from: self, to, message: { ...message } }),
    output: ({ servent }: Walkers['output']) => found.push(servent),
    arm: () => {},
    disarm: () => {},
  } as unknown as Outbox<Walkers>;
}

const setting: WalkersSetting = {
  ...{ neighbours: {}, shares: {}, walkers: 32, askEvery: 4, ttl: 1024, reply: 'direct', keepsState: false },
};

describe('a servent with 70 links that remembers walkers', () => {
  const leaves = Array.from({ length: 70 }, (_, at) => [0, at + 1] as const);
  const star = { ...setting, neighbours: graphOf(71, leaves), walkers: 140, keepsState: true };

  it('sends a walker over each link before one goes twice', () => {
    const hub = new WalkingServent({ self: 'a', setting: star });
    const sent: Sent[] = [];
    const random = randomOf(1);
    const draw = Array.from({ length: 140 }, () => random.below(1_000_000));
    hub.handle({ type: 'input', input: { type: 'walk', criteria: 'x' }, draw }, outboxOf('a', sent, []));
    const first = sent.slice(0, 70).map(({ to }) => to);
    expect(new Set(first).size).toBe(70);
    expect(first).not.toEqual(star.neighbours.a);
    expect(new Set(sent.slice(70).map(({ to }) => to)).size).toBeLessThan(70);
  });

  it('comes back from its saved state with the same memory', () => {
    const hub = new WalkingServent({ self: 'a', setting: { ...star, walkers: 40 } });
    const sent: Sent[] = [];
    const draw = Array.from({ length: 40 }, (_, at) => 2 * at);
    hub.handle({ type: 'input', input: { type: 'walk', criteria: 'x' }, draw }, outboxOf('a', sent, []));
    const copy = new WalkingServent({ self: 'a', setting: { ...star, walkers: 40 } });
    copy.load(hub.save());
    expect(copy.view()).toEqual(hub.view());
    const went = new Set(sent.map(({ to }) => to));
    const walk = {
      type: 'Walk',
      guid: 'a1',
      walker: 0,
      ttl: 9,
      hops: 1,
      criteria: 'x',
      origin: 'a',
    } as const;
    for (const one of [hub, copy]) {
      const next: Sent[] = [];
      const event = { type: 'message', from: 'b', message: walk, draw: [7] } as const;
      one.handle(event, outboxOf('a', next, []));
      expect(went.has(next[0]?.to ?? '')).toBe(false);
    }
  });
});

describe('ten thousand servents', () => {
  const random = randomOf(2002);
  const size = 9_836;
  const neighbours = randomGraph(size, 20_099, (limit) => random.below(limit));
  const holders = Object.keys(neighbours).filter(() => random.below(100) === 0);
  const shares = Object.fromEntries(holders.map((node) => [node, ['x']]));

  it.each([false, true])('end 20 searches by 32 walkers; memory: %s', (keepsState) => {
    const all = new Map(
      Object.keys(neighbours).map((self) => [
        self,
        new WalkingServent({ self, setting: { ...setting, neighbours, shares, keepsState } }),
      ]),
    );
    for (let search = 0; search < 20; search++) {
      const origin = nodeName(random.below(size));
      const found: NodeId[] = [];
      let now: Sent[] = [];
      const draw = Array.from({ length: 32 }, () => random.below(1 << 20));
      all
        .get(origin)
        ?.handle(
          { type: 'input', input: { type: 'walk', criteria: 'x' }, draw },
          outboxOf(origin, now, found),
        );
      expect(now).toHaveLength(32);
      let steps = 0;
      let roundOfHit = 0;
      for (let round = 1; now.length > 0; round++) {
        const next: Sent[] = [];
        for (const { from, to, message } of now) {
          if (message.type === 'Walk') {
            steps++;
            expect(neighbours[from]).toContain(to);
          }
          const event = { type: 'message', from, message, draw: [random.below(1 << 20)] } as const;
          all.get(to)?.handle(event, outboxOf(to, next, found));
        }
        if (found.length > 0 && roundOfHit === 0) roundOfHit = round;
        now = next;
      }
      expect(holders).toContain(found[0]);
      // A walker crosses at most one link a round up to the hit, and at most c after it.
      expect(steps).toBeLessThanOrEqual(32 * (roundOfHit + 4));
    }
    for (const [, servent] of all) expect(servent.view().standing).toEqual([]);
  });
});
