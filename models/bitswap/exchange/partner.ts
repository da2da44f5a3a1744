/**
 * The formal model of what a node keeps about one partner: the connection (N1 to N4), what the partner was told
 * (as client), and what it asks for (as server, S1 to S5). The root (`client.ts`) decides whom to ask, and
 * knows which blocks are here; a part tells the root what arrives. What each guard and action does is in
 * `partner-actions.ts`.
 *
 * Modelled in its own way, and what this means:
 * - All connections to one partner are one, which ends by one Down in each direction. What arrives between
 *   one's own Down and the other's is dropped, so a message is lost only with its connection.
 * - Both sides dial when a connection is down. Where two dials cross, the two become one connection.
 * - Requests and answers share one stream in each direction. The specification lets each message have a stream
 *   of its own; the network `unordered` shows what this breaks.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { PartView } from './messages.ts';
import { nothing, type PartnerContext, partnerSetup } from './partner-actions.ts';

const source = {
  want: 'C1; spec, 1.2.0: wantlist',
  cancel: 'C4, C5; spec, 1.0.0: cancel',
  impatience: 'C7; boxo donthavetimeoutmgr',
  wants: 'S1; spec, 1.2.0: wantlist',
  serve: 'S2; boxo engine',
  stored: 'S3; boxo engine',
  work: 'S4; boxo engine',
  cancelled: 'S5; spec, 1.0.0: cancel',
  full: 'S5; spec, 1.0.0: full wantlist',
  presence: 'C2, C3; spec, 1.2.0: blockPresences',
  block: 'C4; spec, 1.1.0: payload',
  hangUp: 'N1; boxo connecteventmanager',
  down: 'N2; boxo connecteventmanager',
  dial: 'N3; libp2p',
  up: 'N4; libp2p',
};

/** The view of a part in a state of its machine. */
export function partnerView(value: unknown, context: PartnerContext): PartView {
  const { told, asks, tasks, receipt } = context;
  const conn = (typeof value === 'string' ? value : 'up') as PartView['conn'];
  return { conn, told, asks, tasks, receipt };
}

/** The state machine of one partner. */
export const partnerMachine = partnerSetup.createMachine({
  id: 'partner',
  description: 'What a node keeps about one partner.',
  context: ({ input: { self, nodes, setting } }) => ({
    ...nothing,
    receipt: { sent: 0, received: 0 },
    self,
    partner: nodes[1] as NodeId,
    setting,
  }),
  initial: 'starting',
  states: {
    starting: {
      always: [
        {
          description: 'The connection is up at first.',
          meta: { source: source.up, method: 'start' },
          guard: 'isUpAtFirst',
          target: 'up',
        },
        {
          description: 'The two nodes can be connected.',
          meta: { source: source.dial, method: 'start' },
          guard: 'isLinked',
          target: 'down',
        },
        {
          description: 'The two nodes are never connected.',
          meta: { source: source.dial, method: 'start' },
          target: 'apart',
        },
      ],
    },
    apart: {},
    down: {
      on: {
        Up: {
          description: 'The partner connects.',
          meta: { source: source.up, method: 'up' },
          target: 'up',
          actions: 'sendUp',
        },
      },
      after: {
        dial: {
          description: 'The node connects to the partner.',
          meta: { source: source.dial, method: 'dial' },
          target: 'dialing',
          actions: 'sendUp',
        },
      },
    },
    dialing: {
      on: {
        Up: {
          description: 'The partner answers, or connects as well.',
          meta: { source: source.up, method: 'up' },
          target: 'up',
        },
      },
    },
    up: {
      type: 'parallel',
      entry: 'tellOpened',
      exit: 'reset',
      on: {
        Down: {
          description: 'The partner ends the connection.',
          meta: { source: source.down, method: 'down' },
          target: 'down',
          actions: ['sendDown', 'tellLost'],
        },
        drop: {
          description: 'The user ends the connection.',
          meta: { source: source.hangUp, method: 'hangUp' },
          target: 'closing',
          actions: ['sendDown', 'tellLost'],
        },
        greet: {
          description: 'The want-list goes out in full.',
          meta: { source: source.up, method: '#greet' },
          actions: 'greet',
        },
        ask: {
          description: 'The partner is asked for a block.',
          meta: { source: source.want, method: '#ask' },
          actions: 'ask',
        },
        tell: {
          description: 'The partner is asked whether it has a block.',
          meta: { source: source.want, method: '#tell' },
          guard: 'isUntold',
          actions: 'tell',
        },
        cancel: {
          description: 'A want that the partner was told of is cancelled.',
          meta: { source: source.cancel, method: '#cancel' },
          guard: 'isTold',
          actions: ['cancel', 'forgetTold'],
        },
        forget: {
          description: 'The partner gave the block, so it gets no Cancel.',
          meta: { source: source.cancel, method: '#cancel' },
          actions: 'forgetTold',
        },
        Have: {
          description: 'The partner has a block.',
          meta: { source: source.presence, method: 'have' },
          actions: 'tellHave',
        },
        DontHave: {
          description: 'The partner does not have a block.',
          meta: { source: source.presence, method: 'dontHave' },
          actions: 'tellLack',
        },
        Block: {
          description: 'The partner sends a block.',
          meta: { source: source.block, method: 'block' },
          actions: 'tellGot',
        },
        WantHave: {
          description: 'The partner asks whether this node has a block.',
          meta: { source: source.wants, method: 'wantHave' },
          actions: 'tellWants',
        },
        WantBlock: {
          description: 'The partner asks for a block.',
          meta: { source: source.wants, method: 'wantBlock' },
          actions: 'tellWants',
        },
        Full: {
          description: 'The partner sends its want-list in full.',
          meta: { source: source.full, method: 'full' },
          actions: 'takeFull',
        },
        Cancel: {
          description: 'The partner takes a want back.',
          meta: { source: source.cancelled, method: 'cancel' },
          actions: 'takeCancel',
        },
        serve: [
          {
            description: 'The answer goes to the queue.',
            meta: { source: source.work, method: '#serve' },
            guard: 'isQueued',
            actions: 'queueAnswer',
          },
          {
            description: 'The answer goes out.',
            meta: { source: source.serve, method: '#serve' },
            actions: 'answer',
          },
        ],
        keep: [
          {
            description: 'The want is kept, and DontHave goes to the queue if it was asked for.',
            meta: { source: source.work, method: '#keep' },
            guard: 'isQueued',
            actions: ['keepAsk', 'queueDenial'],
          },
          {
            description: 'The want is kept, and DontHave goes out if it was asked for.',
            meta: { source: source.wants, method: '#keep' },
            actions: ['keepAsk', 'deny'],
          },
        ],
        stored: [
          {
            description: 'A block that the partner waits for is here, and its answer goes to the queue.',
            meta: { source: source.work, method: '#stored' },
            guard: 'isWaitingInQueue',
            actions: 'queueWaiting',
          },
          {
            description: 'A block that the partner waits for is here, and goes out.',
            meta: { source: source.stored, method: '#stored' },
            guard: 'isWaiting',
            actions: 'answerWaiting',
          },
        ],
        give: {
          description: 'The answer that is due goes out.',
          meta: { source: source.work, method: 'work' },
          actions: 'give',
        },
      },
      states: {
        asking: {
          initial: 'idle',
          states: {
            idle: {
              always: {
                description: 'The partner is asked for a block, and its answer is waited for.',
                meta: { source: source.impatience, method: '#ask' },
                guard: 'watches',
                target: 'waiting',
              },
            },
            waiting: {
              always: {
                description: 'The partner is asked for nothing any more.',
                meta: { source: source.impatience, method: '#end' },
                guard: 'asksNothing',
                target: 'idle',
              },
              after: {
                impatience: {
                  description: 'The partner gave no answer in time.',
                  meta: { source: source.impatience, method: 'impatience' },
                  target: 'idle',
                  actions: 'tellSilent',
                },
              },
            },
          },
        },
        serving: {
          initial: 'idle',
          states: {
            idle: {
              always: {
                description: 'The queue has a task.',
                meta: { source: source.work, method: '#serve' },
                guard: 'hasTasks',
                target: 'working',
              },
            },
            working: {
              always: {
                description: 'The queue is empty.',
                meta: { source: source.work, method: 'work' },
                guard: 'hasNoTasks',
                target: 'idle',
              },
              after: {
                work: {
                  description: 'The next answer of the queue is due.',
                  meta: { source: source.work, method: 'work' },
                  target: 'working',
                  reenter: true,
                  actions: 'takeTask',
                },
              },
            },
          },
        },
      },
    },
    closing: {
      on: {
        Down: {
          description: 'The partner has ended the connection, too.',
          meta: { source: source.down, method: 'down' },
          target: 'down',
        },
      },
    },
  },
});
