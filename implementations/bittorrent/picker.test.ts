/** Tests the picker against one that keeps plain sets and scans all of them for each pick. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../tests/support/reaching.ts';
import { Bitfield } from './bitfield.ts';
import { noBlock, Picker, type PickerSetting } from './picker.ts';
import { pickerRules } from './rules.ts';

const partnersMax = 4;

/** The slow twin: what is known of each block and each partner, and no count of anything. */
class Scan {
  readonly has: (Set<number> | undefined)[] = Array.from({ length: partnersMax }, () => undefined);
  /** By block: its askers in order, or what arrived. */
  readonly asked = new Map<number, number[]>();
  readonly here = new Map<number, number>();
  readonly verified = new Set<number>();
  readonly parole = new Set<number>();
  readonly setting: PickerSetting;

  constructor(setting: PickerSetting) {
    this.setting = setting;
  }

  blocks(piece: number): number[] {
    const { blocksPerPiece } = this.setting;
    return Array.from({ length: blocksPerPiece }, (_, place) => piece * blocksPerPiece + place);
  }

  pieces(): number[] {
    return [...Array(this.setting.pieces).keys()];
  }

  isFree(block: number): boolean {
    return !this.asked.has(block) && !this.here.has(block);
  }

  isBegun(piece: number): boolean {
    return !this.verified.has(piece) && this.blocks(piece).some((block) => !this.isFree(block));
  }

  count(piece: number): number {
    return this.has.filter((has) => has?.has(piece)).length;
  }

  missing(partner: number): number[] {
    return this.pieces().filter((piece) => this.has[partner]?.has(piece) && !this.verified.has(piece));
  }

  #mayShare(piece: number, partner: number): boolean {
    const sharers = new Set(
      this.blocks(piece).flatMap((block) => this.asked.get(block) ?? this.here.get(block) ?? []),
    );
    sharers.delete(partner);
    const [one] = sharers;
    if (this.parole.has(partner)) return sharers.size === 0;
    return sharers.size !== 1 || !this.parole.has(one as number);
  }

  /** The blocks of the best of some pieces: the rarest, of equal ones the first by ranking. */
  #best(pieces: readonly number[], ranking: readonly number[]): number[] {
    const isByDraw = this.verified.size < this.setting.randomFirst;
    const fewest = Math.min(...pieces.map((piece) => this.count(piece)));
    const best = pieces.filter((piece) => isByDraw || this.count(piece) === fewest);
    const first = ranking.find((piece) => best.includes(piece));
    return first === undefined ? [] : this.blocks(first);
  }

  pick(partner: number, ranking: readonly number[]): number {
    const missing = this.missing(partner);
    const open = missing.filter((piece) => this.isBegun(piece) && this.#mayShare(piece, partner));
    const hasFree = (piece: number) => this.blocks(piece).some((block) => this.isFree(block));
    const strict = open.flatMap((piece) => this.blocks(piece)).find((block) => this.isFree(block));
    if (strict !== undefined) return this.#ask(strict, partner);
    const fresh = missing.filter((piece) => !this.isBegun(piece));
    const [begun] = this.#best(fresh, ranking);
    if (begun !== undefined) return this.#ask(begun, partner);
    if (this.pieces().some((piece) => !this.verified.has(piece) && hasFree(piece))) return noBlock;
    const isLeft = (block: number) => {
      const askers = this.asked.get(block) ?? [];
      return askers.length > 0 && askers.length < this.setting.endgameAskers && !askers.includes(partner);
    };
    const again = open.flatMap((piece) => this.blocks(piece)).find(isLeft);
    return again === undefined ? noBlock : this.#ask(again, partner);
  }

  #ask(block: number, partner: number): number {
    this.asked.set(block, [...(this.asked.get(block) ?? []), partner]);
    return block;
  }

  /** All blocks that are asked of a partner. */
  open(partner: number): number[] {
    return [...this.asked].filter(([, askers]) => askers.includes(partner)).map(([block]) => block);
  }

  giveUp(partner: number, block: number): void {
    const left = (this.asked.get(block) ?? []).filter((asker) => asker !== partner);
    if (left.length > 0) this.asked.set(block, left);
    else this.asked.delete(block);
  }

  arrive(partner: number, block: number): void {
    this.asked.delete(block);
    this.here.set(block, partner);
  }

  end(piece: number, isGood: boolean): void {
    for (const block of this.blocks(piece)) this.here.delete(block);
    if (isGood) this.verified.add(piece);
  }
}

const kinds = ['join', 'whole', 'bitfield', 'have', 'leave', 'giveUp', 'parole', 'own'] as const;
const step = fc.record({
  do: fc.oneof(
    { weight: 3, arbitrary: fc.constant('pick' as const) },
    fc.constant('arrive' as const),
    fc.constantFrom(...kinds),
  ),
  partner: fc.nat(partnersMax - 1),
  piece: fc.nat(11),
  some: fc.nat(99),
});

function bitfieldOf(size: number, has: (piece: number) => boolean): Bitfield {
  const bits = new Bitfield(size);
  for (let piece = 0; piece < size; piece++) if (has(piece)) bits.add(piece);
  return bits;
}

describe('a picker', () => {
  it('picks like a scan', () => {
    const reached = { endgame: 0, parole: 0, late: 0, failed: 0 };
    assertReaching(
      fc.property(
        fc.record({
          pieces: fc.integer({ min: 1, max: 12 }),
          blocksPerPiece: fc.integer({ min: 1, max: 3 }),
          endgameAskers: fc.integer({ min: 1, max: 3 }),
          randomFirst: fc.nat(2),
        }),
        fc.array(step, { maxLength: 150, size: 'max' }),
        (setting, steps) => {
          const picker = new Picker<string>(setting, partnersMax, pickerRules);
          const scan = new Scan(setting);
          const size = setting.pieces;
          for (const one of steps) {
            const { partner, some } = one;
            const piece = one.piece % size;
            const isOpen = scan.has[partner] !== undefined;
            const open = scan.open(partner);
            const block = open[some % Math.max(1, open.length)];
            switch (one.do) {
              case 'join':
              case 'whole':
              case 'bitfield': {
                if (isOpen) break;
                const has = (nth: number) =>
                  one.do === 'whole' || (one.do === 'bitfield' && ((some + 1) * (nth + 3) * 7) % 5 < 2);
                picker.join(partner);
                if (one.do === 'whole') picker.everything(partner);
                if (one.do === 'bitfield') picker.bitfield(partner, bitfieldOf(size, has).bytes);
                scan.has[partner] = new Set(scan.pieces().filter(has));
                break;
              }
              case 'have':
                if (!isOpen) break;
                picker.have(partner, piece);
                scan.has[partner]?.add(piece);
                break;
              case 'leave':
                for (const asked of open) {
                  picker.giveUp(partner, asked);
                  scan.giveUp(partner, asked);
                }
                picker.leave(partner);
                scan.has[partner] = undefined;
                break;
              case 'giveUp':
                if (block === undefined) break;
                picker.giveUp(partner, block);
                scan.giveUp(partner, block);
                break;
              case 'parole':
                picker.setParole(partner, some % 2 === 0);
                if (some % 2 === 0) scan.parole.add(partner);
                else scan.parole.delete(partner);
                break;
              case 'own':
                if (scan.isBegun(piece) || some % 4 > 0) break;
                picker.own(piece);
                scan.verified.add(piece);
                break;
              case 'pick': {
                const order = scan.pieces().sort((a, b) => ((a * 5 + some) % 13) - ((b * 5 + some) % 13));
                const free = picker.freeBlocks;
                const picked = picker.pick(partner, order);
                expect(picked).toBe(scan.pick(partner, order));
                if (picked !== noBlock && free === 0) reached.endgame++;
                if (picked !== noBlock && scan.parole.has(partner)) reached.parole++;
                break;
              }
              case 'arrive': {
                // A block may arrive although its request was given up.
                if (block === undefined) break;
                if (some % 5 === 0) {
                  picker.giveUp(partner, block);
                  scan.giveUp(partner, block);
                  reached.late++;
                }
                expect(picker.isMissing(block)).toBe(true);
                const record = picker.arrive(partner, block, 'content');
                scan.arrive(partner, block);
                const whole = Math.floor(block / setting.blocksPerPiece);
                const isComplete = scan.blocks(whole).every((part) => scan.here.has(part));
                expect(record?.piece).toBe(isComplete ? whole : undefined);
                if (record === undefined) break;
                const isGood = some % 3 > 0;
                if (isGood) picker.verify(record);
                else picker.discard(record);
                scan.end(whole, isGood);
                if (!isGood) reached.failed++;
                break;
              }
            }
            for (let nth = 0; nth < partnersMax; nth++)
              expect(picker.missingOf(nth)).toBe(scan.missing(nth).length);
            expect(scan.pieces().map((nth) => picker.availability.of(nth))).toEqual(
              scan.pieces().map((nth) => scan.count(nth)),
            );
            const missing = scan.pieces().filter((nth) => !scan.verified.has(nth));
            expect(picker.progress.askedCount).toBe(scan.asked.size);
            expect(picker.freeBlocks).toBe(
              missing.flatMap((nth) => scan.blocks(nth)).filter((part) => scan.isFree(part)).length,
            );
          }
        },
      ),
      { numRuns: 400 },
      () => {
        // The random operations reach each of these.
        expect(Object.entries(reached).filter(([, times]) => times === 0)).toEqual([]);
      },
    );
  });

  it('draws each of equally rare pieces, and no other', () => {
    const setting = { pieces: 6, blocksPerPiece: 2, endgameAskers: 2, randomFirst: 0 };
    const picked = Array.from({ length: 12 }, (_, draw) => {
      const picker = new Picker<string>(setting, partnersMax, pickerRules);
      picker.join(0);
      picker.everything(0);
      picker.join(1);
      picker.bitfield(1, bitfieldOf(6, (piece) => piece < 3).bytes);
      return picker.pick(0, draw);
    });
    expect([...new Set(picked)].sort((a, b) => a - b)).toEqual([6, 8, 10]);
  });

  it('draws the first pieces from all', () => {
    const setting = { pieces: 6, blocksPerPiece: 1, endgameAskers: 2, randomFirst: 1 };
    const picked = Array.from({ length: 12 }, (_, draw) => {
      const picker = new Picker<string>(setting, partnersMax, pickerRules);
      picker.join(0);
      picker.bitfield(0, bitfieldOf(6, (piece) => piece !== 4).bytes);
      picker.join(1);
      picker.bitfield(1, bitfieldOf(6, (piece) => piece < 3).bytes);
      return picker.pick(0, draw);
    });
    expect([...new Set(picked)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 5]);
  });
});
