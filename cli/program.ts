/**
 * The command line of `swarmcheck`: defines its commands, options and help, and starts the chosen command.
 */
import { Command, type CommanderError, Option } from 'commander';
import { defaultSeed, strategies, UsageError } from '../checker/index.ts';
import { places } from '../checker/suite/project.node.ts';
import { version } from '../checker/suite/trace-store.node.ts';
import { didYouMean } from '../checker/values/suggestions.ts';
import { chartForms } from '../reports/chart/index.ts';
import { commandText } from '../reports/shell-command.ts';
import { adapter } from './adapter.ts';
import { defaultAdapterSeconds } from './adapters.ts';
import { bugs } from './bugs.ts';
import { build } from './build.ts';
import { chart } from './chart.ts';
import { defaultShrinkSeconds } from './check-runner.ts';
import { explore, list, replay, show } from './commands.ts';
import type { Exit } from './exit.ts';
import { fuzz } from './fuzz.ts';
import { examplesText, exitCodesText } from './help.ts';
import { invocationOf } from './invocation.ts';
import {
  adapterCommand,
  defaultFieldMegabytes,
  defaultStepSeconds,
  file,
  folder,
  formatList,
  formats,
  listFormat,
  listFormats,
  nameList,
  type Options,
  orderNamed,
  orders,
  positiveNumber,
  showForms,
  wholeNumber,
  wholeNumbers,
} from './options.ts';
import { refuted } from './refuted.ts';
import { sample } from './sample.ts';
import { print, send } from './thread.ts';
import { verify } from './verify.ts';

/** The values of `--subject`. */
const subjects =
  'model, implementation, lockstep, a known bug (bug:R3, bug:R3/implementation, bug:R3/lockstep) or a refuted claim (refuted:O1)';

const defaultSubjectText = 'default: model, or the implementation if an adapter plays it';

/** Headings of the options in the help, in the order in which a new user needs them. */
const groups = {
  what: 'What to check:',
  printed: 'Output:',
  limits: 'Limits:',
  how: 'How to check:',
} as const;

/** An option of the command line, under its heading. */
function flag(
  group: keyof typeof groups,
  flags: string,
  says: string,
  parse?: (text: string, before: never) => unknown,
  preset?: { readonly value: unknown; readonly text?: string },
): Option {
  const option = new Option(flags, says).helpGroup(groups[group]);
  if (parse !== undefined) option.argParser(parse as (text: string, before: unknown) => unknown);
  return preset === undefined ? option : option.default(preset.value, preset.text);
}

/** The whole command line; the chosen command passes its exit code to `exit`. */
export function program(exit: (code: Exit) => void): Command {
  const root: Command = new Command('swarmcheck')
    .description('A model checker for peer-to-peer protocols.')
    .version(version())
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: print, outputError: () => {} })
    .exitOverride((error) => {
      throw withSuggestion(error, root);
    })
    .addHelpText('after', () => `\n${examplesText()}\n\n${exitCodesText()}`)
    .hook('preAction', (_root, command) => {
      refuseRepeated(root, command);
      send({ kind: 'options', options: command.opts<Options>() });
    });

  const command = (usage: string, says: string, ...flags: readonly Option[]) => {
    const made = root.command(usage).description(says);
    for (const option of [...flags, ...commonFlags]) made.addOption(option);
    return made
      .addHelpOption(flag('printed', '-h, --help', 'display this help'))
      .addHelpText('after', () => `\n${examplesText(made.name())}`);
  };

  command(
    'list [protocol...]',
    'list protocols with their scopes, properties, codecs, known bugs and refuted claims',
    ...suiteFlags,
    flag('printed', '--format <name>', `${listFormats.join(' or ')} (default: text)`, listFormat),
  ).action(async (protocols: string[], options: Options) => exit(await list(protocols, options)));
  command(
    'verify [protocol...]',
    'check protocols completely: replay regressions, explore, draw schedules, check codecs, catch known bugs, refute claims (default: the protocols of your suites)',
    flag(
      'what',
      '--scope <name>',
      'explore this scope instead of the default scope; schedules, known bugs and claims keep their own',
    ),
    ...runFlags,
    flag(
      'printed',
      '--verbose',
      'print results in full: each property, and the trace of each known bug and refuted claim',
    ),
    flag(
      'what',
      '--regressions <folder>',
      'folder of traces that once violated a property, which are replayed first (default: regressions, beside the configuration if there is one)',
      folder('--regressions', 'regressions'),
    ),
    ...searchFlags,
    flag(
      'how',
      '--jobs <number>',
      'checks that run at a time, each in a thread (default: one per core if there are many checks)',
      wholeNumber('--jobs', 1, 2),
    ),
  ).action(async (protocols: string[], options: Options) => exit(await verify(protocols, options)));
  command(
    'explore [protocol]',
    'explore one scope of one protocol exhaustively, and print counterexamples; the protocol may be omitted if there is only one',
    flag('what', '--scope <name>', 'scope to explore (default: default, or the scope of the bug or claim)'),
    flag('what', '--subject <name>', `what to check: ${subjects} (${defaultSubjectText})`),
    ...runFlags,
    flag(
      'printed',
      '--witnesses',
      'print and write a shortest execution to each property that is reached; show prints or draws it',
    ),
    flag(
      'printed',
      '--plan',
      'explore only a sample, and estimate the size of the scope, the time and the memory',
    ),
    flag(
      'printed',
      '--traces <number>',
      'print and write up to this number of counterexamples of each always or step property, which differ in the kinds of their steps (default: 1)',
      wholeNumber('--traces', 1, 3),
    ),
    ...searchFlags,
    flag(
      'how',
      '--order <name>',
      `order of the search: ${orders.join(', ')} (default: breadth-first)`,
      orderNamed,
    ),
    flag(
      'how',
      '--workers <number>',
      'threads of one breadth-first search; the result does not depend on their number',
      wholeNumber('--workers', 1, 2),
    ),
    flag(
      'how',
      '--partial-order',
      'partial-order reduction: leave out transitions that another order covers; breadth-first, one thread, no symmetry',
    ),
    flag(
      'how',
      '--field <megabytes>',
      `size of the bit array of bitstate hashing, at most 512 megabytes (default: ${defaultFieldMegabytes})`,
      positiveNumber('--field', 'megabytes'),
    ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await explore(protocol, options)));
  command(
    'fuzz [protocol]',
    'draw adversarial schedules of one scope until one violates a property, and shrink that one; the protocol may be omitted if there is only one',
    flag(
      'what',
      '--scope <name>',
      'scope of the schedules (default: the first that the suite has for schedules, or the scope of the bug or claim)',
    ),
    flag(
      'what',
      '--codec <names>',
      'check these codecs, or all, by streams of bytes, instead of a scope by schedules',
      nameList,
    ),
    flag('what', '--nodes <number>', 'use the scope with this number of nodes', wholeNumber('--nodes', 1)),
    flag('what', '--subject <name>', `what to check: ${subjects} (${defaultSubjectText})`),
    ...runFlags,
    ...scheduleFlags(
      'schedules to draw (default: 1,000; with --time no limit), or with --codec streams for each codec (default: 20,000)',
    ),
    flag(
      'limits',
      '--actions <numbers>',
      'most actions of a storm, for instance 60, or 60,150,400, of which each storm draws one; a storm without effect may end early, after half of them (default: given by the suite)',
      wholeNumbers('--actions', 0),
    ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await fuzz(protocol, options)));
  command(
    'bugs [protocol...]',
    'print the scoreboard: how each known bug is caught by search and by schedules; equivalent mutants must not be caught',
    flag('what', '--bug <ids>', 'known bugs to check, for instance R3,R12 (default: all)', nameList),
    flag('what', '--scope <name>', 'search in this scope instead of the scope of each bug'),
    ...runFlags,
    ...scheduleFlags('schedules to draw for each seed, or streams for a bug of a codec (default: 5,000)'),
    flag(
      'limits',
      '--seeds <number>',
      'number of seeds; schedules are drawn for each seed',
      wholeNumber('--seeds', 1),
      {
        value: 5,
      },
    ),
  ).action(async (protocols: string[], options: Options) => exit(await bugs(protocols, options)));
  command(
    'refuted [protocol...]',
    'refute published claims: each must have a counterexample of the length that the suite gives',
    flag('what', '--claim <ids>', 'claims to refute, for instance O1,O14 (default: all)', nameList),
    ...runFlags,
    ...searchFlags,
  ).action(async (protocols: string[], options: Options) => exit(await refuted(protocols, options)));
  command(
    'replay <trace>',
    'run a recorded trace, or a stream of a codec, again; the result is REPRODUCED, FIXED or STALE',
    flag('what', '--subject <name>', `replay on another subject: ${subjects}`),
    ...suiteFlags,
    flag(
      'printed',
      '--why',
      'print for each step the transitions that it takes, and the guards with their outcomes',
    ),
    flag('printed', '--quiet', 'print nothing if the trace is fixed'),
  ).action(async (trace: string, options: Options) => exit(await replay(trace, options)));
  command(
    'show <trace>',
    'print a recorded trace or stream of a codec, or draw a trace',
    flag(
      'printed',
      '--as <form>',
      `form of the output: ${showForms.join(', ')}, or the name of a picture of the suite`,
      undefined,
      { value: 'text' },
    ),
    flag(
      'printed',
      '--why',
      'print for each step the transitions that it takes, and the guards with their outcomes',
    ),
    ...suiteFlags,
  ).action(async (trace: string, options: Options) => exit(await show(trace, options)));
  command(
    'build [protocol]',
    'make a live page of a protocol: one file in which a reader chooses every step, and searches from any of them (needs esbuild)',
    flag('what', '--trace <file>', 'begin with this counterexample'),
    flag(
      'what',
      '--scope <name>',
      'begin with this scope (default: default, or the scope of the bug or claim)',
    ),
    flag('what', '--subject <name>', `begin with this subject: ${subjects} (default: model)`),
    flag('printed', '--out <file>', 'the file to write', undefined, { value: 'swarmcheck.html' }),
    ...suiteFlags.filter(({ long }) => long !== '--implementation'),
  ).action(async (protocol: string | undefined, options: Options) => exit(await build(protocol, options)));
  command(
    'sample [protocol]',
    'print one execution that violates nothing: of drawn schedules the one that reaches the most goals, with few faults; the protocol may be omitted if there is only one',
    flag(
      'what',
      '--scope <name>',
      'scope of the execution (default: default, or the scope of the bug or claim)',
    ),
    flag('what', '--subject <name>', `what to run: ${subjects} (${defaultSubjectText})`),
    ...suiteFlags,
    ...runFlags
      .filter(({ long }) => /out|time|memory|seed|quiet/.test(long ?? ''))
      .filter((one) => !suiteFlags.includes(one)),
    flag(
      'limits',
      '--runs <number>',
      'schedules from which it is taken (default: 200)',
      wholeNumber('--runs', 1),
    ),
    flag(
      'limits',
      '--actions <numbers>',
      'most actions of a schedule; of several numbers each schedule draws one (default: given by the suite, or 100)',
      wholeNumbers('--actions', 1),
    ),
    flag(
      'how',
      '--strategy <names>',
      `strategies to draw from: ${strategies.map(({ name }) => name).join(', ')}`,
      nameList,
    ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await sample(protocol, options)));
  command(
    'chart [protocol]',
    'draw the machines of a protocol; transitions that an exploration of a scope never takes are marked; the protocol may be omitted if there is only one',
    flag('printed', '--as <form>', `form of the output: ${Object.keys(chartForms).join(', ')}`, undefined, {
      value: 'svg',
    }),
    flag('what', '--role <name>', 'draw this role only (default: all roles that play a node of the scope)'),
    flag('what', '--scope <name>', 'scope to explore (default: default)'),
    flag('what', '--no-coverage', 'explore nothing, and mark nothing'),
    ...suiteFlags.filter(({ long }) => !/implementation|adapter/.test(long ?? '')),
    flag('printed', '--quiet', 'print no progress'),
    flag('limits', '--time <seconds>', 'time limit of the exploration', positiveNumber('--time', 'seconds')),
    ...searchFlags,
  ).action(async (protocol: string | undefined, options: Options) => exit(await chart(protocol, options)));
  command(
    'adapter <check> <command>',
    'adapter check: test whether a command keeps to the adapter protocol, by which implementations in other languages are checked',
    ...suiteFlags.filter(({ long }) => long !== '--implementation'),
  ).action(async (action: string, adapterCommand: string, options: Options) =>
    exit(await adapter(action, adapterCommand, options)),
  );
  return root;
}

/** Options of every command that runs code of suites. */
const suiteFlags: readonly Option[] = [
  flag(
    'what',
    '--suite <file>',
    'module that exports a suite of your own, for instance ./my.suite.ts; may be repeated (default: the suites of swarmcheck.config.ts in this folder or above)',
    file,
  ),
  flag(
    'limits',
    '--step-time <seconds>',
    'time limit of one call into code of a suite; exit code 4 if it does not return in time',
    positiveNumber('--step-time', 'seconds'),
    { value: defaultStepSeconds },
  ),
  flag(
    'what',
    '--implementation <command>',
    'adapter that plays the implementation, or role=command if the suite has several roles; may be repeated (default: the implementation of the suite)',
    adapterCommand,
  ),
  flag(
    'limits',
    '--adapter-time <seconds>',
    `time limit of one answer of an adapter; exit code 4 if it does not answer in time (default: ${defaultAdapterSeconds})`,
    positiveNumber('--adapter-time', 'seconds'),
  ),
];

/** Options of every command. */
const commonFlags: readonly Option[] = [
  flag('printed', '--no-color', 'print without colours; NO_COLOR has the same effect'),
  flag('printed', '--debug', 'print errors with their stacks'),
];

/** Options of every run. */
const runFlags: readonly Option[] = [
  flag(
    'what',
    '--property <name>',
    'check only this property (default: all; for a bug or claim the property that it violates)',
  ),
  ...suiteFlags,
  flag('printed', '--quiet', 'print only unexpected results'),
  flag(
    'printed',
    '--out <folder>',
    `folder for counterexamples (default: ${places.out}, beside the configuration if there is one)`,
    folder('--out', places.out),
  ),
  flag(
    'printed',
    '--format <names>',
    `${formats.join(', ')}; a single format is printed; of several, all but text are written to --out (default: text)`,
    formatList,
  ),
  flag('limits', '--time <seconds>', 'time limit of the whole run', positiveNumber('--time', 'seconds')),
  flag(
    'limits',
    '--memory <megabytes>',
    'memory limit of the process',
    positiveNumber('--memory', 'megabytes'),
  ),
  flag('how', '--seed <number>', 'seed of the schedules', wholeNumber('--seed', 0), {
    value: defaultSeed,
    text: `0x${defaultSeed.toString(16)}`,
  }),
];

const maxWorlds = flag(
  'limits',
  '--max-worlds <number>',
  'stop each exploration after this number of worlds (alias: --max-states)',
  wholeNumber('--max-worlds', 1),
);

/** A second name of an option, which the help does not list. */
function alias(flags: string, option: Option, parse: (text: string) => unknown): Option {
  const second = new Option(flags, option.description).argParser(parse).hideHelp();
  second.attributeName = () => option.attributeName();
  return second;
}

/** Options of a run that explores. */
const searchFlags: readonly Option[] = [
  maxWorlds,
  alias('--max-states <number>', maxWorlds, wholeNumber('--max-states', 1)),
  flag(
    'limits',
    '--max-depth <number>',
    'do not expand worlds at this number of steps from an initial world',
    wholeNumber('--max-depth', 0),
  ),
  flag('how', '--no-symmetry', 'do not use the symmetry of a scope: distinguish all nodes'),
];

/** Options of a run that draws schedules; `runs` describes their number. */
function scheduleFlags(runs: string): readonly Option[] {
  return [
    flag('limits', '--runs <number>', runs, wholeNumber('--runs', 1)),
    flag(
      'limits',
      '--shrink-time <seconds>',
      `time limit for shrinking a violating schedule (default: ${defaultShrinkSeconds})`,
      positiveNumber('--shrink-time', 'seconds'),
    ),
    flag(
      'how',
      '--strategy <names>',
      `strategies to draw from: ${strategies.map(({ name }) => name).join(', ')}`,
      nameList,
    ),
  ];
}

/** Options that may be repeated. */
const repeatable = ['--suite', '--implementation', '--format', '--bug', '--claim', '--strategy', '--codec'];

/** @throws UsageError for an option that is given twice, because only its last value would count. */
function refuseRepeated(root: Command, command: Command): void {
  const { rawArgs } = root as unknown as { readonly rawArgs: readonly string[] };
  for (const option of command.options) {
    const { long, required } = option;
    if (!required || long == null || repeatable.includes(long)) continue;
    const names = command.options
      .filter((one) => one.attributeName() === option.attributeName())
      .map((one) => one.long);
    const given = rawArgs.filter((word) =>
      names.some((name) => word === name || word.startsWith(`${name}=`)),
    );
    if (given.length > 1) throw new UsageError(`${long} is given ${given.length} times; give it once`);
  }
}

/** The error of commander as a usage error, with a suggestion; help and version are no errors. */
function withSuggestion(error: CommanderError, root: Command): Error {
  const { code, message, exitCode } = error;
  if (exitCode === 0 || code === 'commander.help') return error;
  const command = root.commands.find((one) => one.name() === process.argv[2]);
  const known =
    code === 'commander.unknownOption' && command !== undefined
      ? command.options.flatMap(({ long }) => long ?? [])
      : root.commands.map((one) => one.name());
  const unknown = /unknown (?:option|command) '(.*?)'/.exec(message)?.[1];
  const right = unknown === undefined ? '' : `; ${didYouMean(unknown, known)}`;
  const help = commandText([...(command === undefined ? [] : [command.name()]), '--help'], invocationOf());
  return new UsageError(`${message.replace(/^error: /, '')}${right}; see ${help}`);
}
