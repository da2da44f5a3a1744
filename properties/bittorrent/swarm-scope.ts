/**
 * The form of this suite's scopes: links between peers, a setting, and the adversaries. Two premises keep most
 * scopes finite: a round is longer than every delivery, or there are few rounds (`rounds`).
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { nodes } from '../../checker/suite/kit.ts';
import type { Scope } from '../../checker/suite/suite.ts';
import type {
  Swarm,
  SwarmDraw,
  SwarmInput,
  SwarmMessage,
  SwarmSetting,
  SwarmView,
} from '../../models/bittorrent/messages.ts';
import { ordersAt } from './draws.ts';
import { type Adversary, adversaries, kit } from './kit.ts';

/** The role of a scope. */
export type Role = 'peer';
/** The properties of a scope. */
export type Properties = NonNullable<Scope<Swarm>['properties']>;

/** The setting that scopes change. */
export const settingOfAll: SwarmSetting = {
  pieces: 2,
  blocksPerPiece: 1,
  owned: { S: [0, 1] },
  open: [],
  slots: 1,
  turnRounds: 1,
  rateMax: 0,
  seedRate: 'none',
  optimistic: 'counted',
  zeroRate: 'eligible',
  pipeline: 1,
  endgameAskers: 2,
  randomFirst: 0,
  upload: 'paced',
  fast: false,
  allowedFast: {},
  suggests: {},
  addresses: {},
  blame: 'parole',
  interest: 'missing',
  notAsked: 'dropped',
  tooLarge: 'close',
  have: 'all',
  snubs: false,
  reports: 'none',
};

/** What a scope of this suite says; all else has its usual value. */
export interface SwarmScope {
  /** Connections, as `SA-SB-AB`; at first each is open, and has a Bitfield under way in each direction. */
  readonly links: string;
  readonly setting?: Partial<SwarmSetting>;
  /** A round at any moment, at most so many of all peers together; else it is longer than every delivery. */
  readonly rounds?: number | 'any';
  /** Nodes that follow no promise, with their roles. */
  readonly adversaries?: Readonly<Record<NodeId, Adversary>>;
  /** What an adversary draws at a Request. */
  readonly acts?: readonly string[];
  inputs?(view: SwarmView, node: NodeId): readonly SwarmInput[];
  readonly bounds?: { readonly act?: number; readonly dial?: number; readonly disconnect?: number };
  readonly properties?: Properties;
  readonly says?: string;
}

/** The pairs of a list of connections. */
function pairsOf(links: string): SwarmSetting['open'] {
  return links.split('-').map(([one = '', other = '']) => [one, other] as const);
}

/** All connections of these nodes. */
export function complete(names: string): string {
  return [...names].flatMap((one, nth) => [...names.slice(nth + 1)].map((other) => one + other)).join('-');
}

/** The nodes of a list of connections: seeds first, then by name. */
function nodesOf(links: string): readonly NodeId[] {
  const isSeed = (node: NodeId) => (node >= 'S' ? 0 : 1);
  return [...new Set(links.replaceAll('-', ''))].sort((a, b) => isSeed(a) - isSeed(b) || (a < b ? -1 : 1));
}

/** A scope of peers that are connected by these links. */
export function swarm({
  links,
  setting: changed = {},
  rounds,
  adversaries: hostile = {},
  acts = [],
  inputs,
  bounds = {},
  properties,
  says,
}: SwarmScope): Scope<Swarm, Role> {
  const all = nodesOf(links);
  const setting = { ...settingOfAll, open: pairsOf(links), ...changed };
  const afterAll = { afterQuiet: all };
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: {
        ...nodes(all, actor('peer')),
        ...Object.fromEntries(Object.entries(hostile).map(([node, role]) => [node, adversaries[role]])),
      },
      adversaries: Object.keys(hostile).length > 0 ? Object.keys(hostile) : undefined,
      setting,
      network: 'fifo',
      inputs,
      bounds: { ...(typeof rounds === 'number' && { round: rounds }), ...bounds },
      timerConstraints:
        rounds === undefined
          ? { round: afterAll, ...Object.fromEntries(all.map((node) => [`request@${node}`, afterAll])) }
          : undefined,
      timersMs: {
        round: [10_000, 10_000],
        ...Object.fromEntries(all.map((node) => [`upload@${node}`, [1_000, 3_000]])),
        ...Object.fromEntries(all.map((node) => [`request@${node}`, [60_000, 60_000]])),
      },
      draws: (view, event, node): readonly SwarmDraw[] => {
        if (hostile[node] === undefined || hostile[node] === 'freeloader')
          return ordersAt(view, event, setting);
        const isAsked = event.type === 'message' && event.message.type === 'Request';
        return isAsked ? acts.map((act) => ({ act })) : [];
      },
    }),
  });
}

/** The inputs by which an adversary sends one of these messages. */
export function acting(messages: readonly SwarmMessage[]): readonly SwarmInput[] {
  return messages.map((message) => ({ type: 'act', message }));
}
