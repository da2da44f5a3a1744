/**
 * The call site of a public function. Vitest locates a failure by its stack, and after an `await` the caller
 * is not on the stack any more; so the function records its call site at once, and later failures are located
 * there.
 */

/** One call site. */
export class CallSite {
  /** The frame of the stack: `    at file:line:column`. */
  readonly #frame: string;

  /** Records the place from which `callee` was called; it must be created before the first `await`. */
  constructor(callee: (...args: never[]) => unknown) {
    const here: { stack?: string } = {};
    Error.captureStackTrace(here, callee);
    this.#frame = here.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  }

  /** The file and the line; undefined if the stack has none. */
  get place(): { readonly file: string; readonly line: number } | undefined {
    const { file, line } = /(?:\(|at )(?<file>[^()]+?):(?<line>\d+):\d+\)?$/.exec(this.#frame)?.groups ?? {};
    return file === undefined ? undefined : { file, line: Number(line) };
  }

  /** The error, located at this place. */
  locate<E extends Error>(error: E): E {
    error.stack = `${error.name}: ${error.message}\n${this.#frame}`;
    return error;
  }

  /** Runs a function that reads its own stack before its first `await`; it sees this place only. */
  runHere<T>(run: () => T): T {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (error) => `${error.name}: ${error.message}\n${this.#frame}`;
    try {
      return run();
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  }
}
