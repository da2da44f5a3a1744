/** Validation of systems: `validate` refuses a description that makes no sense, before anything runs. */
import type { Actor, AnyShape } from '../actors/actor.ts';
import { canonical } from '../values/canonical.ts';
import { messageOf, UsageError } from '../values/errors.ts';
import { isRecord } from '../values/shapes.ts';
import { actionKinds, actionTable } from './actions.ts';
import { envelopeKey } from './envelope.ts';
import { isSevered, mergesEqual } from './network.ts';
import { symmetryProblems } from './symmetry.ts';
import type { System } from './system.ts';
import { knownInputs, type WithKnownInputs } from './user-code.ts';

/** Whether a value has the functions of an actor. */
export function isActor(value: unknown): value is Actor {
  const { init, step, view } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [init, step, view].every((part) => typeof part === 'function');
}

const networks = ['fifo', 'unordered', 'set', 'duplicating'];
const fields: readonly string[] = [
  'nodes',
  'setting',
  'network',
  'lossy',
  'persistence',
  'calls',
  'failureDetector',
  'crash',
  'partitions',
  'severed',
  'injects',
  'adversaries',
  'inputs',
  'draws',
  'births',
  'budget',
  'bounds',
  'timerConstraints',
  'within',
  'rebase',
  'symmetric',
  'monitor',
  'timersMs',
  'starts',
  'listed',
] satisfies (keyof System)[];
/** The actions that `budget` limits. */
const faults: readonly string[] = actionKinds.filter((kind) => 'isBudgeted' in actionTable[kind]);
/** The names of nodes that pictures, logs and files can hold; no record can hold the field `__proto__`. */
export const nodeName = /^(?!__proto__$)[\w.-]+$/;
/** The form of a suite's name in the command, in folders and in traces. */
export const suiteName = /^[a-z][a-z0-9-]*$/;

/**
 * Refuses a system that names a node, field or fault that does not exist, or limits an action that cannot
 * happen.
 *
 * @throws UsageError with one sentence: what is wrong, and what would be right.
 */
export function validate(system: System): void {
  const problem = problems(system as System<AnyShape>).next();
  if (problem.done !== true) throw new UsageError(`system: ${problem.value}`);
}

/** The problems of a description, one sentence each. */
function* problems(system: System): Generator<string> {
  if (!isRecord(system.nodes)) yield "'nodes' must be a record of nodes, each with the actor that plays it";
  const nodes = Object.keys(system.nodes);
  if (nodes.length === 0) yield 'it has no nodes; name at least one';
  for (const node of nodes) {
    if (!nodeName.test(node)) {
      yield `node '${node}' has a name that pictures and files cannot carry; use letters, digits, '_', '.' and '-'`;
    }
  }
  const member = nodes.find((node) => node in Object.prototype);
  if (member !== undefined)
    yield `node '${member}' has a name that every object has a field of; choose another`;
  yield* settingProblems(system.setting);
  const known = new Set(nodes);
  const unknownNode = (name: string, where: string) =>
    known.has(name) ? [] : [`${where} names '${name}', which is no node; nodes: ${nodes.join(', ')}`];

  for (const [node, actor] of Object.entries(system.nodes)) {
    if (!isActor(actor))
      yield `node '${node}' is played by no actor; give it what actor('role') returns, or an actor written by hand`;
  }
  for (const key of Object.keys(system)) {
    if (!fields.includes(key)) yield `'${key}' is nothing that a system has; it has ${fields.join(', ')}`;
  }
  yield* crashProblems(system.crash, unknownNode);
  yield* functionProblems(system);
  yield* timeProblems(system);
  const { network } = system;
  if (!networks.includes(network)) yield `network '${network}' is none of ${networks.join(', ')}`;
  if (system.lossy !== undefined && typeof system.lossy !== 'boolean')
    yield `'lossy' is ${String(system.lossy)}; it must be true or false`;
  if (!['sync', 'async', undefined].includes(system.persistence))
    yield `persistence '${system.persistence}' is neither 'sync' nor 'async'`;
  if (!['atomic', 'messages', undefined].includes(system.calls))
    yield `calls '${system.calls}' is neither 'atomic' nor 'messages'`;
  if (!['exact', 'mayLie', undefined].includes(system.failureDetector))
    yield `failureDetector '${system.failureDetector}' is neither 'exact' nor 'mayLie'`;
  if (system.failureDetector !== undefined && system.calls !== 'messages')
    yield "'failureDetector' is about calls by messages; give it calls: 'messages'";
  if (network === 'duplicating' && system.lossy === true) {
    yield "a duplicating network loses messages by never delivering them; leave 'lossy' out";
  }
  if (mergesEqual(network) && system.budget?.duplicate !== undefined) {
    yield `a '${network}' network holds one copy of a message; leave budget 'duplicate' out, or use fifo or unordered`;
  }
  for (const [limits, list] of Object.entries({ budget: system.budget ?? {}, bounds: system.bounds ?? {} })) {
    for (const [name, limit] of Object.entries(list)) {
      if (!Number.isInteger(limit) || (limit as number) < 0) {
        yield `${limits} '${name}' is ${limit}; it must be a whole number, 0 or more`;
      }
    }
  }
  for (const name of Object.keys(system.budget ?? {})) {
    if (!faults.includes(name)) {
      yield `budget '${name}' is no fault (${faults.join(', ')}); what timers and inputs may do is limited in 'bounds'`;
    }
  }
  for (const name of Object.keys(system.bounds ?? {})) {
    if (faults.includes(name)) yield `bound '${name}' is a fault; it is limited in 'budget'`;
  }
  if (system.budget?.drop !== undefined && system.lossy !== true) yield "budget 'drop' needs lossy: true";
  if (system.budget?.crash !== undefined && system.crash === undefined)
    yield "budget 'crash' needs a crash rule, for instance crash: { inbox: 'lost', returns: 'recovered' }";

  for (const { from, to } of system.injects ?? [])
    yield* [from, to].flatMap((node) => unknownNode(node, "'injects'"));
  if (new Set(system.injects?.map(envelopeKey)).size < (system.injects?.length ?? 0))
    yield "'injects' lists a message twice; once is enough, and budget 'inject' says how often";
  if ((system.injects === undefined) !== (system.budget?.inject === undefined))
    yield "'injects' lists messages that may turn up, and budget 'inject' says how often; give both or neither";
  yield* (system.adversaries ?? []).flatMap((node) => unknownNode(node, "'adversaries'"));
  if (new Set(system.adversaries).size === nodes.length)
    yield "every node is among 'adversaries', so no node is left that properties can see";
  for (const [timer, constraint] of Object.entries(system.timerConstraints ?? {})) {
    for (const [field, list] of Object.entries(constraint ?? {})) {
      const where = `timerConstraints '${timer}'`;
      if (!['nodes', 'afterQuiet', 'afterOwnDelivered'].includes(field))
        yield `${where} has '${field}'; it has nodes, where the timer may fire, afterQuiet and afterOwnDelivered`;
      if (field !== 'afterOwnDelivered')
        yield* (list as readonly string[]).flatMap((node) => unknownNode(node, `${where}.${field}`));
      else if (list !== true) yield `${where}.afterOwnDelivered is ${list}; leave it out, or make it true`;
      else if (network === 'duplicating')
        yield `${where}.afterOwnDelivered waits for ever on a duplicating network, where everything sent stays under way`;
    }
  }
  const names = new Set<string>();
  for (const { name, blocks } of system.partitions ?? []) {
    if (names.has(name)) yield `two partitions are named '${name}'; rename one`;
    names.add(name);
    yield* blocks.flat().flatMap((node) => unknownNode(node, `partition '${name}'`));
  }
  yield* (system.severed ?? []).flat().flatMap((node) => unknownNode(node, "'severed'"));
  const lost = system.injects?.find(({ from, to }) => isSevered(system, from, to));
  if (lost !== undefined)
    yield `'injects' has a message from '${lost.from}' to '${lost.to}', and that link is among 'severed'; leave one of them out`;
  for (const [at, start] of (system.starts ?? []).entries()) {
    yield* Object.keys(start).flatMap((node) => unknownNode(node, `initial world ${at}`));
  }
  if (system.starts?.length === 0)
    yield "'starts' lists no initial world; leave it out for one world of fresh nodes";
  if (system.starts !== undefined && system.listed !== undefined)
    yield "it has 'starts' and 'listed'; initial worlds are given in one of the two";
  yield* symmetryProblems(system, unknownNode);
}

const functions = ['inputs', 'draws', 'births', 'within', 'rebase'] as const;

/** Fields that must be functions. */
function* functionProblems(system: System): Generator<string> {
  for (const name of functions)
    if (system[name] !== undefined && typeof system[name] !== 'function')
      yield `'${name}' must be a function`;
  if (system.monitor !== undefined && typeof system.monitor?.next !== 'function')
    yield "'monitor' must be { first, next }, and 'next' a function; make it with kit.monitor(first, next)";
}

/**
 * Limits of timers and inputs that no node of a system has: they limit nothing, and a search might never end.
 * This check is for the correct models of a suite, for in a mutant a timer may never be armed, or an input
 * not be handled.
 */
export function* nameProblems(system: System): Generator<string> {
  const { nodes, bounds = {}, timerConstraints = {}, [knownInputs]: known } = system as WithKnownInputs;
  const timers = knownTo(nodes, 'timers');
  if (timers === undefined) return;
  const named = (names: readonly string[]) => names.join(', ') || 'none';
  for (const name of Object.keys(timerConstraints))
    if (!timers.includes(ownTimer(name)))
      yield `timerConstraints names timer '${name}', which no node has; there is ${named(timers)}`;
  const handled = knownTo(nodes, 'inputs');
  if (handled === undefined) return;
  const inputs = [...new Set([...handled, ...(known ?? [])])];
  for (const name of Object.keys(bounds))
    if (!timers.includes(ownTimer(name)) && !inputs.includes(name) && !faults.includes(name))
      yield `bound '${name}' is neither a timer (${named(timers)}) nor an input that some node handles (${named(inputs)})`;
}

/** Whether some node may have a timer of that name; true where an actor does not declare its timers. */
export function mayHaveTimer({ nodes }: System, name: string): boolean {
  return knownTo(nodes, 'timers')?.includes(ownTimer(name)) ?? true;
}

/** The timers or inputs that the actors of all nodes declare; undefined where one of them does not. */
export function knownTo(nodes: System['nodes'], what: 'timers' | 'inputs'): readonly string[] | undefined {
  const all = new Set<string>();
  for (const actor of Object.values(nodes)) {
    const known = actor[what];
    if (known === undefined) return undefined;
    for (const name of known) all.add(name);
  }
  return [...all];
}

/** The name of a timer in the part of a composite node that arms it: `idle` of `idle@b`. */
function ownTimer(name: string): string {
  const at = name.lastIndexOf('@');
  return at < 0 ? name : name.slice(0, at);
}

/** Durations of timers that are no ranges. */
function* timeProblems({ timersMs = {} }: System): Generator<string> {
  for (const [timer, range] of Object.entries(timersMs) as [string, unknown][]) {
    const [least, most] = Array.isArray(range) ? (range as unknown[]) : [];
    const isRange =
      Array.isArray(range) &&
      range.length === 2 &&
      typeof least === 'number' &&
      typeof most === 'number' &&
      least > 0 &&
      least <= most &&
      most < Number.POSITIVE_INFINITY;
    if (!isRange)
      yield `timersMs '${timer}' is ${JSON.stringify(range)}; it must be [least, most] in milliseconds, for instance [150, 300]`;
  }
}

/** The setting must be plain data, for every trace file has it. */
function* settingProblems(setting: unknown): Generator<string> {
  try {
    canonical(setting);
  } catch (cause) {
    yield `'setting' is no plain data: ${messageOf(cause)}`;
  }
}

/** Mistakes in the crash rule. */
function* crashProblems(
  crash: unknown,
  unknownNode: (name: string, where: string) => readonly string[],
): Generator<string> {
  if (crash === undefined) return;
  const { inbox, outbox, returns, nodes, when } = (crash ?? {}) as Readonly<Record<string, unknown>>;
  const isRule =
    ['lost', 'kept'].includes(String(inbox)) && ['recovered', 'absent'].includes(String(returns));
  if (!isRule) yield "'crash' must be { inbox: 'lost' or 'kept', returns: 'recovered' or 'absent' }";
  if (!['lost', 'kept', undefined].includes(outbox as string | undefined))
    yield `'crash.outbox' is '${outbox}'; it is 'lost' or 'kept'`;
  if (when !== undefined && typeof when !== 'function')
    yield "'crash.when' must be a function of a node and of the standings of all nodes";
  if (nodes !== undefined && !Array.isArray(nodes)) yield "'crash.nodes' must be a list of nodes";
  yield* ((nodes ?? []) as readonly string[]).flatMap((node) => unknownNode(node, "'crash.nodes'"));
}
