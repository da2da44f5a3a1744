/**
 * Somebody else who expands worlds: with the tables of whoever keeps them and where rows lie, and without any code of a
 * protocol. Where that is not enough a world is left to whoever can ask.
 */
import { beyond } from '../edges.ts';
import { unknown } from '../journal.ts';
import { type RowsLaid, RowsLookup } from '../rows.ts';
import { Tally } from '../search.ts';
import type { System } from '../system.ts';
import type { Action } from '../world.ts';
import { BatchWriter, back, type Done } from './batch.ts';
import { Reading } from './diary.ts';
import { Expander } from './expander.ts';
import { Parts } from './parts.ts';
import type { Scene } from './sights.ts';
import { numberOf } from './steps.ts';

/** What a hand must know before anything else; all of it can be sent to another thread. */
export interface Briefing {
  /** As much of a system as is no code. */
  readonly outline: System;
  readonly keepsEdges: boolean;
  readonly keepsLabels: boolean;
}

/** What was learnt since the last time. */
export interface News {
  readonly entries: Int32Array;
  /** Where rows lie, if that is no longer where they were. */
  readonly rows: RowsLaid | undefined;
  /** How many worlds there are. */
  readonly worlds: number;
}

/** Hands, and who has which worlds. */
export interface Hands {
  /** So many worlds must wait for their turn before they are called. */
  readonly crowd: number;
  /** Worlds that a hand takes at a time. */
  readonly batch: number;
  /** There is so much to expand that it is worth their while; the first of it is `world`. */
  begin(briefing: Briefing, world: number): void;
  tell(news: News): void;
  /**
   * Asked for each world in turn whose turn it is and that was not given back: what came of it and of those that follow it; or, if
   * no hand has it, the first world after it that may be a hand's.
   */
  claim(world: number): Done | number;
  /** Nothing is asked any more. */
  end(): void;
}

/** As much of a system as is no code; of that only that there is some. */
export function outlineOf(system: System): System {
  const { nodes, crash, monitor, injects, setting: _, ...others } = system;
  const plain = Object.entries(others).map(([key, value]) => [key, isPlain(key, value) ? value : {}]);
  return {
    ...Object.fromEntries(plain),
    nodes: Object.fromEntries(Object.keys(nodes).map((name) => [name, {}])),
    ...(crash !== undefined && { crash: { ...crash, ...(crash.when !== undefined && { when: {} }) } }),
    ...(monitor !== undefined && { monitor: {} }),
    ...(injects !== undefined && { injects: injects.map(({ from, to }) => ({ from, to })) }),
  } as unknown as System;
}

/** Starts and listed worlds hold states of nodes, which only their actors can read. */
function isPlain(key: string, value: unknown): boolean {
  return value === undefined || (typeof value !== 'function' && key !== 'starts' && key !== 'listed');
}

export class Hand {
  readonly #reading = new Reading();
  readonly #parts: Parts;
  readonly #expander: Expander;
  readonly #rows = new RowsLookup();
  readonly #tally = new Tally();
  readonly #out: BatchWriter;
  readonly #keepsLabels: boolean;
  readonly #scene: Scene;
  #world = -1;
  #isCut = false;

  constructor({ outline, keepsEdges, keepsLabels }: Briefing) {
    this.#out = new BatchWriter(keepsEdges);
    this.#keepsLabels = keepsLabels;
    this.#parts = new Parts(outline, this.#reading);
    this.#expander = new Expander(this.#parts, this.#tally, {
      asking: (run) => run(),
      taking: (_, run) => run(),
      judge: () => this.#reading.ask(),
      hearsOfStays: () => keepsEdges,
      stay: (action) => this.#out.edge(back, this.#labelOf(action)),
      arrive: (node, action) => this.#arrive(node, action),
      suppress: (action) => {
        this.#isCut = true;
        if (keepsLabels) this.#out.edge(beyond, this.#labelOf(action));
      },
      widen: () => {},
    });
    this.#scene = { world: -1, row: this.#expander.form, changed: -2, isHistoryNew: true };
  }

  hear({ entries, rows }: News): void {
    this.#reading.read(entries);
    if (rows === undefined) return;
    this.#rows.lie(rows);
    this.#expander.fit(rows.first + rows.width);
    this.#scene.row = this.#expander.form;
  }

  /** Expands worlds from one on, before another. */
  expand(from: number, to: number): Done {
    for (let world = from; world < to; world++) this.#expand(world);
    return this.#out.torn(from, to, this.#rows);
  }

  #expand(world: number): void {
    const expander = this.#expander;
    this.#rows.copy(world, expander.here);
    this.#world = world;
    this.#isCut = false;
    const { transitions, unchanged } = expander;
    this.#tally.counts.fill(0);
    this.#out.begin();
    try {
      expander.expand();
    } catch (cause) {
      if (cause !== unknown) throw cause;
      this.#out.leave();
      return;
    }
    this.#out.end({
      transitions: expander.transitions - transitions,
      unchanged: expander.unchanged - unchanged,
      isCut: this.#isCut,
      kinds: this.#tally.counts,
    });
  }

  #arrive(node: number, action: Action): boolean {
    const expander = this.#expander;
    const { first } = this.#parts;
    const label = this.#labelOf(action);
    let found = this.#out.find(expander.next, first, expander.hash);
    if (found < 0 && expander.isSymmetric) {
      // A world that has a number stands for itself.
      if (this.#rows.find(expander.next, expander.hash) >= 0) expander.form.set(expander.next);
      else expander.represent();
      found = this.#out.find(expander.form, first, expander.hash);
    }
    if (found < 0) {
      expander.tell(this.#scene, node);
      found = this.#out.first(this.#world, expander.ordinal, expander.hash, this.#scene, first);
    }
    this.#out.edge(found, label);
    return true;
  }

  #labelOf(action: Action | undefined): number | undefined {
    if (!this.#keepsLabels) return undefined;
    return action === undefined ? -1 : numberOf(action);
  }
}
