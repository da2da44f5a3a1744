/** Shapes of what an author hands over, as checks of suites and systems ask for them. */

/** Whether a value is an object with fields, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A sentence for each field of a record that is none of those known; `what` names the record. */
export function* strangeFields(what: string, record: object, known: readonly string[]): Generator<string> {
  for (const field of Object.keys(record))
    if (!known.includes(field)) yield `${what} has no field '${field}'; it has ${known.join(', ')}`;
}
