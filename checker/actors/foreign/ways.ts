/**
 * Ways into the states of a foreign instance: each is a birth and the events since, which an adapter replays.
 * Two states are taken for one if the instance shows the same in both. Whether it then does the same is
 * checked by a second way, where there is one.
 */
import { type Naming, renamed, renamedTimer } from '../../values/rename.ts';
import type { Birth, Received } from '../actor.ts';
import { type Encoded, encoded } from './protocol.ts';

/** A birth and the events that came after it. */
export class Way {
  readonly birth: Birth;
  readonly #encodedBirth: Encoded;
  readonly #before: Way | undefined;
  readonly #last: Received | undefined;
  readonly #past: string;

  private constructor(birth: Birth, before?: Way, last?: Received) {
    this.birth = birth;
    this.#before = before;
    this.#last = last;
    if (before === undefined || last === undefined) {
      this.#encodedBirth = encoded(birth);
      this.#past = '';
    } else {
      this.#encodedBirth = before.#encodedBirth;
      this.#past = `${before.#past}${before.#past === '' ? '' : ','}${encoded(last)}`;
    }
  }

  /** The way of an instance that was just born. */
  static from(birth: Birth): Way {
    return new Way(birth);
  }

  /** This way and one event more. */
  to(event: Received): Way {
    return new Way(this.birth, this, event);
  }

  /** The fields of a request that lead an instance this way. */
  get fields(): { readonly birth: Encoded; readonly past: Encoded } {
    return { birth: this.#encodedBirth, past: `[${this.#past}]` };
  }

  /** Its events, the oldest first. */
  get events(): readonly Received[] {
    const events: Received[] = [];
    for (let way: Way | undefined = this; way !== undefined; way = way.#before)
      if (way.#last !== undefined) events.push(way.#last);
    return events.reverse();
  }

  /**
   * The kind of the last event: instances that took events of different kinds are most likely to differ in
   * something that they do not show.
   */
  get kind(): string {
    const last = this.#last;
    switch (last?.type) {
      case 'message':
        return `message ${last.message.type}`;
      case 'timeout':
        return `timeout ${last.timer.split('@')[0]}`;
      case 'input':
        return `input ${last.input.type}`;
      case 'reply':
        return `reply ${last.reply.type}`;
      default:
        return last?.type ?? 'birth';
    }
  }

  isSame(other: Way): boolean {
    return this.#past === other.#past && this.#encodedBirth === other.#encodedBirth;
  }

  /** The same way of a renamed node. */
  renamed(name: Naming): Way {
    const { self, nodes, setting, ...drawn } = this.birth;
    const first = Way.from({ self: name(self), nodes, setting, ...renamed(drawn, name) });
    return this.events.reduce<Way>((way, event) => way.to(renamedEvent(event, name)), first);
  }
}

function renamedEvent(event: Received, name: Naming): Received {
  const after = renamed(event, name);
  return after.type === 'timeout' ? { ...after, timer: renamedTimer(after.timer, name) } : after;
}
