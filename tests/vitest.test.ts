/** The tests that `describeProtocol` makes, run by vitest in a folder of their own: that each can fail, where, and with what words. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { vitest, workshop } from './support/command.ts';
import { house } from './support/house.ts';

/** Suites that are not as they should be, each described on a line of its own. */
const suites = `
import { describeProtocol } from 'swarmcheck/vitest';
import { suite as raft } from 'swarmcheck/protocols/raft';

const { server } = raft.roles;
const named = (name, changes = {}) => ({ ...raft, name, storms: [], bugs: {}, ...changes });
const played = (implementation) => ({ roles: { server: { ...server, implementation } } });
const few = raft.properties.filter(({ name }) => ['Election Safety', 'Leader Elected'].includes(name));
const off = { regressions: false, paths: false, scopes: [] };
const { model } = server;
const throwing = { init: (birth) => model.init(birth), view: (state) => model.view(state), rename: (state, name) => model.rename(state, name), step: () => { throw new Error('out of paper'); } };

describeProtocol(named('slow', { properties: few }), { ...off, scopes: ['nightly'], secondsMax: 0.3 });
describeProtocol(named('undecided', { properties: raft.properties.filter(({ name }) => name === 'Later Leader') }), { ...off, scopes: ['one-term'] });
describeProtocol(named('missed', { bugs: { R3: { ...raft.bugs.R3, model: {}, implementation: undefined } } }), off);
describeProtocol(named('forgetful', { ...played(raft.bugs.R3.implementation.server), properties: few }), { ...off, paths: ['one-term'], out: 'traces' });
describeProtocol(named('lost', { ...played(raft.bugs.R3.implementation.server), properties: few }), { ...off, scopes: ['one-term'], out: 'suites.test.mjs' });
describeProtocol(named('hasty', { properties: few }), { ...off, paths: ['nightly'], secondsMax: 0.3 });
describeProtocol(named('stormy', { ...played(raft.bugs.R3.implementation.server), storms: [{ scope: 'storm-3', runs: 200, actions: 60 }] }), off);
describeProtocol(named('raft', { ...played(raft.bugs.R3.implementation.server), bugs: raft.bugs }), { ...off, bugs: false, regressions: 'kept' });
describeProtocol(named('throwing', { roles: { server: { model: throwing } }, properties: few }), { ...off, scopes: ['one-term'] });
`;

const wrong = `
import { it } from 'vitest';
import { describeProtocol } from 'swarmcheck/vitest';
import { suite as raft } from 'swarmcheck/protocols/raft';

for (const [suite, options] of [
  [raft, { scopes: ['gone'] }],
  [raft, { paths: ['gone'] }],
  [raft, { secondsMax: 0 }],
  [raft, { scopse: ['default'] }],
  [raft, { scopes: 'default' }],
  [raft, { regressions: 'gone' }],
  [{ ...raft, properties: [{}] }, {}],
]) {
  try {
    describeProtocol(suite, options);
  } catch (error) {
    const [, line] = /wrong\\.test\\.mjs:(\\d+):/.exec(error.stack) ?? [];
    it(\`\${error.message} (line \${line})\`, () => {});
  }
}
`;

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const folder = workshop({
  'suites.test.mjs': suites,
  'wrong.test.mjs': wrong,
  'kept/R3.trace.json': readFileSync(join(house, 'regressions/raft/R3.trace.json'), 'utf8'),
  'kept/R9.trace.json': readFileSync(join(house, 'regressions/raft/R9.trace.json'), 'utf8'),
  'kept/stale.trace.json': readFileSync(join(house, 'regressions/raft/R9.trace.json'), 'utf8').replace(
    /"currentTerm": 0/,
    '"currentTerm": 7',
  ),
  'kept/none.trace.json': '{}',
  'kept/other.trace.json': readFileSync(join(house, 'regressions/chord/C3.trace.json'), 'utf8'),
});

/** By its full name, how a test ended and what it said. */
const ended = new Map<string, { readonly status: string; readonly said: string }>();
let output = '';

beforeAll(() => {
  output = vitest(
    ['run', '--reporter=json', '--outputFile=results.json', '--reporter=default'],
    { CI: 'true' },
    folder,
  ).out;
  const results: Results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  for (const { assertionResults } of results.testResults)
    for (const { fullName, status, failureMessages } of assertionResults)
      ended.set(fullName, { status, said: failureMessages.join('\n') });
}, 120_000);

/** The line on which a suite of that name is described. */
function lineOf(name: string): number {
  return suites.split('\n').findIndex((line) => line.startsWith(`describeProtocol(named('${name}'`)) + 1;
}

describe('describeProtocol', () => {
  it.each([
    [
      'slow',
      'model, scope nightly is explored completely',
      /^ProtocolFailure: the search stopped after \d+ worlds: the time limit of 0.3 s was reached/,
    ],
    [
      'slow',
      'lockstep, scope nightly is explored completely',
      /^ProtocolFailure: the search stopped after \d+ worlds: the time limit of 0.3 s was reached/,
    ],
    [
      'undecided',
      'model, scope one-term Later Leader: A leader is elected in a later term than one before.',
      /Later Leader is inconclusive: [\s\S]*never reached in this scope/,
    ],
    [
      'missed',
      'known bugs R3, model, violates Election Safety: A server grants its vote without looking at the one it already gave.',
      /R3 was not caught: it should break Election Safety in scope one-term, but in \d+ worlds it holds/,
    ],
    [
      'forgetful',
      'paths, scope one-term Refinement, scope one-term: Every step of the implementation is a step of the model.',
      /a diverges from its model: role should be candidate[\s\S]*npx swarmcheck replay traces\/forgetful\/lockstep\/refinement.one-term.trace.json # and --suite with the file that exports the suite\n/,
    ],
    [
      'lost',
      'lockstep, scope one-term Refinement: Every step of the implementation is a step of the model.',
      /a diverges from its model: role should be candidate[\s\S]*the trace was not written: out: suites.test.mjs\S* cannot be written [\s\S]*a test to paste:\n\n {2}import 'swarmcheck[\s\S]* {2}it\('keeps Refinement/,
    ],
    [
      'hasty',
      'paths, scope nightly Refinement, scope nightly: Every step of the implementation is a step of the model.',
      /the search for paths stopped: the time limit of 0.3 s was reached/,
    ],
    [
      'stormy',
      'schedules implementation, scope storm-3: 200 storms of at most 60 actions',
      /is violated: [\s\S]*drawn from SWARMCHECK_SEED=0x5eed\n\nto replay it: npx swarmcheck replay swarmcheck-out\/stormy\/implementation\/\S+\.storm-3\.trace\.json # and --suite with the file that exports the suite\na test to paste:\n\n {2}import 'swarmcheck[\s\S]* {2}it\('keeps/,
    ],
    [
      'raft',
      'regressions kept/R3.trace.json violates nothing any more',
      /REPRODUCED {2}Election Safety is violated again[\s\S]*to replay it: npx swarmcheck replay kept\/R3.trace.json --subject implementation/,
    ],
    ['raft', 'regressions kept/none.trace.json violates nothing any more', /kept\/none.trace.json/],
    [
      'throwing',
      'model, scope one-term is explored completely',
      /out of paper\nsteps up to the failure:[\s\S]*a times out: electionTimeout/,
    ],
  ])('says of %s: %s', (name, title, words) => {
    const { status, said } = ended.get(`${name} ${title}`) ?? {};
    expect(status, [...ended.keys()].join('\n')).toBe('failed');
    expect(said).toMatch(words);
    expect(said).toContain(`suites.test.mjs:${lineOf(name)}:`);
  });

  it('lets pass what is as it should be, and says what no path takes', () => {
    const status = (title: string) => ended.get(title)?.status;
    expect(status('raft regressions kept/R9.trace.json violates nothing any more')).toBe('passed');
    expect(status('stormy schedules model, scope storm-3: 200 storms of at most 60 actions')).toBe('passed');
    expect(status('forgetful paths, scope one-term raft: guard grantsVote true')).toBe('passed');
    expect(status('forgetful paths, scope one-term raft: leader --propose--> stays')).toBe('skipped');
    expect(output).toContain('[no path takes it; the implementation diverges from its model before]');
  });

  it('leaves traces of other protocols to them', () => {
    expect([...ended.keys()].filter((title) => title.includes('other.trace.json'))).toEqual([]);
  });

  it('writes traces into the folder of its options, and attaches them', () => {
    const [path = ''] = /swarmcheck-out\/stormy\/implementation\/\S+\.trace\.json/.exec(output) ?? [];
    expect(JSON.parse(readFileSync(join(folder, path), 'utf8'))).toMatchObject({
      scope: 'storm-3',
      seed: '0x5eed',
    });
    expect(output).toMatch(/❯ suites\.test\.mjs:\d+:\d+ trace\n {3}↳ \S.* is violated: a trace of \d+ steps/);
    expect(existsSync(join(folder, '.vitest-attachments'))).toBe(true);
  });

  it.each([
    "protocol 'raft' has no scope 'gone'; it has quick, default,",
    'secondsMax is 0; it must be more than 0',
    "describeProtocol has no option 'scopse'; did you mean scopes? it has scopes, schedules,",
    "scopes is 'default'; it must be a list: ['default']",
    'regressions: there is no folder gone; name one that holds traces',
    "suite 'raft': ",
  ])('refuses what makes no sense when it is described: %s', (sentence) => {
    const line = wrong.split('\n').findIndex((text) => text.includes('describeProtocol(suite, options)')) + 1;
    const refused = [...ended.keys()].filter((title) => title.startsWith(sentence));
    expect(refused.length).toBeGreaterThan(0);
    for (const title of refused) expect(title).toContain(`(line ${line})`);
  });
});
