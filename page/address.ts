/**
 * The part of the page's address after `#`: which trace and step are shown, and in a live page the scope, the
 * subject and the path of a branch. An address is untrusted: what it does not name well is left out, and a path
 * has a limit before it is read.
 */
import type { Path } from '../live/messages.ts';

/** What an address names. */
export interface Place {
  readonly trace?: number;
  readonly step?: number;
  readonly scope?: string;
  readonly subject?: string;
  readonly path?: Path;
  /** The digest of the world at the end of the path. */
  readonly world?: string;
}

/** The longest address that is read. */
const lengthMax = 20_000;
const stepsMax = 4_000;

/** The place that an address names. */
export function placeIn(hash: string): Place {
  if (hash.length > lengthMax) return {};
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string) => {
    const text = words.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const text = (name: string, form: RegExp) => {
    const found = words.get(name) ?? '';
    return form.test(found) ? found : undefined;
  };
  const given = {
    trace: number('trace'),
    step: number('step'),
    scope: text('scope', /^[\w.-]{1,100}$/),
    subject: text('subject', /^[\w.:/-]{1,100}$/),
    path: pathIn(words.get('path') ?? '', number('start') ?? 0),
    world: text('world', /^[0-9a-f]{8}$/),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function pathIn(text: string, start: number): Path | undefined {
  if (!/^\d{1,6}(?:\.\d{1,6})*$/.test(text)) return undefined;
  const ordinals = text.split('.').map(Number);
  return ordinals.length > stepsMax ? undefined : { start, ordinals };
}

/** The address of a place. */
export function addressOf({ path, ...place }: Place): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) if (value !== undefined) words.set(name, String(value));
  if (path !== undefined && path.ordinals.length > 0) {
    if (path.start > 0) words.set('start', String(path.start));
    words.set('path', path.ordinals.join('.'));
  }
  return `#${words}`;
}
