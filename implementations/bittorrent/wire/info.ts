/**
 * The info dictionary of a torrent (BEP 3, "info dictionary"; BEP 27 for `private`): its name, its files, and
 * the SHA-1 of each piece. The info-hash identifies its bytes, so a decoded one cannot be encoded anew: keys
 * that this codec does not know belong to the hash too.
 */
import { type BencodeLimits, bencodeLimits, type Decoded, decodeBencode, encodeBencode } from './bencode.ts';
import { checkUint, decodeText, encodeText } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields } from './dictionary.ts';
import { checkDistinct, checkName } from './paths.ts';

/** The length of the hash of a piece. */
export const hashBytes = 20;

/** A file of a torrent. */
export interface TorrentFile {
  /** Folders and name, from the torrent's folder on. */
  readonly path: readonly string[];
  /** In bytes. */
  readonly length: number;
}

/** The content of an info dictionary. */
export interface Info {
  /** The name of the file, or of the folder of all files. */
  readonly name: string;
  /** In bytes; the last piece may be shorter. */
  readonly pieceLength: number;
  /** The SHA-1 of each piece, 20 bytes each. */
  readonly hashes: Uint8Array;
  /** One file (without a folder), or the files of a folder. */
  readonly content:
    | { readonly type: 'file'; readonly length: number }
    | { readonly type: 'folder'; readonly files: readonly TorrentFile[] };
  /** Whether peers come from the tracker alone (BEP 27). */
  readonly isPrivate: boolean;
}

/** The length of all files, in bytes. */
export function totalLength({ content }: Pick<Info, 'content'>): number {
  return content.type === 'file'
    ? content.length
    : content.files.reduce((sum, { length }) => sum + length, 0);
}

/** The number of pieces. */
export function pieceCount({ hashes }: Pick<Info, 'hashes'>): number {
  return hashes.length / hashBytes;
}

/**
 * Decodes an info dictionary.
 * @throws {WireError} if it has not the form of BEP 3, sizes disagree, or a path may leave its folder.
 */
export function decodeInfo(bytes: Uint8Array, limits: BencodeLimits = bencodeLimits): Info {
  return infoOf(decodeBencode(bytes, limits));
}

/** The info dictionary that a decoded value is: see `decodeInfo`. */
export function infoOf(value: Decoded): Info {
  const fields = new Fields(value, 'info dictionary');
  return checkInfo({
    name: fields.text('name'),
    pieceLength: fields.integer('piece length', 1),
    hashes: fields.bytes('pieces'),
    content: contentOf(fields),
    isPrivate: fields.has('private') && fields.integer('private', 0, 1) === 1,
  });
}

function contentOf(fields: Fields): Info['content'] {
  if (fields.has('files') === fields.has('length'))
    throw new WireError(
      `The info dictionary has ${fields.has('files') ? 'both' : 'neither'} of length and files, but must have one.`,
    );
  if (fields.has('length')) return { type: 'file', length: fields.integer('length') };
  return { type: 'folder', files: fields.list('files').map(fileOf) };
}

function fileOf(value: Decoded, at: number): TorrentFile {
  const fields = new Fields(value, `dictionary of file ${at + 1}`);
  const path = fields.list('path').map((part) => {
    if (part instanceof Uint8Array) return decodeText(part, `path of file ${at + 1}`);
    throw fields.wrong('path', 'has a part that is no string', 'must have strings');
  });
  return { path, length: fields.integer('length') };
}

/**
 * Encodes the info dictionary of a new torrent.
 * @throws {WireError} as `decodeInfo`.
 */
export function encodeInfo(info: Info): Uint8Array {
  const { name, pieceLength, hashes, content, isPrivate } = checkInfo(info);
  const { type } = content;
  return encodeBencode(
    dictionary({
      name: encodeText(name, 'name of the info dictionary'),
      'piece length': checkUint(pieceLength, 53, 'piece length of the info dictionary'),
      pieces: hashes,
      length: type === 'file' ? checkUint(content.length, 53, 'length of the info dictionary') : undefined,
      files: type === 'file' ? undefined : content.files.map(encodeFile),
      private: isPrivate ? 1 : undefined,
    }),
  );
}

function encodeFile({ path, length }: TorrentFile, at: number) {
  return dictionary({
    length: checkUint(length, 53, `length of file ${at + 1}`),
    path: path.map((part) => encodeText(part, `path of file ${at + 1}`)),
  });
}

/** @throws {WireError} if a path may leave its folder, or sizes disagree. */
function checkInfo(info: Info): Info {
  const { name, content } = info;
  checkName(name, 'name of the info dictionary');
  if (content.type === 'folder') checkFiles(content.files);
  checkSizes(info);
  return info;
}

function checkFiles(files: readonly TorrentFile[]): void {
  if (files.length === 0) throw new WireError('The info dictionary has no file, but must have one.');
  for (const [at, { path }] of files.entries()) {
    if (path.length === 0) throw new WireError(`The path of file ${at + 1} is empty, but must have a name.`);
    for (const part of path) checkName(part, `path of file ${at + 1}`);
  }
  checkDistinct(files.map(({ path }) => path));
}

function checkSizes(info: Info): void {
  const { hashes, pieceLength } = info;
  if (hashes.length % hashBytes !== 0)
    throw new WireError(
      `The pieces of the info dictionary have ${hashes.length} bytes, but must have a multiple of ${hashBytes}.`,
    );
  const total = totalLength(info);
  if (!Number.isSafeInteger(total))
    throw new WireError(`The files have ${total} bytes, but ${Number.MAX_SAFE_INTEGER} are the most.`);
  // The remainder is exact, and a quotient of big numbers is not.
  const rest = total % pieceLength;
  const pieces = (total - rest) / pieceLength + (rest > 0 ? 1 : 0);
  if (pieceCount(info) !== pieces)
    throw new WireError(
      `The info dictionary has ${pieceCount(info)} hashes, but ${total} bytes in pieces of ${pieceLength} must have ${pieces}.`,
    );
}
