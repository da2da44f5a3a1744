/**
 * The known bugs in the implementation of the exchange: a mutant replaces rules of
 * `implementations/bitswap/exchange/rules.ts`, or changes what a node receives, sends or saves. Bugs of priorities,
 * sizes and bounds, which no model has, are in the tests beside the implementation (`server.test.ts`,
 * `exchange.test.ts`); bugs of the edge are codec bugs.
 */
import type { Actor, Birth, NodeId, Outbox, Received } from '../../../../checker/actors/actor.ts';
import type { Bug } from '../../../../checker/suite/suite.ts';
import { taskDont } from '../../../../implementations/bitswap/exchange/asks.ts';
import { ExchangeNode } from '../../../../implementations/bitswap/exchange/node.ts';
import { type ExchangeRules, exchangeRules } from '../../../../implementations/bitswap/exchange/rules.ts';
import type { ExchangeSaved } from '../../../../implementations/bitswap/exchange/saved.ts';
import type {
  Cid,
  Exchange,
  ExchangeMessage,
  ExchangeView,
  PartnerView,
  Want,
} from '../../../../models/bitswap/exchange/messages.ts';
import { kit } from '../kit.ts';
import * as property from '../properties.ts';

type Event = Received<Exchange>;
type Out = Outbox<Exchange>;

/** The changes of a mutant. */
interface Changes {
  readonly rules?: Partial<ExchangeRules>;
  /** Messages that are sent besides those of a step. */
  readonly sends?: (event: Event, before: ExchangeView) => readonly (readonly [NodeId, ExchangeMessage])[];
  /** The changes of the state after a step. */
  readonly after?: (event: Event, saved: ExchangeSaved, before: ExchangeSaved) => Partial<ExchangeSaved>;
}

/** A node with these changes. */
function mutant({ rules, sends, after }: Changes): Actor<Exchange> {
  return kit.implementation((birth: Birth<Exchange>) => {
    const changed = { ...exchangeRules, ...rules };
    if (sends === undefined && after === undefined) return new ExchangeNode(birth, changed);
    return new (class extends ExchangeNode {
      override handle(event: Event, out: Out): void {
        const before = this.view();
        super.handle(event, out);
        for (const [to, message] of sends?.(event, before) ?? []) out.send(to, message);
        if (after === undefined) return;
        const saved = this.save();
        this.load({ ...saved, ...after(event, saved, before) });
      }
    })(birth, changed);
  });
}

/** Partners, with another state of one of them. */
function withPartner(
  partners: ExchangeView['partners'],
  name: NodeId,
  changed: (kept: PartnerView) => Partial<PartnerView>,
): ExchangeView['partners'] {
  const kept = partners.get(name) as PartnerView;
  return new Map(partners).set(name, { ...kept, ...changed(kept) });
}

/** A want stays wanted after one of its sessions gave it up, although everything else of it ended. */
function keptByOthers(
  event: Event,
  { wanted }: ExchangeSaved,
  before: ExchangeSaved,
): Partial<ExchangeSaved> {
  if (event.type !== 'input' || event.input.type !== 'giveUp') return {};
  const { cid, session } = event.input;
  const left = [...(before.wanted.get(cid) ?? [])].filter((other) => other !== session);
  return left.length === 0 ? {} : { wanted: new Map(wanted).set(cid, new Set(left)) };
}

/** The task that was taken stays for once more, while its ask is there: two workers took it. */
function takenTwice(
  event: Event,
  { partners }: ExchangeSaved,
  before: ExchangeSaved,
): Partial<ExchangeSaved> {
  const [timer, name = ''] = event.type === 'timeout' ? event.timer.split('@') : [];
  const kept = before.partners.get(name);
  const [cid] = timer === 'work' && kept !== undefined ? [...kept.tasks.keys()].sort() : [];
  if (cid === undefined || kept?.tasks.get(cid) !== 'block' || !kept.asks.has(cid)) return {};
  return {
    partners: withPartner(partners, name, ({ tasks }) => ({ tasks: new Map(tasks).set(cid, 'block') })),
  };
}

/** A node that does not ask a partner that denied an earlier want of the same block, nor any other one. */
class Grudging extends ExchangeNode {
  #denied: ReadonlySet<Cid> = new Set();

  override handle(event: Event, out: Out): void {
    const { says, wanted, held } = this.view();
    if (event.type === 'input' && event.input.type === 'giveUp') {
      const { cid } = event.input;
      if ([...says.values()].some((answers) => answers.get(cid) === 'dont'))
        this.#denied = new Set([...this.#denied, cid]);
    }
    const input = event.type === 'input' && event.input.type === 'want' ? event.input : undefined;
    if (input === undefined || !this.#denied.has(input.cid) || wanted.has(input.cid) || held.has(input.cid)) {
      super.handle(event, out);
      return;
    }
    const { cid, session } = input;
    this.load({ ...this.save(), wanted: new Map(wanted).set(cid, new Set([session])) });
    out.arm('idle');
  }

  override save(): ExchangeSaved & { readonly denied: ReadonlySet<Cid> } {
    return { ...super.save(), denied: this.#denied };
  }

  override load(saved: ExchangeSaved & { readonly denied?: ReadonlySet<Cid> }): void {
    super.load(saved);
    this.#denied = saved.denied ?? new Set();
  }

  override view(): ExchangeView {
    const { denied: _, ...saved } = this.save();
    return { role: 'node', ...saved };
  }
}

/** A node that looks whether it has a block, and notes the ask in a later step without another look. */
class Belated extends ExchangeNode {
  override handle(event: Event, out: Out): void {
    const saved = this.save();
    if (event.type === 'message') {
      const { from, message } = event;
      const isWant = message.type === 'WantHave' || message.type === 'WantBlock';
      if (isWant && saved.partners.get(from)?.conn === 'up' && !saved.held.has(message.cid)) {
        const { cid } = message;
        const task = message.type === 'WantBlock' ? ('block' as const) : ('have' as const);
        if (message.type === 'WantBlock' || message.sendDontHave) out.send(from, { type: 'DontHave', cid });
        const partners = withPartner(saved.partners, from, ({ tasks }) => ({
          tasks: new Map(tasks).set(cid, task),
        }));
        this.load({ ...saved, partners });
        out.arm(`work@${from}`);
        return;
      }
    }
    const [timer, name = ''] = event.type === 'timeout' ? event.timer.split('@') : [];
    if (timer !== 'work') {
      super.handle(event, out);
      return;
    }
    const { asks, tasks } = saved.partners.get(name) as PartnerView;
    const [[cid = '', task] = [], ...others] = [...tasks].sort();
    const want = task === 'block' ? 'block' : (asks.get(cid) ?? 'have');
    const partners = withPartner(saved.partners, name, () => ({
      ...{ tasks: new Map(others), asks: new Map(asks).set(cid, want) },
    }));
    this.load({ ...saved, partners });
    if (others.length > 0) out.arm(`work@${name}`);
  }
}

/** What partners are booked as told by mistake, by partner and block, as `b x`. */
type Bookings = ReadonlyMap<string, Want>;
/** The bookings after an event, given those that are left of the ones before it. */
type Books = (event: Event, before: ExchangeView, after: ExchangeView, left: Bookings) => Bookings;

/** A node that sends no want to a partner that is booked as told of it. */
class Booking extends ExchangeNode {
  readonly #books: Books;
  #booked: Bookings = new Map();

  constructor(birth: Birth<Exchange>, books: Books) {
    super(birth);
    this.#books = books;
  }

  override handle(event: Event, out: Out): void {
    const before = this.view();
    const left = new Map(this.#booked);
    const booked: Out = {
      ...{ arm: out.arm.bind(out), disarm: out.disarm.bind(out), output: out.output.bind(out) },
      ...{ persist: out.persist.bind(out), call: out.call.bind(out) },
      send: (to, message) => {
        const want = 'cid' in message ? left.get(`${to} ${message.cid}`) : undefined;
        const isKnown = want === 'block' || (want === 'have' && message.type === 'WantHave');
        if (isKnown && (message.type === 'WantHave' || message.type === 'WantBlock')) return;
        if (message.type === 'Cancel') left.delete(`${to} ${message.cid}`);
        if (message.type === 'Full')
          for (const key of left.keys()) if (key.startsWith(`${to} `)) left.delete(key);
        out.send(to, message);
      },
    };
    super.handle(event, booked);
    this.#booked = this.#books(event, before, this.view(), left);
  }

  override save(): ExchangeSaved & { readonly booked: Bookings } {
    return { ...super.save(), booked: this.#booked };
  }

  override load(saved: ExchangeSaved & { readonly booked?: Bookings }): void {
    super.load(saved);
    this.#booked = saved.booked ?? new Map();
  }

  override view(): ExchangeView {
    const { booked, partners, ...saved } = this.save();
    const told = (name: NodeId) =>
      [...booked].flatMap(([key, want]) => {
        const [partner, cid = ''] = key.split(' ');
        return partner === name ? [[cid, want] as const] : [];
      });
    const withBooked = [...partners].map(
      ([name, kept]) => [name, { ...kept, told: new Map([...told(name), ...kept.told]) }] as const,
    );
    return { role: 'node', ...saved, partners: new Map(withBooked) };
  }
}

function isUp({ partners }: ExchangeView, partner: NodeId): boolean {
  return partners.get(partner)?.conn === 'up';
}

/** What a lost partner was told stays booked. */
function bookedAtLoss(_: Event, before: ExchangeView, after: ExchangeView, left: Bookings): Bookings {
  const lost = [...before.partners].filter(([name]) => isUp(before, name) && !isUp(after, name));
  const told = lost.flatMap(([name, kept]) =>
    [...kept.told].map(([cid, want]) => [`${name} ${cid}`, want] as const),
  );
  return new Map([...left, ...told]);
}

/** The want that a partner answered by its block stays booked, up to the end of the connection. */
function bookedAtBlock(event: Event, before: ExchangeView, after: ExchangeView, left: Bookings): Bookings {
  const booked = new Map([...left].filter(([key]) => isUp(after, key.split(' ')[0] as NodeId)));
  if (event.type === 'message' && event.message.type === 'Block' && before.wanted.has(event.message.cid))
    booked.set(`${event.from} ${event.message.cid}`, 'block');
  return booked;
}

/** The implementations that have a known bug, by number. */
export const implementations: Readonly<Record<string, Actor<Exchange>>> = {
  W9: mutant({ rules: { greets: () => false } }),
  W10: kit.implementation((birth) => new Booking(birth, bookedAtLoss)),
  W10a: mutant({ rules: { forgetsTold: () => false, greets: () => false } }),
  W11: mutant({ rules: { forgetsAsked: () => false } }),
  W12: mutant({ rules: { endsAsked: () => false } }),
  W13: mutant({ rules: { keepsDenied: () => false } }),
  W14: mutant({ rules: { endsAtHave: () => true } }),
  W15: mutant({ rules: { isRaised: (task, other) => task === taskDont && other > task } }),
  W16: kit.implementation((birth) => new Belated(birth)),
  W17: mutant({ rules: { dropsTask: () => false } }),
  W18: mutant({ rules: { mayAsk: () => true } }),
  W19: mutant({ rules: { forgetsAsks: () => false } }),
  W20: kit.implementation(
    (birth) =>
      new (class extends ExchangeNode {
        override handle(event: Event, out: Out): void {
          const { wanted } = this.view();
          super.handle(event, out);
          if (event.type !== 'message' || event.message.type !== 'Block') return;
          const { cid, data } = event.message;
          if (data === 'good' && !wanted.has(cid)) out.output({ type: 'got', cid });
        }
      })(birth),
  ),
  W21: mutant({ rules: { takesBlock: () => true } }),
  W22: mutant({ rules: { endsAtBadBlock: () => true } }),
  W22a: mutant({ rules: { refuses: () => false } }),
  W23: mutant({ rules: { takesBlock: (isWanted, isAsked) => isWanted && isAsked } }),
  W24: mutant({ rules: { endsAtGivingUp: () => true }, after: keptByOthers }),
  W25: mutant({ rules: { cancels: (isGivenUp) => !isGivenUp } }),
  W26: mutant({ rules: { greets: (wants, sessionSize) => wants > 0 && sessionSize === 0 } }),
  W27: mutant({ rules: { servesWaiting: (isReceived) => !isReceived } }),
  W28: mutant({ rules: { broadcasts: () => false } }),
  W29: kit.implementation((birth) => new Grudging(birth)),
  W30: mutant({ rules: { isAnswered: (isHeld, isForBlock) => isHeld || !isForBlock } }),
  W33: mutant({
    sends: (event, { asked }) =>
      event.type === 'timeout' && event.timer === 'idle'
        ? [...asked].map(([cid, to]) => [to, { type: 'WantBlock', cid }])
        : [],
  }),
  W33a: mutant({
    sends: (event, { asked }) =>
      event.type === 'timeout' && event.timer.startsWith('work@')
        ? [...asked].flatMap(([cid, to]): (readonly [NodeId, ExchangeMessage])[] =>
            event.timer === `work@${to}` ? [[to, { type: 'WantBlock', cid }]] : [],
          )
        : [],
  }),
  W35: kit.implementation((birth) => new Booking(birth, bookedAtBlock)),
  W37: mutant({ rules: { replaces: () => false } }),
  W46: mutant({ rules: { greets: () => true } }),
};

/** The known bugs that only the implementation can have. */
export const implementationBugs = {
  W36: {
    says: 'Two workers take the same task, and the block goes out again after its ask has ended.',
    source: 'kubo#409',
    breaks: property.onlyAsked,
    scope: 'two-blocks',
    implementation: { node: mutant({ after: takenTwice }) },
  },
} as const satisfies Readonly<Record<string, Bug<Exchange, 'node'>>>;
