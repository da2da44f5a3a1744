/** The help of the command besides its flags: examples, and exit codes. */
import { columnsUnlessKnown, paragraph } from '../reports/table.ts';
import { pastingOf } from './launch.ts';

const exitCodes: readonly (readonly [code: string, says: string])[] = [
  ['4', 'an actor or a property failed or did not come back, or swarmcheck itself failed'],
  ['2', 'a flag, a name or a bound makes no sense; nothing was written'],
  ['1', 'a property is violated; its counterexample was printed and written, or a trace was reproduced'],
  [
    '3',
    'inconclusive: a limit cut the search short, something was never reached, a known bug was not caught, or a claim was not refuted; or a trace is stale',
  ],
  ['0', 'all hold'],
];

/** By their commands, what one may write, and what for. */
const examples: Readonly<Record<string, readonly (readonly [words: string, says: string])[]>> = {
  list: [
    ['list raft', 'scopes, promises and known bugs of Raft'],
    ['list --format json', 'the same of all protocols, for a program'],
  ],
  verify: [
    ['verify', 'everything there is to check'],
    ['verify raft --verbose', 'of Raft alone, with each promise'],
    ['verify --suite ./my.suite.ts --time 60', 'a suite of your own, a minute at most'],
  ],
  explore: [
    ['explore raft --subject bug:R3', 'a known bug, and the shortest way to what it breaks'],
    ['explore raft --scope nightly --plan', 'how large a scope is, before you wait for it'],
    ['explore --suite ./my.suite.ts --property never-backwards', 'one promise of your own suite'],
  ],
  fuzz: [
    ['fuzz raft --nodes 7 --time 30', 'half a minute of schedules for seven servers'],
    ['fuzz raft --subject implementation --seed 0x2a', 'the implementation, by another seed'],
  ],
  bugs: [
    ['bugs raft --bug R3,R12', 'how two known bugs are caught'],
    ['bugs chord --seeds 1 --runs 500', 'all of Chord, with less patience'],
  ],
  refuted: [
    ['refuted chord --claim O1,O14', 'two published claims, each with its counterexample in outline'],
    ['explore chord --subject refuted:O1', 'one of them in full'],
  ],
  replay: [
    ['replay swarmcheck-out/raft/bugs/R3.trace.json', 'does it still break?'],
    ['replay my.trace.json --suite ./my.suite.ts', 'a trace of your own suite'],
    ['replay my.trace.json --subject implementation', 'on something else than it was recorded on'],
  ],
  show: [
    ['show swarmcheck-out/raft/bugs/R3.trace.json', 'step by step'],
    ['show my.trace.json --as svg > my.svg', 'drawn'],
    ['show my.trace.json --as test > my.test.ts', 'as a test of vitest'],
  ],
};

/** The examples of one command; without a name the first of each. */
export function examplesText(command?: string): string {
  const { launcher } = pastingOf();
  const shown =
    command === undefined ? Object.values(examples).flatMap((all) => all.slice(0, 1)) : examples[command];
  const lines = (shown ?? []).flatMap(([words, says]) => [`  ${launcher} ${words}`, `      ${says}`]);
  return ['Examples:', ...lines].join('\n');
}

/** The exit codes, wrapped to the terminal. */
export function exitCodesText(): string {
  const columns = process.stdout.columns ?? columnsUnlessKnown;
  const lines = exitCodes.flatMap(([code, says]) =>
    paragraph(says, columns - 5).map((line, at) => `  ${at === 0 ? code : ' '}  ${line}`),
  );
  return ['Exit codes, the first that applies:', ...lines].join('\n');
}
