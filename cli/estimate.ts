/**
 * `explore --plan`: estimates the size of a scope from a sample, and the time and memory of a complete
 * search.
 */
import {
  isJudgedBySearch,
  type Subject,
  type Suite,
  selectPropertiesOrThrow,
  UsageError,
} from '../checker/index.ts';
import { estimateText, protocolHead } from '../reports/index.ts';
import { CheckRunner } from './check-runner.ts';
import { type Exit, exits } from './exit.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { send } from './thread.ts';

/** Explores a sample, and prints the estimate. */
export async function estimateScope(
  suite: Suite,
  scope: string,
  subject: Subject,
  options: Options,
): Promise<Exit> {
  const { format = ['text'], order, maxDepth, partialOrder, workers, traces } = options;
  const refused = [order, maxDepth, partialOrder, workers, traces];
  if (format.join() !== 'text' || refused.some((one) => one !== undefined))
    throw new UsageError(
      '--plan cannot be combined with --format, --order, --max-depth, --partial-order, --workers or --traces; it estimates a breadth-first search, and prints text',
    );
  const limits = new Limits(options);
  send({ kind: 'run' });
  const output = new Output(options);
  output.lines(`seed 0x${options.seed.toString(16)}`, '');
  output.lines(...protocolHead(suite, output.palette), '');
  const properties = selectPropertiesOrThrow(suite, subject, scope, options.property).filter(
    isJudgedBySearch,
  );
  const estimated = await new CheckRunner(options, limits).estimate(suite, scope, subject, properties);
  if ('stopped' in estimated) {
    output.lines(`inconclusive: ${estimated.stopped} before the sample was complete`);
    return exits.inconclusive;
  }
  output.lines(...estimateText(estimated, output.palette));
  return exits.allHold;
}
