/**
 * The answers of a server in the exchange: what goes out for a want of a block that is here, which task stays in a
 * queue, and which ask an answer ends (S2, S4).
 */
import { withoutKey } from './context.ts';
import type { Cid, Data, ExchangeMessage, ExchangeSetting, PartnerView, Task, Want } from './messages.ts';

const rank: Readonly<Record<Task, number>> = { dont: 0, have: 1, block: 2 };

/** The tasks with one more; of two for one block the greater stays (S4). */
export function withTask(tasks: PartnerView['tasks'], cid: Cid, task: Task): PartnerView['tasks'] {
  const known = tasks.get(cid);
  return known !== undefined && rank[known] >= rank[task] ? tasks : new Map(tasks).set(cid, task);
}

/** The asks after an answer: a Have ends no ask for the block (S2). */
export function withoutAnswered(asks: PartnerView['asks'], cid: Cid, answer: 'have' | 'block') {
  return answer === 'have' && asks.get(cid) === 'block' ? asks : withoutKey(asks, cid);
}

/** What goes out for a want of a block that is here; small blocks go out for a WantHave, too (S2). */
export function answerTo(want: Want, { small }: Pick<ExchangeSetting, 'small'>): 'have' | 'block' {
  return want === 'block' || small ? 'block' : 'have';
}

/** What an answer reads and changes of what is kept about a partner. */
export interface Answering extends Pick<PartnerView, 'asks' | 'receipt'> {
  readonly setting: ExchangeSetting;
}

/** The change and the message of an answer (S2). */
export function answering(context: Answering, cid: Cid, want: Want, data: Data) {
  const answer = answerTo(want, context.setting);
  const { sent, received } = context.receipt;
  const counts = context.setting.receipts && answer === 'block';
  const changed: Partial<Answering> = {
    asks: withoutAnswered(context.asks, cid, answer),
    ...(counts && { receipt: { sent: sent + 1, received } }),
  };
  const message: ExchangeMessage = answer === 'have' ? { type: 'Have', cid } : { type: 'Block', cid, data };
  return { changed, message };
}
