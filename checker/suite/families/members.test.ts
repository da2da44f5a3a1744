/** The members of a family: their names, their properties, and the sentence for each mistake. */
import { describe, expect, it } from 'vitest';
import { coverage, heard, kit, members, once, onGraph, suite } from '../../../tests/support/rumour.ts';
import { CodeError, UsageError } from '../../values/errors.ts';
import { propertiesOf, selectPropertiesOrThrow } from '../properties.ts';
import { describeScope, scopeOf, scopeOrFamilyOf, scopesIn, systemOf } from '../subject.ts';
import { allProperties, type ScopeFamily, type Suite, scopesOf } from '../suite.ts';
import { validateSuite } from '../validate-suite.ts';

const model = { side: 'model' } as const;
const scope = onGraph('2:0-1', 1);
const again = { ...heard, name: 'once' };

/** The suite with another family, named `f`. */
function withFamily(family: object, more: Partial<Suite> = {}): Suite {
  return { ...suite, bugs: {}, refuted: {}, ...more, scopes: { ...suite.scopes, f: family as ScopeFamily } };
}

describe('a member', () => {
  it('is a scope named after its family, with the properties of the family', () => {
    const name = 'graphs/4:0-1,0-2,1-2,1-3:2';
    expect(scopesIn(suite, 'graphs')).toHaveLength(172);
    expect(scopesIn(suite, 'graphs')).toContain(name);
    expect(scopesIn(suite, name)).toEqual([name]);
    expect(Object.keys(systemOf(suite, name).nodes)).toEqual(['0', '1', '2', '3']);
    expect(propertiesOf(suite, model, name)).toEqual([once, heard, coverage]);
    expect(propertiesOf(suite, model, 'small')).toEqual([once, heard]);
    expect(describeScope(suite, name)).toBe(
      '4 node nodes; messages arrive in order, none lost; no crashes; setting hops=2, reach=[0, 1, 2, 3]',
    );
  });

  it('may have properties of its own, which its family then has too', () => {
    const own = withFamily({ members: { a: { ...scope, properties: [coverage] }, b: scope } });
    expect(propertiesOf(own, model, 'f/a')).toEqual([once, heard, coverage]);
    expect(propertiesOf(own, model, 'f/b')).toEqual([once, heard]);
    expect(propertiesOf(own, model, 'f')).toEqual([once, heard, coverage]);
    expect(scopesOf(own, coverage as never)).toEqual(['graphs', 'f']);
    expect(() => selectPropertiesOrThrow(own, model, 'f/b', 'coverage')).toThrow(
      "'Coverage' is a property of scope graphs, f only",
    );
  });

  it('may be the scope of a bug, a claim or a storm', () => {
    const { N1 } = suite.bugs;
    const scopeName = 'f/a';
    const named = withFamily(
      { members: { a: { ...scope, properties: [coverage] } } },
      {
        bugs: { N1: { ...N1, scope: scopeName } as never },
        refuted: { F1: { ...suite.refuted?.F1, scope: scopeName } as never },
        storms: [{ scope: scopeName, runs: 1, actions: 1 }],
      },
    );
    expect(() => validateSuite(named)).not.toThrow();
  });
});

describe('the description of a family', () => {
  it('has the number of its members and what they have in common', () => {
    expect(describeScope(suite, 'graphs')).toBe(
      'family of 172 members; each with 2 to 4 nodes; messages arrive in order, none lost; no crashes; ' +
        'every connected graph of 2 to 4 nodes, 1 to 4 hops',
    );
    const oneHop = { members: { a: onGraph('3:0-1,1-2', 1), b: onGraph('3:0-1,0-2', 1) } };
    expect(describeScope(withFamily(oneHop), 'f')).toBe(
      'family of 2 members; 3 node nodes; messages arrive in order, none lost; no crashes; setting hops=1',
    );
  });
});

describe('a family of a suite that builds it by a function', () => {
  it('calls the function once, and only when the members are needed', () => {
    let calls = 0;
    const lazy = withFamily(
      {
        members: () => {
          calls++;
          return { a: scope };
        },
      },
      { bugs: { N1: { ...suite.bugs.N1, scope: 'f' } as never } },
    );
    validateSuite(lazy);
    expect(calls).toBe(0);
    for (const name of ['f', 'f/a']) scopesIn(lazy, name);
    allProperties(lazy);
    expect(calls).toBe(1);
  });

  it('finds the mistakes in what the function returns when it is called', () => {
    const of = (returned: unknown) => () => scopesIn(withFamily({ members: () => returned }), 'f');
    expect(of({})).toThrow(UsageError);
    expect(of({})).toThrow("family 'f' has no members; give it at least one scope");
    expect(of({ a: { ...scope, properties: [{}] } })).toThrow(
      "the 'properties' of member 'a' of family 'f' contain a value that is no property; make each with kit.always",
    );
    expect(of(Promise.resolve({}))).toThrow(CodeError);
    expect(of(undefined)).toThrow("'members' of family 'f' failed: ");
    const twice = withFamily({ members: () => ({ a: { ...scope, properties: [again] } }) });
    expect(() => allProperties(twice)).toThrow(
      "suite 'rumour': it has two properties named 'once'; rename one",
    );
  });

  it('is what sized returns, too', () => {
    let calls = 0;
    const sized = (size: number) => {
      calls++;
      return kit.family({ members: members(size, size, 1) });
    };
    const random = { ...suite, sized } as never as Suite;
    expect(scopesIn(random, 'nodes-3')).toHaveLength(4);
    expect(Object.keys(systemOf(random, 'nodes-3/3:0-1,0-2:1').nodes)).toHaveLength(3);
    expect(calls).toBe(1);
  });
});

describe('a wrong name', () => {
  it.each([
    ['graphs/5:0-1', "family 'graphs' of protocol 'rumour' has no member '5:0-1'; it has 2:0-1:1"],
    ['default/a', "protocol 'rumour' has no scope 'default/a'"],
    ['grphs', "protocol 'rumour' has no scope 'grphs'; did you mean graphs?"],
  ])('%s is refused', (name, sentence) => {
    expect(() => scopeOrFamilyOf(suite, name)).toThrow(UsageError);
    expect(() => scopeOrFamilyOf(suite, name)).toThrow(sentence);
  });

  it('of a family is refused where one system is needed', () => {
    const sentence =
      "scope 'graphs' is a family of 172 systems, and one system is needed here; name a member, for instance graphs/2:0-1:1";
    expect(() => scopeOf(suite, 'graphs')).toThrow(sentence);
    expect(() => systemOf(suite, 'graphs')).toThrow(sentence);
  });
});

describe('a wrong family', () => {
  it.each<[string, object, string]>([
    ['without members', { members: {} }, "family 'f' has no members; give it at least one scope"],
    [
      'whose members are no record',
      { members: [scope] },
      "the 'members' of family 'f' must be a record of scopes, or a function that returns one",
    ],
    [
      'with an unknown field',
      { members: { a: scope }, system: scope.system },
      "family 'f' has no field 'system'; it has says, properties, members",
    ],
    ['with a wrong says', { members: { a: scope }, says: 1 }, "the 'says' of family 'f' must be a line"],
    [
      'with wrong properties',
      { members: { a: scope }, properties: 1 },
      "'properties' contains a value that is no property",
    ],
    [
      'with a family as member',
      { members: { a: { members: { b: scope } } } },
      "member 'a' of family 'f' is a family itself; list its members in 'f'",
    ],
    [
      'with a member that is no scope',
      { members: { a: {} } },
      "member 'a' of family 'f' is no scope; give it 'system', a function",
    ],
    [
      'with a member that has an unknown field',
      { members: { a: { ...scope, nodes: 3 } } },
      "member 'a' of family 'f' has no field 'nodes'; it has says, system, properties",
    ],
    ...['a/b', '', '-a', 'a b', '.', '__proto__', 'ä'].map((name): [string, object, string] => [
      `with a member named '${name}'`,
      { members: Object.fromEntries([[name, scope]]) },
      `member '${name}' of family 'f' has a name that flags cannot carry; begin it with a letter or a digit, and use letters, digits and _ . , : + = -`,
    ]),
    [
      'with names that differ in case',
      { members: { a: scope, A: scope } },
      "members 'a' and 'A' of family 'f' differ only in case; rename one",
    ],
    [
      'with a property that the suite has',
      { members: { a: { ...scope, properties: [again] } } },
      "it has two properties named 'once'; rename one",
    ],
  ])('%s is refused', (_, family, sentence) => {
    expect(() => validateSuite(withFamily(family))).toThrow(UsageError);
    expect(() => validateSuite(withFamily(family))).toThrow(`suite 'rumour': ${sentence}`);
  });

  it.each<[string, Partial<Suite>, string]>([
    [
      'a bug in a member that is missing',
      { bugs: { N1: { ...suite.bugs.N1, scope: 'f/b' } as never } },
      "bug N1 names scope 'f/b', but family 'f' has no such member; it has a",
    ],
    [
      'a bug that breaks a property of another scope',
      { bugs: { N1: { ...suite.bugs.N1, breaks: coverage, scope: 'f' } as never } },
      "bug N1 breaks 'Coverage', which is a property neither of the suite nor of scope 'f'",
    ],
    [
      'a storm in a scope that is missing',
      { storms: [{ scope: 'default/a', runs: 1, actions: 1 }] },
      "a storm names scope 'default/a'; it has default, small, graphs, f",
    ],
  ])('%s is refused', (_, more, sentence) => {
    expect(() => validateSuite(withFamily({ members: { a: scope } }, more))).toThrow(
      `suite 'rumour': ${sentence}`,
    );
  });

  it('is refused if a scope has the name of a member', () => {
    const taken = withFamily({ members: { a: scope } });
    const scopes = { ...taken.scopes, 'f/x': scope } as never;
    expect(() => validateSuite({ ...taken, scopes })).toThrow(
      "scope 'f/x' has the name of a member of family 'f'; rename one",
    );
  });
});
