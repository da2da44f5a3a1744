import { expect, it } from 'vitest';
import { drain } from './drain.ts';

function* counter(): Generator<number, string, string | undefined> {
  for (let at = 1; at <= 3; at++) {
    const stopped = yield at;
    if (stopped !== undefined) return `stopped at ${at}: ${stopped}`;
  }
  return 'done';
}

it('runs a generator to its end', () => {
  expect(drain(counter())).toBe('done');
});

it('ends it as soon as there is a reason', () => {
  expect(drain(counter(), (at) => (at === 2 ? 'enough' : undefined))).toBe('stopped at 2: enough');
});
