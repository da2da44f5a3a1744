/**
 * The table of actions. An action is one atomic step of a world, spelled out in full: a list of actions is a
 * schedule that can be written to a file and replayed. For each kind of action the table has the acting node,
 * the fields, the limits and the line of text that reports print; the rest of the code reads it.
 *
 * A new kind of action is a line of `ActionFields` and a row of `actionTable`. The compiler then names the
 * other places: where it is enabled (`enabled.ts`), which world follows (`successors.ts`), and the same in
 * the packed search and the in-place simulation. CONTRIBUTING.md lists them.
 */
import type { NodeId, Tagged } from '../actors/actor.ts';
import { counted, tagged, value } from '../values/text.ts';
import type { Envelope } from './envelope.ts';

/**
 * Nondeterminism of one step: the draw of the environment and the choice of the model. Absent where there is
 * none.
 */
export interface Nondeterminism {
  readonly draw?: unknown;
  readonly choice?: unknown;
}

/** The fields of each kind of action. */
export interface ActionFields {
  /** A message arrives. */
  deliver: Envelope & Nondeterminism;
  /** An armed timer fires. */
  timeout: { readonly node: NodeId; readonly timer: string } & Nondeterminism;
  /** A client or an operator sends an input to a node. */
  input: { readonly node: NodeId; readonly input: Tagged } & Nondeterminism;
  /** The disk completes the oldest pending write of a node. */
  persisted: { readonly node: NodeId; readonly record: object } & Nondeterminism;
  /** The callee answers a request; the reply is then in flight. */
  request: {
    readonly from: NodeId;
    readonly to: NodeId;
    readonly id: number;
    readonly request: Tagged;
  };
  /** A call ends at the caller `node`: with the reply of the callee `from`, or with `unreachable`. */
  reply: {
    readonly node: NodeId;
    readonly from: NodeId;
    readonly id: number;
    readonly reply: Tagged;
  } & Nondeterminism;
  /** The network loses a message. */
  drop: Envelope;
  /** The network copies a message. */
  duplicate: Envelope;
  /** A message that no node sent appears in the network. */
  inject: Envelope;
  /**
   * A node fails. `kept`: how many of its pending writes were completed before; absent where none was
   * pending.
   */
  crash: { readonly node: NodeId; readonly kept?: number };
  /** A node that is down or absent comes up. */
  restart: { readonly node: NodeId } & Pick<Nondeterminism, 'draw'>;
  /** The links of a partition are cut. */
  partition: { readonly name: string };
  /** The partition ends. */
  heal: object;
}

/** The name of a kind of action. */
export type ActionKind = keyof ActionFields;

/** An action of one kind. */
export type ActionOf<K extends ActionKind> = { readonly type: K } & ActionFields[K];

/** One atomic step of a world. */
export type Action = { [K in ActionKind]: ActionOf<K> }[ActionKind];

/** The type of a field of an action. It decides how traces write the field, and how symmetry renames it. */
export type FieldType = 'node' | 'message' | 'timer' | 'partition' | 'number' | 'data';

/** A field type for each field of an action; an optional field must be marked. */
type FieldsOf<A> = {
  readonly [F in Exclude<keyof A, 'type'>]-?: undefined extends A[F] ? `${FieldType}?` : FieldType;
};

/** The row of one kind of action. */
interface ActionRow<A> {
  /** The field with the name of the acting node; absent for a step of the network. */
  readonly acts?: Extract<keyof A, 'node' | 'to'>;
  /** Its part in a run: a step of the protocol, an input, a fault, or the end of a fault. */
  readonly role: 'protocol' | 'input' | 'fault' | 'repair';
  /** Whether its number is limited in `budget`, under the name of the kind. */
  readonly isBudgeted?: true;
  /** The type of each field; `?` marks an optional one. */
  readonly fields: FieldsOf<A>;
  /** The name that distinguishes actions of the kind in fairness: the type of a message or input, or a timer. */
  readonly detail?: (action: A) => string;
  /** The text of an action, as a sentence without full stop. */
  readonly text: (action: A) => string;
}

const envelope = { from: 'node', to: 'node', message: 'message' } as const;
const open = { draw: 'data?', choice: 'data?' } as const;

/** Each kind of action, in the order in which worlds list their actions and coverage counts them. */
export const actionTable = {
  deliver: {
    acts: 'to',
    role: 'protocol',
    fields: { ...envelope, ...open },
    detail: ({ message }) => message.type,
    text: ({ to, from, message }) => `${to} receives ${tagged(message)} from ${from}`,
  },
  timeout: {
    acts: 'node',
    role: 'protocol',
    fields: { node: 'node', timer: 'timer', ...open },
    detail: ({ timer }) => timer,
    text: ({ node, timer }) => `${node} times out: ${timer}`,
  },
  input: {
    acts: 'node',
    role: 'input',
    fields: { node: 'node', input: 'message', ...open },
    detail: ({ input }) => input.type,
    text: ({ node, input }) => `${node} receives the input ${tagged(input)}`,
  },
  persisted: {
    acts: 'node',
    role: 'protocol',
    fields: { node: 'node', record: 'data', ...open },
    text: ({ node, record }) => `${node} has written ${value(record)}`,
  },
  request: {
    acts: 'to',
    role: 'protocol',
    fields: { from: 'node', to: 'node', id: 'number', request: 'message' },
    text: ({ from, to, request }) => `${to} answers ${tagged(request)} from ${from}`,
  },
  reply: {
    acts: 'node',
    role: 'protocol',
    fields: { node: 'node', from: 'node', id: 'number', reply: 'message', ...open },
    text: ({ node, from, reply }) => `${node} receives the reply ${tagged(reply)} from ${from}`,
  },
  drop: {
    role: 'fault',
    isBudgeted: true,
    fields: envelope,
    text: (action) => `the network loses ${inFlightText(action)}`,
  },
  duplicate: {
    role: 'fault',
    isBudgeted: true,
    fields: envelope,
    text: (action) => `the network doubles ${inFlightText(action)}`,
  },
  inject: {
    role: 'fault',
    isBudgeted: true,
    fields: envelope,
    text: (action) => `a forged message appears: ${inFlightText(action)}`,
  },
  crash: {
    acts: 'node',
    role: 'fault',
    isBudgeted: true,
    fields: { node: 'node', kept: 'number?' },
    text: ({ node, kept }) => `${node} crashes${keptText(kept)}`,
  },
  restart: {
    acts: 'node',
    role: 'repair',
    isBudgeted: true,
    fields: { node: 'node', draw: 'data?' },
    text: ({ node, draw }) => `${node} ${draw === undefined ? 'restarts' : 'comes up'}`,
  },
  partition: {
    role: 'fault',
    isBudgeted: true,
    fields: { name: 'partition' },
    text: ({ name }) => `the network is cut: ${name}`,
  },
  heal: {
    role: 'repair',
    fields: {},
    text: () => 'the network heals',
  },
} as const satisfies { readonly [K in ActionKind]: ActionRow<ActionOf<K>> };

type Table = typeof actionTable;

/** The kinds of action that a column of the table selects. */
export type KindsWith<Column> = {
  [K in ActionKind]: Table[K] extends Column ? K : never;
}[ActionKind];

/** Every kind of action, in the order of the table. */
export const actionKinds = Object.keys(actionTable) as readonly ActionKind[];

/** A field of an action. */
export interface ActionField {
  readonly name: string;
  readonly type: FieldType;
  readonly isOptional: boolean;
}

/** The fields of each kind. */
export const actionFields = Object.fromEntries(
  actionKinds.map((kind) => [kind, Object.entries<string>(actionTable[kind].fields).map(fieldOf)]),
) as Record<string, readonly ActionField[]> as Readonly<Record<ActionKind, readonly ActionField[]>>;

function fieldOf([name, type]: readonly [string, string]): ActionField {
  return { name, type: type.replace('?', '') as FieldType, isOptional: type.endsWith('?') };
}

/** The row of an action's kind, with functions that take any action: the kind is known to fit. */
function rowOf(action: Action): ActionRow<Action> {
  return actionTable[action.type] as unknown as ActionRow<Action>;
}

/** The kinds that are no fault: those on which fairness can be assumed. */
export const fairKinds = actionKinds.filter((kind) => actionTable[kind].role !== 'fault');

/**
 * The node that takes the step; absent for a step of the network. Of a request it is the callee, which
 * answers.
 */
export function actingNode(action: Action): NodeId | undefined {
  const { acts } = rowOf(action);
  if (acts === 'node') return (action as ActionOf<'crash'>).node;
  return acts === 'to' ? (action as Envelope).to : undefined;
}

/** The nodes that an action names. */
export function nodesOf(action: Action): readonly NodeId[] {
  return actionFields[action.type].flatMap(({ name, type }) =>
    type === 'node' ? [action[name as keyof Action] as NodeId] : [],
  );
}

/** The type of its message or input, or its timer; absent for other kinds. */
export function detailOf(action: Action): string | undefined {
  return rowOf(action).detail?.(action);
}

/** The text of an action, as a sentence without full stop: `b receives RequestVote {term: 1} from a`. */
export function actionText(action: Action): string {
  const { draw, choice } = action as Nondeterminism;
  const drawn = draw === undefined ? '' : `, drawn ${value(draw)}`;
  const chosen = choice === undefined ? '' : `, chosen ${value(choice)}`;
  return `${rowOf(action).text(action)}${drawn}${chosen}`;
}

function inFlightText({ from, to, message }: Envelope): string {
  return `${tagged(message)} from ${from} to ${to}`;
}

/** The fate of pending writes, where there were any. */
function keptText(kept: number | undefined): string {
  if (kept === undefined) return '';
  return kept === 0 ? ' before anything more is written' : `, with ${counted(kept, 'record')} more written`;
}
