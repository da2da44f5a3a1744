/** The fast-check runner: its counts, its violation and its parameters. */
import { describe, expect, it } from 'vitest';
import { pingSystem } from '../../tests/support/ping.ts';
import type { Property } from '../property/property.ts';
import { UsageError } from '../values/errors.ts';
import { sampled } from './fast-check-runner.ts';

const fewerThan = (limit: number): Property => ({
  ...{ name: `Fewer than ${limit}`, says: 'Few pings arrive.', source: 'test', kind: 'always' },
  over: { node: (view) => (view as { received: number }).received < limit },
});

describe('schedules under fast-check', () => {
  it('are as many as numRuns if none violates a property', () => {
    const { runs, violation, stopped, details } = sampled(pingSystem(), [fewerThan(100)], {
      actionsMax: 10,
      numRuns: 7,
    });
    expect([runs, violation, stopped, details.failed]).toEqual([7, undefined, undefined, false]);
  });

  it('end at a violation, which is shrunk to the shortest counterexample', () => {
    const property = fewerThan(2);
    const { runs, violation, details } = sampled(pingSystem(), [property], { actionsMax: 30, numRuns: 100 });
    expect(violation?.property).toBe(property);
    expect(violation?.trace.steps.map(({ action }) => action.type)).toEqual([
      'timeout',
      'timeout',
      'deliver',
      'deliver',
    ]);
    // The storm as it was drawn, before fast-check shrank it.
    expect(violation?.drawn).toBeGreaterThanOrEqual(15);
    expect(details.counterexample?.[0].actions.length).toBeLessThan(15);
    expect(runs).toBeLessThan(100);
    expect((details.errorInstance as Error).message).toBe('Fewer than 2 is violated: Few pings arrive.');
  });

  it('are the same for the same seed, and by default for any two calls', () => {
    const drawnBy = (seed?: number) => {
      const options = { actionsMax: 20, numRuns: 5, verbose: true, ...(seed !== undefined && { seed }) };
      return JSON.stringify(sampled(pingSystem(), [fewerThan(3)], options).details.failures);
    };
    expect(drawnBy()).toBe(drawnBy());
    expect(drawnBy(1)).not.toBe(drawnBy(2));
  });

  it('are stopped by fast-check after an interruption', () => {
    const { stopped } = sampled(pingSystem(), [fewerThan(100)], {
      actionsMax: 10,
      interruptAfterTimeLimit: 0,
      markInterruptAsFailure: true,
    });
    expect(stopped).toBe('fast-check was interrupted');
  });

  it('are refused if there is none', () => {
    expect(() => sampled(pingSystem(), [fewerThan(1)], { actionsMax: 10, numRuns: 0 })).toThrow(
      new UsageError('numRuns is 0; it must be 1 at least'),
    );
  });
});
