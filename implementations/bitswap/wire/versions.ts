/**
 * The versions of Bitswap as libp2p names them, and what of a message a partner of each version understands:
 * HAVE and DONT_HAVE came with 1.2.0, blocks of any CID with 1.1.0.
 */
import { decodePrefix } from './cid.ts';
import { isEmpty, type Message } from './messages.ts';

/** The protocols to offer, the newest first. The last two are one version. */
export const protocols = [
  '/ipfs/bitswap/1.2.0',
  '/ipfs/bitswap/1.1.0',
  '/ipfs/bitswap/1.0.0',
  '/ipfs/bitswap',
] as const;

/** The protocol of a stream. */
export type BitswapProtocol = (typeof protocols)[number];

/**
 * The message for a partner of a version; undefined if nothing is left of it.
 *
 * Before 1.2.0 a want-have becomes a want for the block: the core takes the partner for one that was told, so
 * the want must not be left out, and a block that comes twice does no harm. Before 1.1.0 only blocks of CIDs of
 * version 0 have a name.
 */
export function messageFor(protocol: BitswapProtocol, message: Message): Message | undefined {
  if (protocol === '/ipfs/bitswap/1.2.0') return message;
  const entries = message.entries.map(
    ({ cid, priority, cancel }) =>
      ({ cid, priority, cancel, wantType: 'block', sendDontHave: false }) as const,
  );
  const { full, blocks, payload } = message;
  const older: Message = { entries, full, blocks, payload, presences: [], pendingBytes: 0 };
  const sent = protocol === '/ipfs/bitswap/1.1.0' ? older : withBareBlocks(older);
  return isEmpty(sent) ? undefined : sent;
}

/** A message as 1.0.0 has it. */
function withBareBlocks(message: Message): Message {
  const bare = message.payload.filter(({ prefix }) => decodePrefix(prefix).version === 0);
  return { ...message, blocks: [...message.blocks, ...bare.map(({ data }) => data)], payload: [] };
}
