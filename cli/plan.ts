/** `explore --plan`: how large a scope is, told from a sample, before anybody waits for it. */
import {
  isJudgedBySearch,
  type Subject,
  type Suite,
  selectPropertiesOrThrow,
  UsageError,
} from '../checker/index.ts';
import { planText, protocolHead } from '../reports/index.ts';
import { Driver } from './drive.ts';
import { type Exit, exits } from './exit.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { say } from './thread.ts';

export async function planScope(
  suite: Suite,
  scope: string,
  subject: Subject,
  options: Options,
): Promise<Exit> {
  const { format = ['text'], order, maxDepth, partialOrder, workers } = options;
  if (format.join() !== 'text' || [order, maxDepth, partialOrder, workers].some((one) => one !== undefined))
    throw new UsageError(
      '--plan goes without --format, --order, --max-depth, --partial-order and --workers: it says in text what breadth-first takes',
    );
  const limits = new Limits(options);
  say({ kind: 'run' });
  const output = new Output(options);
  output.lines(`seed 0x${options.seed.toString(16)}`, '');
  output.lines(...protocolHead(suite, output.palette), '');
  const properties = selectPropertiesOrThrow(suite, subject, scope, options.property).filter(
    isJudgedBySearch,
  );
  const planned = await new Driver(options, limits).plan(suite, scope, subject, properties);
  if ('stopped' in planned) {
    output.lines(`nothing can be told: ${planned.stopped} before the sample was there`);
    return exits.inconclusive;
  }
  output.lines(...planText(planned, output.palette));
  return exits.allHold;
}
