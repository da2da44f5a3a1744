/** The help of the command beside its options: examples and exit codes. */
import { defaultColumns, paragraph } from '../reports/table.ts';
import { invocationOf } from './invocation.ts';

const exitCodes: readonly (readonly [code: string, says: string])[] = [
  ['4', 'code under check failed or did not return, or swarmcheck itself failed'],
  ['2', 'an option, a name or a file is wrong; nothing was checked'],
  ['1', 'a property is violated (the counterexample was printed and written), or a trace was reproduced'],
  [
    '3',
    'inconclusive: a limit ended the run, a goal was not reached, a known bug was not caught, a claim was not refuted, or a trace is stale',
  ],
  ['0', 'all properties hold'],
];

/** Examples of each command, with their purpose. */
const examples: Readonly<Record<string, readonly (readonly [words: string, says: string])[]>> = {
  list: [
    ['list raft', 'scopes, properties and known bugs of Raft'],
    ['list --format json', 'all protocols, as JSON for a program'],
  ],
  verify: [
    ['verify', 'check every protocol completely'],
    ['verify raft --verbose', 'check Raft, and print each property'],
    ['verify --suite ./my.suite.ts --time 60', 'check your own suite, for at most a minute'],
  ],
  explore: [
    ['explore raft --subject bug:R3', 'find the shortest counterexample of a known bug'],
    ['explore raft --scope nightly --plan', 'estimate the size of a scope before you explore it'],
    ['explore --suite ./my.suite.ts --property never-backwards', 'check one property of your own suite'],
  ],
  fuzz: [
    ['fuzz raft --nodes 7 --time 30', 'draw schedules of seven servers for half a minute'],
    ['fuzz raft --subject implementation --seed 0x2a', 'check the implementation with another seed'],
    [
      'fuzz --suite ./my.suite.ts --codec frames --runs 1000000',
      'check a codec of your own suite by a million streams',
    ],
  ],
  bugs: [
    ['bugs raft --bug R3,R12', 'show how two known bugs are caught'],
    ['bugs chord --seeds 1 --runs 500', 'check all known bugs of Chord with fewer schedules'],
  ],
  refuted: [
    ['refuted chord --claim O1,O14', 'refute two published claims, and outline the counterexamples'],
    ['explore chord --subject refuted:O1', 'print one of these counterexamples in full'],
  ],
  replay: [
    ['replay swarmcheck-out/raft/bugs/R3.trace.json', 'check whether the violation still occurs'],
    ['replay my.trace.json --suite ./my.suite.ts', 'replay a trace of your own suite'],
    ['replay my.trace.json --subject implementation', 'replay a trace on another subject'],
  ],
  show: [
    ['show swarmcheck-out/raft/bugs/R3.trace.json', 'print a trace step by step'],
    ['show my.trace.json --why', 'print with each step the transitions that it takes'],
    ['show my.trace.json --as svg > my.svg', 'draw it'],
    ['show my.trace.json --as html > my.html', 'make a page that shows it step by step in any browser'],
    ['show my.trace.json --as test > my.test.ts', 'write it as a test for vitest'],
  ],
  sample: [
    ['sample raft', 'print a run in which leaders are elected and entries committed'],
    ['sample raft --seed 0x2a --actions 30', 'print another one, of shorter schedules'],
  ],
  chart: [
    ['chart raft > raft.svg', 'draw the machine of Raft, with what the default scope never takes'],
    ['chart --suite ./my.suite.ts --as mermaid', 'draw your own model, as text for Markdown'],
    ['chart chord --no-coverage --role original > original.svg', 'draw one role without an exploration'],
  ],
};

/** The examples of one command; without a name the first example of each command. */
export function examplesText(command?: string): string {
  const { launcher } = invocationOf();
  const shown =
    command === undefined ? Object.values(examples).flatMap((all) => all.slice(0, 1)) : examples[command];
  const lines = (shown ?? []).flatMap(([words, says]) => [`  ${launcher} ${words}`, `      ${says}`]);
  return ['Examples:', ...lines].join('\n');
}

/** The exit codes, wrapped to the terminal. */
export function exitCodesText(): string {
  const columns = process.stdout.columns ?? defaultColumns;
  const lines = exitCodes.flatMap(([code, says]) =>
    paragraph(says, columns - 5).map((line, at) => `  ${at === 0 ? code : ' '}  ${line}`),
  );
  return ['Exit codes (the first that applies):', ...lines].join('\n');
}
