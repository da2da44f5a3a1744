/** Known bugs of Bitswap's edge, each as a variant of its codec. */
import { encodeCid, codecs as multicodecs } from '../../implementations/bitswap/wire/cid.ts';
import { newDraft, wireRules } from '../../implementations/bitswap/wire/rules.ts';
import { decodeDelivery, delivery, encodeBatch, messageDecoder, messages, packing } from './codecs.ts';

/** The mutants by number. */
export const codecBugs = {
  W46a: packing.mutant({
    says: 'A timer sends a message although nothing is left for it.',
    source: 'boxo#968',
    breaks: 'Decode After Encode',
    encode: (value) => encodeBatch(value, { ...wireRules, sendsEmpty: () => true }),
  }),
  W46b: messages.mutant({
    says: 'A message has the entries of the one before it.',
    source: 'boxo#975',
    breaks: 'Decode After Encode',
    decoder: () => messageDecoder({ ...wireRules, draftAfter: (before) => before ?? newDraft() }),
  }),
  W47: messages.mutant({
    says: 'A message without a want-list crashes its receiver.',
    source: 'boxo#961',
    breaks: 'Own Errors',
    decoder: () => messageDecoder({ ...wireRules, wantlistOf: ({ wantlist }) => wantlist as never }),
  }),
  E1: messages.mutant({
    says: 'The decoder assumes that each read brings one message.',
    source: 'ipfs/specs, Bitswap 1.2.0: messages are length-prefixed on a stream',
    breaks: 'Framing',
    decoder: () => messageDecoder({ ...wireRules, nextMessage: (_end, chunkLength) => chunkLength }),
  }),
  E2: messages.mutant({
    says: 'A message may be longer than the limit.',
    source: 'ipfs/specs, Bitswap 1.2.0: at most 4 MiB',
    breaks: 'Bounded',
    decoder: () => messageDecoder({ ...wireRules, acceptsLength: () => true }),
  }),
  E3: messages.mutant({
    says: 'A priority below 0 is read as a large one.',
    source: 'protobuf, "Encoding", "Signed Integers"',
    breaks: 'Decode After Encode',
    decoder: () => messageDecoder({ ...wireRules, int32: (bits) => bits >>> 0 }),
  }),
  E4: delivery.mutant({
    says: 'A block may be named by the identity function.',
    source: 'boxo, verifcid; the identity-hash liar',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeDelivery(bytes, {
        ...wireRules,
        acceptsHash: (code) => code === 0 || wireRules.acceptsHash(code),
        digest: (prefix, data, hash) => (prefix.hash === 0 ? data : wireRules.digest(prefix, data, hash)),
      }),
  }),
  E5: delivery.mutant({
    says: 'The codec of a prefix is ignored, so every block is raw.',
    source: 'ipfs/specs, Bitswap 1.1.0: the prefix has version, codec, hash function and length',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeDelivery(bytes, {
        ...wireRules,
        cid: (prefix, digest) => wireRules.cid({ ...prefix, version: 1, codec: multicodecs.raw }, digest),
      }),
  }),
  E6: delivery.mutant({
    says: 'The length of a prefix is ignored, so every digest is whole.',
    source: 'ipfs/specs, Bitswap 1.1.0: the prefix has version, codec, hash function and length',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeDelivery(bytes, {
        ...wireRules,
        cid: (prefix, digest) => encodeCid({ ...prefix, digestBytes: digest.length }, digest),
      }),
  }),
  E7: packing.mutant({
    says: 'Each part of a whole want-list says full, and replaces the part before it.',
    source: 'ipfs/specs, Bitswap 1.2.0: full',
    breaks: 'Decode After Encode',
    encode: (value) => encodeBatch(value, { ...wireRules, isFull: ({ isWholeList }) => isWholeList }),
  }),
};
