/**
 * A session with a split factor, written as a class without I/O, clocks or randomness. It does what the formal
 * model does (`models/bitswap/split/session.ts`); both are explored in lockstep.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type { BitswapSplit, Key, SessionView, SplitSetting } from '../../../models/bitswap/split/messages.ts';
import { SplitFactor, type SplitRules, splitRules } from './split.ts';

/** The saved state of a session. */
export type SessionSaved = Omit<SessionView, 'role'>;

/** A session: receipts and requests go in, wants go to partners. */
export class SplitSession implements Core<BitswapSplit, SessionSaved> {
  readonly #setting: SplitSetting;
  readonly #partners: readonly NodeId[];
  readonly #rules: SplitRules;
  readonly #factor: SplitFactor;
  readonly #wanted = new Map<Key, NodeId[]>();
  readonly #past = new Set<Key>();
  readonly #broadcasts = new Set<Key>();

  constructor({ self, nodes, setting }: Birth<BitswapSplit>, rules: SplitRules = splitRules) {
    this.#setting = setting;
    this.#partners = nodes.filter((node) => node !== self);
    this.#rules = rules;
    this.#factor = new SplitFactor(setting.thresholds, rules);
  }

  start(): void {}

  handle(event: Received<BitswapSplit>, out: Outbox<BitswapSplit>): void {
    switch (event.type) {
      case 'input': {
        const { input } = event;
        if (input.type === 'want') this.#ask(input.keys, out);
        else if (input.type === 'unique') this.#factor.recordUnique();
        else this.#factor.recordDuplicate();
        break;
      }
      case 'timeout':
        this.#broadcast(out);
        break;
      case 'message':
        if (event.message.type === 'Block') this.#receive(event.message.key, out);
    }
  }

  view(): SessionView {
    return { role: 'session', ...this.save() };
  }

  save(): SessionSaved {
    const { received, duplicates, split } = this.#factor;
    return {
      ...{ received, duplicates, split },
      wanted: new Map([...this.#wanted].map(([key, partners]) => [key, [...partners]])),
      past: new Set(this.#past),
      broadcast: new Set(this.#broadcasts),
    };
  }

  load({ received, duplicates, split, wanted, past, broadcast }: SessionSaved): void {
    Object.assign(this.#factor, { received, duplicates, split });
    this.#wanted.clear();
    for (const [key, partners] of wanted) this.#wanted.set(key, [...partners]);
    this.#past.clear();
    for (const key of past) this.#past.add(key);
    this.#broadcasts.clear();
    for (const key of broadcast) this.#broadcasts.add(key);
  }

  /** A request is divided over groups of partners. */
  #ask(keys: readonly Key[], out: Outbox<BitswapSplit>): void {
    for (const key of keys) this.#wanted.set(key, []);
    this.#factor.divide(keys.length, this.#partners.length, (partner, places) => {
      const to = this.#partners[partner] as NodeId;
      const asked = places.map((place) => keys[place] as Key);
      for (const key of asked) this.#wanted.get(key)?.push(to);
      out.send(to, { type: 'Want', keys: asked });
    });
    out.arm('idle');
  }

  /** No block came for a time: all partners are asked for what is missing. */
  #broadcast(out: Outbox<BitswapSplit>): void {
    const missing = [...this.#wanted.keys()].sort().filter((key) => !this.#broadcasts.has(key));
    for (const to of this.#partners) {
      const keys = missing.filter((key) => !this.#wanted.get(key)?.includes(to));
      if (keys.length > 0 && this.#rules.asksOthers()) out.send(to, { type: 'Want', keys });
    }
    for (const key of missing) this.#broadcasts.add(key);
    out.arm('idle');
  }

  /** A block counts as unique if it was wanted, and as a duplicate if it came before. */
  #receive(key: Key, out: Outbox<BitswapSplit>): void {
    const isCounted = this.#setting.counts === 'all' || !this.#broadcasts.has(key);
    if (this.#past.has(key)) {
      if (isCounted) this.#factor.recordDuplicate();
      return;
    }
    if (!this.#wanted.delete(key)) return;
    if (isCounted) this.#factor.recordUnique();
    this.#past.add(key);
    if (this.#wanted.size > 0) out.arm('idle');
    else out.disarm('idle');
  }
}
