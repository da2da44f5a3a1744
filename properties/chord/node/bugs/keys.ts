/** Known bugs of keys, each as a mutant of the model: lost copies, early answers, and handovers of the wrong range. */
import { type deciding, ownedKeys } from '../../../../models/chord/node/drafts.ts';
import * as property from '../key-properties.ts';
import { node } from '../kit.ts';
import { lookupsEnd } from '../lookup-properties.ts';
import { actionsBy } from './lookups.ts';

/** The first entries of the list as holders, where one that is the node itself counts. */
const firstEntries: typeof deciding.holdersOf = ({ successors, setting }) =>
  successors.slice(0, Math.max(0, setting.replicas - 1));

/** The bugs by number. */
export const keyBugs = {
  C16: node.mutant({
    says: 'A new predecessor gets no keys.',
    source: 'Stoica et al. 2003, section IV-E1: the keys move to the new owner',
    breaks: property.ownersGetKeys,
    scope: 'handover',
    actions: actionsBy({ handedKeys: () => [] }, 'handOver'),
    rules: { isHanded: () => false },
  }),
  S1: node.mutant({
    says: 'The owner answers a put before its copies are made.',
    source: 'bushidocodes/chord-grpc #155 and #225: a key is lost with the node that stored it first',
    breaks: property.storedIsKept,
    scope: 'put-failure',
    actions: actionsBy({ isCopied: () => true }, 'storePut', 'beginPut', 'endFound', 'giveUpOld'),
    rules: { isCopied: () => true },
  }),
  S2: node.mutant({
    says: 'A node drops the keys that it hands over before their copy has arrived.',
    source: 'RingsNetwork/rings #611 and PR #377: removed, and only then sent',
    breaks: property.keyIsKept,
    scope: 'key-loss',
    actions: actionsBy(
      { keptKeys: ({ keys }, handed) => new Set([...keys].filter((key) => !handed.includes(key))) },
      'handOver',
    ),
  }),
  S3: node.mutant({
    says: 'A new predecessor gets the keys on the wrong side of it.',
    source: 'RingsNetwork/rings, sync_with_successor at 00e69976: the other half of the interval',
    breaks: property.ownersGetKeys,
    scope: 'handover',
    actions: actionsBy({ handedKeys: ownedKeys }, 'handOver'),
    rules: { isHanded: (isOwned) => isOwned },
  }),
  S4: node.mutant({
    says: 'Copies are made once, at the put, and never again.',
    source: 'bushidocodes/chord-grpc #225; scalaris-team/scalaris #52: replicas are not restored',
    breaks: property.copiesOf[2],
    scope: 'put-failure',
    actions: actionsBy({ replicatedKeys: () => [] }, 'replicate'),
    rules: { isReplicated: () => false },
  }),
  S5: node.mutant({
    says: 'A handover whose message is lost is not repeated.',
    source: 'RingsNetwork/rings PR #377: the message of a handover is missed',
    breaks: property.ownersGetKeys,
    scope: 'key-loss',
    actions: actionsBy({ returnedKeys: () => [] }, 'replicate'),
    rules: { isReturned: () => false },
  }),
  S6: node.mutant({
    says: 'An entry of the successor list that is the owner itself counts as a holder.',
    source: 'nknorg/nkn PR #286, bushidocodes/chord-grpc #155: two copies of a key at one node',
    breaks: property.storedIsKept,
    scope: 'put-pair',
    equivalent:
      'a list has the node itself only where the ring has no more members than a list has entries, and then every other member comes before it and is a holder',
    actions: actionsBy({ holdersOf: firstEntries }, 'storePut', 'noteCopied', 'replicate'),
  }),
  S7: node.mutant({
    says: 'A put goes to an owner that was given up, again and again.',
    source: 'bushidocodes/chord-grpc #156: a node tries its dead neighbour without end',
    breaks: lookupsEnd,
    scope: 'put-failure',
    actions: actionsBy({ mayPut: () => true }, 'beginPut', 'endFound', 'giveUpOld', 'askNext'),
    rules: { mayPut: () => true },
  }),
} as const;
