/**
 * The rules of fingers, lookups and keys by the names of the machine's actions: each reads an event, and takes its step
 * on a draft by the decisions that it is given.
 */
import { enqueueActions } from 'xstate';
import type { NodeContext, NodeEvent } from './context.ts';
import { type Deciding, type Draft, deciding, draftOf } from './drafts.ts';
import * as searches from './searches.ts';
import * as storage from './storage.ts';

type Of<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

/** A rule of a node. */
export type Rule = (draft: Draft, event: NodeEvent, by: Deciding) => void;

/** A rule for events of one type. */
function on<T extends NodeEvent['type']>(
  type: T,
  rule: (draft: Draft, event: Of<T>, by: Deciding) => void,
): Rule {
  return (draft, event, by) => {
    if (event.type !== type) throw new Error(`${event.type} is no ${type}`);
    rule(draft, event as Of<T>, by);
  };
}

/** The rules by the names of their actions. */
export const rules = {
  beginLookup: on('lookup', (draft, { key }, by) => searches.begin(draft, key, 'lookup', by)),
  beginPut: on('put', (draft, { key }, by) => searches.begin(draft, key, 'put', by)),
  fixFinger: (draft, _event, by) => searches.fixFinger(draft, by),
  answerFindNext: on('FindNext', (draft, { key, tried, from }, by) =>
    searches.findNext(draft, key, tried, from, by),
  ),
  routeFindSuccessor: on('FindSuccessor', (draft, event, by) =>
    searches.findSuccessor(draft, event, event.from, by),
  ),
  askNext: on('Next', (draft, { key, node, from }, by) => searches.next(draft, key, node, from, by)),
  endFound: on('Found', (draft, { key, owner, forwardings, from }, by) =>
    searches.found(draft, key, owner, forwardings, from, by),
  ),
  giveUpOld: (draft, _event, by) => searches.tick(draft, by),
  storePut: on('Put', (draft, { key, from }, by) => storage.put(draft, key, from, by)),
  endStored: on('Stored', (draft, { key }) => storage.stored(draft, key)),
  storeCopy: on('Copy', (draft, { keys, from }) => storage.copy(draft, keys, from)),
  noteCopied: on('Copied', (draft, { keys, from }, by) => storage.copied(draft, keys, from, by)),
  handOver: (draft, _event, by) => storage.handOver(draft, by),
  replicate: (draft, _event, by) => storage.replicate(draft, by),
} satisfies Record<string, Rule>;

/** The action of a rule by these decisions. */
export function acting(rule: Rule, by: Deciding = deciding) {
  return enqueueActions<NodeContext, NodeEvent, undefined, NodeEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      const draft = draftOf(context);
      rule(draft, event, by);
      enqueue.assign(draft.node);
      for (const effect of draft.effects) enqueue(effect as never);
    },
  );
}
