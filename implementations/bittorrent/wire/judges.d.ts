/** Types of packages without types, as far as the tests of this folder use them as judges. */
declare module 'bencode' {
  const bencode: { encode(value: unknown): Uint8Array; decode(bytes: Uint8Array): unknown };
  export default bencode;
}

declare module 'parse-torrent' {
  interface Parsed {
    infoHash: string;
    name?: string;
    announce: string[];
    length?: number;
    pieceLength?: number;
    pieces?: string[];
    private?: boolean;
    files?: { path: string; name: string; length: number; offset: number }[];
  }
  export default function parse(torrent: string | Uint8Array): Promise<Parsed>;
  export function toMagnetURI(parsed: { infoHash: string; name?: string; announce?: string[] }): string;
}

declare module 'create-torrent' {
  export default function create(
    input: Uint8Array | (Uint8Array & { name: string })[],
    options: Readonly<Record<string, unknown>>,
    done: (error: Error | null, torrent: Uint8Array) => void,
  ): void;
}

declare module 'bittorrent-protocol' {
  export default class Wire {
    on(event: string, listener: (...args: never[]) => void): this;
    write(bytes: Uint8Array): boolean;
    destroy(): void;
    extended(ext: number, value: unknown): void;
    handshake(infoHash: string | Uint8Array, peerId: string | Uint8Array, extensions?: object): void;
    choke(): void;
    unchoke(): void;
    interested(): void;
    uninterested(): void;
    have(index: number): void;
    haveAll(): void;
    haveNone(): void;
    suggest(index: number): void;
    allowedFast(index: number): void;
    reject(index: number, begin: number, length: number): void;
    bitfield(bits: Uint8Array): void;
    request(index: number, begin: number, length: number, done: (error: Error | null) => void): void;
    piece(index: number, begin: number, block: Uint8Array): void;
    cancel(index: number, begin: number, length: number): void;
    port(port: number): void;
  }
}

declare module 'bittorrent-tracker/server' {
  export default class Server {
    constructor(options: Readonly<Record<string, unknown>>);
    /** A server of node:http. */
    readonly http: unknown;
    /** A socket of node:dgram. */
    udp4: unknown;
    onUdpRequest(bytes: Uint8Array, from: object): void;
  }
}
