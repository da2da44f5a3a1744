/**
 * A deadline for answers of a child process: a thread that ends the process if it owes an answer for too
 * long. The thread that waits for the answer stands still meanwhile, so it cannot watch the clock itself.
 */
import { Worker } from 'node:worker_threads';

/** Cells of the shared memory: the number of lines sent and of lines answered, and whether time ran out. */
const sent = 0;
const answered = 1;
const isOver = 2;

/** The code of the thread, which looks at the cells four times a second. */
const code = `
const { writeSync } = require('node:fs');
const { workerData: { memory, pid, output, ms } } = require('node:worker_threads');
const cells = new Int32Array(memory);
let last = -1;
let since = 0;
setInterval(() => {
  const number = Atomics.load(cells, ${sent});
  if (number === Atomics.load(cells, ${answered}) || number !== last) {
    last = number;
    since = performance.now();
  } else if (performance.now() - since >= ms) {
    Atomics.store(cells, ${isOver}, 1);
    try { process.kill(-pid, 'SIGKILL'); } catch {}
    // A descendant that left the group may hold the pipe open: the waiting thread needs a line to wake up.
    try { writeSync(output, '\\n{"exit":137}\\n'); } catch {}
  }
}, 250);
`;

/** Watches one process, which leads a process group of its own. */
export class Deadline {
  readonly #cells = new Int32Array(new SharedArrayBuffer(12));
  readonly #thread: Worker;

  /** `output` is a descriptor of the pipe from which the answers are read. */
  constructor(pid: number, output: number, ms: number) {
    this.#thread = new Worker(code, {
      eval: true,
      workerData: { memory: this.#cells.buffer, pid, output, ms },
      execArgv: [],
    });
    this.#thread.unref();
  }

  /** A line was sent, and the time of its answer begins. */
  begin(): void {
    Atomics.add(this.#cells, sent, 1);
  }

  /** The answer came. */
  end(): void {
    Atomics.add(this.#cells, answered, 1);
  }

  /** Whether the process was ended because an answer did not come in time. */
  get isOver(): boolean {
    return Atomics.load(this.#cells, isOver) === 1;
  }

  close(): void {
    void this.#thread.terminate();
  }
}
