/**
 * A scope of the exchange, from a description of what its users want and do: the inputs and bounds of its system,
 * its timers, and the draws of its nodes.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type {
  Cid,
  Exchange,
  ExchangeDraw,
  ExchangeInput,
  ExchangeMessage,
  ExchangeSetting,
  ExchangeView,
} from '../../../models/bitswap/exchange/messages.ts';
import { ordersAt } from './draws.ts';
import { type Adversary, adversaries, kit } from './kit.ts';

/** The roles of the suite. */
export type Role = 'node';
/** The properties of a scope. */
export type Properties = NonNullable<Scope<Exchange>['properties']>;

const settingOfAll: ExchangeSetting = {
  links: [],
  connected: true,
  held: {},
  service: 'atOnce',
  small: false,
  impatient: false,
  strikesMax: 0,
  receipts: false,
};

/** What the users of a scope want and do. */
export interface ExchangeScope {
  /** Pairs of nodes that can be connected, as `ab-ac`. */
  readonly links: string;
  /** The blocks of each node at first, as `xy`. */
  readonly held?: Readonly<Record<NodeId, string>>;
  /** The blocks that the users of each node want, as `xy`. */
  readonly wants: Readonly<Record<NodeId, string>>;
  /** The blocks that the users of each node may put. */
  readonly puts?: Readonly<Record<NodeId, string>>;
  /** The blocks that the users of each node may remove, `removes` times together. */
  readonly removable?: Readonly<Record<NodeId, string>>;
  readonly removes?: number;
  /** Whether the blocks are a binary tree, of which a child is wanted only once its parent is here. */
  readonly isTree?: boolean;
  /** The sessions of each user; one unless given. */
  readonly sessions?: readonly string[];
  /** How often all users together give up a want. */
  readonly giveUps?: number;
  /** How often all nodes together end a connection. */
  readonly hangUps?: number;
  /** The nodes that may end a connection; all unless given. */
  readonly hangingUp?: string;
  readonly setting?: Partial<ExchangeSetting>;
  /** Nodes that follow no promise, with their roles. */
  readonly adversaries?: Readonly<Record<NodeId, Adversary>>;
  /** What a talker may say, and how often. */
  readonly says?: { readonly messages: readonly ExchangeMessage[]; readonly times: number };
  readonly network?: 'fifo' | 'unordered';
  readonly properties?: Properties;
  /** A few words after the description of the scope. */
  readonly about?: string;
}

/** The pairs of a list of links. */
function pairsOf(links: string): ExchangeSetting['links'] {
  if (links === '') return [];
  return links.split('-').map(([one = '', other = '']) => [one, other] as const);
}

/** The inputs of a node whose users want, put and give up blocks. */
function inputsOf(scope: ExchangeScope, view: ExchangeView, node: NodeId): readonly ExchangeInput[] {
  const { wants, puts = {}, sessions = ['s'], giveUps = 0, hangUps = 0, hangingUp, says } = scope;
  if (scope.adversaries?.[node] === 'talker')
    return (says?.messages ?? []).map((message) => ({ type: 'act', message }));
  const open = (cids: string | undefined): readonly Cid[] =>
    [...(cids ?? '')].filter((cid) => !view.held.has(cid));
  const tree = wants[node] ?? '';
  const isDue = (cid: Cid) => {
    const at = tree.indexOf(cid);
    return scope.isTree !== true || at <= 0 || view.held.has(tree[Math.floor((at - 1) / 2)] as Cid);
  };
  return [
    ...open(wants[node])
      .filter(isDue)
      .flatMap((cid) =>
        sessions
          .filter((session) => view.wanted.get(cid)?.has(session) !== true)
          .map((session): ExchangeInput => ({ type: 'want', cid, session })),
      ),
    ...(giveUps === 0
      ? []
      : [...view.wanted].flatMap(([cid, waiting]) =>
          [...waiting].map((session): ExchangeInput => ({ type: 'giveUp', cid, session })),
        )),
    ...open(puts[node]).map((cid): ExchangeInput => ({ type: 'put', cid })),
    ...[...(scope.removable?.[node] ?? '')].flatMap((cid): ExchangeInput[] =>
      view.held.has(cid) ? [{ type: 'remove', cid }] : [],
    ),
    ...(hangUps === 0 || hangingUp?.includes(node) === false
      ? []
      : [...view.partners].flatMap(([partner, { conn }]): ExchangeInput[] =>
          conn === 'up' ? [{ type: 'hangUp', partner }] : [],
        )),
  ];
}

/** A scope of these nodes. */
export function exchange(scope: ExchangeScope): Scope<Exchange, Role> {
  const { links, held = {}, giveUps = 0, hangUps = 0, network = 'fifo', properties, about, says } = scope;
  const names = [...new Set([...links.replaceAll('-', ''), ...Object.keys(held)])].sort();
  const hostile = Object.entries(scope.adversaries ?? {});
  const setting: ExchangeSetting = {
    ...settingOfAll,
    links: pairsOf(links),
    held: Object.fromEntries(Object.entries(held).map(([node, cids]) => [node, [...cids]])),
    ...scope.setting,
  };
  return kit.scope({
    says: about,
    properties,
    system: (actor) => ({
      nodes: {
        ...nodes(names, actor('node')),
        ...Object.fromEntries(hostile.map(([node, role]) => [node, adversaries[role]])),
      },
      adversaries: hostile.length > 0 ? hostile.map(([node]) => node) : undefined,
      setting,
      network,
      inputs: (view, node) => inputsOf(scope, view, node),
      bounds: {
        ...(giveUps > 0 && { giveUp: giveUps }),
        ...(hangUps > 0 && { hangUp: hangUps }),
        ...(scope.removes !== undefined && { remove: scope.removes }),
        ...(says !== undefined && { act: says.times }),
      },
      timersMs: timersOf(names),
      draws: (view, event): readonly ExchangeDraw[] => ordersAt(view, event, setting),
    }),
  });
}

/** How long the timers run in virtual time (C6, C7, N3). */
function timersOf(names: readonly NodeId[]) {
  const each = (timer: 'impatience' | 'work' | 'dial', ms: readonly [number, number]) =>
    Object.fromEntries(names.map((node) => [`${timer}@${node}`, ms]));
  return {
    idle: [1_000, 1_000] as const,
    ...each('impatience', [5_000, 5_000]),
    ...each('work', [2, 20]),
    ...each('dial', [500, 1_500]),
  };
}
