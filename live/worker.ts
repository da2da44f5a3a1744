/**
 * The worker of a live page: answers the page's requests about one suite. A search runs in slices, so that a
 * request to stop it arrives.
 */
import { type Action, messageOf } from '../checker/index.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { fromJson } from '../checker/values/json.ts';
import type { Path, Replies, Request, Sent } from './messages.ts';
import { choicesIn, Session } from './session.ts';

/** The part of a worker's global object that is used here. */
export interface WorkerScope {
  onmessage: ((event: { readonly data: { readonly id: number; readonly request: Request } }) => void) | null;
  postMessage(sent: Sent): void;
}

/** A search reports its progress after so many milliseconds. */
const sliceMs = 100;

/** Answers the requests that reach a worker. */
export function serve(suite: Suite, scope: WorkerScope = globalThis as unknown as WorkerScope): void {
  const server = new Server(suite, (sent) => scope.postMessage(sent));
  scope.onmessage = ({ data: { id, request } }) => {
    server.answer(id, request);
  };
}

class Server {
  readonly #suite: Suite;
  readonly #send: (sent: Sent) => void;
  #session: Session | undefined;
  #isStopped = false;

  constructor(suite: Suite, send: (sent: Sent) => void) {
    this.#suite = suite;
    this.#send = send;
  }

  async answer(id: number, request: Request): Promise<void> {
    try {
      this.#send({ id, reply: await this.#replyTo(id, request) });
    } catch (error) {
      this.#send({ id, error: messageOf(error) });
    }
  }

  async #replyTo(id: number, request: Request): Promise<Replies[keyof Replies]> {
    switch (request.type) {
      case 'choices':
        return choicesIn(this.#suite);
      case 'begin': {
        this.#session = new Session(this.#suite, request.choice);
        const { recorded } = request;
        if (recorded === undefined) return { path: { start: 0, ordinals: [] } };
        return this.#session.pathOf(recorded.start, fromJson(recorded.actions, '') as readonly Action[]);
      }
      case 'look':
        return this.#begun.look(request.path);
      case 'search':
        return await this.#search(id, request.path);
      case 'stop':
        this.#isStopped = true;
        return null;
    }
  }

  get #begun(): Session {
    if (this.#session === undefined) throw new Error('the session has not begun');
    return this.#session;
  }

  async #search(id: number, path: Path): Promise<Replies['search']> {
    this.#isStopped = false;
    const running = this.#begun.search(path);
    let sliceEnd = performance.now() + sliceMs;
    let next = running.next();
    while (next.done !== true) {
      if (performance.now() > sliceEnd) {
        this.#send({ id, worlds: next.value.worlds });
        await new Promise((resolve) => setTimeout(resolve));
        sliceEnd = performance.now() + sliceMs;
      }
      next = running.next(this.#isStopped ? 'the search was stopped' : undefined);
    }
    return next.value;
  }
}
