/** Validation of the codecs of a suite and of their known bugs, before anything runs. */
import { isRecord, strangeFields } from '../values/shapes.ts';
import { laws } from './codec.ts';

/** A name of a codec: folders and the command spell it. */
const codecName = /^[a-z][a-z0-9-]*$/;

const commonFields = ['says', 'source', 'values', 'encode', 'error', 'plain', 'mutant'];
const streamFields = [...commonFields, 'streams', 'decoder', 'bufferedBytesMax'];
const wholeFields = [...commonFields, 'decode'];
const bugFields = ['says', 'source', 'breaks', 'codec', 'variant', 'equivalent'];

/** Whether a value is intended as an arbitrary of fast-check, of whichever copy of it. */
function isArbitrary(value: unknown): boolean {
  return isRecord(value) && typeof value.generate === 'function';
}

/** The problems of a suite's codecs; the first one is reported. */
export function* codecProblems(codecs: unknown): Generator<string> {
  if (codecs === undefined) return;
  if (!isRecord(codecs)) return yield "'codecs' must be a record: a codec for each name";
  for (const [name, codec] of Object.entries(codecs)) {
    if (!codecName.test(name))
      yield `codec '${name}' needs a name of lower-case letters, digits and hyphens, as folders spell it`;
    yield* partsProblems(`codec '${name}'`, codec);
  }
}

function* partsProblems(what: string, codec: unknown): Generator<string> {
  if (!isRecord(codec)) return yield `${what} must be a record, as kit.codec({ ... }) returns it`;
  for (const text of ['says', 'source'])
    if (typeof codec[text] !== 'string') yield `${what} has no '${text}'; write one line`;
  const isStream = codec.decoder !== undefined;
  if (isStream === (codec.decode !== undefined))
    yield `${what} needs one of 'decoder', which makes a decoder of a stream, and 'decode', which decodes a whole value`;
  yield* strangeFields(what, codec, isStream ? streamFields : wholeFields);
  for (const name of ['encode', isStream ? 'decoder' : 'decode', 'error', ...(codec.plain ? ['plain'] : [])])
    if (typeof codec[name] !== 'function')
      yield name === 'error'
        ? `${what} needs 'error', the class of the errors that it throws for bytes that are no value`
        : `${what} needs '${name}', a function`;
  if (isStream && (codec.values === undefined) === (codec.streams === undefined))
    yield `${what} needs one of 'values' and 'streams', arbitraries of fast-check: valid values, or valid lists of them`;
  const name = codec.streams === undefined ? 'values' : 'streams';
  if (!isArbitrary(codec[name])) yield `${what} needs '${name}', an arbitrary of fast-check`;
  const most = codec.bufferedBytesMax;
  if (isStream && !(Number.isSafeInteger(most) && (most as number) >= 0))
    yield `${what} has 'bufferedBytesMax' ${String(most)}; it must be the most bytes that the decoder keeps for an incomplete value`;
}

/** The problems of the known bugs of codecs; `bugs` has the ids of other bugs. */
export function* codecBugProblems(
  codecBugs: unknown,
  codecs: unknown,
  idProblem: (id: string) => string | undefined,
): Generator<string> {
  if (codecBugs === undefined) return;
  if (!isRecord(codecBugs)) return yield "'codecBugs' must be a record";
  const listed = isRecord(codecs) ? codecs : {};
  for (const [id, bug] of Object.entries(codecBugs)) {
    const problem = idProblem(id);
    if (problem !== undefined) yield problem;
    if (!isRecord(bug)) return yield `bug ${id} must be a mutant of a codec, as its 'mutant' returns it`;
    yield* strangeFields(`bug ${id}`, bug, bugFields);
    for (const text of ['says', 'source'])
      if (typeof bug[text] !== 'string') yield `bug ${id} has no '${text}'; write one line`;
    if (bug.equivalent !== undefined && typeof bug.equivalent !== 'string')
      yield `the 'equivalent' of bug ${id} must be a text, the reason why no law can catch it`;
    if (!Object.values(listed).includes(bug.codec))
      yield `bug ${id} is a mistake in a codec that the suite does not list; add the codec to 'codecs', which has ${Object.keys(listed).join(', ') || 'none'}`;
    const names = laws
      .filter(({ isForWhole }) => isForWhole || (isRecord(bug.codec) && 'decoder' in bug.codec))
      .map(({ name }) => name as string);
    if (!names.includes(String(bug.breaks)))
      yield `bug ${id} breaks '${String(bug.breaks)}', which is no law of its codec; it has ${names.join(', ')}`;
    yield* partsProblems(`the variant of bug ${id}`, bug.variant);
  }
}
