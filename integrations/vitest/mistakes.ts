/**
 * The mistakes that tests of one protocol have failed for. A test that would fail for one of these again is skipped, and names the
 * test that failed: one mistake is one failed test. A skip stands only beside a failure, so it turns no red run green.
 */
import type { TestContext } from 'vitest';
import { CodeError, type Property, refinement, type Side, UsageError } from '../../checker/index.ts';
import { ProtocolFailure, type Shown, shownBy } from './failure.ts';

interface Failed {
  readonly id: string;
  readonly title: string;
  readonly error: unknown;
  /** Whether a test was skipped for its sake. */
  isFollowed: boolean;
}

const refinementBroken = `lockstep breaks ${refinement.name}`;

/** Which mistakes have failed a test, and which test. */
export class Mistakes {
  readonly #failed = new Map<string, Failed>();

  /** A test that fails: the title of the one that failed for the same mistake, if another did. */
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
   * A test that passes. Where it is tried again after it failed nothing follows from that failure any more.
   *
   * @throws what it failed with, where others were skipped for it.
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
 * The mistake that a side breaks a promise, and those of which this is a consequence. An implementation does what its model does, or
 * leaves it; lockstep runs the code of both.
 */
export function brokenPromise(side: Side, { name }: Pick<Property, 'name'>): Shown {
  const is = [`${side} breaks ${name}`];
  if (side === 'model' || name === refinement.name) return { is, follows: [] };
  const alone = side === 'lockstep' ? [`implementation breaks ${name}`] : [];
  return { is, follows: [`model breaks ${name}`, refinementBroken, ...alone] };
}

/** The mistake that a search of a side leaves a promise undecided: lockstep does so where its model does, and where it ends early. */
export function openPromise(side: Side, { name }: Pick<Property, 'name'>): Shown {
  const is = [`${side} leaves ${name} open`];
  if (side !== 'lockstep') return { is, follows: [] };
  return { is, follows: [`model leaves ${name} open`, refinementBroken] };
}

/** The mistake behind what a test threw. Code under check that fails does so at one place, whatever led there. */
function mistakesOf(thrown: unknown): Shown {
  if (thrown instanceof ProtocolFailure) return shownBy(thrown);
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
