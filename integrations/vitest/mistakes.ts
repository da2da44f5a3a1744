/**
 * The mistakes for which tests of one protocol failed. A test that would fail for one of them again is
 * skipped, and names the failed test: each mistake fails one test. A test is skipped only if another one
 * failed, so no failed run becomes green.
 */
import type { TestContext } from 'vitest';
import { CodeError, type Property, refinement, type Side, UsageError } from '../../checker/index.ts';
import { mistakesShownBy, ProtocolFailure, type ShownMistakes } from './failure.ts';

/** A failed test. */
interface Failed {
  readonly id: string;
  readonly title: string;
  readonly error: unknown;
  /** Whether a test was skipped because of it. */
  isFollowed: boolean;
}

const refinementViolated = `lockstep violates ${refinement.name}`;

/** The failed tests of one protocol, by mistake. */
export class Mistakes {
  readonly #failed = new Map<string, Failed>();

  /** The title of another test that failed for the same mistake; otherwise the failure is recorded. */
  failedBefore({ task }: TestContext, thrown: unknown, error: unknown): string | undefined {
    const { follows, is } = mistakesOf(thrown);
    const before = [...follows, ...is].flatMap((mistake) => this.#failed.get(mistake) ?? []);
    const other = before.find(({ id }) => id !== task.id);
    if (other !== undefined) {
      other.isFollowed = true;
      return other.title;
    }
    const title = [task.suite?.name, task.name].filter((name) => name !== undefined).join(' > ');
    for (const mistake of is) {
      if (!this.#failed.has(mistake))
        this.#failed.set(mistake, { id: task.id, title, error, isFollowed: false });
    }
    return undefined;
  }

  /**
   * Removes the failure of a test that passes when it is tried again.
   *
   * @throws the earlier error, if other tests were skipped because of it.
   */
  passed({ task }: TestContext): void {
    for (const [mistake, failed] of this.#failed) {
      if (failed.id !== task.id) continue;
      if (failed.isFollowed) throw failed.error;
      this.#failed.delete(mistake);
    }
  }
}

/**
 * The mistake that a subject violates a property, and those of which it is a consequence. An implementation
 * does what its model does, or diverges from it; lockstep runs the code of both.
 */
export function violationMistake(side: Side, { name }: Pick<Property, 'name'>): ShownMistakes {
  const is = [`${side} violates ${name}`];
  if (side === 'model' || name === refinement.name) return { is, follows: [] };
  const alone = side === 'lockstep' ? [`implementation violates ${name}`] : [];
  return { is, follows: [`model violates ${name}`, refinementViolated, ...alone] };
}

/**
 * The mistake that a property is inconclusive in a subject. In lockstep it is a consequence of the model, or
 * of an early end.
 */
export function undecidedMistake(side: Side, { name }: Pick<Property, 'name'>): ShownMistakes {
  const is = [`${side} is inconclusive about ${name}`];
  if (side !== 'lockstep') return { is, follows: [] };
  return { is, follows: [`model is inconclusive about ${name}`, refinementViolated] };
}

/**
 * The mistake behind an error. A failure of code under check is identified by its place, not by the steps up
 * to it.
 */
function mistakesOf(thrown: unknown): ShownMistakes {
  if (thrown instanceof ProtocolFailure) return mistakesShownBy(thrown);
  if (thrown instanceof CodeError || thrown instanceof UsageError) {
    const { cause } = thrown;
    return { is: [cause instanceof Error ? placeOf(cause) : thrown.message], follows: [] };
  }
  const isFailure = thrown instanceof Error && (thrown as { code?: unknown }).code !== 'VITEST_PENDING';
  return { is: isFailure ? [placeOf(thrown)] : [], follows: [] };
}

function placeOf({ name, message, stack = '' }: Error): string {
  const frame = stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  return `${name}: ${message}${frame}`;
}
