/** The messages between a live page and its worker. All of them are plain data. */
import type { Choice } from '../reports/choice.ts';
import type { PageLive } from '../reports/html.ts';
import type { PageTrace } from '../reports/page-trace.ts';

/** A place in a system: an initial world, and the ordinal of each action among the enabled ones. */
export interface Path {
  readonly start: number;
  readonly ordinals: readonly number[];
}

/** What a suite has to choose from. */
export interface Choices {
  readonly scopes: readonly string[];
  /** Each subject, and the scope in which a known bug or a claim shows. */
  readonly subjects: readonly { readonly word: string; readonly says: string; readonly scope?: string }[];
}

/** An enabled action. */
export interface Offer {
  readonly ordinal: number;
  readonly title: string;
  readonly kind: string;
  /** The action leads back to the same world. */
  readonly isIdle?: boolean;
}

/** The trace along a path, and what can happen next. */
export interface Look {
  readonly path: Path;
  readonly trace: PageTrace;
  readonly offers: readonly Offer[];
  /** The bounds of the scope that suppress actions here. */
  readonly cuts: readonly string[];
  /** Of the last world: a link has it, and shows by it whether the suite is still the same. */
  readonly digest: string;
}

/** The result of a search from the end of a path. */
export type Found =
  | {
      readonly verdict: 'broken';
      /** Steps from where the search began. */
      readonly steps: number;
      readonly property: PageTrace['property'];
      readonly path: Path;
      readonly worlds: number;
    }
  | { readonly verdict: 'kept'; readonly worlds: number }
  | { readonly verdict: 'undecided'; readonly because: string; readonly worlds: number };

/** A request of the page. */
export type Request =
  | { readonly type: 'choices' }
  /** Begins a session, and asks for the path of recorded actions. */
  | { readonly type: 'begin'; readonly choice: Choice; readonly recorded?: PageLive['recorded'] }
  | { readonly type: 'look'; readonly path: Path }
  | { readonly type: 'search'; readonly path: Path }
  | { readonly type: 'stop' };

/** The reply to each request. */
export interface Replies {
  choices: Choices;
  begin: { readonly path: Path; readonly because?: string };
  look: Look;
  search: Found;
  stop: null;
}

/** What the worker sends. */
export type Sent =
  | { readonly id: number; readonly reply: Replies[keyof Replies] }
  | { readonly id: number; readonly error: string }
  /** Of a search that goes on. */
  | { readonly id: number; readonly worlds: number };
