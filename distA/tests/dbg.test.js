import fc from 'fast-check';
import { it } from 'vitest';
import { randomSystem } from './support/random-systems.js';
import { graphOf } from './support/oracle.js';
import { FastSpace } from '../checker/fast/space.js';
import { exploreAll } from '../checker/explore.js';
import { PlainSpace } from '../checker/plain.js';
it('x', () => {
    let best;
    let n = 0;
    for (const system of fc.sample(randomSystem, { numRuns: 8000, seed: 7 })) {
        if (system.births === undefined || system.calls !== 'atomic')
            continue;
        const a = exploreAll(system, [], { maxWorlds: 400 });
        if (a.stopped !== undefined)
            continue;
        n++;
        const g = graphOf(system, 50000);
        if (g.size !== a.worlds && (best === undefined || g.size < best.g.size))
            best = { system, a, g };
    }
    console.log(n, best === undefined);
    if (best === undefined)
        return;
    const { system, g, a } = best;
    console.log(a.worlds, g.size);
    const { nodes, ...rest } = system;
    console.log(JSON.stringify(rest), rest);
    const space = new FastSpace(system, 1000);
    space.begin({ world() { }, step() { }, needsEdges: false, judges: [] });
    for (let i = 0; i < space.worlds; i++)
        space.expand(i);
    const parts = space['x'];
    void parts;
    for (let i = 0; i < space.worlds; i++) {
        try {
            space.trace({ world: i });
        }
        catch (e) {
            console.log(i, String(e));
        }
    }
    const plain = new PlainSpace(system, 1000);
    plain.begin({ world() { }, step() { }, needsEdges: false, judges: [] });
    for (let i = 0; i < plain.worlds; i++)
        plain.expand(i);
    for (let i = 0; i < plain.worlds; i++)
        console.log(i, JSON.stringify(plain.trace({ world: i }).steps.map((s) => [s.action, s.effects])), i < space.worlds ? JSON.stringify(space.trace({ world: i }).steps.map((s) => [s.action, s.effects])) === JSON.stringify(plain.trace({ world: i }).steps.map((s) => [s.action, s.effects])) : '');
}, 200000);
