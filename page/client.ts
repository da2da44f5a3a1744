/** The client of the worker of a live page: each request gets a promise of its reply. */
import type { Replies, Request, Sent } from '../live/messages.ts';

interface Waiting {
  resolve(reply: never): void;
  reject(error: Error): void;
  onProgress?: ((worlds: number) => void) | undefined;
}

/** A worker from the text of its script; a page that is opened from a file has no other. */
export class Client {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(script: string) {
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    this.#worker = new Worker(address);
    this.#worker.onmessage = ({ data }: MessageEvent<Sent>) => this.#receive(data);
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
      this.#waiting.clear();
    };
  }

  /** Sends a request. `onProgress` hears the number of worlds of a search that goes on. */
  ask<K extends Request['type']>(
    request: Extract<Request, { type: K }>,
    onProgress?: (worlds: number) => void,
  ): Promise<Replies[K]> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, request });
    });
  }

  #receive(sent: Sent): void {
    const waiting = this.#waiting.get(sent.id);
    if ('worlds' in sent) {
      waiting?.onProgress?.(sent.worlds);
      return;
    }
    this.#waiting.delete(sent.id);
    if ('error' in sent) waiting?.reject(new Error(sent.error));
    else waiting?.resolve(sent.reply as never);
  }
}
