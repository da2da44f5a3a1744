/**
 * Tests of counterexamples as tests: data are written exactly, and the test fails if the property is
 * violated.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { check } from '../checker/suite/check.ts';
import { systemOf } from '../checker/suite/subject.ts';
import type { Trace } from '../checker/traces/trace.ts';
import { recordOf } from '../checker/traces/trace-file.ts';
import { canonical } from '../checker/values/canonical.ts';
import { suite as chord } from '../properties/chord/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { data } from '../tests/support/data.ts';
import { literal, testText } from './test-text.ts';

/** What JavaScript makes of a text. */
function evaluated(text: string): unknown {
  return new Function(`return (${text});`)();
}

it('writes any plain data as JavaScript with the same value', () => {
  fc.assert(
    fc.property(data, fc.string({ unit: 'binary' }), (one, text) => {
      expect(canonical(evaluated(literal(one)))).toBe(canonical(one));
      expect(evaluated(literal(text))).toBe(text);
      expect(literal(one)).not.toContain('\n');
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [raft, 'bug:R3'],
  [raft, 'bug:R22/lockstep'],
  [chord, 'bug:C7'],
])('writes a test that fails for the same property: %#', (suite, subject) => {
  const { results, scope } = check(suite, { subject });
  const { property, trace } = results[0] as { property: (typeof results)[0]['property']; trace: Trace };
  const { setting } = systemOf(suite, scope);
  const text = testText(
    recordOf({ tool: '0', protocol: suite.name, subject, scope, setting, property, trace }),
  );
  const asked: unknown[][] = [];
  const body = text.filter((line) => !line.startsWith('import ')).join('\n');
  new Function('it', 'expect', 'suite', body)(
    (_: string, run: () => void) => run(),
    () => ({ toHold: (...args: unknown[]) => asked.push(args) }),
    suite,
  );
  const [[name, options]] = asked as [[string, object]];
  expect(check(suite, { ...options, property: name }).verdict).toBe('violated');
  const right = { ...options, subject: subject.endsWith('lockstep') ? 'lockstep' : 'model', property: name };
  expect(check(suite, right).verdict).toBe('holds');
});
