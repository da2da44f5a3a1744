/**
 * The reasons of a step as text: the transitions that it took, with their sentences and sources, the outcomes
 * of guards, and of a known bug the guard or action in which the correct model differs.
 */
import type { Otherwise, TakenRules, TakenTransition, TraceStep } from '../checker/index.ts';
import { changesText, effectsText } from './step-text.ts';
import { type Palette, plain } from './text.ts';

/**
 * The sentence of the last transition of a step that has one, in one line; empty if none has, or if
 * `otherwiseText` has the same sentence. A transition of `persisted` follows another one in most steps, and
 * speaks only if no other does.
 */
export function becauseText({ taken, otherwise }: TraceStep, palette: Palette = plain): string[] {
  const speaking = taken?.transitions.filter(({ says }) => says !== undefined) ?? [];
  const last = speaking.findLast(({ event }) => event !== 'persisted') ?? speaking.at(-1);
  return last === undefined || last.says === otherwise?.says
    ? []
    : [palette.dim(`because: ${sentenceText(last)}`)];
}

/** All transitions of a step, and the guards that it evaluated. */
export function rulesText({ taken }: TraceStep, palette: Palette = plain): string[] {
  if (taken === undefined) return [];
  const lines = taken.transitions.map((one) => `takes ${transitionText(one, taken)}${saying(one)}`);
  const guards = taken.guards.map((one) => `${named(one, taken)} ${one.outcome}`);
  return [...lines, ...(guards.length === 0 ? [] : [`guards: ${guards.join(', ')}`])].map(palette.dim);
}

/** How the correct model differs in a step of a known bug; empty if it does not. */
export function otherwiseText(step: TraceStep, palette: Palette = plain): string[] {
  const { otherwise } = step;
  if (otherwise === undefined) return [];
  const { guard, actions } = otherwise;
  if (guard !== undefined)
    return [
      palette.yellow(
        `${guard.name} is ${!guard.outcome} here; the correct model has ${guard.outcome}${saying(otherwise)}`,
      ),
    ];
  const names = actions?.map(({ name }) => name) ?? [];
  const head =
    names.length === 0
      ? 'the correct model takes another step'
      : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} another action here than in the correct model${saying(otherwise)}`;
  return [head, ...contrastText(step, otherwise)].map(palette.yellow);
}

/** What the correct model does and the step does not; if there is nothing, what the step alone does. */
function contrastText({ changes, effects }: TraceStep, right: Otherwise): string[] {
  const linesOf = (of: Pick<Otherwise, 'changes' | 'effects'>) => [
    ...of.changes.flatMap((one) => changesText([one])),
    ...of.effects.flatMap((one) => effectsText([one])),
  ];
  const [own, others] = [linesOf({ changes, effects }), linesOf(right)];
  const only = others.filter((line) => !own.includes(line));
  if (only.length > 0) return [`there: ${only.join('; ')}`];
  const extra = own.filter((line) => !others.includes(line));
  return extra.length === 0 ? [] : [`there not: ${extra.join('; ')}`];
}

/** `candidate --RequestVoteReply [countsVote]--> stays`, after the name of its machine if there are several. */
function transitionText({ machine, from, event, guard, to }: TakenTransition, taken: TakenRules): string {
  const of = hasSeveral(taken) ? `${machine}: ` : '';
  return `${of}${from} --${event}${guard === undefined ? '' : ` [${guard}]`}--> ${to}`;
}

function named({ machine, name }: { readonly machine: string; readonly name: string }, taken: TakenRules) {
  return hasSeveral(taken) ? `${machine}.${name}` : name;
}

function hasSeveral({ transitions, guards }: TakenRules): boolean {
  return new Set([...transitions, ...guards].map(({ machine }) => machine)).size > 1;
}

/** `: A server grants its vote if ... (section 5.2)`; empty if there is no sentence. */
function saying(of: Pick<TakenTransition, 'says' | 'source'>): string {
  const text = sentenceText(of);
  return text === '' ? '' : `: ${text}`;
}

function sentenceText({ says, source }: Pick<TakenTransition, 'says' | 'source'>): string {
  return [...(says === undefined ? [] : [says]), ...(source === undefined ? [] : [`(${source})`])].join(' ');
}
