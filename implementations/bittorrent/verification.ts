/**
 * Verification: what follows the check of a complete piece (rules V2 to V4). It knows which partners are on
 * parole and which are banned. A partner number denotes an address; the caller gives the number of a
 * banned one to no other.
 */
import { noPartner, type PieceProgress, several } from './progress.ts';

/** What follows a failed piece: see the setting `blame`. */
export type Blame = 'parole' | 'sole' | 'compare';

/** A block of a failed piece. */
interface Suspect<Content> {
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
  /** By partner, 0 or 1. */
  readonly paroled: Uint8Array;
  readonly banned: Uint8Array;
  /** `compare`: the blocks of failed pieces, by piece. */
  readonly #suspects = new Map<number, Suspect<Content>[]>();

  /** `isSame`: whether two blocks have the same content, for the setting `compare`. */
  constructor(
    blame: Blame,
    partnersMax: number,
    rules: VerificationRules,
    isSame: (one: Content, other: Content) => boolean,
  ) {
    this.#blame = blame;
    this.#rules = rules;
    this.#isSame = isSame;
    this.paroled = new Uint8Array(partnersMax);
    this.banned = new Uint8Array(partnersMax);
  }

  /**
   * A piece passed its check. Its source is off parole if it gave all of it.
   *
   * @returns the partners that are banned now: with `compare`, those whose blocks differed when the piece
   * failed (V4).
   */
  pass(record: PieceProgress<Content>): readonly number[] {
    const source = soleSource(record);
    if (source !== several) this.paroled[source] = 0;
    const suspects = this.#suspects.get(record.piece);
    if (suspects === undefined) return none;
    this.#suspects.delete(record.piece);
    return this.#ban(
      suspects
        .filter(({ place, content }) => !this.#isSame(content, record.contents[place] as Content))
        .map((suspect) => suspect.source),
    );
  }

  /**
   * A piece failed its check: one source is banned, several are on parole (V2).
   *
   * @returns the partners that are banned now.
   */
  fail(record: PieceProgress<Content>): readonly number[] {
    const source = soleSource(record);
    if (this.#blame === 'compare') this.#suspect(record);
    if (source !== several) return this.#rules.bansSole() ? this.#ban([source]) : none;
    const sources = sourcesOf(record);
    if (this.#rules.bansAll()) return this.#ban(sources);
    if (this.#rules.paroles(this.#blame)) for (const partner of sources) this.paroled[partner] = 1;
    return none;
  }

  #ban(partners: readonly number[]): readonly number[] {
    const fresh = [...new Set(partners)].filter((partner) => this.banned[partner] === 0);
    for (const partner of fresh) {
      this.banned[partner] = 1;
      this.paroled[partner] = 0;
    }
    return fresh;
  }

  #suspect(record: PieceProgress<Content>): void {
    const known = this.#suspects.get(record.piece) ?? [];
    for (const [place, source] of record.partners.entries())
      known.push({ place, source, content: record.contents[place] as Content });
    this.#suspects.set(record.piece, known);
  }
}

/** The one partner that all blocks of a complete piece came from, or `several`. */
export function soleSource(record: PieceProgress<unknown>): number {
  const { partners } = record;
  const first = partners[0] ?? noPartner;
  for (let place = 1; place < partners.length; place++) if (partners[place] !== first) return several;
  return first;
}

/** The partners that the blocks of a complete piece came from, each once. */
export function sourcesOf(record: PieceProgress<unknown>): readonly number[] {
  return [...new Set(record.partners)];
}
