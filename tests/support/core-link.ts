/**
 * A link to an adapter in this process: it answers as an adapter does, with an instance of a core. Tests use
 * it to compare a foreign actor with the same core as an implementation actor.
 */
import type { Birth, Core, Effect, Received, Tagged } from '../../checker/actors/actor.ts';
import { type Link, ProcessEnded } from '../../checker/actors/foreign/link.ts';
import { OutboxRecorder } from '../../checker/actors/implementation-actor.ts';
import { fromJson, type Json, toJson } from '../../checker/values/json.ts';
import type { Naming } from '../../checker/values/rename.ts';

/** Options of a link in this process. */
export interface CoreLinkOptions {
  /** What the adapter tells beside the view; by default the saved state. */
  readonly stateOf?: (core: Core) => unknown;
  /** Whether it says that its states can be loaded, and that it keeps instances. */
  readonly loads?: boolean;
  readonly lives?: boolean;
  /** Renames nodes in a state; by default it says that it renames none. */
  readonly renameState?: (core: Core, state: unknown, name: Naming) => unknown;
}

interface Request {
  readonly id: number;
  readonly do: string;
  readonly birth: Birth;
  readonly past?: readonly Received[];
  readonly event?: Received;
  readonly state?: unknown;
  readonly life?: number;
  readonly request?: Tagged;
  readonly names?: Readonly<Record<string, string>>;
}

/** Answers requests with instances that `make` returns; an error of an instance is a failed step. */
export class CoreLink implements Link {
  readonly command = 'core';
  /** How many lines were answered. */
  asks = 0;
  isRunning = false;
  readonly #make: (birth: Birth) => Core;
  readonly #options: CoreLinkOptions;
  readonly #lives = new Map<number, Core>();

  constructor(make: (birth: Birth) => Core, options: CoreLinkOptions = {}) {
    this.#make = make;
    this.#options = options;
  }

  exchange(line: string): string {
    this.asks++;
    this.isRunning = true;
    const request = fromJson(JSON.parse(line) as Json) as Request;
    try {
      return JSON.stringify(toJson({ id: request.id, ...this.#answer(request) }));
    } catch (cause) {
      if (cause instanceof ProcessEnded) {
        this.close();
        throw cause;
      }
      const error = { kind: 'failed', message: (cause as Error).message };
      return JSON.stringify({ id: request.id, error });
    }
  }

  finish(): void {
    this.close();
  }

  close(): void {
    this.isRunning = false;
    this.#lives.clear();
  }

  #answer({ do: what, birth, past = [], event, state, life = 0, request, names = {} }: Request): object {
    const { loads = false, lives = false, stateOf = (core) => core.save(), renameState } = this.#options;
    if (what === 'hello')
      return { hello: { protocol: 1, name: 'core', loads, lives, renames: renameState !== undefined } };
    if (what === 'rename')
      return { state: renameState?.(this.#make(birth), state, (node) => names[node] ?? node) };
    if (what === 'end') {
      this.#lives.delete(life);
      return {};
    }
    const outbox = new OutboxRecorder(true);
    let effects: readonly Effect[] = [];
    const handle = (core: Core, one: Received) => {
      effects = outbox.close(core.handle(one, outbox.open()));
    };
    let core: Core;
    if (what === 'go') core = this.#lives.get(life) as Core;
    else {
      core = this.#make(birth);
      effects = outbox.close(core.start(outbox.open()));
      if (state !== undefined) core.load(state);
      for (const one of past) handle(core, one);
      if (what === 'begin') this.#lives.set(life, core);
    }
    if (request !== undefined) return { reply: core.answer?.(request as never) };
    if (event !== undefined) handle(core, event);
    return { effects, view: core.view(), state: stateOf(core) };
  }
}
