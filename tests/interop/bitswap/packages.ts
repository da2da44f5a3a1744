/**
 * Loads libp2p and `@helia/bitswap`, which are development dependencies. The parts of `@helia/bitswap` that are used
 * here are no exports of the package, so they are loaded by their files.
 */

/** A peer id of libp2p. */
export interface PeerId {
  toString(): string;
}

/** A stream of libp2p, as far as the shell uses it. */
export interface Stream {
  send(data: Uint8Array): boolean;
  onDrain(): Promise<void>;
  close(): Promise<void>;
  closeRead(): Promise<void>;
  abort(error: Error): void;
  addEventListener(type: 'message', listener: (event: { data: { subarray(): Uint8Array } }) => void): void;
  addEventListener(type: 'close' | 'remoteCloseWrite', listener: () => void): void;
}

/** A node of libp2p, as far as the shell uses it. */
export interface Node {
  readonly peerId: PeerId;
  handle(
    protocol: string,
    onStream: (stream: Stream, connection: { readonly remotePeer: PeerId }) => void,
  ): Promise<void>;
  register(
    protocol: string,
    topology: { onConnect(peer: PeerId): void; onDisconnect(peer: PeerId): void },
  ): Promise<string>;
  dial(to: unknown): Promise<unknown>;
  dialProtocol(to: PeerId, protocol: string): Promise<Stream>;
  hangUp(peer: PeerId): Promise<void>;
  getMultiaddrs(): readonly unknown[];
  getConnections(): readonly unknown[];
  stop(): Promise<void>;
}

/** A CID of multiformats. */
export interface Cid {
  readonly bytes: Uint8Array;
}

/** The exchange of `@helia/bitswap`. */
export interface Helia {
  start(): Promise<void>;
  stop(): Promise<void>;
  want(cid: Cid, options: { signal: AbortSignal }): Promise<Uint8Array>;
  notify(cid: Cid): Promise<void>;
  getPeerWantlist(peer: PeerId): readonly { readonly cid: Cid }[] | undefined;
}

/** What the tests use of both. */
export interface Packages {
  /** A node that listens on a free port of 127.0.0.1, and nowhere else. */
  node(): Promise<Node>;
  helia(node: Node, store: Map<string, Uint8Array>): Helia;
}

const folderOf = (name: string) => import.meta.resolve(name).replace(/\/dist\/src\/.*$/, '');

/** Whether all packages are installed. */
export function areInstalled(): boolean {
  try {
    for (const name of ['libp2p', '@libp2p/tcp', '@libp2p/identify', '@helia/bitswap'])
      import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Loads the packages. */
export async function loadPackages(): Promise<Packages> {
  const promises = Promise as unknown as { withResolvers?: () => unknown };
  // Node 20 has none.
  promises.withResolvers ??= () => {
    let resolve: unknown;
    let reject: unknown;
    const promise = new Promise((onDone, onFailed) => {
      resolve = onDone;
      reject = onFailed;
    });
    return { promise, resolve, reject };
  };
  const [libp2p, tcp, noise, yamux, identify, bitswap, logger] = (await Promise.all([
    import('libp2p'),
    import('@libp2p/tcp'),
    import('@chainsafe/libp2p-noise'),
    import('@chainsafe/libp2p-yamux'),
    import('@libp2p/identify'),
    import(`${folderOf('@helia/bitswap')}/dist/src/bitswap.js`),
    import(import.meta.resolve('@libp2p/logger')),
  ])) as Record<string, (...given: unknown[]) => unknown>[];
  const { sha256 } = await import('multiformats/hashes/sha2');
  const of = (module: typeof libp2p, name: string) => module?.[name] as (...given: unknown[]) => unknown;
  return {
    node: () =>
      of(
        libp2p,
        'createLibp2p',
      )({
        addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
        transports: [of(tcp, 'tcp')()],
        connectionEncrypters: [of(noise, 'noise')()],
        streamMuxers: [of(yamux, 'yamux')()],
        services: { identify: of(identify, 'identify')() },
      }) as Promise<Node>,
    helia(node, store) {
      const Bitswap = of(bitswap, 'Bitswap') as unknown as new (components: object) => Helia;
      return new Bitswap({
        libp2p: node,
        logger: of(logger, 'defaultLogger')(),
        blockstore: {
          has: (cid: Cid) => store.has(String(cid)),
          get: (cid: Cid) => [store.get(String(cid))],
        },
        routing: { async *findProviders() {} },
        getHasher: () => sha256,
      });
    },
  };
}
