/** Known bugs of the expanding ring, each as a mutant of model and implementation. */
import { enqueueActions } from 'xstate';
import type { Query } from '../../../models/gnutella/messages.ts';
import { issued, withRoute } from '../../../models/gnutella/routing.ts';
import { sends } from '../../../models/gnutella/servent.ts';
import { servent } from '../kit.ts';
import * as property from '../properties.ts';
import * as mutants from './mutants.ts';

const expandingRing = 'Lv, Cao, Cohen, Li & Shenker 2002, section 4.1';

/** The mutants by number. */
export const ringBugs = {
  G18: servent.mutant({
    says: 'Every ring has the GUID of the first one, so its copies count as known where the last ring was.',
    source: expandingRing,
    breaks: property.freshGuids,
    scope: 'ring',
    actions: {
      growRing: enqueueActions(({ context, enqueue }) => {
        if (context.ring === null) return;
        const { guids, ttl, criteria } = context.ring;
        const query: Query = { type: 'Query', guid: guids[0] as string, ttl: ttl + 2, hops: 0, criteria };
        enqueue.assign({ ring: { guids, ttl: ttl + 2, criteria } });
        for (const send of sends(issued(context, query))) enqueue(send);
      }),
    },
    implementation: mutants.reusesGuid,
  }),
  S1: servent.mutant({
    says: 'A further ring goes out after a hit arrived.',
    source: expandingRing,
    breaks: property.ringStops,
    scope: 'ring',
    guards: { isForRing: () => false },
    implementation: mutants.ignoresHitOfRing,
  }),
  S2: servent.mutant({
    says: 'The TTL of the rings grows by 1.',
    source: expandingRing,
    breaks: property.ringGrows,
    scope: 'ring',
    actions: {
      growRing: enqueueActions(({ context, enqueue }) => {
        if (context.ring === null) return;
        const { guids, criteria } = context.ring;
        const ttl = context.ring.ttl + 1;
        const guid = `${context.self}.${context.issued + 1}`;
        const query: Query = { type: 'Query', guid, ttl, hops: 0, criteria };
        enqueue.assign({
          issued: context.issued + 1,
          routes: withRoute(context.routes, query, null),
          ring: { guids: [...guids, guid], ttl, criteria },
        });
        for (const send of sends(issued(context, query))) enqueue(send);
      }),
    },
    rules: { nextRingTtl: (ttl) => ttl + 1 },
  }),
  S3: servent.mutant({
    says: 'The rings grow beyond the greatest TTL.',
    source: expandingRing,
    breaks: property.ringGrows,
    scope: 'ring-in-vain',
    guards: { canGrow: ({ context }) => context.issued < 5 },
    rules: { canGrow: (ttl) => ttl <= 9 },
  }),
};
