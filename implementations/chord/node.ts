/**
 * A Chord node, written for speed: a class without I/O, clocks or randomness (Stoica et al. 2003, corrected as in Zave
 * 2017). It does what the formal model does (`models/chord/node/node.ts`); both are explored in lockstep.
 *
 * This class hands each event to the part that handles it. Read in this order: `ring.ts` (join, stabilize, rectify),
 * `lookups.ts` (fingers and lookups), `keys.ts` (puts, copies and handover), `routing.ts` (the table that they share).
 * `rules.ts` has the decisions as pure functions; the parts carry them out.
 *
 * What makes it fast:
 * - Identifiers are words of one typed array, and nodes are numbers (`identifiers.ts`, `contacts.ts`).
 * - Fingers are runs, about log2 N of them, and the next node of a lookup is found without an allocation
 *   (`fingers.ts`, `routing.ts`).
 * - Keys are kept in the order of their identifiers, so a handover looks at the keys that it hands over
 *   (`key-store.ts`).
 * - Each part of the view is built only after a change.
 */
import type { Birth, Core, Outbox, Received } from '../../checker/actors/actor.ts';
import type {
  ChordNode,
  NodeInput,
  NodeMessage,
  NodeReply,
  NodeRequest,
  NodeSetting,
  NodeTimer,
  NodeView,
} from '../../models/chord/node/messages.ts';
import { Contacts } from './contacts.ts';
import type { Home } from './home.ts';
import { IdentifierSpace } from './identifiers.ts';
import { Keys } from './keys.ts';
import { Lookups } from './lookups.ts';
import { numberedNames } from './naming.ts';
import { Ring } from './ring.ts';
import { Routing } from './routing.ts';
import { type ChordRules, chordRules } from './rules.ts';
import type { ChordSaved } from './saved.ts';

/** A table of contacts for the small circle of a scope. */
function contactsOf({ identifiers }: NodeSetting): Contacts {
  return new Contacts(IdentifierSpace.ofSize(identifiers), numberedNames);
}

/** An outbox between two steps: effects need a step. */
const closed = undefined as unknown as Outbox<ChordNode>;

/** A node: events go in, and messages, calls, timers and outputs go to the outbox. */
export class Node implements Core<ChordNode, ChordSaved> {
  readonly #home: Home;
  /** Its place in the ring or its contact, until it has come up. */
  #draw: Birth<ChordNode>['draw'];
  readonly #ring: Ring;
  readonly #lookups: Lookups;
  readonly #keys: Keys;

  /**
   * @param contacts the table that nodes of one process may share; its space and names replace those of the setting.
   */
  constructor(
    { self, setting, draw }: Birth<ChordNode>,
    rules: ChordRules = chordRules,
    contacts: Contacts = contactsOf(setting),
  ) {
    this.#home = { self, setting, rules, routing: new Routing(contacts, self), out: closed };
    this.#draw = draw;
    this.#keys = new Keys(this.#home);
    this.#lookups = new Lookups(this.#home, this.#keys);
    this.#keys.listener = this.#lookups;
    this.#ring = new Ring(this.#home, this);
  }

  start(out: Outbox<ChordNode>): void {
    this.#home.out = out;
    const { routing } = this.#home;
    const draw = this.#draw;
    this.#draw = undefined;
    if (draw !== undefined && 'via' in draw) {
      this.#ring.start(draw.via);
      return;
    }
    if (draw !== undefined) {
      routing.successors = draw.successors;
      routing.predecessor = draw.predecessor;
      for (const [finger, node] of draw.fingers ?? []) routing.setFinger(finger, node);
      this.#keys.load({ keys: draw.keys ?? new Set(), copying: new Map() });
    }
    this.#ring.start(null);
  }

  handle(event: Received<ChordNode>, out: Outbox<ChordNode>): void {
    this.#home.out = out;
    switch (event.type) {
      case 'message':
        if (event.message.type === 'Notify') this.#ring.notify(event.from);
        else if (this.#ring.isMember) this.#receive(event.message, event.from);
        break;
      case 'timeout':
        this.#timeout(event.timer);
        break;
      case 'input':
        if (this.#ring.isMember) this.#take(event.input);
        break;
      case 'reply':
        this.#ring.reply(event.reply);
        break;
    }
  }

  #receive(message: Exclude<NodeMessage, { type: 'Notify' }>, from: string): void {
    switch (message.type) {
      case 'FindNext':
        this.#lookups.findNext(message, from);
        break;
      case 'FindSuccessor':
        this.#lookups.findSuccessor(message, from);
        break;
      case 'Next':
        this.#lookups.next(message.key, message.node, from);
        break;
      case 'Found':
        this.#lookups.found(message.key, message.owner, message.forwardings, from);
        break;
      case 'Put':
        this.#keys.put(message.key, from);
        break;
      case 'Stored':
        this.#lookups.stored(message.key);
        break;
      case 'Copy':
        this.#keys.copy(message.keys, from);
        break;
      case 'Copied':
        this.#keys.copied(message.keys, from);
        break;
    }
  }

  #timeout(timer: NodeTimer): void {
    if (timer === 'fixFingers') this.#lookups.fixFinger();
    else if (timer === 'lookup') this.#lookups.timeout();
    else if (timer === 'replicate') this.#keys.replicate();
    else this.#ring.timeout(timer);
  }

  #take({ type, key }: NodeInput): void {
    this.#lookups.begin(key, type);
  }

  answer(request: NodeRequest): NodeReply {
    return this.#ring.answer(request);
  }

  // ------------------------------------------------------------- what the ring reports

  /** The node is a member now. */
  enter(): void {
    const { setting, out } = this.#home;
    if (setting.fingers > 0) out.arm('fixFingers');
    if (setting.replicas > 0) out.arm('replicate');
  }

  /** The predecessor is another node now. */
  handOver(): void {
    this.#keys.handOver();
  }

  // ------------------------------------------------------------- view and state

  view(): NodeView {
    const { via: _, nextFinger: __, ...view } = this.save();
    return view;
  }

  save(): ChordSaved {
    const { routing } = this.#home;
    return {
      ...this.#ring.save(),
      successors: routing.successors,
      predecessor: routing.predecessor,
      fingers: routing.fingers(),
      nextFinger: this.#lookups.nextFinger,
      lookups: this.#lookups.view(),
      ...this.#keys.view(),
    };
  }

  load(saved: ChordSaved): void {
    const { routing } = this.#home;
    this.#ring.load(saved);
    routing.load(saved);
    this.#lookups.nextFinger = saved.nextFinger;
    this.#lookups.load(saved.lookups);
    this.#keys.load(saved);
  }
}
