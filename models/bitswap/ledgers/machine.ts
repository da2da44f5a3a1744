/**
 * The formal model of one node of Bitswap's ledger protocol, with its connection to one partner. Read in this
 * order: `messages.ts` (what is sent and shown), `dice.ts` (the chance of a partner), `exchange.ts` (what a
 * message changes), `steps.ts` (when a block is sent), this machine.
 *
 * Source: Benet, "IPFS: Content Addressed, Versioned, P2P File System", draft 3, 2014, section 3.4 ("IPFS"). The
 * paper describes the ledger, the debt ratio and the connection's life (Open, Sending, Close, Ignored), but not
 * all transitions. The model is the protocol as mended; a setting brings each published decision back
 * (`LedgersSetting`). Decided here, where the paper is silent or contradicts itself:
 * - A ledger matches if it is the own one with its sides exchanged. A match is answered with an Open.
 * - An Open answers an Open, so two that cross are each the answer to the other.
 * - A node sends one block at a time, and throws the dice once for each. The bytes count once the receiver
 *   verified the block and, at the sender, confirmed it.
 * - A partner that the dice refused is ignored until `cooldown` fires, also if the connection ends before.
 * - A message for a connection that is not open is answered with a Close, but a Close is not.
 *
 * Left out, and what this means:
 * - A node has one partner. Ledgers are kept for each pair, so partners meet only in the blocks that they have.
 * - An Open from a partner with a bad ledger may be ignored, says the paper; here every Open is answered.
 * - The lecture's token for a block is in no text or code.
 */
import { assign, enqueueActions, setup, stateIn } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import { clean, initialContext, type LedgersContext, type LedgersEvent } from './context.ts';
import { agrees, confirmed, isClean, isUseful, taken } from './exchange.ts';
import type { Ledgers } from './messages.ts';
import { considered, openOf, received, toPartner } from './steps.ts';

interface At {
  readonly context: LedgersContext;
  readonly event: LedgersEvent;
}

const source = (section: string) => ({ source: `IPFS, section ${section}` });

/** The machine of one node. */
export const ledgersMachine = setup({
  types: {
    context: {} as LedgersContext,
    events: {} as LedgersEvent,
    input: {} as Birth<Ledgers>,
  },
  delays: { reopen: 1_000, silence: 30_000, cooldown: 10_000, wants: 5_000 },
  guards: {
    /** The ledger of an Open matches the own one. */
    isMatch: ({ context, event }: At) => agrees(context, received(event, 'Open'), context.setting.comparison),
    /** The partner's ledger is (0, 0), so the own one is now, too. */
    isAgreed: ({ context, event }: At) =>
      context.setting.comparison !== 'fields' && isClean(received(event, 'Open')),
    /** The same, for an answer to the own Open. */
    isAnswerAgreed: ({ context, event }: At) =>
      context.setting.comparison !== 'fields' && isClean(received(event, 'Open')),
    mayReopen: ({ context: { need, isGone } }: At) => need.length > 0 && !isGone,
    mayNotReopen: ({ context: { need, isGone } }: At) => need.length === 0 || isGone,
    /** The block is needed, and its data match its name. */
    isUseful: ({ context, event }: At) => isUseful(context, received(event, 'Block')),
    /** The block is useful, although the connection is not open. */
    isLateUse: ({ context, event }: At) =>
      context.setting.late === 'kept' && isUseful(context, received(event, 'Block')),
    isIgnoring: ({ context }: At) => context.ignoring,
    isWilling: ({ context }: At) => !context.ignoring,
    repeatsWants: ({ context: { setting, need } }: At) => setting.repeatsWants && need.length > 0,
    hasAll: ({ context: { need } }: At) => need.length === 0,
  },
  actions: {
    ...effects<Ledgers>(),
    sendOpen: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, openOf(context)));
    }),
    /** Answers an Open whose ledger matches. */
    answerMatch: enqueueActions(({ context, enqueue }) => {
      if (context.setting.answersMatch) enqueue(toPartner(context, openOf(context)));
    }),
    /** Gives the own ledger up, and says so. */
    giveUp: enqueueActions(({ context, enqueue }) => {
      enqueue.assign(clean);
      enqueue(toPartner(context, { type: 'Open', ...clean }));
    }),
    /** The same, where the answer to the own Open has another ledger. */
    giveIn: enqueueActions(({ context, enqueue }) => {
      enqueue.assign(clean);
      enqueue(toPartner(context, { type: 'Open', ...clean }));
    }),
    noteBack: assign({ isGone: false }),
    noteGone: assign(({ context, event }) => ({ isGone: context.isGone || received(event, 'Close').final })),
    forgetPartner: assign({ wants: [], out: null }),
    sendWants: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Wants', blocks: context.need }));
    }),
    keepWants: assign(({ event }) => ({ wants: received(event, 'Wants').blocks })),
    /** A needed block becomes durable, and its bytes count. */
    takeBlock: enqueueActions(({ context, event, enqueue }) => {
      const blocks = taken(context, received(event, 'Block').block);
      enqueue.assign({ ...blocks, recv: context.recv + context.setting.blockBytes });
      enqueue({ type: 'persist', params: { record: blocks } });
    }),
    /** A needed block becomes durable; its bytes do not count. */
    takeLateBlock: enqueueActions(({ context, event, enqueue }) => {
      const blocks = taken(context, received(event, 'Block').block);
      enqueue.assign(blocks);
      enqueue({ type: 'persist', params: { record: blocks } });
    }),
    confirm: enqueueActions(({ context, event, enqueue }) => {
      const { block } = received(event, 'Block');
      enqueue(toPartner(context, { type: 'Confirm', block, ok: true }));
    }),
    reject: enqueueActions(({ context, event, enqueue }) => {
      const { block } = received(event, 'Block');
      enqueue(toPartner(context, { type: 'Confirm', block, ok: false }));
    }),
    noteConfirmed: assign(({ context, event }) =>
      confirmed(context, received(event, 'Confirm'), context.setting.blockBytes),
    ),
    /** Looks for a block to send, and throws the dice. */
    consider: enqueueActions(({ context, event, enqueue }) => {
      const { changed, message } = considered(context, event);
      enqueue.assign(changed);
      if (message !== undefined) enqueue(toPartner(context, message));
    }),
    endRefusal: assign({ ignoring: false, isCooling: false }),
    /** The part of a connection that ends with it. */
    forgetConnection: assign(({ context }) => ({
      wants: [],
      out: null,
      ignoring: context.ignoring && !context.setting.forgetsRefusal,
    })),
    sendClose: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Close', final: false }));
    }),
    /** Tells the partner that there is no connection. */
    closeLate: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Close', final: false }));
    }),
    answerClose: enqueueActions(({ context, enqueue }) => {
      if (context.setting.answersClose) enqueue(toPartner(context, { type: 'Close', final: false }));
    }),
    sendFinalClose: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Close', final: true }));
    }),
  },
}).createMachine({
  id: 'ledgers',
  description: 'A node that exchanges blocks with one partner, and keeps a ledger of their bytes.',
  context: ({ input }) => initialContext(input),
  initial: 'running',
  states: {
    running: {
      type: 'parallel',
      states: {
        connection: {
          initial: 'idle',
          states: {
            idle: {
              id: 'idle',
              initial: 'resting',
              on: {
                exit: {
                  description: 'The user ends the node, which has no connection.',
                  meta: source('3.4.4, Peer.close'),
                  target: '#ledgers.exited',
                },
                Open: [
                  {
                    description: 'The partner opens with a ledger that matches: it is answered with an Open.',
                    meta: source('3.4.4, Peer.open'),
                    guard: 'isMatch',
                    target: '#open',
                    actions: ['noteBack', 'answerMatch'],
                  },
                  {
                    description: 'The partner opens with the ledger (0, 0): this ledger becomes (0, 0), too.',
                    meta: source('3.4.4, Peer.open'),
                    guard: 'isAgreed',
                    target: '#open',
                    actions: ['noteBack', 'giveUp'],
                  },
                  {
                    description:
                      'The partner opens with another ledger: this one becomes (0, 0), and is offered.',
                    meta: source('3.4.4, Peer.open'),
                    target: '#opening',
                    actions: ['noteBack', 'giveUp'],
                  },
                ],
                Close: {
                  description: 'A Close without a connection ends nothing; a final one is noted.',
                  meta: source('3.4.4, Peer.close'),
                  actions: ['noteGone', 'answerClose'],
                },
                Wants: {
                  description: 'A late want-list is answered with a Close.',
                  meta: source('3.4.4, notes: "inactive connection"'),
                  actions: 'closeLate',
                },
                Confirm: {
                  description: 'A late confirmation is answered with a Close.',
                  meta: source('3.4.4, notes: "inactive connection"'),
                  actions: 'closeLate',
                },
                Block: [
                  {
                    description: 'A late block that is needed is kept; its bytes do not count.',
                    meta: source('3.4.4, notes: "inactive connection"'),
                    guard: 'isLateUse',
                    actions: ['takeLateBlock', 'closeLate'],
                  },
                  {
                    description: 'A late block that is not needed is answered with a Close.',
                    meta: source('3.4.4, notes: "inactive connection"'),
                    actions: 'closeLate',
                  },
                ],
              },
              states: {
                resting: {
                  always: {
                    description: 'A node that needs a block waits to open a connection.',
                    meta: source('3.4.4, Peer.open'),
                    guard: 'mayReopen',
                    target: 'waiting',
                  },
                },
                waiting: {
                  always: {
                    description: 'A node that needs nothing, or whose partner is gone, opens nothing.',
                    meta: source('3.4.4, Peer.open'),
                    guard: 'mayNotReopen',
                    target: 'resting',
                  },
                  after: {
                    reopen: {
                      description: 'A node opens a connection with its ledger.',
                      meta: source('3.4.4, Peer.open'),
                      target: '#opening',
                      actions: 'sendOpen',
                    },
                  },
                },
              },
            },
            active: {
              type: 'parallel',
              on: {
                exit: {
                  description: 'The user ends the node, which closes for good.',
                  meta: source('3.4.4, Peer.close'),
                  target: '#ledgers.exited',
                  actions: ['forgetConnection', 'sendFinalClose'],
                },
                Close: {
                  description: 'The partner closes: what belongs to the connection is forgotten.',
                  meta: source('3.4.4, Peer.close'),
                  target: 'idle',
                  actions: ['noteGone', 'forgetConnection'],
                },
              },
              states: {
                exchange: {
                  initial: 'opening',
                  states: {
                    opening: {
                      id: 'opening',
                      on: {
                        Open: [
                          {
                            description: 'The answer to an Open has a ledger that matches.',
                            meta: source('3.4.4, Peer.open'),
                            guard: 'isMatch',
                            target: 'open',
                            actions: 'noteBack',
                          },
                          {
                            description: 'The answer has the ledger (0, 0): this ledger becomes (0, 0), too.',
                            meta: source('3.4.4, Peer.open'),
                            guard: 'isAnswerAgreed',
                            target: 'open',
                            actions: ['noteBack', 'giveIn'],
                          },
                          {
                            description:
                              'The answer has another ledger: this one becomes (0, 0), and is offered.',
                            meta: source('3.4.4, Peer.open'),
                            actions: ['noteBack', 'giveIn'],
                          },
                        ],
                        Wants: {
                          description: 'A want-list before the answer is late: the connection is given up.',
                          meta: source('3.4.4, notes: "inactive connection"'),
                          target: '#idle',
                          actions: ['forgetConnection', 'closeLate'],
                        },
                        Confirm: {
                          description:
                            'A confirmation before the answer is late: the connection is given up.',
                          meta: source('3.4.4, notes: "inactive connection"'),
                          target: '#idle',
                          actions: ['forgetConnection', 'closeLate'],
                        },
                        Block: [
                          {
                            description: 'A block before the answer is late, but kept if it is needed.',
                            meta: source('3.4.4, notes: "inactive connection"'),
                            guard: 'isLateUse',
                            target: '#idle',
                            actions: ['takeLateBlock', 'forgetConnection', 'closeLate'],
                          },
                          {
                            description: 'A block before the answer is late: the connection is given up.',
                            meta: source('3.4.4, notes: "inactive connection"'),
                            target: '#idle',
                            actions: ['forgetConnection', 'closeLate'],
                          },
                        ],
                      },
                    },
                    open: {
                      id: 'open',
                      entry: ['forgetPartner', 'sendWants'],
                      initial: 'quiet',
                      on: {
                        Open: [
                          {
                            description: 'An Open with a ledger that matches changes nothing.',
                            meta: source('3.4.4, Peer.open'),
                            guard: 'isMatch',
                          },
                          {
                            description: 'The partner starts afresh from (0, 0), and so does this node.',
                            meta: source('3.4.4, Peer.open'),
                            guard: 'isAgreed',
                            target: 'open',
                            reenter: true,
                            actions: ['noteBack', 'giveUp'],
                          },
                          {
                            description:
                              'The partner starts afresh with another ledger: this one becomes (0, 0).',
                            meta: source('3.4.4, Peer.open'),
                            target: 'opening',
                            actions: ['noteBack', 'forgetPartner', 'giveUp'],
                          },
                        ],
                        Wants: {
                          description: 'A want-list replaces the one before.',
                          meta: source('3.4.4, Peer.send_want_list'),
                          actions: ['keepWants', 'consider'],
                        },
                        Block: [
                          {
                            description: 'A block that is needed is verified, counted and confirmed.',
                            meta: source('3.4.4, Peer.send_block'),
                            guard: 'isUseful',
                            actions: ['takeBlock', 'confirm', 'sendWants', 'consider'],
                          },
                          {
                            description:
                              'A block that is not needed, or whose data do not match, is rejected.',
                            meta: source('3.4.4, Peer.send_block'),
                            actions: 'reject',
                          },
                        ],
                        Confirm: {
                          description: 'The bytes of a confirmed block count.',
                          meta: source('3.4.4, Peer.send_block'),
                          actions: ['noteConfirmed', 'consider'],
                        },
                      },
                      states: {
                        quiet: {
                          always: {
                            description: 'A node that still needs a block repeats its want-list at times.',
                            meta: source('3.4.4, Peer.send_want_list: "randomized periodic timeout"'),
                            guard: 'repeatsWants',
                            target: 'repeating',
                          },
                        },
                        repeating: {
                          always: {
                            description: 'A node that has all that it needs repeats nothing.',
                            meta: source('3.4.4, Peer.send_want_list'),
                            guard: 'hasAll',
                            target: 'quiet',
                          },
                          after: {
                            wants: {
                              description: 'The want-list is sent again.',
                              meta: source('3.4.4, Peer.send_want_list: "randomized periodic timeout"'),
                              target: 'repeating',
                              reenter: true,
                              actions: 'sendWants',
                            },
                          },
                        },
                      },
                    },
                  },
                },
                silence: {
                  initial: 'listening',
                  states: {
                    listening: {
                      on: {
                        Open: {
                          description: 'An Open ends the silence of the partner.',
                          meta: source('3.4.4, Peer.close: "silence_wait"'),
                          target: 'listening',
                          reenter: true,
                        },
                        Wants: {
                          description: 'A want-list ends the silence of the partner.',
                          meta: source('3.4.4, Peer.close: "silence_wait"'),
                          target: 'listening',
                          reenter: true,
                        },
                        Block: {
                          description: 'A block ends the silence of the partner.',
                          meta: source('3.4.4, Peer.close: "silence_wait"'),
                          target: 'listening',
                          reenter: true,
                        },
                        Confirm: {
                          description: 'A confirmation ends the silence of the partner.',
                          meta: source('3.4.4, Peer.close: "silence_wait"'),
                          target: 'listening',
                          reenter: true,
                        },
                      },
                      after: {
                        silence: {
                          description: 'The partner was silent: the connection is closed.',
                          meta: source('3.4.4, Peer.close: "silence_wait"'),
                          target: '#idle',
                          actions: ['forgetConnection', 'sendClose'],
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        refusal: {
          initial: 'willing',
          states: {
            willing: {
              always: {
                description: 'A refusal begins.',
                meta: source('3.4.2: "ignore_cooldown"'),
                guard: 'isIgnoring',
                target: 'ignoring',
              },
            },
            ignoring: {
              always: {
                description: 'A refusal ends with the connection, as published.',
                meta: source('3.4.4, Peer.close: "clearing any state stored"'),
                guard: 'isWilling',
                target: 'willing',
              },
              after: {
                cooldown: [
                  {
                    description: 'A refusal was long enough ago: the dice are thrown again.',
                    meta: source('3.4.2: "ignore_cooldown"'),
                    guard: stateIn('#open'),
                    target: 'willing',
                    actions: ['endRefusal', 'consider'],
                  },
                  {
                    description: 'A refusal ends while there is no connection.',
                    meta: source('3.4.2: "ignore_cooldown"'),
                    target: 'willing',
                    actions: 'endRefusal',
                  },
                ],
              },
            },
          },
        },
      },
    },
    exited: { type: 'final', entry: 'endRefusal' },
  },
});
