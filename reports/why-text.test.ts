/** Tests the reasons of steps in the text of a trace. */
import { describe, expect, it } from 'vitest';
import type { Trace, TraceStep } from '../checker/index.ts';
import { recordText } from './replay-text.ts';
import { traceText } from './trace-text.ts';
import { otherwiseText } from './why-text.ts';

const transition = { machine: 'm', from: 'idle', event: 'Ask', guard: 'isFree', to: 'busy' };
const says = { says: 'A free server is taken.', source: 'section 2' };
const action = { type: 'timeout', node: 'a', timer: 't' } as const;
const step: TraceStep = {
  action,
  effects: [],
  changes: [{ node: 'a', field: 'n', before: 0, after: 2 }],
  taken: {
    transitions: [{ ...transition, ...says }],
    guards: [{ machine: 'm', name: 'isFree', outcome: true }],
  },
};
const nothing = { changes: [], effects: [] };
const wrong: TraceStep = {
  ...step,
  otherwise: { guard: { machine: 'm', name: 'isFree', outcome: false }, ...says, ...nothing },
};
const traceWith = (...steps: TraceStep[]): Trace => ({ start: 0, initial: { a: { up: { n: 0 } } }, steps });
const sentence = 'A free server is taken. (section 2)';
const differs = `isFree is true here; the correct model has false: ${sentence}`;

describe('the text of a trace', () => {
  it('has the sentence of the last step alone, and the first step where the correct model differs', () => {
    expect(traceText(traceWith(step, wrong, wrong, step)).slice(1)).toEqual([
      '1  a times out: t',
      '     a: n 0 -> 2',
      '2  a times out: t',
      '     a: n 0 -> 2',
      `     ${differs}`,
      '3  a times out: t',
      '     a: n 0 -> 2',
      '4  a times out: t',
      '     a: n 0 -> 2',
      `     because: ${sentence}`,
    ]);
  });

  it('does not say the sentence twice where the last step is the one that differs', () => {
    const lines = traceText(traceWith(step, wrong));
    expect(lines.filter((line) => line.includes(sentence))).toEqual([`     ${differs}`]);
  });

  it('has the transitions and guards of each step on request', () => {
    expect(traceText(traceWith(step, step), undefined, undefined, true).slice(1)).toEqual(
      [1, 2].flatMap((at) => [
        `${at}  a times out: t`,
        '     a: n 0 -> 2',
        `     takes idle --Ask [isFree]--> busy: ${sentence}`,
        '     guards: isFree true',
      ]),
    );
  });

  it('names the nodes that break the property', () => {
    const property = { kind: 'always', name: 'One', says: 'One leads.', source: 'section 1' };
    const about = { tool: '0', protocol: 'p', subject: 'model', scope: 's', setting: {}, property };
    expect(recordText({ ...about, at: ['a', 'c'], trace: traceWith(step) })[2]).toBe(
      'One is broken by a and c.',
    );
    expect(recordText({ ...about, trace: traceWith(step) })[2]).toBe('');
  });
});

describe('another action of a bug', () => {
  const actions = [{ machine: 'm', name: 'take' }];
  it('is named, with what the correct model does in its place', () => {
    const changes = [{ node: 'a', field: 'n', before: 0, after: 1 }];
    expect(otherwiseText({ ...step, otherwise: { actions, ...says, ...nothing, changes } })).toEqual([
      `take is another action here than in the correct model: ${sentence}`,
      'there: a: n 0 -> 1',
    ]);
  });

  it('is named with what it does beyond the correct model, where that one does nothing else', () => {
    expect(otherwiseText({ ...step, otherwise: { actions, ...nothing } })).toEqual([
      'take is another action here than in the correct model',
      'there not: a: n 0 -> 2',
    ]);
  });
});
