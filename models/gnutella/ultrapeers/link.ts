/**
 * The formal model of one end of a link: the 0.6 handshake in three groups, the open link, and its end. The
 * root (`peer.ts`) takes every decision; the link knows how far the handshake is.
 *
 * ```
 *   this end                 the other end
 *   Connect    ------------>               first group
 *              <------------ Accept        second group: 200 (or Refuse: 503)
 *   Confirm    ------------>               third group: 200 (or Refuse)
 *   open                     open
 * ```
 *
 * Sources: "An Extensible Handshaking Protocol for the Gnutella Network" (Bildson & Rohrs, "BR"); the 0.6
 * draft (Klingberg & Manfredi 2002), section "Initiating a Connection"; for tables the query-routing proposal
 * (Rohrs 2002, "QRP").
 *
 * Modelled in its own way, and what this means:
 * - One machine models all connections of two peers, of which one at a time is in use. Where both connect
 *   at once, the connection of the peer with the greater name stays, as in BGP (RFC 4271, section 6.8). The
 *   drafts do not say how to choose.
 * - A connection ends as a TCP connection does: each end says so once (Bye, or a Refuse in its place), and an
 *   end that said it first waits in `closing` for the other end. So no message of one connection arrives in
 *   the next one.
 * - A peer always answers, also after it left (a closed port refuses). No connection times out.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import { kindOf } from './admission.ts';
import type { Kind, LinkPart, LinkView, Stage } from './messages.ts';

/** The context of a link's machine. */
export interface LinkContext {
  readonly self: NodeId;
  readonly partner: NodeId;
  readonly own: Kind | null;
  readonly other: Kind | null;
}

const noTries: ReadonlySet<NodeId> = new Set();

/** The view of a link. */
export function linkView(stage: Stage, { own, other }: LinkContext): LinkView {
  return { stage, own, other };
}

/** The state machine of one end of a link. */
export const linkMachine = setup({
  types: {
    context: {} as LinkContext,
    events: {} as MachineEvent<LinkPart>,
    input: {} as Birth<LinkPart>,
  },
  delays: { retry: 20_000 },
  guards: {
    /** Both ends connected at once, and the connection of the other end stays. */
    yields: ({ context }) => context.partner > context.self,
  },
  actions: {
    ...effects<LinkPart>(),
    /** Tells the root that it may connect. */
    tellIdle: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'send', params: { to: context.self, message: { type: 'Idle' } } });
    }),
    /** First group. */
    sendConnect: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Dial') return;
      const { ultrapeer } = event;
      enqueue.assign({ own: kindOf(ultrapeer) });
      enqueue({ type: 'send', params: { to: context.partner, message: { type: 'Connect', ultrapeer } } });
    }),
    /** Asks the root about a first group. */
    ask: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Connect') return;
      const { ultrapeer } = event;
      enqueue.assign({ other: kindOf(ultrapeer) });
      enqueue({ type: 'send', params: { to: context.self, message: { type: 'Asked', ultrapeer } } });
    }),
    /** The own connection stays: the other one gets no answer. */
    keepOwn: assign({}),
    /** Second group: 200. */
    sendAccept: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Admit') return;
      const { ultrapeer, needed } = event;
      enqueue.assign({ own: kindOf(ultrapeer) });
      enqueue({
        type: 'send',
        params: { to: context.partner, message: { type: 'Accept', ultrapeer, needed } },
      });
    }),
    /** Asks the root about a second group. */
    tellAnswer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Accept') return;
      const { ultrapeer, needed } = event;
      enqueue.assign({ other: kindOf(ultrapeer) });
      enqueue({
        type: 'send',
        params: { to: context.self, message: { type: 'Answered', ultrapeer, needed } },
      });
    }),
    /** Third group: 200. */
    sendConfirm: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Settle') return;
      const { becomesLeaf } = event;
      enqueue.assign({ own: becomesLeaf ? 'leaf' : context.own });
      enqueue({ type: 'send', params: { to: context.partner, message: { type: 'Confirm', becomesLeaf } } });
    }),
    /** Asks the root about a third group. Its X-Ultrapeer counts more than that of the first. */
    tellConfirmed: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Confirm') return;
      const ultrapeer = context.other === 'ultrapeer' && !event.becomesLeaf;
      enqueue.assign({ other: kindOf(ultrapeer) });
      enqueue({ type: 'send', params: { to: context.self, message: { type: 'Confirmed', ultrapeer } } });
    }),
    /** Second or third group: 503. */
    sendRefuse: enqueueActions(({ context, event, enqueue }) => {
      const tries = event.type === 'Reject' ? event.tries : noTries;
      enqueue({ type: 'send', params: { to: context.partner, message: { type: 'Refuse', tries } } });
    }),
    sendBye: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'send', params: { to: context.partner, message: { type: 'Bye' } } });
    }),
    /** Tells the root that the other end ended the link. */
    tellEnded: enqueueActions(({ context, event, enqueue }) => {
      const tries = event.type === 'Refuse' ? event.tries : noTries;
      enqueue({ type: 'send', params: { to: context.self, message: { type: 'Ended', tries } } });
    }),
    forget: assign({ own: null, other: null }),
    /** Sends a descriptor of the root. */
    sendOn: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Forward') return;
      enqueue({ type: 'send', params: { to: context.partner, message: event.descriptor } });
    }),
    /** Hands a descriptor to the root. */
    passUp: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Query' && event.type !== 'QueryHit' && event.type !== 'Table') return;
      const { from: _, draw: __, choice: ___, ...message } = event;
      enqueue({ type: 'send', params: { to: context.self, message: message as typeof event } });
    }),
    /** A descriptor of a link that this end closed is dropped. */
    discard: assign({}),
  },
}).createMachine({
  id: 'link',
  description: 'One end of the link between two peers.',
  context: ({ input }) => ({
    self: input.self,
    partner: input.nodes[1] as NodeId,
    own: null,
    other: null,
  }),
  initial: 'closed',
  on: {
    Admit: {
      description: 'The root accepts: the second group says 200.',
      meta: { source: 'BR, section 3, steps 4 and 5' },
      actions: 'sendAccept',
    },
    Forward: {
      description: 'The root sends a descriptor over a link that it holds for open.',
      meta: { source: 'BR, section 3, last step' },
      actions: 'sendOn',
    },
  },
  states: {
    closed: {
      entry: 'forget',
      on: {
        Dial: {
          description: 'The root wants a connection: the first group goes out.',
          meta: { source: 'BR, section 3, steps 1 to 3' },
          target: 'connecting',
          actions: 'sendConnect',
        },
        Connect: {
          description: 'The other end connects, and the root is asked.',
          meta: { source: 'BR, section 3, steps 1 to 3' },
          target: 'accepting',
          actions: 'ask',
        },
      },
      after: {
        retry: {
          description: 'From time to time the root is asked whether it needs this connection.',
          meta: { source: '0.6 draft, Initiating a Connection' },
          target: 'closed',
          reenter: true,
          actions: 'tellIdle',
        },
      },
    },
    connecting: {
      on: {
        Connect: [
          {
            description: 'Both ends connected at once, and the other connection stays.',
            meta: { source: 'RFC 4271, section 6.8' },
            guard: 'yields',
            target: 'accepting',
            actions: 'ask',
          },
          {
            description: 'Both ends connected at once, and this connection stays.',
            meta: { source: 'RFC 4271, section 6.8' },
            actions: 'keepOwn',
          },
        ],
        Accept: {
          description: 'The second group says 200, and the root decides about the third.',
          meta: { source: 'BR, section 3, steps 4 and 5' },
          actions: 'tellAnswer',
        },
        Settle: {
          description: 'The third group says 200, and this end is open.',
          meta: { source: 'BR, section 3, steps 6 and 7' },
          target: 'open',
          actions: 'sendConfirm',
        },
        Reject: {
          description: 'The third group refuses.',
          meta: { source: 'BR, section 3: any other response' },
          target: 'closing',
          actions: 'sendRefuse',
        },
        Refuse: {
          description: 'The second group refuses.',
          meta: { source: 'BR, section 3: any other response' },
          target: 'closed',
          actions: ['sendBye', 'tellEnded'],
        },
        Bye: {
          description: 'The other end gave up before it answered.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closed',
          actions: ['sendBye', 'tellEnded'],
        },
        Hang: {
          description: 'This end gives up before the answer.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closing',
          actions: 'sendBye',
        },
      },
    },
    accepting: {
      on: {
        Reject: {
          description: 'The root does not accept: the second group says 503.',
          meta: { source: 'BR, section 3, step 4' },
          target: 'closing',
          actions: 'sendRefuse',
        },
        Confirm: {
          description: 'The third group says 200, and the root is asked whether there still is room.',
          meta: { source: 'BR, section 3, steps 6 and 7' },
          actions: 'tellConfirmed',
        },
        Open: {
          description: 'There still is room, and this end is open.',
          meta: { source: 'BR, section 3, last step' },
          target: 'open',
        },
        Refuse: {
          description: 'The third group refuses.',
          meta: { source: 'BR, section 3: any other response' },
          target: 'closed',
          actions: ['sendBye', 'tellEnded'],
        },
        Bye: {
          description: 'The other end gave up before the third group.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closed',
          actions: ['sendBye', 'tellEnded'],
        },
        Hang: {
          description: 'This end gives up before the third group, or there is no room any more.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closing',
          actions: 'sendBye',
        },
      },
    },
    open: {
      on: {
        Query: {
          description: 'A query goes to the root.',
          meta: { source: 'BR, section 3, last step' },
          actions: 'passUp',
        },
        QueryHit: {
          description: 'A hit goes to the root.',
          meta: { source: 'BR, section 3, last step' },
          actions: 'passUp',
        },
        Table: {
          description: 'A query-route table goes to the root.',
          meta: { source: 'QRP, section 4' },
          actions: 'passUp',
        },
        Bye: {
          description: 'The other end closes the link.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closed',
          actions: ['sendBye', 'tellEnded'],
        },
        Hang: {
          description: 'This end closes the link.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closing',
          actions: 'sendBye',
        },
      },
    },
    closing: {
      entry: 'forget',
      on: {
        Table: {
          description: 'A table that was sent before the farewell arrived is dropped.',
          meta: { source: '0.6 draft, Bye' },
          actions: 'discard',
        },
        Bye: {
          description: 'The other end has closed the link, too.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closed',
        },
        Refuse: {
          description: 'The other end has refused in the meantime.',
          meta: { source: '0.6 draft, Bye' },
          target: 'closed',
        },
      },
    },
  },
});
