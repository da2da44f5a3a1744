/**
 * Memory: how much the process and this thread's heap take, and how much they may. V8 aborts the whole process where a heap is
 * full, and the system kills one that takes too much; a run that looks here ends before that, with what it found.
 */
import { readFileSync } from 'node:fs';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';

const bytesOfMegabyte = 2 ** 20;
/**
 * Most of what a check makes is garbage at once. The larger the young part of a thread's heap, of which it fills a third before it
 * cleans up, the less often; with this much checks take a tenth less time than with Node's own.
 */
export const youngMegabytes = 192;
/** V8's own for a thread that sets none. */
const youngMegabytesUnlessSet = 48;
/**
 * The part of what there is that may be in use. V8 lets a heap grow to half of what is left beyond what survived the last collection;
 * so where nine tenths are in use, eight at least are no garbage.
 */
const usablePart = 0.9;
/** A search may take so much between two looks; a small heap needs more room than its tenth. */
const roomMegabytes = 16;
const roomPartMax = 0.3;
/** Parts of a heap whose content is young. */
const isYoung = /^new_/;

/** Megabytes in use, and how many there may be. */
export interface Fill {
  readonly used: number;
  readonly most: number;
}

export function megabytesOfProcess(): number {
  return process.memoryUsage.rss() / bytesOfMegabyte;
}

/** The old part of this thread's heap, which is what runs full. */
export function heapFill(): Fill {
  const young = resourceLimits.maxYoungGenerationSizeMb ?? youngMegabytesUnlessSet;
  const used = getHeapSpaceStatistics()
    .filter(({ space_name }) => !isYoung.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  return {
    used: used / bytesOfMegabyte,
    most: getHeapStatistics().heap_size_limit / bytesOfMegabyte - young,
  };
}

export function isNearlyFull({ used, most }: Fill): boolean {
  const room = Math.max((1 - usablePart) * most, Math.min(roomMegabytes, roomPartMax * most));
  return used > most - room;
}

/**
 * To how many megabytes the process may grow here: as much as its container allows, and what is free now beside what it has.
 * macOS counts as free what nothing has used yet, which says little; there only the container counts.
 */
export function megabytesForProcess(): number {
  const container = process.constrainedMemory();
  const free = process.platform === 'darwin' ? Number.POSITIVE_INFINITY : process.availableMemory();
  return Math.min(
    container > 0 ? (usablePart * container) / bytesOfMegabyte : Number.POSITIVE_INFINITY,
    megabytesOfProcess() + (usablePart * free) / bytesOfMegabyte,
  );
}

/**
 * The address space of the process where it is limited (`ulimit -v`), which Linux alone tells; undefined where it is not.
 * Where V8 meets that limit it aborts the process.
 */
export function addressSpace(): Fill | undefined {
  try {
    const { limit, unit } =
      /^Max address space +(?<limit>\d+) +\S+ +(?<unit>\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
        ?.groups ?? {};
    if (unit !== 'bytes') return undefined;
    return { used: addressesInUse(), most: Number(limit) / bytesOfMegabyte };
  } catch {
    return undefined;
  }
}

/** Megabytes of addresses that the process has. */
export function addressesInUse(): number {
  const { kilobytes } =
    /^VmSize:\s+(?<kilobytes>\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.groups ?? {};
  return Number(kilobytes) / 1_024;
}
