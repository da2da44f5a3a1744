/** Code that does not do the same thing twice is found out, with the step at which it shows. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../properties/raft/index.js';
import { CodeError } from './errors.js';
import { fuzzAll } from './fuzz.js';
import { implementationActor } from './implementation.js';
import { systemOf } from './subject.js';
/** An implementation that counts its ticks where all instances do. */
function shared() {
    let ticks = 0;
    class Clock {
        start(out) {
            out.arm('t');
        }
        handle(_event, out) {
            ticks++;
            out.arm('t');
        }
        view() {
            return { ticks: ticks % 1_000 };
        }
        save() {
            return {};
        }
        load() { }
    }
    return implementationActor(() => new Clock());
}
describe('the guard against chance', () => {
    it('names the first step that went otherwise', () => {
        const system = { nodes: { a: shared() }, setting: {}, network: 'set' };
        try {
            fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 });
            expect.unreachable();
        }
        catch (error) {
            expect(error).toBeInstanceOf(CodeError);
            expect(error.message).toMatch(/^step 1 of a schedule went otherwise when the same schedule was run again: .*"ticks":\d+.* the first time, .*"ticks":\d+.* the second; a step must depend on state, event and choice alone/);
            expect(error.trace?.steps).toHaveLength(1);
        }
    });
    it('names the first step that depends on what is not saved', () => {
        class Forgetful {
            #ticks = 0;
            start(out) {
                out.arm('t');
            }
            handle(_event, out) {
                this.#ticks++;
                out.arm('t');
            }
            view() {
                return { even: this.#ticks % 2 === 0 };
            }
            save() {
                return {};
            }
            load() {
                this.#ticks = 0;
            }
        }
        const actor = implementationActor(() => new Forgetful());
        const system = { nodes: { a: actor }, setting: {}, network: 'set' };
        expect(() => fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 })).toThrow(/^step 1 of a schedule went otherwise when implementations were loaded before each step with what they had saved: .*; a step must depend on nothing that 'save' leaves out$/);
    });
    it('has nothing against a protocol that keeps to the rule, storm and calm', () => {
        for (const side of ['model', 'implementation', 'lockstep']) {
            const system = systemOf(raft, 'storm-3', { side });
            const { runs } = fuzzAll(system, raft.properties, { runs: 2, actionsMax: 30, seed: 1 });
            expect(runs).toBe(2);
        }
    });
});
