/** Types of packages without types, as far as the benchmarks use them. */
declare module '@markwylde/liferaft' {
  type Packet = object;

  export default class Liferaft {
    static readonly LEADER: number;
    readonly state: number;
    readonly term: number;
    constructor(address: string, options: { Log: unknown; adapter: unknown; path: string });
    join(
      address: string,
      write: (packet: Packet, answer: (failed: undefined, reply: Packet) => void) => void,
    ): void;
    command(value: string): Promise<void>;
    emit(event: 'data', packet: Packet, answer: (reply: Packet) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    once(event: 'commit', listener: (...args: readonly never[]) => void): void;
    end(): void;
  }
}

declare module '@markwylde/liferaft/log.js' {
  const Log: unknown;
  export default Log;
}

declare module 'memdown' {
  const memdown: unknown;
  export default memdown;
}
