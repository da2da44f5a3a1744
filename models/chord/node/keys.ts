/**
 * Keys: puts, copies at the successors of the owner, and the handover to a new predecessor (Stoica et al. 2003,
 * sections III, IV-E3 and V): the guards and actions by name, and the region of the machine that uses them. `storage.ts`
 * has the steps.
 *
 * A put is a lookup whose end is a Put to the owner. The owner answers once each of its holders, the first successors,
 * has confirmed its copy. Values, deletions and versions are not modelled: a key is stored, or it is not.
 */
import { lookupSetup } from './lookups.ts';
import { acting, rules } from './rules.ts';

/** The guards and actions of all regions. */
export const keySetup = lookupSetup.extend({
  guards: { storesKeys: ({ context }) => context.setting.replicas > 0 },
  actions: {
    beginPut: acting(rules.beginPut),
    storePut: acting(rules.storePut),
    endStored: acting(rules.endStored),
    storeCopy: acting(rules.storeCopy),
    noteCopied: acting(rules.noteCopied),
    replicate: acting(rules.replicate),
  },
});

/** The region of the keys. */
export const keysRegion = keySetup.createStateConfig({
  initial: 'deciding',
  on: {
    put: {
      description: 'The application puts a key: its owner is looked up first.',
      meta: { source: 'Stoica et al. 2003, section III', method: 'begin' },
      actions: 'beginPut',
    },
    Put: {
      description:
        'The owner stores a key and copies it to its first successors. A node that is not the owner ignores it.',
      meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'put' },
      actions: 'storePut',
    },
    Stored: {
      description: 'The put ends: the owner and its holders store the key.',
      meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'stored' },
      actions: 'endStored',
    },
    Copy: {
      description: 'A node stores copies and confirms them.',
      meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'copy' },
      actions: 'storeCopy',
    },
    Copied: {
      description:
        'The owner notes the holder that confirmed, and answers the puts whose copies are all made.',
      meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'copied' },
      actions: 'noteCopied',
    },
  },
  states: {
    deciding: {
      always: {
        description: 'A member repairs copies if the setting has keys.',
        meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'enter' },
        guard: 'storesKeys',
        target: 'repairing',
      },
    },
    repairing: {
      after: {
        replicate: {
          description:
            'A member copies its own keys to its holders, and the other keys that it stores to its predecessor.',
          meta: { source: 'Stoica et al. 2003, section V: replicas at the successors', method: 'replicate' },
          target: 'repairing',
          reenter: true,
          actions: 'replicate',
        },
      },
    },
  },
});
