/**
 * The parts of `npm run bench:chord` about whole nodes that exchange messages: lookups and the memory of a node, the
 * messages of the maintenance, and the lookups that succeed after many nodes fail at once.
 */
import type { Birth, NodeId, Outbox } from '../checker/actors/actor.ts';
import { type Random, randomOf } from '../checker/values/random.ts';
import { Node } from '../implementations/chord/node.ts';
import type { ChordNode, NodeSetting, NodeView } from '../models/chord/node/messages.ts';
import { goingOn } from './chord-lookups.ts';
import { Pump } from './chord-pump.ts';
import { heldBytes, IdealRing, routingTables, sha1Space } from './chord-ring.ts';
import { count, cpuSeconds, row } from './chord-text.ts';

const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;

/** Identifiers are hashed, so `identifiers` counts for nothing; the highest finger has the number 159. */
function settingOf(listLength: number, lookups: NodeSetting['lookups']): NodeSetting {
  return { identifiers: 0, listLength, fingers: sha1Space.bits - 1, lookups, replicas: 0 };
}

/** What a node of an ideal ring is born with. */
function birthOf(ring: IdealRing, place: number, setting: NodeSetting): Birth<ChordNode> {
  const name = (of: number) => ring.names[of] as NodeId;
  const fingers = new Map<number, NodeId>();
  for (const { first, last, place: to } of ring.fingerRuns(place))
    for (let finger = first; finger <= last; finger++) fingers.set(finger, name(to));
  const successors = ring.successors(place, setting.listLength).map(name);
  const predecessor = name((place + ring.size - 1) % ring.size);
  return { self: name(place), nodes: [], setting, draw: { successors, predecessor, fingers } };
}

/** A pump with the whole nodes of an ideal ring, which share a table of contacts. */
function pumpOf(ring: IdealRing, setting: NodeSetting): Pump {
  const pump = new Pump((birth) => new Node(birth, undefined, ring.contacts), 7);
  for (const place of ring.names.keys()) pump.start(birthOf(ring, place, setting));
  return pump;
}

/** A node of an ideal ring that has come up, and whose effects are lost. */
function nodeAt(ring: IdealRing, place: number, setting: NodeSetting): Node {
  const node = new Node(birthOf(ring, place, setting), undefined, ring.contacts);
  node.start(deaf);
  return node;
}

const ignore = () => {};
const deaf: Outbox<ChordNode> = {
  ...{ send: ignore, call: ignore, output: ignore, persist: ignore, arm: ignore, disarm: ignore },
};

// ---------------------------------------------------------------- lookups by messages

/** What lookups of random keys ended with. */
interface Ended {
  readonly right: number;
  /** Those that ended at the owner before the failures, which is down. */
  readonly ownerDown: number;
  readonly wrong: number;
  readonly failed: number;
  /** The forwardings of those that ended at a node, right or wrong. */
  readonly ended: readonly number[];
  readonly messages: number;
  /** The messages that went to nodes that are down. */
  readonly lost: number;
}

/** Begins lookups at random nodes, all at once, and runs until all have ended. */
function lookUp(pump: Pump, random: Random, many: number): Ended {
  const up = new IdealRing(sha1Space, [...pump.nodes.keys()]);
  const [messages, lost] = [pump.messages, pump.lost];
  pump.outputs.length = 0;
  for (let nth = 0; nth < many; nth++) {
    const key = `key ${random.below(2 ** 32)}-${nth}`;
    pump.input(up.names[random.below(up.size)] as NodeId, { type: 'lookup', key });
  }
  pump.run();
  let [right, ownerDown, failed] = [0, 0, 0];
  const ended: number[] = [];
  for (const { output } of pump.outputs) {
    if (output.type === 'failed') failed++;
    if (output.type !== 'found') continue;
    ended.push(output.forwardings);
    if (output.owner === up.ownerOfKey(output.key)) right++;
    else if (!pump.nodes.has(output.owner)) ownerDown++;
  }
  if (ended.length + failed !== many) throw new Error('a lookup has not ended');
  const wrong = ended.length - right - ownerDown;
  return {
    right,
    ownerDown,
    wrong,
    failed,
    ended,
    messages: pump.messages - messages,
    lost: pump.lost - lost,
  };
}

/** Iterative and recursive lookups by messages. */
export function nodes(): void {
  const many = 10_000;
  console.log(
    `Whole nodes in an ideal ring (r = 8, 2^160 identifiers), and ${count(many)} lookups by messages, all at once.\n`,
  );
  console.log(row('nodes', 'lookups', 'mean hops', 'most', 'messages a lookup', 'lookups/s'));
  console.log(row(...Array.from({ length: 6 }, () => '---')));
  for (const size of [1_000, 10_000])
    for (const kind of ['iterative', 'recursive'] as const) {
      const pump = pumpOf(IdealRing.random(sha1Space, size, 1), settingOf(8, kind));
      const begun = cpuSeconds();
      const { right, ended, messages } = lookUp(pump, randomOf(3), many);
      const rate = many / (cpuSeconds() - begun);
      if (right !== many)
        throw new Error(`${many - right} lookups in an ideal ring did not end at the owner`);
      const numbers = [count(mean(ended), 2), count(Math.max(...ended)), count(messages / many, 2)];
      console.log(row(count(size), kind, ...numbers, count(rate)));
    }
  console.log('');
  const size = 20_000;
  const ring = IdealRing.random(sha1Space, size, 1);
  const held = heldBytes();
  const kept = ring.names.map((_, place) => nodeAt(ring, place, settingOf(8, 'iterative')));
  const bytes = (heldBytes() - held) / size;
  const table = heldBytes();
  const tables = routingTables(ring, 8);
  const tableBytes = (heldBytes() - table) / size;
  const [entries] = [tables.reduce((sum, { fingerRuns }) => sum + fingerRuns, 0) / size];
  console.log(
    `A whole node of ${count(kept.length)} takes ${count(bytes)} bytes, of which its routing table (${count(entries, 1)} ` +
      `different fingers, 8 successors) takes ${count(tableBytes)}.\n`,
  );
}

// ---------------------------------------------------------------- maintenance

/** The messages of a node in one round of an operation, by type. */
function perRound(pump: Pump, operation: () => void): { readonly all: number; readonly types: string } {
  const before = new Map(pump.sent);
  operation();
  const nodes = pump.nodes.size;
  const types = [...pump.sent]
    .map(([type, sent]) => [type, (sent - (before.get(type) ?? 0)) / nodes] as const)
    .filter(([, sent]) => sent >= 0.005);
  return {
    all: types.reduce((sum, [, sent]) => sum + sent, 0),
    types: types.map(([type, sent]) => `${type} ${count(sent, 2)}`).join(', '),
  };
}

/** Messages of the maintenance, in a ring that stands and in one that grows. */
export function maintenance(): void {
  const size = 1_000;
  const setting = settingOf(8, 'recursive');
  console.log(
    'Messages a node in one round, in which each node stabilizes once and all that follows is delivered (r = 8); a request ' +
      'and its reply are two messages.\n',
  );
  console.log(row('ring', 'operation', 'messages a node', 'of them'));
  console.log(row('---', '---', '---', '---'));
  const ring = IdealRing.random(sha1Space, size, 1);
  const pump = pumpOf(ring, setting);
  const line = (name: string, operation: string, { all, types }: ReturnType<typeof perRound>) =>
    console.log(row(name, operation, count(all, 2), types));
  const standing = `${count(size)} nodes that stay`;
  line(
    standing,
    'stabilize',
    perRound(pump, () => pump.round('stabilize')),
  );
  line(
    standing,
    `fix all ${setting.fingers} fingers`,
    perRound(pump, () => fixFingers(pump, setting)),
  );
  const random = randomOf(5);
  let next = 0;
  for (const share of [0.01, 0.1, 1]) {
    const members = [...pump.nodes.keys()];
    const joining = Array.from({ length: members.length * share }, () => `192.168.0.1:${next++}`);
    const first = perRound(pump, () => {
      for (const self of joining) {
        const via = members[random.below(members.length)] as NodeId;
        pump.start({ self, nodes: [], setting, draw: { via } });
      }
      pump.round('stabilize');
    });
    let rounds = 1;
    for (; !isIdeal(pump); rounds++) {
      if (rounds > 1_000) throw new Error('the ring is not ideal after 1,000 rounds');
      pump.round('stabilize');
    }
    const name = `${count(members.length)} nodes, and ${count(joining.length)} that join at once`;
    line(name, `stabilize; ideal after ${rounds} rounds`, first);
    line(
      name,
      `fix all ${setting.fingers} fingers`,
      perRound(pump, () => fixFingers(pump, setting)),
    );
  }
  console.log('');
}

/** Each node looks each of its fingers up once. */
function fixFingers(pump: Pump, { fingers }: NodeSetting): void {
  for (let finger = 1; finger <= fingers; finger++) pump.round('fixFingers');
}

/** Whether the first successor and the predecessor of each node are its neighbours on the circle. */
function isIdeal(pump: Pump): boolean {
  const { names } = new IdealRing(sha1Space, [...pump.nodes.keys()]);
  return names.every((self, place) => {
    const { successors, predecessor } = viewOf(pump, self);
    return successors[0] === names[(place + 1) % names.length] && predecessor === names.at(place - 1);
  });
}

function viewOf(pump: Pump, self: NodeId): NodeView {
  const node = pump.nodes.get(self);
  if (node === undefined) throw new Error(`${self} is not up`);
  return node.core.view();
}

// ---------------------------------------------------------------- recovery

/** An ideal ring of which a share has failed at once. */
function failed(size: number, share: number, setting: NodeSetting): Pump {
  const pump = pumpOf(IdealRing.random(sha1Space, size, 1), setting);
  const random = randomOf(11);
  const alive = [...pump.nodes.keys()];
  for (let down = 0; down < size * share; down++)
    pump.crash(alive.splice(random.below(alive.length), 1)[0] as NodeId);
  return pump;
}

/** The rounds of stabilization after which lookups are measured. */
const rounds = [0, 1, 2, 4, 8, 16];
const lookupsMeasured = 1_000;

function stabilize(pump: Pump, times: number): void {
  for (let round = 0; round < times; round++) pump.round('stabilize');
}

/** Lookups in a new ring for each number of rounds, and at last once all fingers were looked up. */
function afterRepair(make: () => Pump, setting: NodeSetting): readonly Ended[] {
  const measured = rounds.map((round) => {
    const pump = make();
    stabilize(pump, round);
    return lookUp(pump, randomOf(13), lookupsMeasured);
  });
  const pump = make();
  stabilize(pump, rounds.at(-1) as number);
  fixFingers(pump, setting);
  return [...measured, lookUp(pump, randomOf(13), lookupsMeasured)];
}

/** The same in one ring, so that the lookups of each column come before those of the next. */
function duringRepair(pump: Pump, setting: NodeSetting): readonly Ended[] {
  const random = randomOf(13);
  const measured = rounds.map((round, nth) => {
    stabilize(pump, round - (rounds[nth - 1] ?? 0));
    return lookUp(pump, random, lookupsMeasured);
  });
  fixFingers(pump, setting);
  return [...measured, lookUp(pump, random, lookupsMeasured)];
}

/** Lookups after a share of the nodes has failed at once, before and after rounds of repair. */
export function recovery(): void {
  const size = 1_000;
  console.log(
    `Lookups after nodes fail at once in an ideal ring of ${count(size)} (2^160 identifiers): the share that ends at the ` +
      'owner, and in brackets the share that ends at the owner before the failures, which is down and not yet replaced in ' +
      'the lists; the rest fails or ends at another node. In a round ' +
      'each node stabilizes once; before the last column each has also looked all its fingers up. ' +
      `${count(lookupsMeasured)} lookups each, in a new ring for each column or, "all along", in one ring.\n`,
  );
  const columns = rounds.map((round) =>
    round === 0 ? 'at once' : round === 1 ? '1 round' : `${round} rounds`,
  );
  console.log(row('failed', 'r', 'lookups', ...columns, 'fingers'));
  console.log(row(...Array.from({ length: columns.length + 4 }, () => '---')));
  const kinds = ['iterative', 'recursive'] as const;
  for (const share of [0.2, 0.5])
    for (const listLength of [8, 16])
      for (const kind of kinds) {
        const setting = settingOf(listLength, kind);
        const make = () => failed(size, share, setting);
        const head = [`${100 * share} %`, count(listLength)];
        console.log(row(...head, kind, ...afterRepair(make, setting).map(sharesOf)));
        if (listLength === 16)
          console.log(row(...head, `${kind}, all along`, ...duringRepair(make(), setting).map(sharesOf)));
      }
  console.log(
    '\nIterative lookups before any repair, r = 20: the share that ends at the owner, the share that ends at the owner ' +
      'before the failures, mean hops, and the nodes of a lookup that were asked and down. In the second reading (on the ' +
      'same tables, without messages) each lookup learns by itself which nodes are down, and the node before the key ' +
      'names its first live successor. In brackets: Stoica et al. 2003, remembered, not checked against the paper.\n',
  );
  console.log(row('failed', 'right', 'owner is down', 'hops', 'down', 'by itself: right', 'hops', 'down'));
  console.log(row(...Array.from({ length: 8 }, () => '---')));
  const many = 10_000;
  for (const [share, [hops, timeouts]] of Object.entries(remembered)) {
    const part = Number(share);
    const pump = failed(size, part, settingOf(20, 'iterative'));
    const { right, ownerDown, ended, lost } = lookUp(pump, randomOf(13), many);
    const other = goingOn(size, 20, part, many);
    const shares = [right, ownerDown].map((of) => `${count((100 * of) / many)} %`);
    const ours = [...shares, count(mean(ended), 2), count(lost / many, 2)];
    const theirs = [`${count(other.hops, 2)} (${hops})`, `${count(other.timeouts, 2)} (${timeouts})`];
    console.log(row(`${100 * part} %`, ...ours, `${count(100 * other.right)} %`, ...theirs));
  }
  console.log('');
}

/** The path length and the timeouts of a lookup, by the share of nodes that failed, of 1,000 with r = 20. */
const remembered = { 0: [3.84, 0], 0.2: [4.22, 1.17], 0.5: [5.09, 5.1] } as const;

function sharesOf({ right, ownerDown, wrong, failed }: Ended): string {
  const percent = (of: number) => `${count((100 * of) / (right + ownerDown + wrong + failed))} %`;
  return `${percent(right)} (${percent(ownerDown)})`;
}
