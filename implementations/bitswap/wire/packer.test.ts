/**
 * Tests the packers: what a receiver knows after the messages is what it would know after the entries one by
 * one, in whichever order it takes the entries of one message; and messages keep their limits.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { presenceBytes } from '../exchange/server.ts';
import { codecs, encodeCid, keyOfCid } from './cid.ts';
import { encodeMessage, messageSize, presenceSize } from './encode.ts';
import { isEmpty, type Message, type WantEntry } from './messages.ts';
import { AnswerPacker, answerBytes, WantPacker } from './packer.ts';
import { type WireRules, wireLimits, wireRules } from './rules.ts';

const cidOf = (nth: number, length = 32) =>
  encodeCid(
    { version: 1, codec: codecs.raw, hash: 0x12, digestBytes: length },
    Uint8Array.from({ length }, (_, at) => (at === 0 ? nth & 255 : at === 1 ? nth >> 8 : 7)),
  );

const want = (nth: number, fields: Partial<WantEntry> = {}): WantEntry => ({
  ...{ cid: cidOf(nth), priority: 1, cancel: false, wantType: 'block', sendDontHave: false },
  ...fields,
});

// ------------------------------------------------------------- the receiver, slow and obvious

/** What a receiver keeps of a want. */
interface Ask {
  readonly isBlock: boolean;
  readonly priority: number;
  readonly sendDontHave: boolean;
}
type Asks = ReadonlyMap<string, Ask>;

function applied(asks: Asks, entry: WantEntry): Asks {
  const after = new Map(asks);
  const key = keyOfCid(entry.cid);
  const before = after.get(key);
  if (entry.cancel) after.delete(key);
  else
    after.set(key, {
      isBlock: entry.wantType === 'block' || (before?.isBlock ?? false),
      priority: entry.priority,
      sendDontHave: entry.sendDontHave || (before?.sendDontHave ?? false),
    });
  return after;
}

/** The receiver after a message: wants before Cancels, as boxo has it, or the reverse. */
function received(asks: Asks, message: Message, cancelsFirst: boolean): Asks {
  const wants = message.entries.filter(({ cancel }) => !cancel);
  const cancels = message.entries.filter(({ cancel }) => cancel);
  const ordered = cancelsFirst ? [...cancels, ...wants.toReversed()] : [...wants, ...cancels];
  return ordered.reduce(applied, message.full ? new Map() : asks);
}

// ------------------------------------------------------------- drawn operations

type Operation =
  | { readonly kind: 'entry'; readonly entry: WantEntry }
  | { readonly kind: 'whole'; readonly entries: readonly WantEntry[] }
  | { readonly kind: 'wait'; readonly ms: number };

const entry = fc
  .record({
    nth: fc.nat(3),
    priority: fc.constantFrom(0, 1, 1_000_000, -1),
    cancel: fc.boolean(),
    wantType: fc.constantFrom('block' as const, 'have' as const),
    sendDontHave: fc.boolean(),
  })
  .map(({ nth, ...fields }) => want(nth, fields));

const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: entry.map((one): Operation => ({ kind: 'entry', entry: one })) },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(entry, { maxLength: 4, selector: ({ cid }) => keyOfCid(cid) })
        .map(
          (list): Operation => ({ kind: 'whole', entries: list.map((one) => ({ ...one, cancel: false })) }),
        ),
    },
    { weight: 2, arbitrary: fc.nat(30).map((ms): Operation => ({ kind: 'wait', ms })) },
  ),
  { maxLength: 20 },
);

/** The limits of the tests: two or three entries fill a message. */
const small = { ...wireLimits, wantBytesMax: 120 };

/** Runs operations through a packer; compares what the receiver knows in the end, and each message with its limits. */
function pack(drawn: readonly Operation[], rules: WireRules = wireRules): number {
  const packer = new WantPacker(small, rules);
  let now = 0;
  let expected: Asks = new Map([[keyOfCid(cidOf(9)), { isBlock: true, priority: 1, sendDontHave: false }]]);
  const receivers = [expected, expected];
  let messages = 0;
  /** Whether a part of a whole list may come now. */
  let isWholeDue = false;
  const take = (until: number) => {
    for (let message = packer.take(until); message !== undefined; message = packer.take(until)) {
      expect(isEmpty(message)).toBe(false);
      expect(messageSize(message)).toBeLessThanOrEqual(small.wantBytesMax);
      const keys = message.entries.map(({ cid }) => keyOfCid(cid));
      expect(new Set(keys).size).toBe(keys.length);
      if (message.full) {
        expect(isWholeDue).toBe(true);
        expect(message.entries.some(({ cancel }) => cancel)).toBe(false);
      }
      isWholeDue = false;
      for (const [at, cancelsFirst] of [true, false].entries())
        receivers[at] = received(receivers[at] as Asks, message, cancelsFirst);
      messages++;
    }
  };
  for (const operation of drawn) {
    if (operation.kind === 'wait') {
      now += operation.ms;
      take(now);
    } else if (operation.kind === 'entry') {
      packer.add(operation.entry, now);
      expected = applied(expected, operation.entry);
    } else {
      packer.replace(operation.entries, now);
      isWholeDue = true;
      expected = operation.entries.reduce(applied, new Map());
    }
    if (packer.due !== undefined) expect(packer.due).toBeLessThanOrEqual(now + small.gatherMs);
  }
  take(Number.POSITIVE_INFINITY);
  for (const receiver of receivers) expect(receiver).toEqual(expected);
  expect([packer.due, packer.bytes]).toEqual([undefined, 0]);
  return messages;
}

describe('the packer of wants', () => {
  it('leaves the receiver in the state of the entries one by one', () => {
    let messages = 0;
    assertReaching(
      fc.property(operations, (drawn) => {
        messages += pack(drawn);
      }),
      { numRuns: 3_000 },
      () => {
        expect(messages).toBeGreaterThan(5_000);
      },
    );
  });

  it.each<[string, Partial<WireRules>]>([
    ['a want that is joined with the Cancel before it', { merges: () => true }],
    ['the flag `full` on every part of a whole list', { isFull: ({ isWholeList }) => isWholeList }],
    ['the flag `full` on a part that is no whole list', { isFull: () => true }],
    ['a whole list without the flag', { isFull: () => false }],
  ])('is not equal to one with %s', (_, rule) => {
    const rules = { ...wireRules, ...rule };
    expect(() =>
      fc.assert(
        fc.property(operations, (drawn) => {
          pack(drawn, rules);
        }),
        { numRuns: 3_000, seed: 43 },
      ),
    ).toThrow(/Property failed/);
  });

  it('gathers entries of 20 ms in one message', () => {
    const packer = new WantPacker();
    packer.add(want(1), 100);
    packer.add(want(2), 119);
    expect(packer.due).toBe(120);
    expect(packer.take(119)).toBeUndefined();
    expect(packer.take(120)?.entries.length).toBe(2);
    expect([packer.due, packer.take(200)]).toEqual([undefined, undefined]);
  });

  it('fills messages of 2 MiB, of which only the first says full', () => {
    const packer = new WantPacker();
    const list = Array.from({ length: 60_000 }, (_, nth) => want(nth));
    packer.replace(list, 0);
    const messages = [packer.take(0), packer.take(20)] as Message[];
    expect(messages.map((message) => message.full)).toEqual([true, false]);
    expect(messages.flatMap((message) => message.entries).length).toBe(60_000);
    const sizes = messages.map(messageSize);
    expect(sizes[0]).toBeLessThanOrEqual(wireLimits.wantBytesMax);
    expect(sizes[0]).toBeGreaterThan(wireLimits.wantBytesMax - 100);
  });

  it('begins another message where one may hold no more entries', () => {
    const packer = new WantPacker({ ...wireLimits, itemsMax: 3 });
    packer.replace(
      Array.from({ length: 5 }, (_, nth) => want(nth)),
      0,
    );
    packer.add(want(5), 0);
    packer.add(want(6), 0);
    const messages = [packer.take(20), packer.take(20), packer.take(20)] as Message[];
    expect(messages.map(({ entries, full }) => [entries.length, full])).toEqual([
      ...[
        [3, true],
        [3, false],
        [1, false],
      ],
    ]);
  });

  it('packs any number of short CIDs so that each message can be encoded', () => {
    const packer = new WantPacker();
    const { itemsMax } = wireLimits;
    for (let nth = 0; nth < itemsMax + 1; nth++) {
      const digest = Uint8Array.of(nth & 255, (nth >> 8) & 255, nth >> 16);
      const cid = encodeCid({ version: 1, codec: codecs.raw, hash: 0x12, digestBytes: 3 }, digest);
      packer.add(want(nth, { cid, priority: 0 }), 0);
    }
    const messages = [packer.take(20), packer.take(20)] as Message[];
    expect(messages.map(({ entries }) => entries.length)).toEqual([itemsMax, 1]);
    for (const message of messages) expect(() => encodeMessage(message)).not.toThrow();
  });

  it('never asks for an identity CID, which holds its block itself', () => {
    const packer = new WantPacker();
    const identity = Uint8Array.of(1, codecs.raw, 0, 2, 7, 8);
    packer.add(want(0, { cid: identity }), 0);
    expect(packer.due).toBeUndefined();
    packer.replace([want(0, { cid: identity }), want(1)], 0);
    expect(packer.take(20)?.entries).toEqual([want(1)]);
  });

  it('leaves out of a whole list what was cancelled since', () => {
    const packer = new WantPacker();
    packer.replace([want(1), want(2)], 0);
    packer.add(want(1, { cancel: true }), 1);
    expect(packer.take(20)).toMatchObject({ full: true, entries: [want(2)] });
  });

  it('sends the Cancel of a want that went out, also if its upgrade did not (W32)', () => {
    // go-bitswap#347 dropped the upgrade and the Cancel together, so the partner kept the first want for ever.
    const packer = new WantPacker();
    packer.add(want(1, { wantType: 'have' }), 0);
    expect(packer.take(100)?.entries.map(({ cancel }) => cancel)).toEqual([false]);
    packer.add(want(1), 100);
    packer.add(want(1, { cancel: true }), 100);
    expect(packer.take(200)?.entries.map(({ cancel }) => cancel)).toEqual([true]);
    expect(packer.due).toBeUndefined();
  });

  it('sends a whole list without entries, for it ends what was wanted', () => {
    const packer = new WantPacker();
    packer.replace([], 0);
    expect(packer.take(20)).toMatchObject({ full: true, entries: [] });
  });

  it('keeps a CID whose bytes the caller writes to again', () => {
    const packer = new WantPacker();
    const one = want(1);
    packer.add(one, 0);
    one.cid.fill(0);
    expect(packer.take(20)?.entries[0]?.cid).toEqual(cidOf(1));
  });
});

describe('the packer of answers', () => {
  const blockOf = (nth: number, length: number) => ({ cid: cidOf(nth), data: new Uint8Array(length) });

  it('puts answers up to 16 KiB into a message', () => {
    const packer = new AnswerPacker();
    for (let nth = 0; nth < 10; nth++) packer.block(blockOf(nth, 5_000), 0);
    packer.presence({ cid: cidOf(10), type: 'have' }, 0);
    const messages: Message[] = [];
    for (let message = packer.take(20); message !== undefined; message = packer.take(20))
      messages.push(message);
    expect(messages.map(({ payload, presences }) => [payload.length, presences.length])).toEqual([
      ...[
        [3, 0],
        [3, 0],
        [3, 0],
        [1, 1],
      ],
    ]);
    for (const message of messages)
      expect(messageSize(message)).toBeLessThanOrEqual(wireLimits.answerBytesMax);
    expect(messages.map(({ pendingBytes }) => pendingBytes > 0)).toEqual([true, true, true, false]);
  });

  it('sends a block of 2 MiB alone, and it fits', () => {
    const packer = new AnswerPacker();
    packer.presence({ cid: cidOf(1), type: 'dont-have' }, 0);
    packer.block(blockOf(2, 2 ** 21), 0);
    packer.presence({ cid: cidOf(3), type: 'have' }, 0);
    const messages = [packer.take(0), packer.take(0), packer.take(20)] as Message[];
    expect(messages.map(({ payload }) => payload.length)).toEqual([0, 1, 0]);
    expect(encodeMessage(messages[1] as Message).length).toBeLessThan(2 ** 21 + 100);
  });

  it('refuses a block that no message holds', () => {
    const packer = new AnswerPacker();
    expect(() => packer.block(blockOf(1, 2 ** 22), 0)).toThrow(
      /^A block of 4194304 bytes needs a message of/,
    );
    packer.block(blockOf(1, 2 ** 22 - 22), 0);
    const longest = packer.take(20, 2 ** 31) as Message;
    expect(longest.pendingBytes).toBe(2 ** 31 - 1);
    expect(encodeMessage(longest).length).toBe(2 ** 22 + 4);
  });

  it('takes as much work for each answer, however many wait', () => {
    const msOf = (count: number) => {
      const packer = new AnswerPacker();
      for (let nth = 0; nth < count; nth++) packer.presence({ cid: cidOf(1), type: 'have' }, 0);
      expect(packer.bytes).toBe(count * presenceSize({ cid: cidOf(1), type: 'have' }));
      const started = performance.now();
      for (let message = packer.take(20); message !== undefined; message = packer.take(20));
      expect(packer.bytes).toBe(0);
      return (performance.now() - started) / count;
    };
    const least = (count: number) => Math.min(msOf(count), msOf(count), msOf(count));
    // A sum over all that wait made this twenty times as slow.
    expect(least(100_000)).toBeLessThan(8 * least(5_000));
  });

  it('counts what is in a message as the core counted it', () => {
    const packer = new AnswerPacker();
    packer.block(blockOf(1, 500), 0);
    packer.presence({ cid: cidOf(2), type: 'have' }, 0);
    const message = packer.take(20) as Message;
    expect(answerBytes(message)).toBe(500 + presenceBytes(keyOfCid(cidOf(2))));
    expect(answerBytes({ ...message, blocks: [new Uint8Array(7)] })).toBe(answerBytes(message) + 7);
  });

  it('keeps the order of answers about one CID', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ nth: fc.nat(2), kind: fc.constantFrom('have', 'dont-have', 'block') }), {
          maxLength: 12,
        }),
        (drawn) => {
          const packer = new AnswerPacker();
          for (const { nth, kind } of drawn)
            if (kind === 'block') packer.block(blockOf(nth, nth), 0);
            else packer.presence({ cid: cidOf(nth), type: kind as 'have' }, 0);
          const got: string[][] = [[], [], []];
          for (let message = packer.take(20); message !== undefined; message = packer.take(20)) {
            expect(isEmpty(message)).toBe(false);
            // The receiver takes blocks first; so a CID occurs once in a message.
            for (const { data } of message.payload) got[data.length]?.push('block');
            for (const { cid, type } of message.presences) got[cid[4] as number]?.push(type);
          }
          for (const [nth, kinds] of got.entries())
            expect(kinds).toEqual(drawn.filter((one) => one.nth === nth).map(({ kind }) => kind));
        },
      ),
    );
  });
});
