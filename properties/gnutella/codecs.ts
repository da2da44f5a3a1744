/** The codecs of Gnutella's suite: descriptors, groups of the handshake, and GGEP blocks. */
import fc from 'fast-check';
import { DescriptorDecoder } from '../../implementations/gnutella/wire/decode.ts';
import { WireError } from '../../implementations/gnutella/wire/decoder.ts';
import { type Descriptor, headerBytes } from '../../implementations/gnutella/wire/descriptors.ts';
import { encodeDescriptor } from '../../implementations/gnutella/wire/encode.ts';
import { decodeGgep, type Extension, encodeGgep } from '../../implementations/gnutella/wire/ggep.ts';
import {
  encodeGroup,
  type Group,
  GroupDecoder,
  groupLimits,
} from '../../implementations/gnutella/wire/group.ts';
import { wireLimits } from '../../implementations/gnutella/wire/rules.ts';
import { descriptor, extension, group } from './arbitraries.ts';
import { kit } from './kit.ts';

/** The codec of the descriptors on a link. */
export const descriptors = kit.codec<Descriptor>({
  says: 'The descriptors on a link: a header of 23 bytes and a payload each.',
  source: 'Gnutella 0.4, sections 3.1 and 3.2; 0.6 draft, section 2.2',
  values: descriptor,
  encode: encodeDescriptor,
  decoder: () => new DescriptorDecoder(),
  error: WireError,
  bufferedBytesMax: headerBytes + wireLimits.payloadBytesMax,
});

/** The codec of the handshake. */
const handshake = kit.codec<Group>({
  says: 'The groups of the handshake: a first line and headers each, up to a blank line.',
  source: 'Gnutella 0.6 draft, section 2.1',
  values: group,
  encode: encodeGroup,
  decoder: () => new GroupDecoder(),
  error: WireError,
  bufferedBytesMax: groupLimits.groupBytesMax,
});

/** The codec of the extension blocks in descriptors. */
const ggep = kit.codec<readonly Extension[]>({
  says: 'A GGEP block: extensions with an id and data each, at the end of a descriptor.',
  source: 'GGEP 0.51',
  values: fc.array(extension, { minLength: 1, maxLength: 4 }),
  encode: encodeGgep,
  decode: (bytes) => {
    const { extensions, end } = decodeGgep(bytes);
    if (end < bytes.length)
      throw new WireError(
        `The GGEP block ends at byte ${end}, but ${bytes.length - end} more bytes follow it.`,
      );
    return extensions;
  },
  error: WireError,
});

/** The codecs by name. */
export const codecs = { descriptors, handshake, ggep };
