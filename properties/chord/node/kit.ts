/** The kit of the suite of a Chord node that speaks by messages: its shape, the history of its monitor, and its role. */
import { protocol } from '../../../checker/suite/kit.ts';
import { Node } from '../../../implementations/chord/node.ts';
import { chordRules } from '../../../implementations/chord/rules.ts';
import { liarMachine, sybilMachine } from '../../../models/chord/node/adversaries.ts';
import { nodeView, replyTo } from '../../../models/chord/node/context.ts';
import type { ChordNode, Key, NodeOutput } from '../../../models/chord/node/messages.ts';
import { nodeMachine } from '../../../models/chord/node/node.ts';

/** What lookups and puts ended with. */
export interface NodeHistory {
  /** The keys whose put was answered: their copies were made. */
  readonly stored: ReadonlySet<Key>;
  /** The last result of a lookup. */
  readonly found: Omit<Extract<NodeOutput, { readonly type: 'found' }>, 'type'> | null;
}

const first: NodeHistory = { stored: new Set(), found: null };

/** The kit for the shape of a node. */
export const kit = protocol<ChordNode>().monitor<NodeHistory>(first, (history, event) => {
  if (event.type !== 'output') return history;
  const { type, ...result } = event.output;
  switch (type) {
    case 'found':
      return { ...history, found: result as NodeHistory['found'] };
    case 'stored':
      return { ...history, stored: new Set(history.stored).add(result.key) };
    case 'failed':
      return history;
  }
});

/** The role of a node. */
export const node = kit.role({
  name: 'node',
  machine: nodeMachine,
  view: ({ value, context }) => nodeView(value, context),
  answer: ({ context }, request) => replyTo(context, request),
  implementation: (birth, rules) => new Node(birth, rules),
  rules: chordRules,
});

/** The adversaries, which have no implementation. Properties do not see their views. */
export const adversaries = {
  liar: kit.model(liarMachine, { view: ({ value, context }) => nodeView(value, context) }),
  sybil: kit.model(sybilMachine, { view: ({ value, context }) => nodeView(value, context) }),
};
