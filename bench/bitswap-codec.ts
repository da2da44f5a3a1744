/**
 * The speed of Bitswap's wire format: framing, decoding and encoding in MB/s, against the codec of
 * `@helia/bitswap` with `it-length-prefixed` in the same run, where they are installed.
 */
import { performance } from 'node:perf_hooks';
import { codecs, encodeCid } from '../implementations/bitswap/wire/cid.ts';
import { MessageDecoder } from '../implementations/bitswap/wire/decode.ts';
import { encodeMessage } from '../implementations/bitswap/wire/encode.ts';
import { Framer } from '../implementations/bitswap/wire/framer.ts';
import { emptyMessage, type Message, type WantEntry } from '../implementations/bitswap/wire/messages.ts';

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;

const passes = 5;
const chunkBytes = 65_536;
const blockBytes = 262_144;
const prefix = { version: 1, codec: codecs.raw, hash: 0x12, digestBytes: 32 } as const;

const cidOf = (nth: number) =>
  encodeCid(
    prefix,
    Uint8Array.from({ length: 32 }, (_, at) => (nth * 31 + at * 7) % 251),
  );

/** Messages with one block each, as a server sends them. */
function blocks(messages: number): readonly Message[] {
  const data = Uint8Array.from({ length: blockBytes }, (_, at) => at % 251);
  return Array.from({ length: messages }, () => ({
    ...emptyMessage,
    payload: [{ prefix: Uint8Array.of(1, 0x55, 0x12, 32), data }],
  }));
}

/** Want-lists, as a client sends them. */
function wants(messages: number, entries: number): readonly Message[] {
  return Array.from({ length: messages }, (_, at) => ({
    ...emptyMessage,
    entries: Array.from(
      { length: entries },
      (_entry, nth): WantEntry => ({
        cid: cidOf(at * entries + nth),
        priority: 2 ** 31 - 1 - nth,
        cancel: false,
        wantType: nth % 2 === 0 ? 'block' : 'have',
        sendDontHave: true,
      }),
    ),
  }));
}

/** The part of Helia's generated codec that is measured, and of it-length-prefixed. */
interface Helia {
  readonly BitswapMessage: { encode(message: object): Uint8Array; decode(bytes: unknown): object };
  readonly decode: (chunks: Iterable<Uint8Array>, options: object) => Iterable<unknown>;
  readonly encode: { single(bytes: Uint8Array): { subarray(): Uint8Array } };
}

/** Helia's codec; undefined if it is not installed. Its package exports the index alone, so the file is named. */
async function heliaCodec(): Promise<Helia | undefined> {
  try {
    const file = new URL('./pb/message.js', import.meta.resolve('@helia/bitswap'));
    const framing = 'it-length-prefixed';
    return { ...(await import(file.href)), ...(await import(framing)) } as Helia;
  } catch {
    return undefined;
  }
}

/** A message in the form of Helia's codec. */
function toHelia({ entries, full, payload, pendingBytes }: Message): object {
  return {
    wantlist: {
      entries: entries.map(({ cid, priority, cancel, wantType, sendDontHave }) => ({
        cid,
        priority,
        cancel,
        wantType: wantType === 'have' ? 'WantHave' : 'WantBlock',
        sendDontHave,
      })),
      full,
    },
    ...{ blocks: payload, blockPresences: [], pendingBytes },
  };
}

/** Prints the speeds. */
export async function codec(): Promise<void> {
  const helia = await heliaCodec();
  console.log(
    `The wire format: 200 messages with a block of 256 KiB each, and 200 want-lists of 500 entries; chunks of ` +
      `64 KiB, median of ${passes} passes in turn, MB/s. Decoding checks the CIDs of want-lists; Helia's does not.` +
      `${helia === undefined ? ' @helia/bitswap is not installed.' : ''}\n`,
  );
  const [blockRates, wantRates] = [await speeds(blocks(200), helia), await speeds(wants(200, 500), helia)];
  console.log('| what | blocks | want-lists | entries/s |');
  console.log('|---|---|---|---|');
  for (const [name, perSecond] of wantRates.rates)
    console.log(
      `| ${name} | ${count((blockRates.rates.get(name) as number) * blockRates.megabytes)} | ` +
        `${count(perSecond * wantRates.megabytes)} | ${count(perSecond * 200 * 500)} |`,
    );
  console.log('');
}

/** How often a second each way to handle the stream of these messages is done. */
async function speeds(
  messages: readonly Message[],
  helia: Helia | undefined,
): Promise<{ readonly megabytes: number; readonly rates: ReadonlyMap<string, number> }> {
  const bytes = Buffer.concat(messages.map((message) => encodeMessage(message)));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    chunks.push(Uint8Array.from(bytes.subarray(at, at + chunkBytes)));
  let seen = 0;
  const see = () => {
    seen++;
  };
  const measured: Record<string, () => void> = {
    'framing (Framer)': () => {
      const framer = new Framer();
      for (const chunk of chunks) framer.push(chunk, see);
    },
    'framing and decoding (MessageDecoder)': () => {
      const decoder = new MessageDecoder();
      for (const chunk of chunks) decoder.push(chunk, see);
    },
    'encoding (encodeMessage)': () => {
      for (const message of messages) if (encodeMessage(message).length > 0) see();
    },
  };
  if (helia !== undefined) {
    const theirs = messages.map(toHelia);
    measured['Helia, framing and decoding'] = () => {
      for (const frame of helia.decode(chunks, { maxDataLength: 4_194_304 }))
        if (helia.BitswapMessage.decode(frame)) see();
    };
    measured['Helia, encoding'] = () => {
      for (const message of theirs)
        if (helia.encode.single(helia.BitswapMessage.encode(message)).subarray().length > 0) see();
    };
  }
  const times = new Map(Object.keys(measured).map((name) => [name, [] as number[]]));
  for (let pass = 0; pass <= passes; pass++)
    for (const [name, run] of Object.entries(measured)) {
      seen = 0;
      const begun = performance.now();
      run();
      const seconds = (performance.now() - begun) / 1_000;
      if (seen !== messages.length) throw new Error(`${name} saw ${seen} messages of ${messages.length}`);
      if (pass > 0) times.get(name)?.push(seconds);
    }
  return {
    megabytes: bytes.length / 1_000_000,
    rates: new Map([...times].map(([name, all]) => [name, 1 / median(all)])),
  };
}
