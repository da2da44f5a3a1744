/**
 * The properties of a node in the exchange: what it sends, what it keeps, and whom it asks. The numbers X1 to X13
 * are those of the promises in `docs/bitswap.md`; `liveness.ts` has V1 to V7.
 */
import type { Effects, NodeId } from '../../../checker/actors/actor.ts';
import type { Transition } from '../../../checker/semantics/views.ts';
import type {
  Cid,
  Exchange,
  ExchangeMessage,
  ExchangeView,
  PartnerView,
} from '../../../models/bitswap/exchange/messages.ts';
import { kit } from './kit.ts';

type Step = Transition<Exchange>;
type SentAs<T extends ExchangeMessage['type']> = {
  readonly to: NodeId;
  readonly message: Extract<ExchangeMessage, { type: T }>;
};

// ------------------------------------------------------------- what a step received and sent

/** The message that a step received over a connection that is up, with its sender. */
function received({ event, before }: Step) {
  return event.type === 'message' && before.partners.get(event.from)?.conn === 'up' ? event : undefined;
}

/** The messages of one type that a step sent. */
function sentAs<T extends ExchangeMessage['type']>({ effects }: Step, type: T): readonly SentAs<T>[] {
  const sent = effects.flatMap((effect): readonly Effects<Exchange>['send'][] =>
    effect.type === 'send' && effect.message.type === type ? [effect] : [],
  );
  return sent as unknown as readonly SentAs<T>[];
}

/** The blocks that a step reported to the user. */
function got({ effects }: Step): readonly Cid[] {
  return effects.flatMap((effect) =>
    effect.type === 'output' && effect.value.type === 'got' ? [effect.value.cid] : [],
  );
}

/** The partner whose connection a step loses, or whose impatience it is. */
function goneOrSilent({ event, before }: Step): NodeId | undefined {
  if (event.type === 'input' && event.input.type === 'hangUp') return event.input.partner;
  if (event.type === 'timeout') {
    const [timer, partner] = event.timer.split('@');
    return timer === 'impatience' ? partner : undefined;
  }
  return event.type === 'message' && event.message.type === 'Down' && before.partners.has(event.from)
    ? event.from
    : undefined;
}

/** Whether the event of a step answers a question for a block, or ends it by time or loss. */
function endsQuestion(step: Step, cid: Cid, asked: NodeId): boolean {
  if (goneOrSilent(step) === asked) return true;
  const { event } = step;
  if (event.type !== 'message' || event.from !== asked) return false;
  const { message } = event;
  return (message.type === 'DontHave' || message.type === 'Block') && message.cid === cid;
}

/** How a partner wants a block by the event of a step: of these, the greatest. */
function wantedBy(step: Step, partner: NodeId, cid: Cid): 'have' | 'block' | undefined {
  const event = received(step);
  if (event?.from !== partner) return undefined;
  const { message } = event;
  if (message.type === 'Full') return message.cids.has(cid) ? 'have' : undefined;
  if (message.type === 'WantBlock' && message.cid === cid) return 'block';
  return message.type === 'WantHave' && message.cid === cid ? 'have' : undefined;
}

function partnerOf({ partners }: ExchangeView, partner: NodeId): PartnerView {
  return partners.get(partner) as PartnerView;
}

/** The partners that are up. */
function upIn({ partners }: ExchangeView): readonly (readonly [NodeId, PartnerView])[] {
  return [...partners].filter(([, { conn }]) => conn === 'up');
}

// ------------------------------------------------------------- blocks

export const onlyWanted = kit.step({
  name: 'Only Wanted',
  says: 'A block is stored only if its user put it, or if it arrived and was wanted.',
  source: 'X1; boxo#597: a store takes no block that was not asked for',
  premise: (step) => step.after.held.size > step.before.held.size,
  holds: (step) =>
    [...step.after.held]
      .filter((cid) => !step.before.held.has(cid))
      .every((cid) => {
        const { event, before } = step;
        if (event.type === 'input') return event.input.type === 'put' && event.input.cid === cid;
        const message = received(step)?.message;
        return message?.type === 'Block' && message.cid === cid && before.wanted.has(cid);
      }),
});

export const rightContent = kit.always({
  name: 'Right Content',
  says: 'Each block that is here matches its CID.',
  source: 'X2; IPFS, section 3.5; spec, 1.1.0: payload',
  node: ({ spoiled }) => spoiled.size === 0,
});

export const deliveredOnce = kit.always({
  name: 'Delivered Once',
  says: 'A want is answered to its user at most once.',
  source: 'X3; boxo session',
  world: (_, { unasked }) => unasked.size === 0,
});

export const wantKept = kit.step({
  name: 'Want Kept',
  says: 'A want of a user ends only if the block is here, or if that user gives up.',
  source: 'X4; boxo session',
  premise: ({ before }) => before.wanted.size > 0,
  holds: (step) => {
    const { before, after, event } = step;
    const here = got(step).filter((cid) => after.held.has(cid));
    return [...before.wanted].every(([cid, sessions]) =>
      [...sessions].every(
        (session) =>
          after.wanted.get(cid)?.has(session) === true ||
          here.includes(cid) ||
          (event.type === 'input' &&
            event.input.type === 'giveUp' &&
            event.input.cid === cid &&
            event.input.session === session),
      ),
    );
  },
});

// ------------------------------------------------------------- as a server

/** Whether every block that a step sends was asked for; small blocks go out for a WantHave, too. */
function sendsOnlyAsked(step: Step, isSmall: boolean): boolean {
  return sentAs(step, 'Block').every(({ to, message: { cid } }) => {
    const wants = [partnerOf(step.before, to).asks.get(cid), wantedBy(step, to, cid)];
    return wants.includes('block') || (isSmall && wants.includes('have'));
  });
}

export const onlyAsked = kit.step({
  name: 'Only Asked',
  says: 'A block goes only to a partner that asks for the block.',
  source: 'X5; boxo engine',
  premise: (step) => sentAs(step, 'Block').length > 0,
  holds: (step) => sendsOnlyAsked(step, false),
});

export const onlyAskedSmall = kit.step({
  name: 'Only Asked, Of Small Blocks',
  says: 'A small block goes only to a partner that asks for it, or whether it is here.',
  source: 'X5; boxo engine: blocks of at most 1,024 bytes answer a WantHave',
  premise: (step) => sentAs(step, 'Block').length > 0,
  holds: (step) => sendsOnlyAsked(step, true),
});

export const truePresence = kit.step({
  name: 'True Presence',
  says: 'Have and DontHave are true, and go only to a partner that asks.',
  source: 'X6; spec, 1.2.0: blockPresences',
  premise: (step) => sentAs(step, 'Have').length + sentAs(step, 'DontHave').length > 0,
  holds: (step) => {
    const { before, after } = step;
    const asks = (to: NodeId, cid: Cid) =>
      partnerOf(before, to).asks.has(cid) || wantedBy(step, to, cid) !== undefined;
    return (
      sentAs(step, 'Have').every(({ to, message: { cid } }) => after.held.has(cid) && asks(to, cid)) &&
      sentAs(step, 'DontHave').every(({ to, message: { cid } }) => !after.held.has(cid) && asks(to, cid))
    );
  },
});

export const cancelledIsGone = kit.step({
  name: 'Cancelled Is Gone',
  says: 'After a Cancel no ask and no task for the block is left.',
  source: 'X12; spec, 1.0.0: cancel',
  premise: (step) => received(step)?.message.type === 'Cancel',
  holds: (step) => {
    const event = received(step);
    if (event?.message.type !== 'Cancel') return true;
    const { asks, tasks } = partnerOf(step.after, event.from);
    return !asks.has(event.message.cid) && !tasks.has(event.message.cid);
  },
});

export const fullMeansAll = kit.step({
  name: 'Full Means All',
  says: 'After a want-list in full no ask and no task is left for a block that is not in it.',
  source: 'X12; spec, 1.0.0: full wantlist',
  premise: (step) => received(step)?.message.type === 'Full',
  holds: (step) => {
    const event = received(step);
    if (event?.message.type !== 'Full') return true;
    const { cids } = event.message;
    const { asks, tasks } = partnerOf(step.after, event.from);
    return [...asks.keys(), ...tasks.keys()].every((cid) => cids.has(cid));
  },
});

export const noEmptyMessage = kit.step({
  name: 'No Empty Message',
  says: 'A want-list in full is never empty.',
  source: 'X13; boxo#968',
  premise: (step) => sentAs(step, 'Full').length > 0,
  holds: (step) => sentAs(step, 'Full').every(({ message }) => message.cids.size > 0),
});

// ------------------------------------------------------------- as a client

export const oneAtATime = kit.step({
  name: 'One At A Time',
  says: 'A block is asked of one partner at a time, and of the next only once that one answered, was silent, or is gone.',
  source: 'X7; boxo sessionwantsender',
  premise: (step) => sentAs(step, 'WantBlock').length > 0,
  holds: (step) =>
    sentAs(step, 'WantBlock').every(({ to, message: { cid } }) => {
      const asked = step.before.asked.get(cid);
      const isOnly = sentAs(step, 'WantBlock').every((other) => other.to === to || other.message.cid !== cid);
      return isOnly && (asked === undefined || endsQuestion(step, cid, asked));
    }),
});

export const oneOpenQuestion = kit.always({
  name: 'One Open Question',
  says: 'Of the partners that were asked for a block itself, at most one did not deny it.',
  source: 'spec, 1.2.0: DONT_HAVE names a block, and no want',
  node: ({ wanted, partners, says }) =>
    [...wanted.keys()].every((cid) => {
      const isOpen = ([partner, { told }]: readonly [NodeId, PartnerView]) =>
        told.get(cid) === 'block' && says.get(partner)?.get(cid) !== 'dont';
      return [...partners].filter(isOpen).length <= 1;
    }),
});

export const askedEnds = kit.step({
  name: 'Asked Ends',
  says: 'A partner is asked for a block until it answers, is silent, is gone, or the want ends.',
  source: 'X8; boxo sessionwantsender',
  premise: ({ before }) => before.asked.size > 0,
  holds: (step) =>
    [...step.before.asked].every(
      ([cid, partner]) =>
        step.after.asked.get(cid) === partner ||
        !step.after.wanted.has(cid) ||
        endsQuestion(step, cid, partner),
    ),
});

export const askedIsUp = kit.always({
  name: 'Asked Is Up',
  says: 'A partner that is asked for a block is connected.',
  source: 'X9; boxo sessionwantsender',
  premise: ({ asked }) => asked.size > 0,
  node: (view) => [...view.asked.values()].every((partner) => view.partners.get(partner)?.conn === 'up'),
});

export const someoneIsAsked = kit.always({
  name: 'Someone Is Asked',
  says: 'For every wanted block some connected partner was told and did not deny it, or all of them were told.',
  source: 'X10; boxo session',
  premise: (view) => view.wanted.size > 0 && upIn(view).length > 0,
  node: (view) =>
    [...view.wanted.keys()].every(
      (cid) =>
        upIn(view).some(
          ([partner, { told }]) => told.has(cid) && view.says.get(partner)?.get(cid) !== 'dont',
        ) || upIn(view).every(([, { told }]) => told.has(cid)),
    ),
});

export const newcomerTold = kit.step({
  name: 'Newcomer Told',
  says: 'Once a connection is up, the partner was told of every wanted block.',
  source: 'X11; spec, 1.0.0: full wantlist; go-bitswap#160',
  premise: (step) => connected(step) !== undefined && step.after.wanted.size > 0,
  holds: (step) => {
    const partner = connected(step);
    if (partner === undefined) return true;
    const { told } = partnerOf(step.after, partner);
    return [...step.after.wanted.keys()].every((cid) => told.has(cid));
  },
});

/** The partner that a step connects to. */
function connected({ before, after }: Step): NodeId | undefined {
  return upIn(after).find(([partner]) => before.partners.get(partner)?.conn !== 'up')?.[0];
}

// ------------------------------------------------------------- partners that lie

/** The strikes after which the scopes with strikes trust a partner less. */
export const strikesMax = 1;

export const struckIsLast = kit.step({
  name: 'Struck Is Last',
  says: 'A partner that sent a bad block is not asked while another one says Have, nor a new want while the session has another one.',
  source: 'C4; swarmcheck, strikes',
  premise: (step) => sentAs(step, 'WantBlock').length > 0 && step.before.strikes.size > 0,
  holds: (step) =>
    sentAs(step, 'WantBlock').every(({ to, message: { cid } }) => {
      const { strikes, says, session } = step.after;
      const isStruck = (partner: NodeId) => (strikes.get(partner) ?? 0) >= strikesMax;
      const saidBy = (partner: NodeId) => says.get(partner)?.get(cid);
      const isBetter = ([other]: readonly [NodeId, PartnerView]) =>
        !isStruck(other) &&
        (saidBy(other) === 'have' ||
          (saidBy(to) !== 'have' && saidBy(other) === undefined && session.has(other)));
      return !isStruck(to) || !upIn(step.after).some(isBetter);
    }),
});

export const strikesStay = kit.step({
  name: 'Strikes Stay',
  says: 'Strikes and receipts outlive a connection, so a partner that reconnects is no newcomer.',
  source: 'boxo scoreledger; swarmcheck, strikes',
  premise: ({ before }) => before.strikes.size > 0,
  holds: ({ before, after }) =>
    [...before.strikes].every(([partner, count]) => (after.strikes.get(partner) ?? 0) >= count) &&
    [...before.partners].every(([partner, { receipt }]) => {
      const { sent, received } = partnerOf(after, partner).receipt;
      return sent >= receipt.sent && received >= receipt.received;
    }),
});

export const askedOnce = kit.step({
  name: 'Asked Once',
  says: 'A partner that was asked for a block is not asked for it again for the same want while another one, not asked yet, says Have.',
  source: 'C2, C7; swarmcheck, adversaries: HAVE-liar',
  premise: (step) => sentAs(step, 'WantBlock').length > 0,
  holds: (step) =>
    sentAs(step, 'WantBlock').every(({ to, message: { cid } }) => {
      const wasAsked = (partner: NodeId) => partnerOf(step.before, partner).told.get(cid) === 'block';
      const isBetter = ([other]: readonly [NodeId, PartnerView]) =>
        !wasAsked(other) && step.after.says.get(other)?.get(cid) === 'have';
      return !wasAsked(to) || !upIn(step.after).some(isBetter);
    }),
});

export const receiptsExact = kit.step({
  name: 'Receipts Are Exact',
  says: 'A step counts each block that it sends or takes over a connection, by partner, and counts no other one.',
  source: 'V7; boxo scoreledger',
  premise: (step) => sentAs(step, 'Block').length > 0 || received(step)?.message.type === 'Block',
  holds: (step) =>
    [...step.before.partners].every(([partner, { receipt: before }]) => {
      const { sent, received: taken } = partnerOf(step.after, partner).receipt;
      const event = received(step);
      const isTaken = event?.from === partner && event.message.type === 'Block';
      const sends = sentAs(step, 'Block').filter(({ to }) => to === partner).length;
      return sent === before.sent + sends && taken === before.received + (isTaken ? 1 : 0);
    }),
});

export const strayCancel = kit.step({
  name: 'Stray Cancel',
  says: 'A Cancel of a block that the partner never asked for changes nothing.',
  source: 'S5; spec, 1.0.0: cancel',
  premise: (step) => received(step)?.message.type === 'Cancel',
  holds: (step) => {
    const event = received(step);
    if (event?.message.type !== 'Cancel') return true;
    const { before, after } = step;
    const isAsked = partnerOf(before, event.from).asks.has(event.message.cid);
    return isAsked || (before.held.size === after.held.size && sizesOf(before) === sizesOf(after));
  },
});

function sizesOf(view: ExchangeView): string {
  const lists = [...view.partners.values()].map(({ told, asks, tasks }) => [
    told.size,
    asks.size,
    tasks.size,
  ]);
  return JSON.stringify([view.wanted.size, view.asked.size, view.session.size, lists]);
}

/** The properties of every scope. */
export const properties = [onlyWanted, rightContent, deliveredOnce, wantKept];
