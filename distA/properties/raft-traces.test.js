/** Every known bug's trace as a file: reproduced on the bug, fixed on the right subject, and never anything but read or refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeError, UsageError } from '../checker/errors.js';
import { exploreAll } from '../checker/explore.js';
import { replay } from '../checker/replay.js';
import { propertyOf, refinement, subjectOf, subjectText, systemOf } from '../checker/subject.js';
import { readTrace, writeTrace } from '../checker/trace-file.js';
import { recordText } from '../reports/index.js';
import { mutantOf } from '../tests/support/mutants.js';
import { suite as raft } from './raft/index.js';
const sides = ['model', 'implementation', 'lockstep'];
/** The shortest trace of a bug, as the text of its file. */
function fileOf(bug, side) {
    const { breaks, scope } = raft.bugs[bug];
    const property = side === 'lockstep' ? refinement : propertyOf(raft, breaks);
    const system = systemOf(raft, scope, { side, bug });
    const trace = exploreAll(system, [property]).results[0]?.trace;
    const { kind, name, says, source } = property;
    return writeTrace({
        tool: '0.0.0',
        protocol: 'raft',
        subject: subjectText({ side, bug }),
        scope,
        setting: system.setting,
        property: { kind, name, says, source },
        trace,
    });
}
/** As the command does it. */
function replayOn(record, word = record.subject) {
    const system = systemOf(raft, record.scope, subjectOf(raft, word));
    return replay(system, propertyOf(raft, record.property.name), record.setting, record.trace);
}
/** Without what only looks like one. */
const bugs = Object.keys(raft.bugs).filter((id) => raft.bugs[id]?.equivalent === undefined &&
    // To hunt these takes seconds on each side, and their traces are like any other.
    !['R5', 'R6', 'R11', 'R16', 'R17', 'R18', 'R30'].includes(id));
describe('the trace of', () => {
    it.each(bugs)('%s is reproduced on the bug and fixed without it, on every side', (bug) => {
        for (const side of sides) {
            const record = readTrace(fileOf(bug, side), 'x');
            expect(replayOn(record).verdict).toBe('reproduced');
            expect(replayOn(record, side).verdict).toBe('fixed');
        }
    });
    // What a slow disk brings down is a step of its own, and the implementation writes once where the model writes twice.
    const sameWrites = bugs.filter((bug) => bug !== 'R22' && bug !== 'R23');
    it.each(sameWrites)('%s, found in the model, is reproduced by the implementation with the same bug', (bug) => {
        expect(replayOn(readTrace(fileOf(bug, 'model'), 'x'), `bug:${bug}/implementation`).verdict).toBe('reproduced');
    });
    it('any mutant of one is refused in a sentence, or replayed and shown', () => {
        const text = fileOf('R3', 'lockstep');
        const verdicts = new Set();
        fc.assert(fc.property(mutantOf(text), (mutant) => {
            try {
                const record = readTrace(mutant, 'x');
                expect(recordText(record).length).toBeGreaterThan(2);
                verdicts.add(replayOn(record).verdict);
            }
            catch (error) {
                expect(error).toBeInstanceOf(UsageError);
                expect(error).not.toBeInstanceOf(CodeError);
                expect(error.message.split('\n')).toHaveLength(1);
                verdicts.add('refused');
            }
        }), { numRuns: 1_500 });
        // Now and then one is 'fixed' too: where it names another promise, which the same actions keep.
        expect([...verdicts]).toEqual(expect.arrayContaining(['refused', 'reproduced', 'stale']));
    });
});
