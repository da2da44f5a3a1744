/**
 * `npm run bench:simulate`: the cost of a simulation in virtual time, by the number of nodes. A query floods
 * a random graph of mean degree 4, again and again in one simulation; the first column of times is a
 * simulation without any event. Times are those of the processor, so other processes hardly count.
 */
import { type SimulateOptions, simulateAll } from '../checker/simulate/simulate.ts';
import { floodingSystem, randomLinks } from '../tests/support/flooding.ts';

const floods = 20;
const latencyMs = [10, 100] as const;
/** The time between two floods; each is over long before. */
const apartMs = 100_000;

const timed = (system: ReturnType<typeof floodingSystem>, options: SimulateOptions) => {
  const begun = process.cpuUsage();
  const { steps } = simulateAll(system, options);
  const { user, system: inKernel } = process.cpuUsage(begun);
  return { ms: (user + inKernel) / 1_000, steps };
};
const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
const heapMb = () => process.memoryUsage().heapUsed / 1e6;

console.log(`One query floods a random graph with twice as many links as nodes, ${floods} times.\n`);
console.log(
  '| nodes | creation ms | messages a flood | ms a flood | µs a message | least heap MB, first half | second half |',
);
console.log('|---|---|---|---|---|---|---|');
for (const nodeCount of [100, 1_000, 10_000, 30_000]) {
  const system = floodingSystem(randomLinks(nodeCount, 2 * nodeCount, 1));
  const nothing = Array.from({ length: 5 }, (_, seed) => timed(system, { seed, latencyMs }).ms);
  const inputs = Array.from({ length: floods }, (_, nth) => ({
    ...{ atMs: nth * apartMs, node: `n${nth}` },
    input: { type: 'search', id: nth % 10 } as { type: string },
  }));
  const heaps: number[] = [];
  let steps = 0;
  const onStep = () => {
    if (steps++ % 1_000 === 0) heaps.push(heapMb());
    return undefined;
  };
  const all = timed(system, { seed: 1, latencyMs, inputs, onStep });
  const messages = all.steps / floods - 1;
  const ms = (all.ms - median(nothing)) / floods;
  const half = heaps.length >> 1;
  const cells = [
    ...[nodeCount, Math.round(median(nothing)), messages].map((n) => n.toLocaleString('en-US')),
    ...[ms.toFixed(1), ((ms / messages) * 1_000).toFixed(1)],
    ...[heaps.slice(0, half), heaps.slice(half)].map((some) => Math.min(...some).toFixed(0)),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
