/**
 * The parts of `@helia/bitswap` and `ipfs-bitswap` that serve partners, for `bench/bitswap-core.ts`: they are
 * loaded by their files, since the packages export no parts. Both packages are development dependencies.
 */

/** A peer id of libp2p, as far as the engines use it. */
export interface PeerId {
  toString(): string;
}

/** A CID of multiformats. */
export interface Cid {
  readonly bytes: Uint8Array;
}

/** An entry of a want-list, as `@helia/bitswap` decodes it. */
export interface HeliaEntry {
  readonly cid: Uint8Array;
  readonly priority: number;
  readonly cancel: boolean;
  readonly wantType: string;
  readonly sendDontHave: boolean;
}

interface Counted {
  readonly size: number;
}

/** The server of `@helia/bitswap`. */
export interface HeliaServer {
  receiveMessage(peer: PeerId, message: { wantlist: { entries: readonly HeliaEntry[] }; blocks: [] }): void;
  readonly ledgerMap: Map<PeerId, { readonly sendQueue: { onIdle(): Promise<void>; readonly size: number } }>;
}

/** The message of `ipfs-bitswap`. */
export interface IpfsMessage {
  addEntry(cid: Cid, priority: number, wantType: string, cancel: boolean, sendDontHave: boolean): void;
  cancel(cid: Cid): void;
  readonly blocks: Counted;
  readonly blockPresences: Counted;
}

/** The server of `ipfs-bitswap`. */
export interface IpfsServer {
  start(): void;
  messageReceived(peer: PeerId, message: IpfsMessage): Promise<void>;
  _processTasks(): Promise<void>;
  /** The engine plans its next turn here; the benchmark takes turns itself. */
  _scheduleProcessTasks(): void;
  readonly _requestQueue: { readonly _byPeer: Counted };
}

/** A network that counts answers. */
export interface CountingNetwork {
  addEventListener(): void;
  sendMessage(peer: PeerId, message: { blocks: Counted; blockPresences: Counted }): Promise<void>;
}

/** Everything that the benchmark needs of both packages. */
export interface Peers {
  helia(blockstore: object, network: CountingNetwork): HeliaServer;
  ipfs(blockstore: object, network: CountingNetwork): IpfsServer;
  ipfsMessage(): IpfsMessage;
  peerIds(count: number): Promise<readonly PeerId[]>;
  readonly versions: Readonly<Record<'helia' | 'ipfs', string>>;
}

type Loaded = Record<string, never>;

/** Node 20 has no `Promise.withResolvers`. */
function polyfill(): void {
  const promises = Promise as unknown as { withResolvers?: () => unknown };
  promises.withResolvers ??= () => {
    let resolve: unknown;
    let reject: unknown;
    const promise = new Promise((onDone, onFailed) => {
      resolve = onDone;
      reject = onFailed;
    });
    return { promise, resolve, reject };
  };
}

/** Loads both packages. */
export async function loadPeers(): Promise<Peers> {
  polyfill();
  const folder = (name: string) => import.meta.resolve(name).replace(/\/dist\/src\/.*$/, '');
  const load = async (from: string, path: string) => (await import(`${from}/${path}`)) as Loaded;
  const [heliaFolder, ipfsFolder] = [folder('@helia/bitswap'), folder('ipfs-bitswap')];
  const version = async (from: string) =>
    (await import(`${from}/package.json`, { with: { type: 'json' } })).default.version as string;
  const [lists, engine, message, logger, keys, ids] = await Promise.all([
    load(heliaFolder, 'dist/src/peer-want-lists/index.js'),
    load(ipfsFolder, 'dist/src/decision-engine/index.js'),
    load(ipfsFolder, 'dist/src/message/index.js'),
    load(folder('@libp2p/logger'), 'dist/src/index.js'),
    load(folder('@libp2p/crypto/keys'), 'dist/src/keys/index.js'),
    load(folder('@libp2p/peer-id'), 'dist/src/index.js'),
  ]);
  const make = (made: unknown, ...given: unknown[]) =>
    new (made as new (...args: unknown[]) => unknown)(...given);
  const call = (method: unknown, ...given: unknown[]) =>
    (method as (...args: unknown[]) => unknown)(...given);
  return {
    helia: (blockstore, network) =>
      make(lists.PeerWantLists, {
        blockstore,
        network,
        logger: call(logger.defaultLogger),
        libp2p: {},
      }) as HeliaServer,
    ipfs: (blockstore, network) =>
      make(
        engine.DecisionEngine,
        { toString: () => 'self' },
        blockstore,
        network,
        undefined,
        {},
      ) as IpfsServer,
    ipfsMessage: () => make(message.BitswapMessage, false) as IpfsMessage,
    async peerIds(count) {
      const made: PeerId[] = [];
      for (let nth = 0; nth < count; nth++) {
        const key = await (call(keys.generateKeyPair, 'Ed25519') as Promise<unknown>);
        made.push(call(ids.peerIdFromPrivateKey, key) as PeerId);
      }
      return made;
    },
    versions: { helia: await version(heliaFolder), ipfs: await version(ipfsFolder) },
  };
}
