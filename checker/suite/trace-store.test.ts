/** Tests the trace store: paths of trace files, and writing, finding and reading them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { neverBoth, recordOfViolation, systemWithData } from '../../tests/support/data-records.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import type { Side } from './subject.ts';
import type { Suite } from './suite.ts';
import { fileOf, keepTrace, traceAt, tracesIn, writeIn } from './trace-store.node.ts';

describe('the path of a trace file', () => {
  const suite = (scopes: readonly string[], bugs: readonly string[]): Suite =>
    ({
      name: 'con',
      scopes: Object.fromEntries(
        ['default', ...scopes].map((one) => [one, { says: '', system: () => systemWithData(1) }]),
      ),
      bugs: Object.fromEntries(bugs.map((id) => [id, { scope: 'default' }])),
      roles: {},
      properties: [],
    }) as unknown as Suite;
  const pathOf = (scope: string, bug?: string, side: Side = 'model', name = 'Dark') =>
    fileOf('out', {
      suite: suite([scope], bug === undefined ? [] : [bug]),
      scope,
      subject: { side, ...(bug !== undefined && { bug }) },
      property: { ...neverBoth, name },
      trace: recordOfViolation(systemWithData(1), neverBoth).trace,
    }).path;

  it('consists of the names, if these are words', () => {
    expect(pathOf('default', 'R3', 'lockstep')).toBe('out/%63on/bugs/R3.lockstep.trace.json');
    expect(pathOf('storm-3', 'R3')).toBe('out/%63on/bugs/R3.storm-3.trace.json');
    expect(pathOf('nodes_7')).toBe('out/%63on/model/dark.nodes_7.trace.json');
  });

  const hostile = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      '../../x',
      'a/b',
      'a\\b',
      'CON',
      'nul',
      'C:',
      '~',
      '-rf',
      'x'.repeat(300),
      '\u202e',
      '\ud800',
      'R3.lockstep',
      'lockstep',
      'implementation',
      '%',
      '%2e',
      'é',
      'e\u0301',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );

  it('stays in its folder and is valid on every system, for hostile names', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.constantFrom<Side>('model', 'lockstep'),
        (scope, bug, name, side) => {
          for (const path of [pathOf(scope, bug, side), pathOf(scope, undefined, side, name)]) {
            expect(path).toMatch(/^out\/%63on\/(bugs|model|lockstep)\/[\w%.-]+\.trace\.json$/);
            const parts = path.split('/');
            expect(parts).toHaveLength(4);
            for (const part of parts) {
              expect(part.length).toBeLessThan(255);
              expect(part).not.toMatch(/^(\.|con|nul|prn|aux)/i);
            }
          }
        },
      ),
    );
  });

  it('differs for different bugs, sides or scopes', () => {
    const subject = fc.tuple(hostile, hostile, fc.constantFrom<Side>('model', 'implementation', 'lockstep'));
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const [path, otherPath] = [one, other].map(([scope, bug, side]) => pathOf(scope, bug, side));
        const isSame = canonical(one) === canonical(other);
        expect(path === otherPath).toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });
});

describe('trace files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-traces-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const record = recordOfViolation(systemWithData(1), neverBoth);

  it('are written with their folders, found in the order of their names, and read', () => {
    const paths = ['b', join('a', 'deep'), 'c'].map((name) => join(folder, 'traces', `${name}.trace.json`));
    for (const path of paths) keepTrace({ path, record }, '--out');
    writeIn(join(folder, 'traces', 'notes.txt'), 'no trace', '--out');
    const [b, deep, c] = paths;
    expect(tracesIn(join(folder, 'traces'))).toEqual([deep, b, c]);
    expect(canonical(traceAt(deep as string))).toBe(canonical(record));
  });

  it('may be missing in the default folder, and not in a folder that the user names', () => {
    const missing = join(folder, 'missing');
    expect(tracesIn(undefined, 'regressions', missing)).toEqual([]);
    expect(() => tracesIn(missing, '--regressions')).toThrow(`--regressions: there is no folder ${missing}`);
    writeFileSync(join(folder, 'file'), '');
    expect(() => tracesIn(join(folder, 'file'))).toThrow('is no folder');
    expect(() => traceAt(missing)).toThrow(UsageError);
    expect(() => writeIn(join(folder, 'file', 'x.trace.json'), '', '--out')).toThrow('--out: ');
  });
});
