/**
 * Measures the memory of the process and of this thread's heap, and their limits. V8 aborts the process when
 * a heap is full, and the system kills a process that takes too much; a run that measures in time ends before
 * that, with its results.
 */
import { readFileSync } from 'node:fs';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';

const bytesOfMegabyte = 2 ** 20;
/**
 * The size of the young generation of a thread's heap. Most objects of a check become garbage at once, so a
 * larger young generation means fewer collections; with this size checks take a tenth less time than with
 * Node's default.
 */
export const youngMegabytes = 192;
/** V8's default for a thread. */
const defaultYoungMegabytes = 48;
/**
 * The part of a memory that may be in use. V8 lets a heap grow by at most half of the free space beyond the
 * objects that survived the last collection; so if nine tenths are in use, at least eight are not garbage.
 */
const usablePart = 0.9;
/** A search may take so much between two measurements, so a small heap needs more room than a tenth. */
const roomMegabytes = 16;
const roomPartMax = 0.3;
/** Names of the heap spaces of the young generation. */
const isYoung = /^new_/;

/** Megabytes in use, and their limit. */
export interface Fill {
  readonly used: number;
  readonly most: number;
}

/** Megabytes that the process takes. */
export function megabytesOfProcess(): number {
  return process.memoryUsage.rss() / bytesOfMegabyte;
}

/** The fill of the old generation of this thread's heap, which is the part that can run full. */
export function heapFill(): Fill {
  const young = resourceLimits.maxYoungGenerationSizeMb ?? defaultYoungMegabytes;
  const used = getHeapSpaceStatistics()
    .filter(({ space_name }) => !isYoung.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  return {
    used: used / bytesOfMegabyte,
    most: getHeapStatistics().heap_size_limit / bytesOfMegabyte - young,
  };
}

/** Whether so little room is left that a run should end now. */
export function isNearlyFull({ used, most }: Fill): boolean {
  const room = Math.max((1 - usablePart) * most, Math.min(roomMegabytes, roomPartMax * most));
  return used > most - room;
}

/**
 * The megabytes to which the process may grow: the limit of its container, and the free memory beside what it
 * has already. macOS counts only memory that was never used as free, so there only the container counts.
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
 * The fill of the address space of the process if it is limited (`ulimit -v`); undefined without a limit, and
 * on systems other than Linux. V8 aborts the process when it reaches that limit.
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

/** Megabytes of address space that the process uses. */
export function addressesInUse(): number {
  const { kilobytes } =
    /^VmSize:\s+(?<kilobytes>\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.groups ?? {};
  return Number(kilobytes) / 1_024;
}
