/** Tests subjects: their words, their default scopes, and the actors of their systems. */
import { describe, expect, it } from 'vitest';
import { implementation, jumps, model, suite } from '../../tests/support/small-suite.ts';
import { inputsOf } from '../semantics/user-code.ts';
import { UsageError } from '../values/errors.ts';
import { explorationsOf } from './checklist.ts';
import {
  canPlay,
  defaultScopeOf,
  describeScope,
  hasSubject,
  type Side,
  type Subject,
  scopeOf,
  subjectOf,
  subjectText,
  systemOf,
} from './subject.ts';
import type { Scope, Suite } from './suite.ts';

describe('the word of a subject', () => {
  it.each<[string, Subject]>([
    ['model', { side: 'model' }],
    ['lockstep', { side: 'lockstep' }],
    ['bug:B1', { side: 'model', bug: 'B1' }],
    ['bug:B1/lockstep', { side: 'lockstep', bug: 'B1' }],
    ['bug:B2/implementation', { side: 'implementation', bug: 'B2' }],
    ['refuted:Z', { side: 'model', refuted: 'Z' }],
  ])('%s is parsed and printed', (word, subject) => {
    expect(subjectOf(suite, word)).toEqual(subject);
    expect(subjectText(subject)).toBe(word);
  });

  it('may omit its kind and its side, in any case', () => {
    expect(subjectOf(suite, 'b1')).toEqual({ side: 'model', bug: 'B1' });
    expect(subjectOf(suite, 'B1', 'lockstep')).toEqual({ side: 'lockstep', bug: 'B1' });
    expect(subjectOf(suite, 'bug:B2')).toEqual({ side: 'implementation', bug: 'B2' });
    expect(subjectOf(suite, 'z')).toEqual({ side: 'model', refuted: 'Z' });
  });

  it.each(['bug:B9', 'refuted:B1', 'bug:Z', 'bug:B1/other', 'refuted:Z/lockstep', ''])(
    'is not %j',
    (word) => {
      expect(() => subjectOf(suite, word)).toThrow(UsageError);
      expect(() => subjectOf(suite, word)).toThrow(`protocol 'ticks' has no subject '${word}'; `);
    },
  );

  it('is suggested for a similar one', () => {
    expect(() => subjectOf(suite, 'modle')).toThrow(
      'did you mean model? a subject is model, implementation, lockstep, or bug: and one of B1, B2, B3',
    );
  });
});

describe('a subject', () => {
  it.each<[string, string, boolean]>([
    ['model', 'default', true],
    ['bug:B1', 'pair', true],
    ['bug:B2', 'default', true],
    ['bug:B2/model', 'default', false],
    ['bug:B3/implementation', 'default', false],
    ['refuted:Z', 'pair', true],
  ])('%s has scope %s by default', (word, scope, isThere) => {
    const subject = subjectOf(suite, word);
    expect(defaultScopeOf(suite, subject)).toBe(scope);
    expect(hasSubject(suite, subject)).toBe(isThere);
  });
});

describe('the system of a scope', () => {
  it('has the actors of the subject', () => {
    const actorOf = (word: string) => systemOf(suite, 'pair', subjectOf(suite, word)).nodes.b;
    expect(actorOf('model')).toBe(model);
    expect(actorOf('refuted:Z')).toBe(model);
    expect(actorOf('implementation')).toBe(implementation);
    expect(actorOf('bug:B1')).toBe(jumps);
    expect(actorOf('bug:B1/implementation')).toBe(jumps);
    expect(actorOf('lockstep')?.divergence).toBeTypeOf('function');
  });

  it('is refused for a bug without actors on that side', () => {
    expect(() => systemOf(suite, 'default', { side: 'model', bug: 'B2' })).toThrow(
      "bug B2 of protocol 'ticks' has no model; check bug:B2/implementation instead",
    );
    expect(() => systemOf(suite, 'default', { side: 'lockstep', bug: 'B3' })).toThrow(
      "protocol 'ticks' has no implementation of bug B3; check the model instead",
    );
  });

  it('is described in one line, with the text of the scope', () => {
    expect(describeScope(suite, 'pair')).toBe(
      '2 ticker nodes; messages arrive in any order, equal ones once, none lost; no crashes; two nodes',
    );
  });
});

describe('a scope with inputs that only an adapter handles', () => {
  const ask = { type: 'ask' } as const;
  const { pair } = suite.scopes as Readonly<Record<string, Scope>>;
  const system: Scope['system'] = (actor) => ({
    ...(pair as Scope).system((role) => ({ ...actor(role), timers: [], inputs: ['tell'] })),
    ...{ inputs: () => [ask], bounds: { ask: 1 } },
  });
  const scopes = { ...suite.scopes, asks: { system, adapterInputs: ['ask'] } };
  const asked = { ...suite, scopes };
  const foreign = { ...implementation, adapter: { name: 'theirs' }, timers: [], inputs: ['tell'] };
  const roles = { ticker: { model, implementation: foreign } } as unknown as Suite['roles'];

  it.each<Side>(['model', 'implementation', 'lockstep'])('is refused for %s', (side) => {
    expect(canPlay(asked, 'asks', side)).toBe(false);
    expect(() => systemOf(asked, 'asks', { side })).toThrow(
      "scope 'asks' of protocol 'ticks' has inputs ('ask') that only an adapter handles; name its command with --implementation",
    );
  });

  it('is described, and played by an adapter', () => {
    expect(describeScope(asked, 'asks')).toContain('at most 1 ask');
    const played = systemOf({ ...asked, roles }, 'asks', { side: 'implementation' });
    expect(inputsOf(played, {}, 'a')).toEqual([ask]);
    expect(explorationsOf({ ...asked, roles }, 'asks').map(({ subject }) => subject.side)).toEqual([
      'implementation',
    ]);
  });

  it('is refused where the list lacks the input', () => {
    const lacking = { ...suite, roles, scopes: { ...scopes, asks: { system } } };
    expect(() => systemOf(lacking, 'asks', { side: 'implementation' })).toThrow(
      "bound 'ask' is neither a timer (none) nor an input that some node handles (tell)",
    );
  });
});

describe('a scope', () => {
  it('is one of the suite, or has a number of nodes', () => {
    expect(scopeOf(suite, 'pair')).toBe(suite.scopes.pair);
    expect(Object.keys(systemOf(suite, 'nodes-3').nodes)).toEqual(['n0', 'n1', 'n2']);
  });

  it.each([
    ['gone', "protocol 'ticks' has no scope 'gone'; "],
    ['nodes-0', "protocol 'ticks' has no scope 'nodes-0'; "],
    ['nodes-1001', "scope 'nodes-1001' would have more than 1000 nodes; name one with fewer"],
  ])('is not %s', (name, sentence) => {
    expect(() => scopeOf(suite, name)).toThrow(UsageError);
    expect(() => scopeOf(suite, name)).toThrow(sentence);
  });
});
