/** The words of the `swarmcheck` command: commands, flags, help. */
import { Command, type CommanderError, Option } from 'commander';
import { defaultSeed, strategies, UsageError } from '../checker/index.ts';
import { places } from '../checker/suite/project.node.ts';
import { version } from '../checker/suite/trace-store.node.ts';
import { didYouMean } from '../checker/values/suggestions.ts';
import { renderings } from '../reports/index.ts';
import { commandText } from '../reports/paste.ts';
import { bugs } from './bugs.ts';
import { explore, list, replay, show } from './commands.ts';
import { shrinkSecondsMax } from './drive.ts';
import type { Exit } from './exit.ts';
import { fuzz } from './fuzz.ts';
import { examplesText, exitCodesText } from './help.ts';
import { pastingOf } from './launch.ts';
import {
  fieldUnlessTold,
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
  stepTimeUnlessTold,
  wholeNumber,
} from './options.ts';
import { refuted } from './refuted.ts';
import { print, say } from './thread.ts';
import { verify } from './verify.ts';

const subjects =
  'model, implementation, lockstep, a known bug: bug:R3, bug:R3/implementation, bug:R3/lockstep, or a refuted claim: refuted:O1';

/** Headings of flags, in the order in which a newcomer needs them. */
const groups = {
  what: 'What is checked:',
  printed: 'What is printed and written:',
  limits: 'Limits:',
  how: 'How it is checked:',
} as const;

/** A flag, under its heading. */
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

export function program(exit: (code: Exit) => void): Command {
  const root: Command = new Command('swarmcheck')
    .description('Holds peer-to-peer protocols to their promises.')
    .version(version())
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: print, outputError: () => {} })
    .exitOverride((error) => {
      throw better(error, root);
    })
    .addHelpText('after', () => `\n${examplesText()}\n\n${exitCodesText()}`)
    .hook('preAction', (_root, command) => {
      refuseTwice(root, command);
      say({ kind: 'options', options: command.opts<Options>() });
    });

  const command = (usage: string, says: string, ...flags: readonly Option[]) => {
    const made = root.command(usage).description(says);
    for (const option of [...flags, ...always]) made.addOption(option);
    return made
      .addHelpOption(flag('printed', '-h, --help', 'display this help'))
      .addHelpText('after', () => `\n${examplesText(made.name())}`);
  };

  command(
    'list [protocol...]',
    'what there is: protocols, scopes, properties, known bugs, refuted claims',
    ...suiteFlags,
    flag('printed', '--format <name>', `${listFormats.join(' or ')} (default: text)`, listFormat),
  ).action(async (protocols: string[], options: Options) => exit(await list(protocols, options)));
  command(
    'verify [protocol...]',
    'replay regressions, explore each protocol (default: those of your suites), draw schedules, hunt known bugs, refute claims',
    flag(
      'what',
      '--scope <name>',
      'explore this scope instead of the default one; schedules and bugs keep theirs',
    ),
    ...runFlags,
    flag(
      'printed',
      '--verbose',
      'print what is as it should be in full, too: each promise, and the trace of each known bug and refuted claim',
    ),
    flag(
      'what',
      '--regressions <folder>',
      'traces that once broke a promise, and are replayed first (default: regressions, beside the configuration if there is one)',
      folder('--regressions', 'regressions'),
    ),
    ...searchFlags,
    flag(
      'how',
      '--jobs <number>',
      'checks made at a time, each in a thread (default: one a core, where there are many checks)',
      wholeNumber('--jobs', 1, 2),
    ),
  ).action(async (protocols: string[], options: Options) => exit(await verify(protocols, options)));
  command(
    'explore [protocol]',
    'explore one protocol in one scope, and show counterexamples in full; it needs a name where there are several',
    flag('what', '--scope <name>', 'default: default, or the scope that a bug or claim names'),
    flag('what', '--subject <name>', subjects, undefined, { value: 'model' }),
    ...runFlags,
    flag(
      'printed',
      '--plan',
      'explore a sample, and say how large the scope is and what it takes to explore it',
    ),
    ...searchFlags,
    flag('how', '--order <name>', `how to search: ${orders.join(', ')} (default: breadth-first)`, orderNamed),
    flag(
      'how',
      '--workers <number>',
      'threads that share a breadth-first exploration; what it finds does not depend on them',
      wholeNumber('--workers', 1, 2),
    ),
    flag(
      'how',
      '--partial-order',
      'leave out what leads to the same worlds in another order; breadth-first, one thread, no symmetry',
    ),
    flag(
      'how',
      '--field <megabytes>',
      `bits of bitstate hashing, at most 512 megabytes (default: ${fieldUnlessTold})`,
      positiveNumber('--field', 'megabytes'),
    ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await explore(protocol, options)));
  command(
    'fuzz [protocol]',
    'draw adversarial schedules of one scope until one breaks a promise, and shrink it; it needs a name where there are several',
    flag(
      'what',
      '--scope <name>',
      'default: the first that the suite has for schedules, or the one that a bug or claim names',
    ),
    flag('what', '--nodes <number>', 'the scope with so many nodes', wholeNumber('--nodes', 1)),
    flag('what', '--subject <name>', subjects, undefined, { value: 'model' }),
    ...runFlags,
    ...scheduleFlags('schedules to draw (default: 1,000; with --time as many as there is time for)'),
    flag(
      'limits',
      '--actions <number>',
      'most actions of a storm; at least half of them are taken while anything comes of it (default: as the suite says)',
      wholeNumber('--actions', 0),
    ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await fuzz(protocol, options)));
  command(
    'bugs [protocol...]',
    'the scoreboard: each known bug, by search and by schedules; what only looks like a bug must not be caught',
    flag('what', '--bug <ids>', 'only these, for instance R3,R12 (default: all)', nameList),
    flag(
      'what',
      '--scope <name>',
      'hunt in this scope instead of the one that each bug names; with --bug and --property for anything you like',
    ),
    ...runFlags,
    ...scheduleFlags('schedules after which a hunt is given up (default: 5,000)'),
    flag(
      'limits',
      '--seeds <number>',
      'hunt each bug with schedules so many times',
      wholeNumber('--seeds', 1),
      {
        value: 5,
      },
    ),
  ).action(async (protocols: string[], options: Options) => exit(await bugs(protocols, options)));
  command(
    'refuted [protocol...]',
    'refute published claims: each must be violated by a counterexample of the length that the suite gives',
    flag('what', '--claim <ids>', 'only these, for instance O1,O14 (default: all)', nameList),
    ...runFlags,
    ...searchFlags,
  ).action(async (protocols: string[], options: Options) => exit(await refuted(protocols, options)));
  command(
    'replay <trace>',
    'run a recorded trace again: REPRODUCED, FIXED or STALE',
    flag('what', '--subject <name>', `run it on another subject: ${subjects}`),
    ...suiteFlags,
    flag('printed', '--quiet', 'print only what is not fixed'),
  ).action(async (trace: string, options: Options) => exit(await replay(trace, options)));
  command(
    'show <trace>',
    'print a recorded trace, or draw it',
    flag(
      'printed',
      '--as <form>',
      `${Object.keys(renderings).join(', ')}, or a picture that the suite brings`,
      undefined,
      { value: 'text' },
    ),
    ...suiteFlags,
  ).action(async (trace: string, options: Options) => exit(await show(trace, options)));
  return root;
}

/** What every command takes that runs code of suites. */
const suiteFlags: readonly Option[] = [
  flag(
    'what',
    '--suite <file>',
    'a module that exports your own suite, for instance ./my.suite.ts; may be given again (default: those of swarmcheck.config.ts, which is looked for from here upwards)',
    file,
  ),
  flag(
    'limits',
    '--step-time <seconds>',
    'end with exit code 4 where a call into code of a suite has not come back for so long',
    positiveNumber('--step-time', 'seconds'),
    { value: stepTimeUnlessTold },
  ),
];

/** What every command takes. */
const always: readonly Option[] = [
  flag('printed', '--no-color', 'without colours; NO_COLOR does the same'),
  flag('printed', '--debug', 'with the stack of what went wrong'),
];

/** What every run takes. */
const runFlags: readonly Option[] = [
  flag(
    'what',
    '--property <name>',
    'only this property (default: all; for a bug or claim the one it breaks)',
  ),
  ...suiteFlags,
  flag('printed', '--quiet', 'print only what is not as it should be'),
  flag(
    'printed',
    '--out <folder>',
    `where counterexamples are written (default: ${places.out}, beside the configuration if there is one)`,
    folder('--out', places.out),
  ),
  flag(
    'printed',
    '--format <names>',
    `${formats.join(', ')}; one alone is printed, of several all but text are written to --out (default: text)`,
    formatList,
  ),
  flag(
    'limits',
    '--time <seconds>',
    'stop the whole run after this long',
    positiveNumber('--time', 'seconds'),
  ),
  flag(
    'limits',
    '--memory <megabytes>',
    'stop once the process is this large',
    positiveNumber('--memory', 'megabytes'),
  ),
  flag('how', '--seed <number>', 'seed of the schedules that are drawn', wholeNumber('--seed', 0), {
    value: defaultSeed,
    text: `0x${defaultSeed.toString(16)}`,
  }),
];

/** What a run that explores takes. */
const searchFlags: readonly Option[] = [
  flag(
    'limits',
    '--max-states <number>',
    'stop each exploration after this many worlds',
    wholeNumber('--max-states', 1),
  ),
  flag(
    'limits',
    '--max-depth <number>',
    'expand no world more than so many steps from the beginning',
    wholeNumber('--max-depth', 0),
  ),
  flag('how', '--no-symmetry', 'take each node for itself, where a scope says that some may change places'),
];

/** What a run that draws schedules takes; `runs` says what their number means. */
function scheduleFlags(runs: string): readonly Option[] {
  return [
    flag('limits', '--runs <number>', runs, wholeNumber('--runs', 1)),
    flag(
      'limits',
      '--shrink-time <seconds>',
      `how long a broken schedule is made simpler (default: ${shrinkSecondsMax})`,
      positiveNumber('--shrink-time', 'seconds'),
    ),
    flag(
      'how',
      '--strategy <names>',
      `draw from these alone: ${strategies.map(({ name }) => name).join(', ')}`,
      nameList,
    ),
  ];
}

/** Flags that may be given several times, and mean all that is given. */
const several = ['--suite', '--format', '--bug', '--claim', '--strategy'];

/** @throws UsageError for a flag that is given twice: of two values only the last would count. */
function refuseTwice(root: Command, command: Command): void {
  const { rawArgs } = root as unknown as { readonly rawArgs: readonly string[] };
  for (const { long, required } of command.options) {
    if (!required || long == null || several.includes(long)) continue;
    const given = rawArgs.filter((word) => word === long || word.startsWith(`${long}=`));
    if (given.length > 1) throw new UsageError(`${long} is given ${given.length} times; give it once`);
  }
}

/** What commander says, and what would be right; help and version are no errors. */
function better(error: CommanderError, root: Command): Error {
  const { code, message, exitCode } = error;
  if (exitCode === 0 || code === 'commander.help') return error;
  const command = root.commands.find((one) => one.name() === process.argv[2]);
  const known =
    code === 'commander.unknownOption' && command !== undefined
      ? command.options.flatMap(({ long }) => long ?? [])
      : root.commands.map((one) => one.name());
  const unknown = /unknown (?:option|command) '(.*?)'/.exec(message)?.[1];
  const right = unknown === undefined ? '' : `; ${didYouMean(unknown, known)}`;
  const help = commandText([...(command === undefined ? [] : [command.name()]), '--help'], pastingOf());
  return new UsageError(`${message.replace(/^error: /, '')}${right}; see ${help}`);
}
