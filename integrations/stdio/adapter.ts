/**
 * An adapter as an actor: a command that speaks the adapter protocol over standard input and output plays a
 * role of a suite.
 */
import { type ForeignOptions, foreignActor } from '../../checker/actors/foreign/foreign-actor.ts';
import type { Link } from '../../checker/actors/foreign/link.ts';
import { Client, type Hello } from '../../checker/actors/foreign/protocol.ts';
import type { Actor, AnyShape, Shape } from '../../checker/index.ts';
import type { LinkOptions } from './ends.ts';
import { PipeLink } from './pipe-link.ts';
import { hasNamedPipes } from './pipes.ts';
import { WorkerLink } from './worker-link.ts';

/** Options of an adapter. */
export interface AdapterOptions extends ForeignOptions, LinkOptions {}

/** The actor of an adapter, and what else a caller may want of it. */
export interface Adapter<P extends Shape = AnyShape> {
  readonly actor: Actor<P>;
  /** What the adapter says of itself; this starts its process. */
  hello(): Hello;
  /** Ends its process. It starts again with the next step. */
  close(): void;
}

/**
 * The implementation of a role, in a process that `command` starts; `/bin/sh` reads the command. The process
 * starts with the first step, and ends with this thread.
 *
 * @example
 * const suite = { ...raft, roles: { server: { ...raft.roles.server, implementation: adapter('./my-raft') } } };
 */
export function adapter<P extends Shape = AnyShape>(command: string, options?: AdapterOptions): Actor<P> {
  return openAdapter<P>(command, options).actor;
}

/** As `adapter`, with a handle on the process. */
export function openAdapter<P extends Shape = AnyShape>(
  command: string,
  options: AdapterOptions = {},
): Adapter<P> {
  const client = new Client(linkTo(command, options));
  return {
    actor: foreignActor(client, options) as unknown as Actor<P>,
    hello: () => client.hello(),
    close: () => client.close(),
  };
}

/** A link to a command: over named pipes, or where a system has none over a thread. */
export function linkTo(command: string, options?: LinkOptions): Link {
  return hasNamedPipes() ? new PipeLink(command, options) : new WorkerLink(command, options);
}
