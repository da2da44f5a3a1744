/**
 * Where somebody called us. Vitest locates a failure by its stack, and behind an `await` the caller is no longer on it; so whoever
 * is called notes the place at once, and what fails later is located there.
 */

/** The place of one call. */
export class CallSite {
  /** As a stack has it: `    at file:line:column`. */
  readonly #frame: string;

  /** The place from which `callee` was called, to be made before its first `await`. */
  constructor(callee: (...args: never[]) => unknown) {
    const here: { stack?: string } = {};
    Error.captureStackTrace(here, callee);
    this.#frame = here.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  }

  /** The file and the line; undefined where the stack names none. */
  get place(): { readonly file: string; readonly line: number } | undefined {
    const { file, line } = /(?:\(|at )(?<file>[^()]+?):(?<line>\d+):\d+\)?$/.exec(this.#frame)?.groups ?? {};
    return file === undefined ? undefined : { file, line: Number(line) };
  }

  /** The error, as if it had been thrown at this place. */
  locate<E extends Error>(error: E): E {
    error.stack = `${error.name}: ${error.message}\n${this.#frame}`;
    return error;
  }

  /** Runs what looks at its own stack before its first `await`: all that it sees is this place. */
  pretend<T>(run: () => T): T {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (error) => `${error.name}: ${error.message}\n${this.#frame}`;
    try {
      return run();
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  }
}
