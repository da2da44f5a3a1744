/** The implementation of a member: a class that handles events and writes its effects to an outbox. */
import type { Birth, Core, Outbox, Received } from 'swarmcheck';
import type { RingElection } from './shape.ts';

type Role = RingElection['view']['role'];

/** One member of the ring. */
export class Member implements Core<RingElection, readonly [Role, string | null]> {
  readonly #self: string;
  readonly #next: string;
  #role: Role = 'idle';
  #leader: string | null = null;

  constructor({ self, setting: { ring } }: Birth<RingElection>) {
    this.#self = self;
    this.#next = ring[(ring.indexOf(self) + 1) % ring.length] as string;
  }

  start(): void {}

  handle(event: Received<RingElection>, out: Outbox<RingElection>): void {
    if (event.type === 'input') {
      if (this.#role === 'idle') this.#becomeCandidate(out);
      return;
    }
    const { type, name } = event.message;
    if (type === 'Elected') this.#handleElected(name, out);
    else this.#handleCandidate(name, out);
  }

  #becomeCandidate(out: Outbox<RingElection>): void {
    this.#role = 'candidate';
    out.send(this.#next, { type: 'Candidate', name: this.#self });
  }

  #handleCandidate(name: string, out: Outbox<RingElection>): void {
    if (this.#role === 'leader') return;
    if (name > this.#self) {
      this.#role = 'candidate';
      out.send(this.#next, { type: 'Candidate', name });
    } else if (this.#role === 'idle') {
      this.#becomeCandidate(out);
    } else if (name === this.#self) {
      this.#role = 'leader';
      this.#leader = name;
      out.output({ type: 'leads', name });
      out.send(this.#next, { type: 'Elected', name });
    }
  }

  #handleElected(name: string, out: Outbox<RingElection>): void {
    if (name === this.#self) return;
    this.#role = 'idle';
    this.#leader = name;
    out.send(this.#next, { type: 'Elected', name });
  }

  view() {
    return { role: this.#role, leader: this.#leader };
  }

  save() {
    return [this.#role, this.#leader] as const;
  }

  load([role, leader]: readonly [Role, string | null]): void {
    this.#role = role;
    this.#leader = leader;
  }
}
