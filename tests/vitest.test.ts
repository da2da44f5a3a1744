/**
 * Tests `describeProtocol`: each test that it makes can fail, at the right line and with the right message.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { userFolder, vitest } from './support/command.ts';
import { repository } from './support/repository.ts';

/** Suites with one mistake each, described on a line of their own. */
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

const folder = userFolder({
  'suites.test.mjs': suites,
  'wrong.test.mjs': wrong,
  'kept/R3.trace.json': readFileSync(join(repository, 'regressions/raft/R3.trace.json'), 'utf8'),
  'kept/R9.trace.json': readFileSync(join(repository, 'regressions/raft/R9.trace.json'), 'utf8'),
  'kept/stale.trace.json': readFileSync(join(repository, 'regressions/raft/R9.trace.json'), 'utf8').replace(
    /"currentTerm": 0/,
    '"currentTerm": 7',
  ),
  'kept/none.trace.json': '{}',
  'kept/other.trace.json': readFileSync(join(repository, 'regressions/chord/C3.trace.json'), 'utf8'),
});

/** The status and the messages of each test, by its full name. */
const ended = new Map<string, { readonly status: string; readonly message: string }>();
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
      ended.set(fullName, { status, message: failureMessages.join('\n') });
}, 120_000);

/** The line on which the suite of this name is described. */
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
      'model, scope one-term Later Leader: Leaders are elected in two terms.',
      /Later Leader is inconclusive: [\s\S]*never reached in this scope/,
    ],
    [
      'missed',
      'known bugs R3, model, violates Election Safety: A server grants its vote although it has voted for another candidate in the term.',
      /R3 was not caught: it should violate Election Safety in scope one-term, but after \d+ worlds it holds/,
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
      /is violated: [\s\S]*drawn from SWARMCHECK_SEED=0x5eed\n\nto replay it: npx swarmcheck replay swarmcheck-out\/stormy\/implementation\/\S+\.storm-3\.trace\.json # and --suite with the file that exports the suite\nto see it in a browser: swarmcheck-out\/stormy\/implementation\/\S+\.storm-3\.html\na test to paste:\n\n {2}import 'swarmcheck[\s\S]* {2}it\('keeps/,
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
  ])('fails for %s: %s', (name, title, words) => {
    const { status, message } = ended.get(`${name} ${title}`) ?? {};
    expect(status, [...ended.keys()].join('\n')).toBe('failed');
    expect(message).toMatch(words);
    expect(message).toContain(`suites.test.mjs:${lineOf(name)}:`);
  });

  it('passes correct suites, and skips transitions without a path', () => {
    const status = (title: string) => ended.get(title)?.status;
    expect(status('raft regressions kept/R9.trace.json violates nothing any more')).toBe('passed');
    expect(status('stormy schedules model, scope storm-3: 200 storms of at most 60 actions')).toBe('passed');
    expect(status('forgetful paths, scope one-term raft: guard grantsVote true')).toBe('passed');
    expect(status('forgetful paths, scope one-term raft: leader --propose--> stays')).toBe('skipped');
    expect(output).toContain('[no path reaches it; the implementation diverges from its model before]');
  });

  it('ignores traces of other protocols', () => {
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
  ])('refuses wrong options when the suite is described: %s', (sentence) => {
    const line = wrong.split('\n').findIndex((text) => text.includes('describeProtocol(suite, options)')) + 1;
    const refused = [...ended.keys()].filter((title) => title.startsWith(sentence));
    expect(refused.length).toBeGreaterThan(0);
    for (const title of refused) expect(title).toContain(`(line ${line})`);
  });
});
