/** The words of the `swarmcheck` command: commands, flags, help. */
import { Command, type CommanderError, Option } from 'commander';
import { defaultSeed, strategies, UsageError } from '../checker/index.ts';
import { places } from '../checker/project.node.ts';
import { version } from '../checker/traces.node.ts';
import { renderings } from '../reports/index.ts';
import { bugs } from './bugs.ts';
import { explore, list, replay, show, verify } from './commands.ts';
import { shrinkSecondsMax } from './drive.ts';
import type { Exit } from './exit.ts';
import { fuzz } from './fuzz.ts';
import {
  fieldUnlessTold,
  file,
  folder,
  formatList,
  formats,
  nameList,
  type Options,
  orderNamed,
  orders,
  positiveNumber,
  rendering,
  stepTimeUnlessTold,
  walksUnlessTold,
  wholeNumber,
} from './options.ts';
import { print, say } from './thread.ts';

const subjects =
  'model, implementation, lockstep, or a known bug: bug:R3, bug:R3/implementation, bug:R3/lockstep';

const exitCodes = `
Exit codes, the first that applies:
  4  an actor or a property failed or did not come back, or swarmcheck itself failed
  2  a flag, a name or a bound makes no sense; nothing was written
  1  a property is violated; its counterexample was printed and written, or a trace was reproduced
  3  inconclusive: a limit cut the search short, something was never reached, or a known bug was not
     caught; or a trace is stale
  0  all hold`;

export function program(exit: (code: Exit) => void): Command {
  const root: Command = new Command('swarmcheck')
    .description('Holds peer-to-peer protocols to their promises.')
    .version(version())
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: print, outputError: () => {} })
    .exitOverride((error) => {
      throw better(error, root);
    })
    .addHelpText('after', exitCodes)
    .hook('preAction', (_root, command) => say({ kind: 'options', options: command.opts<Options>() }));

  const command = (usage: string, says: string) =>
    root
      .command(usage)
      .description(says)
      .option('--no-color', 'without colours; NO_COLOR does the same')
      .option('--debug', 'with the stack of what went wrong');

  withSuites(
    command('list [protocol...]', 'what there is: protocols, scopes, properties, known bugs'),
  ).action(async (protocols: string[], options: Options) => exit(await list(protocols, options)));
  withSearch(
    command(
      'verify [protocol...]',
      'replay regressions, explore each protocol (default: those of your suites), draw schedules, hunt known bugs',
    )
      .option(
        '--scope <name>',
        'explore this scope instead of the default one; schedules and bugs keep theirs',
      )
      .option(
        '--regressions <folder>',
        'traces that once broke a promise, and are replayed first (default: regressions, beside the configuration if there is one)',
        folder('--regressions', 'regressions'),
      )
      .option(
        '--jobs <number>',
        'checks made at a time, each in a thread (default: one a core, where there are many checks)',
        wholeNumber('--jobs', 1, 2),
      ),
  ).action(async (protocols: string[], options: Options) => exit(await verify(protocols, options)));
  withSearch(
    command(
      'explore [protocol]',
      'explore one protocol in one scope, and show counterexamples in full; it needs a name where there are several',
    )
      .option('--scope <name>', 'default: default, or the scope that a bug names')
      .option('--subject <name>', subjects, 'model')
      .addOption(
        new Option('--order <name>', `how to search: ${orders.join(', ')}`)
          .argParser(orderNamed)
          .default(undefined, 'breadth-first'),
      )
      .option(
        '--workers <number>',
        'threads that share a breadth-first exploration; what it finds does not depend on them',
        wholeNumber('--workers', 1, 2),
      )
      .option(
        '--partial-order',
        'leave out what leads to the same worlds in another order; breadth-first, one thread, no symmetry',
      )
      .option('--plan', 'explore a sample, and say how large the scope is and what it takes to explore it')
      .option(
        '--walks <number>',
        `random walks (default: ${walksUnlessTold.toLocaleString('en-US')})`,
        wholeNumber('--walks', 1),
      )
      .option(
        '--field <megabytes>',
        `bits of bitstate hashing, at most 512 megabytes (default: ${fieldUnlessTold})`,
        positiveNumber('--field', 'megabytes'),
      ),
  ).action(async (protocol: string | undefined, options: Options) => exit(await explore(protocol, options)));
  withSchedules(
    command(
      'fuzz [protocol]',
      'draw adversarial schedules of one scope until one breaks a promise, and shrink it; it needs a name where there are several',
    )
      .option(
        '--scope <name>',
        'default: the first that the suite has for schedules, or the one that a bug names',
      )
      .option('--nodes <number>', 'the scope with so many nodes', wholeNumber('--nodes', 1))
      .option('--subject <name>', subjects, 'model')
      .option(
        '--actions <number>',
        'most actions of a storm; at least half of them are taken while anything comes of it (default: as the suite says)',
        wholeNumber('--actions', 0),
      ),
    'schedules to draw (default: 1,000; with --time as many as there is time for)',
  ).action(async (protocol: string | undefined, options: Options) => exit(await fuzz(protocol, options)));
  withSchedules(
    command(
      'bugs [protocol...]',
      'the scoreboard: each known bug, by search and by schedules; what only looks like a bug must not be caught',
    )
      .option('--bug <ids>', 'only these, for instance R3,R12 (default: all)', nameList)
      .option(
        '--scope <name>',
        'hunt in this scope instead of the one that each bug names; with --bug and --property for anything you like',
      )
      .option('--seeds <number>', 'hunt each bug with schedules so many times', wholeNumber('--seeds', 1), 5),
    'schedules after which a hunt is given up (default: 5,000)',
  ).action(async (protocols: string[], options: Options) => exit(await bugs(protocols, options)));
  withSuites(command('replay <trace>', 'run a recorded trace again: REPRODUCED, FIXED or STALE'))
    .option('--subject <name>', `run it on another subject: ${subjects}`)
    .option('--quiet', 'print only what is not fixed')
    .action(async (trace: string, options: Options) => exit(await replay(trace, options)));
  command('show <trace>', 'print a recorded trace, or draw it')
    .option('--as <form>', Object.keys(renderings).join(', '), rendering, 'text')
    .action((trace: string, options: Options) => exit(show(trace, options)));
  return root;
}

/** What every command takes that runs code of suites. */
function withSuites(command: Command): Command {
  return command
    .option(
      '--suite <file>',
      'a module that exports your own suite, for instance ./my.suite.ts; may be given again (default: those of\n' +
        'swarmcheck.config.ts, which is looked for from here upwards)',
      file,
    )
    .option(
      '--step-time <seconds>',
      'end with exit code 4 where a call into code of a suite has not come back for so long',
      positiveNumber('--step-time', 'seconds'),
      stepTimeUnlessTold,
    );
}

/** What a run that explores takes. */
function withSearch(command: Command): Command {
  return withRun(command)
    .option(
      '--max-states <number>',
      'stop each exploration after this many worlds',
      wholeNumber('--max-states', 1),
    )
    .option(
      '--max-depth <number>',
      'expand no world more than so many steps from the beginning',
      wholeNumber('--max-depth', 0),
    )
    .option('--no-symmetry', 'take each node for itself, where a scope says that some may change places');
}

/** What a run that draws schedules takes; `runs` says what their number means. */
function withSchedules(command: Command, runs: string): Command {
  return withRun(command)
    .option('--runs <number>', runs, wholeNumber('--runs', 1))
    .option(
      '--strategy <names>',
      `draw from these alone: ${strategies.map(({ name }) => name).join(', ')}`,
      nameList,
    )
    .option(
      '--shrink-time <seconds>',
      `how long a broken schedule is made simpler (default: ${shrinkSecondsMax})`,
      positiveNumber('--shrink-time', 'seconds'),
    );
}

/** What every run takes. */
function withRun(command: Command): Command {
  return withSuites(command)
    .option('--property <name>', 'only this property (default: all; for a bug the one it breaks)')
    .addOption(
      new Option('--seed <number>', 'seed of the schedules and random walks that are drawn')
        .argParser(wholeNumber('--seed', 0))
        .default(defaultSeed, `0x${defaultSeed.toString(16)}`),
    )
    .option(
      '--memory <megabytes>',
      'stop once the process is this large',
      positiveNumber('--memory', 'megabytes'),
    )
    .option('--time <seconds>', 'stop the whole run after this long', positiveNumber('--time', 'seconds'))
    .addOption(
      new Option('--out <folder>', 'where counterexamples are written')
        .argParser(folder('--out', places.out))
        .default(undefined, `${places.out}, beside the configuration if there is one`),
    )
    .addOption(
      new Option(
        '--format <names>',
        `${formats.join(', ')}; one alone is printed, of several all but text are written to --out`,
      )
        .argParser(formatList)
        .default(undefined, 'text'),
    )
    .option('--quiet', 'print only what is not as it should be');
}

/** What commander says, and what would be right; help and version are no errors. */
function better(error: CommanderError, root: Command): Error {
  const { code, message, exitCode } = error;
  if (exitCode === 0 || code === 'commander.help') return error;
  const command = root.commands.find((one) => one.name() === process.argv[2]);
  const known =
    code === 'commander.unknownOption' && command !== undefined
      ? command.options.map(({ long }) => long)
      : root.commands.map((one) => one.name());
  const right = /unknown(Option|Command)/.test(code) ? `; there is ${known.join(', ')}` : '';
  const help = ['swarmcheck', ...(command === undefined ? [] : [command.name()]), '--help'].join(' ');
  return new UsageError(`${message.replace(/^error: /, '')}${right}; see ${help}`);
}
