/** Checks of the shape of records that an author writes: systems and suites are validated with them. */

/** Whether a value is an object, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One sentence for each unknown field of a record; `what` names the record in it. */
export function* strangeFields(what: string, record: object, known: readonly string[]): Generator<string> {
  for (const field of Object.keys(record))
    if (!known.includes(field)) yield `${what} has no field '${field}'; it has ${known.join(', ')}`;
}
