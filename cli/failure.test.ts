/** Tests of errors as text: one sentence, the steps up to a failure, and the exit code. */
import { describe, expect, it } from 'vitest';
import { TracedError, UsageError } from '../checker/index.ts';
import { explain } from './failure.ts';

describe('an error', () => {
  it('of code under check names the actor, with the steps up to the failure', () => {
    const error = new TracedError("node 'a' failed at timeout 'tick': no such term", {
      start: 0,
      initial: { a: { up: { n: 0 } } },
      steps: [{ action: { type: 'timeout', node: 'a', timer: 'tick' }, effects: [], changes: [] }],
    });
    expect(explain(error)).toEqual({
      exit: 4,
      text: [
        "node 'a' failed at timeout 'tick': no such term",
        'steps up to the failure:',
        '   a begins as {n: 0}',
        '1  a times out: tick (this step fails)',
      ].join('\n'),
    });
  });

  it('of usage is one sentence and exit 2', () => {
    expect(explain(new UsageError('system: it has no nodes'))).toEqual({
      exit: 2,
      text: 'system: it has no nodes',
    });
  });

  it('of swarmcheck itself is named so', () => {
    expect(explain(new TypeError('oops'))).toMatchObject({
      exit: 4,
      text: 'swarmcheck itself failed: oops; --debug shows where',
    });
    expect(explain('oops')).toEqual({ exit: 4, text: 'swarmcheck itself failed: oops; --debug shows where' });
  });

  it('shows its stack, and its cause and that stack, only with --debug', () => {
    const error = new UsageError('my.suite.ts cannot be loaded', { cause: new TypeError('no such field') });
    expect(explain(error).text).not.toContain('    at ');
    expect(explain(error, true).text).toMatch(
      /^my\.suite\.ts cannot be loaded\nUsageError: .*\n {4}at [\s\S]*TypeError: no such field\n {4}at /,
    );
  });
});
