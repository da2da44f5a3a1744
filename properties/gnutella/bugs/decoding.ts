/** Known bugs of the decoder of descriptors, each as a variant of its codec. */
import { DescriptorDecoder } from '../../../implementations/gnutella/wire/decode.ts';
import { wireRules } from '../../../implementations/gnutella/wire/rules.ts';
import { descriptors } from '../codecs.ts';

/** Where the payload length is in a header. */
const lengthAt = 19;

/** The mutants by number. */
export const decodingBugs = {
  G15: descriptors.mutant({
    says: 'The payload length is read with its highest byte first, as addresses are.',
    source: 'Gnutella 0.4, section 3: little-endian unless stated otherwise',
    breaks: 'Decode After Encode',
    decoder: () =>
      new DescriptorDecoder({
        ...wireRules,
        payloadLength: (bytes, offset) =>
          new DataView(bytes.buffer, bytes.byteOffset + offset + lengthAt, 4).getUint32(0),
      }),
  }),
  G16: descriptors.mutant({
    says: 'The decoder assumes that each read brings exactly one descriptor.',
    source: 'Gnutella 0.6 draft, section 2.2: a message does not end where the data of one read ends',
    breaks: 'Framing',
    decoder: () =>
      new DescriptorDecoder({
        ...wireRules,
        nextHeader: (_frameEnd, chunkLength) => chunkLength,
        keepsPartialFrame: () => false,
      }),
  }),
};
