/** The codec of the DAG walk's suite: dag-pb, the format of nodes with links; and its known bugs. */
import { codec } from '../../../checker/codecs/codec.ts';
import {
  decodeNode,
  encodeNode,
  type PbNode,
  pbRules,
} from '../../../implementations/bitswap/wire/dag-pb.ts';
import { WireError } from '../../../implementations/bitswap/wire/decoder.ts';
import { pbNode } from './arbitraries.ts';

/** The codec of nodes. */
export const dagPb = codec<PbNode>({
  says: 'A node of a Merkle DAG: links, and data after them.',
  source: 'IPLD, "DAG-PB"',
  values: pbNode,
  encode: encodeNode,
  decode: (bytes) => decodeNode(bytes),
  error: WireError,
});

/** The codecs by name. */
export const codecs = { 'dag-pb': dagPb };

/** The mutants of the codec by number. */
export const codecBugs = {
  K19: dagPb.mutant({
    says: 'The cumulative size of a link is kept in 32 bits.',
    source: 'IPLD, "DAG-PB": Tsize is a uint64',
    breaks: 'Decode After Encode',
    decode: (bytes) => decodeNode(bytes, { ...pbRules, tsize: (value) => value | 0 }),
  }),
  K20: dagPb.mutant({
    says: 'The hash of a link is taken for a CID without a look.',
    source: 'IPLD, "DAG-PB": Hash is a CID',
    breaks: 'Decode After Encode',
    decode: (bytes) => decodeNode(bytes, { ...pbRules, checkHash: () => undefined }),
  }),
  K21: dagPb.mutant({
    says: 'An empty name is dropped, so the node has another CID when it is written again.',
    source: 'IPLD, "DAG-PB": absent and empty fields are two forms',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeNode(bytes, { ...pbRules, name: (name) => (name.length === 0 ? undefined : name) }),
  }),
};
