/** The action table: numbers in the order of adding, and placeholders in a worker's copy. */
import { describe, expect, it } from 'vitest';
import { ActionTable, networkActions, numberOf } from './action-table.ts';

describe('the action table', () => {
  it('numbers the actions of the network first, then steps and triggers as they come', () => {
    const table = new ActionTable();
    const step = table.addStep({ type: 'crash', node: 'a' });
    const trigger = table.addTrigger(4, -1, { type: 'timeout', node: 'a', timer: 't' });
    expect([step.number, trigger.number]).toEqual([networkActions.length, networkActions.length + 1]);
    expect(table.actionOf(0)).toBe(networkActions[0]);
    expect(table.actionOf(step.number)).toEqual({ type: 'crash', node: 'a' });
    expect(table.stepOf(step.number)).toBe(step);
    expect(table.triggerOf(trigger.number)).toBe(trigger);
    expect(trigger).toMatchObject({ limit: 4, constraint: -1, steps: undefined });
  });

  it('adds steps that were never taken', () => {
    expect(new ActionTable().addStep()).toMatchObject({ node: -1, reads: -1, hasRead: 0, part: -1 });
  });

  it('gives placeholders their numbers in a copy', () => {
    const copy = new ActionTable();
    const steps = copy.addSteps(2);
    const trigger = copy.addTrigger(-1, -1);
    expect([...steps, trigger].map(({ action }) => numberOf(action))).toEqual([2, 3, 4]);
    expect(networkActions.map(numberOf)).toEqual([0, 1]);
  });
});
