/**
 * Known bugs of service: what a peer sends to whom, and what a choke does. B11 to B45 have the numbers of
 * `docs/bittorrent.md`; their sources are real clients.
 */
import { assign, enqueueActions } from 'xstate';
import { type Chosen, nextOptimistic, regularOf } from '../../../models/bittorrent/choking.ts';
import { toPartner, toRoot } from '../../../models/bittorrent/connection-actions.ts';
import { addressOf, type TorrentContext } from '../../../models/bittorrent/context.ts';
import { partnerIn, servings, withRate } from '../../../models/bittorrent/torrent.ts';
import { peer } from '../kit.ts';
import * as property from '../properties.ts';

/** The choice of a round in which only partners that gave something are unchoked. */
function chosenWithoutOptimistic(context: TorrentContext): Chosen {
  const setting = { ...context.setting, optimistic: 'none', zeroRate: 'excluded' } as const;
  const unchoked = new Set(regularOf({ ...context, setting }));
  return { unchoked, optimistic: null, rotation: context.rotation, round: 0, rates: new Map() };
}

/** The choice of a round in which no turn ends. */
function chosenForEver(context: TorrentContext): Chosen {
  const regular = regularOf(context);
  const { optimistic, rotation } = nextOptimistic(context, regular, 1);
  const unchoked = new Set(optimistic === null ? regular : [...regular, optimistic]);
  return { unchoked, optimistic, rotation, round: 0, rates: new Map() };
}

/** The mutants by number. */
export const serviceBugs = {
  B11: peer.mutant({
    says: 'A choke leaves the queue, so the partner is served on.',
    source: 'libtorrent 22da6b590: a choke drops allowed-fast requests, the same mistake the other way round',
    breaks: property.servesUnchoked,
    scope: 'triangle',
    connection: {
      actions: {
        sendChoke: enqueueActions(({ context, enqueue }) => {
          enqueue.assign({ amUnchoking: false });
          enqueue(toPartner(context, { type: 'Choke' }));
        }),
      },
    },
  }),
  B12: peer.mutant({
    says: 'With the fast extension the Rejects go out before the Choke.',
    source: 'BEP 6, Reject Request',
    breaks: property.chokeBeforeRejects,
    scope: 'fast',
    connection: {
      actions: {
        sendChoke: enqueueActions(({ context, enqueue }) => {
          enqueue.assign({ amUnchoking: false, queue: [] });
          for (const block of context.queue)
            enqueue(toPartner(context, { type: 'Reject', ...addressOf(block, context.setting) }));
          enqueue(toPartner(context, { type: 'Choke' }));
        }),
      },
    },
  }),
  B12a: peer.mutant({
    says: 'With the fast extension a choke sends no Rejects.',
    source: 'BEP 6, Reject Request',
    breaks: property.noOpenRequest,
    scope: 'fast',
    connection: {
      actions: {
        sendChoke: enqueueActions(({ context, enqueue }) => {
          enqueue.assign({ amUnchoking: false, queue: [] });
          enqueue(toPartner(context, { type: 'Choke' }));
        }),
      },
    },
  }),
  B13: peer.mutant({
    says: 'Open requests are not lost at a choke.',
    source: 'libtorrent 5e2254df9: so it was for a short last block',
    breaks: property.noOpenRequest,
    scope: 'triangle',
    connection: {
      actions: {
        noteChoke: enqueueActions(({ context, enqueue }) => {
          enqueue.assign({ isNew: false, isUnchoking: false });
          enqueue(toRoot(context, { type: 'choked', lost: [] }));
        }),
      },
    },
  }),
  B16: peer.mutant({
    says: 'With the fast extension a cancelled request gets no Reject.',
    source: 'Transmission 76719bf34',
    breaks: property.noOpenRequest,
    scope: 'fast',
    connection: { guards: { isFastAndQueued: () => false } },
  }),
  B19: peer.mutant({
    says: 'A block that was not asked for is taken, and raises the rate.',
    source: 'Cohen 2003, section 2.3',
    breaks: property.ratesOfAsked,
    scope: 'junk',
    connection: { guards: { isRequested: () => true } },
  }),
  B25: peer.mutant({
    says: 'The pieces that a partner claims raise its rate.',
    source: 'libtorrent 15078572f',
    breaks: property.ratesOfAsked,
    scope: 'two-slots',
    root: {
      actions: {
        notePieces: assign(({ context, event }) => {
          if (event.type !== 'has') return {};
          const from = partnerIn(event);
          const pieces = new Set([...(context.has.get(from) ?? []), ...event.pieces]);
          const rates = event.pieces.size > 0 ? withRate(context, from) : context.rates;
          return { has: new Map(context.has).set(from, pieces), rates };
        }),
      },
    },
  }),
  B39: peer.mutant({
    says: 'A request of a choked partner is served.',
    source: 'BEP 3, peer protocol: choked',
    breaks: property.servesUnchoked,
    scope: 'crossing',
    connection: {
      guards: { isServedAtOnce: ({ context }) => context.setting.upload === 'atOnce', isServed: () => true },
    },
  }),
  B42: peer.mutant({
    says: 'No partner is unchoked unless it gave something.',
    source: 'Cohen 2003, section 2.3.2: without optimistic unchoking a swarm does not start',
    breaks: property.completion,
    scope: 'pair',
    root: {
      actions: {
        choke: enqueueActions(({ context, enqueue }) => {
          const chosen = chosenWithoutOptimistic(context);
          enqueue.assign(chosen);
          for (const send of servings(context, chosen)) enqueue(send);
        }),
      },
    },
  }),
  B45: peer.mutant({
    says: 'The turn of the optimistic partner never ends.',
    source: 'Cohen 2003, section 2.3.2: rotation',
    breaks: property.completion,
    scope: 'hog',
    root: {
      actions: {
        choke: enqueueActions(({ context, enqueue }) => {
          const chosen = chosenForEver(context);
          enqueue.assign(chosen);
          for (const send of servings(context, chosen)) enqueue(send);
        }),
      },
    },
  }),
};
