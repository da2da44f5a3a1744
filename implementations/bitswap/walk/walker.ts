/** The walk as an actor of its own: it sends wants to the exchange of its node, and saves its state by name. */
import type { Birth, Core, Outbox, Received } from '../../../checker/actors/actor.ts';
import type {
  BitswapWalk,
  Block,
  Cid,
  Missing,
  WalkerView,
  WalkSetting,
} from '../../../models/bitswap/walk/messages.ts';
import { type WalkRules, walkRules } from './rules.ts';
import { DagWalk, type Identity, type WalkSaved } from './walk.ts';

/** A walker that asks the exchange of its setting. */
export class Walker implements Core<BitswapWalk, WalkSaved> {
  readonly #setting: WalkSetting;
  readonly #rules: WalkRules;
  readonly #walk: DagWalk;
  #out: Outbox<BitswapWalk> | undefined;

  constructor(
    { setting }: Pick<Birth<BitswapWalk>, 'setting'>,
    identity: Identity,
    rules: WalkRules = walkRules,
  ) {
    this.#setting = setting;
    this.#rules = rules;
    const send = (type: 'Want' | 'Cancel') => (cid: Cid, session: number) =>
      this.#out?.send(setting.exchange, { type, cid, session });
    const port = {
      want: send('Want'),
      cancel: send('Cancel'),
      visit: (cid: Cid) => this.#out?.output({ type: 'visit', cid }),
      ended: (absent: readonly Cid[], isWhole: boolean) =>
        this.#out?.output({ type: 'ended', missing: absent, isWhole }),
    };
    this.#walk = new DagWalk(setting.limits, identity, port, rules);
  }

  start(): void {}

  handle(event: Received<BitswapWalk>, out: Outbox<BitswapWalk>): void {
    this.#out = out;
    if (event.type === 'input') {
      if (event.input.type === 'walk') this.#begin(event.input.root, out);
      else this.#stop(out);
    } else if (event.type === 'timeout') this.#giveUp(out);
    else if (event.message.type === 'Block') this.#handleBlock(event.message, out);
    else if (event.message.type === 'Missing') this.#lose(event.message, out);
  }

  view(): WalkerView {
    return { role: 'walker', limits: this.#setting.limits, ...this.#walk.save() };
  }

  save(): WalkSaved {
    return this.#walk.save();
  }

  load(saved: WalkSaved): void {
    this.#walk.load(saved);
  }

  /** A walk begins, unless one is under way. */
  #begin(root: Cid, out: Outbox<BitswapWalk>): void {
    if (this.#walk.phase === 'walking') return;
    this.#walk.begin(root);
    this.#wait(out);
  }

  /** The user stops the walk. */
  #stop(out: Outbox<BitswapWalk>): void {
    if (this.#walk.phase !== 'walking') return;
    this.#walk.stop();
    out.disarm('patience');
  }

  /** No answer came for a time. */
  #giveUp(out: Outbox<BitswapWalk>): void {
    this.#walk.giveUp();
    this.#wait(out);
  }

  /** A block is taken if it is good, asked for, and of this walk; any other one is dropped. */
  #handleBlock(block: Block, out: Outbox<BitswapWalk>): void {
    const { isAsked, isCurrent, isGood } = this.#rules;
    const walk = this.#walk;
    if (walk.phase !== 'walking' || !isCurrent(block.session, walk.session)) return;
    if (isAsked(walk.isUnderWay(block.cid)) && isGood(block.data)) this.#take(block, out);
  }

  #take({ cid, links }: Block, out: Outbox<BitswapWalk>): void {
    this.#walk.take(cid, links);
    this.#wait(out);
  }

  /** No partner has a block. */
  #lose({ cid, session }: Missing, out: Outbox<BitswapWalk>): void {
    const walk = this.#walk;
    if (walk.phase !== 'walking' || !this.#rules.isCurrent(session, walk.session)) return;
    if (!walk.isUnderWay(cid)) return;
    walk.lose(cid);
    this.#wait(out);
  }

  /** The timer runs while the walk does; each answer starts it anew. */
  #wait(out: Outbox<BitswapWalk>): void {
    if (this.#walk.phase === 'walking') out.arm('patience');
    else this.#end(out);
  }

  #end(out: Outbox<BitswapWalk>): void {
    out.disarm('patience');
  }
}
