/**
 * Verification: what follows the check of a complete piece (rules V2 to V4). It knows which partners are on
 * parole and which are banned. Both are by address, which has the least number of a partner at it; the caller
 * gives the number of a banned partner to no other.
 */
import { noPartner, type PieceProgress, several } from './progress.ts';

/** What follows a failed piece: see the setting `blame`. */
export type Blame = 'parole' | 'sole' | 'compare';

/** A block of a failed piece; its source is an address. */
export interface Suspect<Content> {
  readonly place: number;
  readonly source: number;
  readonly content: Content;
}

/** The decisions about partners that gave bad blocks. */
export interface VerificationRules {
  /** Whether the one source of a failed piece is banned (V2). */
  bansSole(): boolean;
  /** Whether all sources of a failed piece are banned. */
  bansAll(): boolean;
  /** Whether the sources of a failed piece are put on parole (V2). */
  paroles(blame: Blame): boolean;
}

/** The rules V2 to V4. */
export const verificationRules: VerificationRules = {
  bansSole: () => true,
  bansAll: () => false,
  paroles: (blame) => blame !== 'sole',
};

const none: readonly number[] = [];

/** Judges the sources of pieces. */
export class Verification<Content> {
  readonly #blame: Blame;
  readonly #rules: VerificationRules;
  readonly #isSame: (one: Content, other: Content) => boolean;
  /** By address, 0 or 1. */
  readonly paroled: Uint8Array;
  readonly banned: Uint8Array;
  /** `compare`: the blocks of failed pieces, by piece; each content of a source once. */
  readonly suspects = new Map<number, Suspect<Content>[]>();
  readonly #addresses: Int32Array;

  /** `isSame`: whether two blocks have the same content, for the setting `compare`. */
  constructor(
    blame: Blame,
    partnersMax: number,
    rules: VerificationRules,
    isSame: (one: Content, other: Content) => boolean,
    addresses: Int32Array = Int32Array.from({ length: partnersMax }, (_, partner) => partner),
  ) {
    this.#addresses = addresses;
    this.#blame = blame;
    this.#rules = rules;
    this.#isSame = isSame;
    this.paroled = new Uint8Array(partnersMax);
    this.banned = new Uint8Array(partnersMax);
  }

  isParoled(partner: number): boolean {
    return this.paroled[this.#addresses[partner] as number] === 1;
  }

  isBanned(partner: number): boolean {
    return this.banned[this.#addresses[partner] as number] === 1;
  }

  /**
   * A piece passed its check. Its source is off parole if it gave all of it.
   *
   * @returns the addresses that are banned now: with `compare`, those whose blocks differed when the piece
   * failed (V4).
   */
  pass(record: PieceProgress<Content>): readonly number[] {
    const source = soleSource(record, this.#addresses);
    if (source !== several) this.paroled[source] = 0;
    const suspects = this.suspects.get(record.piece);
    if (suspects === undefined) return none;
    this.suspects.delete(record.piece);
    return this.#ban(
      suspects
        .filter(({ place, content }) => !this.#isSame(content, record.contents[place] as Content))
        .map((suspect) => suspect.source),
    );
  }

  /**
   * A piece failed its check: one source is banned, several are on parole (V2). Among these may be one that gave
   * its block and was banned since.
   *
   * @returns the addresses that are banned now.
   */
  fail(record: PieceProgress<Content>): readonly number[] {
    const source = soleSource(record, this.#addresses);
    if (this.#blame === 'compare') this.#suspect(record);
    if (source !== several) return this.#rules.bansSole() ? this.#ban([source]) : none;
    const sources = sourcesOf(record, this.#addresses);
    if (this.#rules.bansAll()) return this.#ban(sources);
    if (this.#rules.paroles(this.#blame)) for (const address of sources) this.paroled[address] = 1;
    return none;
  }

  #ban(addresses: readonly number[]): readonly number[] {
    const fresh = [...new Set(addresses)].filter((address) => this.banned[address] === 0);
    for (const address of fresh) {
      this.banned[address] = 1;
      this.paroled[address] = 0;
    }
    return fresh;
  }

  #suspect(record: PieceProgress<Content>): void {
    const known = this.suspects.get(record.piece) ?? [];
    for (const [place, partner] of record.partners.entries()) {
      const source = this.#addresses[partner] as number;
      const content = record.contents[place] as Content;
      const isKnown = known.some(
        (one) => one.place === place && one.source === source && this.#isSame(one.content, content),
      );
      if (!isKnown) known.push({ place, source, content });
    }
    this.suspects.set(record.piece, known);
  }
}

/** The one address that all blocks of a complete piece came from, or `several`. */
export function soleSource({ partners }: PieceProgress<unknown>, addresses: Int32Array): number {
  const first = addresses[partners[0] ?? noPartner] ?? noPartner;
  for (let place = 1; place < partners.length; place++)
    if (addresses[partners[place] as number] !== first) return several;
  return first;
}

/** The addresses that the blocks of a complete piece came from, each once. */
export function sourcesOf({ partners }: PieceProgress<unknown>, addresses: Int32Array): readonly number[] {
  return [...new Set(partners.map((partner) => addresses[partner] as number))];
}
