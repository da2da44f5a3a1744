/**
 * The description of a system in one line: its nodes, network, faults, limits and setting, each in the words
 * of docs/systems.md. It only mentions the system's functions (`inputs`, `within`, `when`); a scope explains
 * them in its `says`.
 */
import type { Actor, NodeId } from '../actors/actor.ts';
import type { CrashRule, System, TimerConstraint } from '../semantics/system.ts';
import { isSame } from '../values/equality.ts';
import { isRecord } from '../values/shapes.ts';
import { counted } from '../values/text.ts';

/** The roles whose names describe the nodes. */
export type RolesOf = Readonly<Record<string, { readonly model: Actor }>>;

/** The description of a system; nodes are counted by the role whose model they run. */
export function describeSystem(system: System, roles: RolesOf = {}): string {
  return textOf(partsOf(system, roles));
}

/**
 * The description of a family of systems: their number, their numbers of nodes, and the parts of a
 * description that all of them have.
 */
export function describeFamily(systems: readonly System[], roles: RolesOf = {}): string {
  const all = systems.map((system) => partsOf(system, roles));
  const [first = [], ...others] = all;
  const common = first.filter(([, part]) =>
    others.every((parts) => parts.some(([, other]) => other === part)),
  );
  const sizes = systems.map(({ nodes }) => Object.keys(nodes).length);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const nodes = `each with ${least === most ? '' : `${least} to `}${counted(most, 'node')}`;
  const isSharedCount = first[0] !== undefined && common.includes(first[0]);
  const number = `family of ${counted(systems.length, 'member')}`;
  return [number, ...(isSharedCount ? [] : [nodes]), ...(common.length > 0 ? [textOf(common)] : [])].join(
    '; ',
  );
}

/** A part of a description, and its place in the line. */
type Part = readonly [kind: 'system' | 'setting' | 'last', text: string];

/** The parts in one line, with the fields of the setting together. */
function textOf(parts: readonly Part[]): string {
  const of = (kind: Part[0]) => parts.flatMap(([one, text]) => (one === kind ? [text] : []));
  const setting = of('setting');
  const settingText = setting.length === 0 ? [] : [`setting ${setting.join(', ')}`];
  return [...of('system'), ...settingText, ...of('last')].join('; ');
}

/** The parts of the description of a system; the first one counts its nodes. */
function partsOf(system: System, roles: RolesOf): readonly Part[] {
  const parts = [
    nodesText(system, roles),
    ...startsText(system),
    networkText(system),
    ...(system.persistence === 'async' ? ['records become durable later'] : []),
    ...callsText(system),
    ...crashText(system),
    ...partitionsText(system),
    ...severedText(system),
    ...injectsText(system),
    ...boundsText(system),
    ...Object.entries(system.timerConstraints ?? {}).map(([timer, constraint]) =>
      timerText(timer, constraint),
    ),
  ];
  return [
    ...parts.map((text): Part => ['system', text]),
    ...settingTexts(system).map((text): Part => ['setting', text]),
    ...(system.within === undefined ? [] : [['last', 'not expanded beyond a limit'] as const]),
  ];
}

/** `3 interchangeable server nodes, adversary d`. */
function nodesText({ nodes, adversaries = [], symmetric = [] }: System, roles: RolesOf): string {
  const roleOf = (actor: Actor | undefined) =>
    Object.keys(roles).find((role) => roles[role]?.model === actor);
  const byRole = new Map<string | undefined, NodeId[]>();
  for (const [node, actor] of Object.entries(nodes)) {
    if (adversaries.includes(node)) continue;
    const role = roleOf(actor);
    byRole.set(role, [...(byRole.get(role) ?? []), node]);
  }
  const hasSame = (group: readonly NodeId[], members: readonly NodeId[]) =>
    group.length === members.length && group.every((node) => members.includes(node));
  const groups = [...byRole].map(([role, members]) => {
    const isSymmetric = members.length > 1 && symmetric.some((group) => hasSame(group, members));
    const words = [isSymmetric ? 'interchangeable' : '', role ?? '', members.length === 1 ? 'node' : 'nodes'];
    return `${members.length} ${words.filter((word) => word !== '').join(' ')}`;
  });
  const others = symmetric.filter(
    (group) => ![...byRole.values()].some((members) => hasSame(group, members)),
  );
  return [
    ...groups,
    ...others.map((group) => `${group.join(', ')} interchangeable`),
    ...(adversaries.length === 0
      ? []
      : [`${adversaries.length === 1 ? 'adversary' : 'adversaries'} ${adversaries.join(', ')}`]),
  ].join(', ');
}

/** `2 initial worlds; 2 to 3 of 4 nodes up at first`. */
function startsText({ nodes, starts, listed }: System): readonly string[] {
  if (listed !== undefined) return [counted(listed.length, 'listed initial world')];
  if (starts === undefined) return [];
  const all = Object.keys(nodes).length;
  const up = starts.map((start) => all - Object.values(start).filter((one) => !('up' in one)).length);
  const [least, most] = [Math.min(...up), Math.max(...up)];
  return [
    ...(starts.length > 1 ? [counted(starts.length, 'initial world')] : []),
    ...(least < all ? [`${least === most ? least : `${least} to ${most}`} of ${all} nodes up at first`] : []),
  ];
}

/** `messages arrive in any order, at most 2 lost`. */
function networkText({ network, lossy, budget = {} }: System): string {
  if (network === 'duplicating') return 'messages may be lost, doubled and reordered';
  const order = network === 'fifo' ? 'in order' : 'in any order';
  const losses =
    lossy !== true ? 'none' : budget.drop === undefined ? 'any may be' : `at most ${budget.drop}`;
  return [
    `messages arrive ${order}`,
    ...(network === 'set' ? ['equal ones once'] : []),
    `${losses} lost`,
    ...(budget.duplicate === undefined ? [] : [`at most ${budget.duplicate} doubled`]),
  ].join(', ');
}

/** `calls by messages, any of which may fail`. */
function callsText({ calls, failureDetector }: System): readonly string[] {
  if (calls === undefined) return [];
  if (calls === 'atomic') return ['calls within one step'];
  return [`calls by messages${failureDetector === 'mayLie' ? ', any of which may fail' : ''}`];
}

/** `at most 1 crash of office with restart, messages to it lost`. */
function crashText({ crash, budget = {} }: System): readonly string[] {
  const restarts = budget.restart === undefined ? [] : [`at most ${counted(budget.restart, 'restart')}`];
  if (crash === undefined) return ['no crashes', ...restarts];
  const most =
    budget.crash === undefined
      ? 'any number of crashes'
      : `at most ${counted(budget.crash, 'crash', 'crashes')}`;
  const where = [
    ...(crash.nodes === undefined ? [] : [`of ${crash.nodes.join(', ')}`]),
    ...(crash.when === undefined ? [] : ['where allowed']),
  ];
  const after = crash.returns === 'recovered' ? 'with restart' : 'with loss of the record';
  return [[[most, ...where, after].join(' '), ...lossesText(crash)].join(', '), ...restarts];
}

/** `messages to and from it lost`. */
function lossesText({ inbox, outbox }: CrashRule): readonly string[] {
  const lost = [...(inbox === 'lost' ? ['to'] : []), ...(outbox === 'lost' ? ['from'] : [])];
  return lost.length === 0 ? [] : [`messages ${lost.join(' and ')} it lost`];
}

/** `at most 1 partition (majority, minority)`. */
function partitionsText({ partitions = [], budget = {} }: System): readonly string[] {
  if (partitions.length === 0) return [];
  const names = partitions.map(({ name }) => name).join(', ');
  const most = budget.partition;
  return [`${most === undefined ? 'partitions' : `at most ${counted(most, 'partition')}`} (${names})`];
}

/** `no link a-d, c to b`: a link that is severed in both directions occurs once. */
function severedText({ severed = [] }: System): readonly string[] {
  const has = (from: NodeId, to: NodeId) => severed.some(([a, b]) => a === from && b === to);
  const links = severed.flatMap(([from, to], at) => {
    if (!has(to, from)) return [`${from} to ${to}`];
    const isSecond = severed.slice(0, at).some(([a, b]) => a === to && b === from);
    return isSecond ? [] : [`${from}-${to}`];
  });
  return links.length === 0 ? [] : [`no link ${links.join(', ')}`];
}

/** `at most 1 message that no node sent`. */
function injectsText({ injects, budget = {} }: System): readonly string[] {
  if (injects === undefined) return [];
  return [`at most ${counted(budget.inject ?? 0, 'message')} that no node sent`];
}

/** `at most 2 election, 1 propose`. */
function boundsText({ bounds = {} }: System): readonly string[] {
  const most = Object.entries(bounds).map(([name, limit]) => `${limit} ${name}`);
  return most.length === 0 ? [] : [`at most ${most.join(', ')}`];
}

/** `election on a, b alone once nothing that the node sent is under way`. */
function timerText(timer: string, { nodes, afterQuiet, afterOwnDelivered }: TimerConstraint = {}): string {
  const waits = [
    ...(afterQuiet === undefined ? [] : [`no delivery among ${afterQuiet.join(', ')} changes anything`]),
    ...(afterOwnDelivered === true ? ['nothing that the node sent is under way'] : []),
  ];
  return [
    timer,
    ...(nodes === undefined ? [] : [`on ${nodes.join(', ') || 'no node'} alone`]),
    ...(waits.length === 0 ? [] : [`once ${waits.join(' and ')}`]),
  ].join(' ');
}

/** `window=0` and `entries.atOnce=[0, 1]`, without fields that repeat one of the system (`timersMs`). */
function settingTexts(system: System): readonly string[] {
  const own = system as unknown as Readonly<Record<string, unknown>>;
  const fields = Object.entries(system.setting ?? {}).filter(
    ([name, value]) => !(name in own && isSame(value, own[name])),
  );
  return fields.flatMap(([name, value]) => leavesText(name, value));
}

/** The scalars in a value, in lists and in one level of records; deeper values do not fit in a line. */
function leavesText(name: string, value: unknown): readonly string[] {
  const leaf = leafText(value);
  if (leaf !== undefined) return [`${name}=${leaf}`];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, part]) => {
    const text = leafText(part);
    return text === undefined ? [] : [`${name}.${field}=${text}`];
  });
}

/** A scalar or a list of scalars as text; undefined for other values. */
function leafText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => (Array.isArray(item) ? undefined : leafText(item)));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null ? String(value) : undefined;
}
