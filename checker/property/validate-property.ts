/** The validation of properties before anything runs: missing conditions or sources, and unknown fields. */
import { fairKinds } from '../semantics/actions.ts';
import { isRecord, strangeFields } from '../values/shapes.ts';
import type { Property } from './property.ts';

/** The kinds of properties. */
export const kinds: readonly string[] = [
  'always',
  'step',
  'sometimes',
  'possible',
  'leadsTo',
  'settles',
  'inductive',
] satisfies Property['kind'][];

/** The fields of all kinds, and below those of each kind. */
const commonFields = ['name', 'says', 'source'];
const conditions = ['node', 'pair', 'world'];
const ownFields: Readonly<Record<Property['kind'], readonly string[]>> = {
  always: ['premise', 'brokenBy'],
  step: ['holds', 'premise', 'survivesRestart'],
  sometimes: [],
  possible: ['from'],
  leadsTo: ['from', 'fairness'],
  settles: ['withinMs', 'fairness', 'ends'],
  inductive: ['worlds'],
};
/** The fields that the kit adds to those of the author. */
const kitFields = ['kind', 'over'];

/** The problems of a property that its fields alone reveal, a sentence each. */
export function* conditionProblems(property: Property): Generator<string> {
  const { kind, name, over } = property;
  const what = `property '${name}'`;
  for (const text of ['says', 'source'] as const)
    if (typeof property[text] !== 'string' || property[text].trim() === '')
      yield `${what} has no '${text}'; write ${text === 'says' ? 'what it promises, in a sentence' : 'where it is promised: a paper and its section, or your own words'}`;
  const own = ownFields[kind];
  const known = [...commonFields, ...(kind === 'step' ? [] : conditions), ...own];
  yield* strangeFields(`${what} (${kind})`, property, [...known, ...kitFields]);
  if (!isRecord(over)) return yield `${what} has no condition; make it with kit.${kind}(...)`;
  yield* strangeFields(`${what} (${kind})`, over, known);
  if (kind === 'step') yield* stepProblems(what, over);
  else yield* overProblems(what, over);
  if ('from' in property && property.from !== undefined) {
    if (!isRecord(property.from))
      return yield `the 'from' of ${what} must be a condition: { node }, { pair } or { world }`;
    yield* strangeFields(`the 'from' of ${what}`, property.from, conditions);
    yield* overProblems(`the 'from' of ${what}`, property.from);
  }
  yield* livenessProblems(property);
}

function* stepProblems(what: string, over: Readonly<Record<string, unknown>>): Generator<string> {
  if (typeof over.holds !== 'function')
    yield `${what} has no condition; give it 'holds', a function of a step`;
  if (over.premise !== undefined && typeof over.premise !== 'function')
    yield `the premise of ${what} must be a function of a step`;
  if (over.survivesRestart !== undefined && typeof over.survivesRestart !== 'boolean')
    yield `'survivesRestart' of ${what} must be true or false`;
}

function* overProblems(what: string, over: object): Generator<string> {
  const given = conditions.filter((one) => one in over && over[one as never] !== undefined);
  const named = given.map((one) => `'${one}'`).join(' and ');
  if (given.length === 0)
    yield `${what} has no condition; give it one of 'node', 'pair' and 'world', a function of what it looks at`;
  if (given.length > 1)
    yield `${what} has ${named}; a condition is on one of them, so make two properties of it`;
  if (typeof over[given[0] as never] !== 'function') yield `${named} of ${what} must be a function`;
  const { premise } = over as { readonly premise?: unknown };
  if (premise !== undefined && typeof premise !== 'function')
    yield `the premise of ${what} must be a function`;
  const { brokenBy } = over as { readonly brokenBy?: unknown };
  if (brokenBy !== undefined && (typeof brokenBy !== 'function' || given[0] !== 'world'))
    yield `'brokenBy' of ${what} must be a function, and beside 'world'; node and pair know their nodes`;
}

function* livenessProblems(property: Property): Generator<string> {
  const { kind, name } = property;
  if (kind === 'inductive' && typeof property.worlds !== 'function')
    yield `'${name}' lists no worlds to begin from; give it 'worlds', a function`;
  if (kind !== 'leadsTo' && kind !== 'settles') return;
  if (kind === 'leadsTo' && !isRecord(property.from))
    yield `'${name}' does not say from when it is due; give it 'from', a condition`;
  if (kind === 'settles') yield* settlesProblems(property);
  const { fairness = {} } = property;
  if (!isRecord(fairness)) return yield `the fairness of '${name}' must be { weak, strong }, each a list`;
  yield* strangeFields(`the fairness of '${name}'`, fairness, ['weak', 'strong']);
  const { weak = [], strong = [] } = fairness;
  if (!Array.isArray(weak) || !Array.isArray(strong))
    return yield `the fairness of '${name}' must be { weak, strong }, each a list`;
  yield* familyProblems(`the fairness of '${name}'`, kind, [...weak, ...strong]);
}

function* familyProblems(
  what: string,
  kind: Property['kind'],
  families: readonly string[],
): Generator<string> {
  for (const family of families) {
    const [type = ''] = String(family).split(' ');
    if (!fairKinds.some((kind) => kind === type))
      yield `${what} names '${family}'; a family is ${fairKinds.join(', ')}; the first three may have a name behind them`;
    if (kind === 'settles' && type === 'input')
      yield `${what} names '${family}', but the fault-free phase has no inputs`;
  }
}

/** Whether a value is a positive time in milliseconds. */
export function isTime(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}

function* settlesProblems({
  name,
  withinMs,
  fairness,
  ends,
  over,
}: Property & { readonly kind: 'settles' }): Generator<string> {
  if (withinMs === undefined && fairness === undefined)
    yield `'${name}' has neither 'withinMs' nor 'fairness'; give it 'withinMs' for schedules, 'fairness' for a search, or both`;
  if (withinMs !== undefined && typeof withinMs !== 'function' && !isTime(withinMs))
    yield `'withinMs' of '${name}' is ${withinMs}; it must be a time in milliseconds, above 0, or a function that computes one`;
  if (ends === undefined) return;
  if (!Array.isArray(ends) || ends.length === 0)
    return yield `'ends' of '${name}' must list actions that must end, such as 'deliver'`;
  if ('ends' in over) yield `'${name}' has 'ends' and a condition; make two properties of it`;
  if (withinMs !== undefined)
    yield `'${name}' has 'ends' and 'withinMs', but a schedule ends by itself; give it 'fairness' alone`;
  yield* familyProblems(`'ends' of '${name}'`, 'settles', ends);
}
