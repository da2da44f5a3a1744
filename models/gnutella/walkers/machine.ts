/**
 * The formal model of a servent that searches by k random walkers: walkers go from neighbour to neighbour at
 * random, and ask their origin at times whether to go on. Read in this order: `messages.ts` (what servents
 * send and show), `steps.ts` (where a walker goes), this machine.
 *
 * Source: Lv, Cao, Cohen, Li & Shenker 2002 ("LV"), section 4.2. Decided here, where it is silent:
 * - A walker stands still while it asks, and goes on from where it stands. A walker at its origin does not
 *   ask: the origin knows whether the search is over.
 * - A walker at a servent with a hit goes on like any other, until its origin says no.
 * - No answer ends a walker: after a time (`answerTimeout`) since the last question at its servent.
 * - A walker may go back to the neighbour that it came from.
 * - The origin answers no walker of its own query with a hit.
 *
 * Left out, and what this means:
 * - Links are open from the start and stay open, so a walker whose next servent crashed is lost.
 * - Servents forget neither their queries nor visits. A real servent bounds both; a walker whose origin forgot
 *   the query gets the answer to end, which the model has for an unknown query.
 * - A GUID is the servent's name and a number, so two queries never share one by chance.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import {
  initialContext,
  numbersOf,
  searchOf,
  sharesOf,
  standingOf,
  visitOf,
  type WalkersContext,
  type WalkersEvent,
  walkIn,
} from './context.ts';
import type { Walker, Walkers } from './messages.ts';
import {
  type Choosing,
  isDue,
  isOverHere,
  isSpent,
  type Moved,
  moved,
  onwards,
  type Sent,
  started,
  withStanding,
  withVisit,
} from './steps.ts';

/** The effects that send these messages, in order. */
export function sends(sent: readonly Sent[]) {
  return sent.map((params) => ({ type: 'send' as const, params }));
}

/** The context with the first steps of a new query, and the messages that make them. */
export function begun(
  context: WalkersContext,
  event: WalkersEvent,
  by?: Choosing,
): Moved & Pick<WalkersContext, 'searches'> {
  if (event.type !== 'walk') throw new Error(`${event.type} begins no search`);
  const guid = `${context.self}${context.searches.length + 1}`;
  const searches = [...context.searches, { guid, isOver: false }];
  const visits = withVisit(context.visits, guid, null, context.setting);
  const walkers = started(guid, event.criteria, context);
  return { searches, ...moved({ ...context, visits }, walkers, numbersOf(event), by) };
}

/** The next step of a walker that arrived. */
export function walkedOn(context: WalkersContext, event: WalkersEvent, by?: Choosing): Moved {
  return moved(context, [onwards(walkIn(event))], numbersOf(event), by);
}

/** The next step of a walker that stood here, and those that still stand. */
export function resumed(
  context: WalkersContext,
  event: WalkersEvent,
  by?: Choosing,
): Moved & Pick<WalkersContext, 'standing'> {
  const walker = answered(context, event);
  if (walker === undefined) throw new Error(`${event.type} is for no walker that stands here`);
  const standing = context.standing.filter((one) => one !== walker);
  return { standing, ...moved(context, [onwards(walker)], numbersOf(event), by) };
}

/** The standing walker that an answer is for. */
function answered(context: WalkersContext, event: WalkersEvent): Walker | undefined {
  return event.type === 'GoOn' ? standingOf(context, event) : undefined;
}

/** The machine of one servent. */
export const walkersMachine = setup({
  types: {
    context: {} as WalkersContext,
    events: {} as WalkersEvent,
    input: {} as Birth<Walkers>,
  },
  delays: { answerTimeout: 10_000 },
  guards: {
    isSpent: ({ event }) => isSpent(walkIn(event)),
    isOverHere: ({ context, event }) => isOverHere(context, walkIn(event)),
    isDue: ({ context, event }) => isDue(context, walkIn(event)),
    /** It shares a matching file, and is not the origin. */
    isSharing: ({ context, event }) =>
      event.type === 'Walk' && event.origin !== context.self && sharesOf(context).includes(event.criteria),
    isNoneStanding: ({ context }) => context.standing.length === 0,
    isUnknownWalker: ({ context, event }) => answered(context, event) === undefined,
    isTold: ({ event }) => event.type === 'GoOn' && event.more,
    /** A hit arrived, or the query is unknown. */
    isSearchOver: ({ context, event }) =>
      event.type === 'Ask' && searchOf(context, event.guid)?.isOver !== false,
    isOwn: ({ context, event }) => event.type === 'Hit' && searchOf(context, event.guid) !== undefined,
    isOnPath: ({ context, event }) =>
      event.type === 'Hit' && (visitOf(context, event.guid)?.from ?? null) !== null,
  },
  actions: {
    ...effects<Walkers>(),
    /** Starts k walkers. */
    begin: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = begun(context, event);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
    /** Remembers the query of a walker, and the neighbour that it came from. */
    noteVisit: assign(({ context, event }) => {
      const { guid, from } = walkIn(event);
      return { visits: withVisit(context.visits, guid, from, context.setting) };
    }),
    /** Moves a walker to a neighbour. */
    walkOn: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = walkedOn(context, event);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
    stand: assign(({ context, event }) => ({ standing: withStanding(context.standing, walkIn(event)) })),
    ask: enqueueActions(({ event, enqueue }) => {
      const { guid, walker, origin } = walkIn(event);
      enqueue({ type: 'send', params: { to: origin, message: { type: 'Ask', guid, walker } } });
    }),
    /** Moves a walker that stood here. */
    resume: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = resumed(context, event);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
    endWalker: assign(({ context, event }) => ({
      standing: context.standing.filter((one) => one !== answered(context, event)),
    })),
    endStanding: assign({ standing: [] }),
    /** Sends a hit to the origin, or back along the path. */
    answer: enqueueActions(({ context, event, enqueue }) => {
      const { guid, origin, from } = walkIn(event);
      const back = visitOf(context, guid)?.from ?? from;
      const to = context.setting.reply === 'direct' ? origin : back;
      enqueue({ type: 'send', params: { to, message: { type: 'Hit', guid, servent: context.self } } });
    }),
    sayMore: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'Ask') return;
      const { from, guid, walker } = event;
      enqueue({ type: 'send', params: { to: from, message: { type: 'GoOn', guid, walker, more: true } } });
    }),
    sayEnd: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'Ask') return;
      const { from, guid, walker } = event;
      enqueue({ type: 'send', params: { to: from, message: { type: 'GoOn', guid, walker, more: false } } });
    }),
    report: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'Hit') return;
      const { guid, servent } = event;
      enqueue({ type: 'output', params: { value: { type: 'hit', guid, servent } } });
    }),
    endSearch: assign(({ context, event }) => ({
      searches: context.searches.map((search) =>
        event.type === 'Hit' && search.guid === event.guid ? { ...search, isOver: true } : search,
      ),
    })),
    sendBack: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Hit') return;
      const { guid, servent } = event;
      const to = visitOf(context, guid)?.from ?? null;
      if (to !== null) enqueue({ type: 'send', params: { to, message: { type: 'Hit', guid, servent } } });
    }),
  },
}).createMachine({
  id: 'walkers',
  description: 'A servent that searches by random walkers, and passes those of others.',
  context: ({ input }) => initialContext(input),
  type: 'parallel',
  states: {
    origin: {
      on: {
        walk: {
          description: 'The user searches: k walkers start, each to a random neighbour.',
          meta: { source: 'LV, section 4.2', method: '#begin' },
          actions: 'begin',
        },
        Ask: [
          {
            description: 'A walker asks, and ends because a hit arrived or the query is unknown.',
            meta: { source: 'LV, section 4.2, "checking"', method: '#handleAsk' },
            guard: 'isSearchOver',
            actions: 'sayEnd',
          },
          {
            description: 'A walker asks, and goes on because no hit arrived.',
            meta: { source: 'LV, section 4.2, "checking"', method: '#handleAsk' },
            actions: 'sayMore',
          },
        ],
        Hit: [
          {
            description: 'A hit for a query of this servent is reported, and ends the search.',
            meta: { source: 'LV, section 4.2', method: '#handleHit' },
            guard: 'isOwn',
            actions: ['report', 'endSearch'],
          },
          {
            description: 'A hit for a query of another servent goes back along the path.',
            meta: { source: '0.4, Descriptor Routing, rule 2', method: '#handleHit' },
            guard: 'isOnPath',
            actions: 'sendBack',
          },
          {
            description: 'A hit for an unknown query is discarded.',
            meta: { source: '0.4, Descriptor Routing, rule 2', method: '#handleHit' },
          },
        ],
      },
    },
    files: {
      on: {
        Walk: {
          description: 'A servent with a matching file sends a hit to the origin.',
          meta: { source: 'LV, section 4.2', method: '#answer' },
          guard: 'isSharing',
          actions: 'answer',
        },
      },
    },
    walkers: {
      initial: 'idle',
      on: {
        Walk: [
          {
            description: 'A walker that may cross no more links ends.',
            meta: { source: 'LV, section 4.2: a TTL of 1,024', method: '#handleWalk' },
            guard: 'isSpent',
          },
          {
            description: 'A walker that came back to its origin ends if the search is over.',
            meta: { source: 'LV, section 4.2, "checking"', method: '#handleWalk' },
            guard: 'isOverHere',
          },
          {
            description: 'After every c links, a walker stands still and asks its origin.',
            meta: { source: 'LV, section 4.2: every fourth step', method: '#handleWalk' },
            guard: 'isDue',
            target: '.waiting',
            reenter: true,
            actions: ['noteVisit', 'stand', 'ask'],
          },
          {
            description: 'A walker goes on to a random neighbour.',
            meta: { source: 'LV, section 4.2', method: '#move' },
            actions: ['noteVisit', 'walkOn'],
          },
        ],
      },
      states: {
        idle: {},
        waiting: {
          always: {
            description: 'No walker waits any more.',
            meta: { source: 'LV, section 4.2', method: '#end' },
            guard: 'isNoneStanding',
            target: 'idle',
          },
          after: {
            answerTimeout: {
              description: 'No answer came: the walkers that wait here end.',
              meta: {
                source: 'Decided here: a lost question leaves no walker behind',
                method: '#endUnanswered',
              },
              target: 'idle',
              actions: 'endStanding',
            },
          },
          on: {
            GoOn: [
              {
                description: 'An answer for a walker that does not wait here is discarded.',
                meta: { source: 'LV, section 4.2', method: '#handleGoOn' },
                guard: 'isUnknownWalker',
              },
              {
                description: 'A walker whose origin answers to go on goes to a random neighbour.',
                meta: { source: 'LV, section 4.2, "checking"', method: '#handleGoOn' },
                guard: 'isTold',
                actions: 'resume',
              },
              {
                description: 'A walker whose origin answers to end ends.',
                meta: { source: 'LV, section 4.2, "checking"', method: '#handleGoOn' },
                actions: 'endWalker',
              },
            ],
          },
        },
      },
    },
  },
});
