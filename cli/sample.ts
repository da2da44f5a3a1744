/**
 * `swarmcheck sample`: prints one execution that violates nothing. It draws schedules of a scope, and takes
 * the one that reaches the most goals (`sometimes` properties), of several the one with the fewest faults,
 * and of those the shortest. The execution ends with the step that reaches the last of its goals.
 */
import { withoutAmbience } from '../checker/actors/ambient.ts';
import {
  type Action,
  defaultScopeOf,
  isJudgedBySchedules,
  type Property,
  propertiesOf,
  type System,
  scopeOf,
  strategyNamed,
  subjectOf,
  systemOf,
  UsageError,
} from '../checker/index.ts';
import { actionTable } from '../checker/semantics/actions.ts';
import { validate } from '../checker/semantics/validate-system.ts';
import { draw, type ScheduleOptions } from '../checker/simulate/draw.ts';
import { runOf } from '../checker/simulate/run.ts';
import { systemFactory } from '../checker/simulate/system-factory.ts';
import { runSearch } from '../checker/suite/run-search.node.ts';
import { traceOf } from '../checker/traces/trace.ts';
import { randomOf } from '../checker/values/random.ts';
import { protocolHead, sampleText } from '../reports/index.ts';
import { counted } from '../reports/text.ts';
import { Catalogue, refuseUnknownScope } from './catalogue.ts';
import { type Exit, exits } from './exit.ts';
import { Limits } from './limits.ts';
import { type Options, subjectWord } from './options.ts';
import { Output } from './output.ts';
import { noteCheck, send } from './thread.ts';

/** The number of schedules from which the sample is taken, if `--runs` is absent. */
const defaultRuns = 200;
/** Actions of a schedule if neither `--actions` nor the suite gives a number. */
const defaultActions = 100;

/** An execution, with the goals that it reaches in their order. */
interface Sample {
  readonly start: number;
  readonly actions: readonly Action[];
  readonly reached: readonly Property[];
}

/** Prints and writes one execution; returns the exit code. */
export async function sample(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  refuseUnknownScope(suite, options.scope);
  const subject = subjectOf(suite, subjectWord(suite, options));
  const scope = options.scope ?? defaultScopeOf(suite, subject);
  scopeOf(suite, scope);
  const system = systemOf(suite, scope, subject);
  validate(system);
  const properties = propertiesOf(suite, subject, scope).filter(isJudgedBySchedules);
  if (properties.every(({ kind }) => kind !== 'sometimes'))
    throw new UsageError(
      `protocol '${suite.name}' has no 'sometimes' property in scope ${scope} that a sample could reach; add one that says what a normal run reaches`,
    );
  const limits = new Limits(options);
  const output = new Output(options);
  output.refuseUnwritable();
  send({ kind: 'run' });
  output.lines(`seed 0x${options.seed.toString(16)}`, '', ...protocolHead(suite, output.palette), '');
  const actionsMax =
    options.actions ?? suite.storms?.find((storm) => storm.scope === scope)?.actions ?? defaultActions;
  const how = {
    actionsMax,
    ...(options.strategy !== undefined && { strategies: options.strategy.map(strategyNamed) }),
  };
  noteCheck(`${suite.name}, scope ${scope}`);
  const runs = options.runs ?? defaultRuns;
  const search = best(system, properties, how, { runs, seed: options.seed });
  const { result } = await runSearch(search, { stopReason: () => limits.stopped });
  noteCheck(undefined);
  const goal = result?.reached.at(-1);
  if (result === undefined || goal === undefined) {
    output.report(false, [
      `inconclusive: none of ${counted(runs, 'schedule')} violates nothing and reaches a goal; draw more (--runs), longer ones (--actions), or another --scope`,
    ]);
    return exits.inconclusive;
  }
  const trace = traceOf(system, result.start, result.actions);
  output.lines(...sampleText({ suite, scope, subject, trace, reached: result.reached }, output.palette));
  output.showable([output.keepSample({ suite, scope, subject, property: goal, trace })]);
  return exits.allHold;
}

/** The best of the drawn schedules; undefined if each violates a property or fails. */
function* best(
  system: System,
  properties: readonly Property[],
  how: ScheduleOptions,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Generator<number, Sample | undefined, string | undefined> {
  const fresh = systemFactory(system);
  const random = randomOf(seed);
  let found: Sample | undefined;
  for (let run = 1; run <= runs; run++) {
    const drawn = withoutAmbience(() => {
      const { run: one, schedule } = draw(fresh, properties, how, random);
      return one.isOver ? undefined : untilLastGoal(fresh, properties, schedule, one.reached);
    });
    if (drawn !== undefined && (found === undefined || isBetter(drawn, found))) found = drawn;
    if ((yield run) !== undefined) break;
  }
  return found;
}

/** The schedule up to the step that reaches the last of its goals. */
function untilLastGoal(
  fresh: () => System,
  properties: readonly Property[],
  { start, actions }: Pick<Sample, 'start' | 'actions'>,
  goals: readonly Property[],
): Sample {
  const run = runOf(
    fresh(),
    start,
    properties.filter((property) => goals.includes(property)),
  );
  const reached = [...run.reached];
  for (const action of actions) {
    if (reached.length === goals.length) break;
    run.take(action);
    reached.push(...run.reached.filter((goal) => !reached.includes(goal)));
  }
  return { start, actions: [...run.taken], reached };
}

function isBetter(one: Sample, other: Sample): boolean {
  const faults = ({ actions }: Sample) =>
    actions.filter(({ type }) => actionTable[type].role === 'fault').length;
  const better = [
    other.reached.length - one.reached.length,
    faults(one) - faults(other),
    one.actions.length - other.actions.length,
  ].find((difference) => difference !== 0);
  return (better ?? 0) < 0;
}
