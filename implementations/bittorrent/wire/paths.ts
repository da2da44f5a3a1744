/**
 * Paths of a metainfo file: names that stay inside the folder of the download, on every operating system
 * (BEP 3, "info dictionary": `name` and `path` are only advice, and they come from strangers).
 */
import { WireError } from './decoder.ts';

/** Device names of Windows, with or without an extension ("Naming Files, Paths, and Namespaces", Microsoft). */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|:|$)/i;

/** The reason why a name may leave its folder; undefined if it stays. */
function danger(name: string): string | undefined {
  if (name === '') return 'is empty';
  // Windows ignores dots and blanks at the end of a name, so '.. ' is '..' there.
  if (/^[. ]+$/.test(name)) return 'has only dots and blanks';
  if (/[/\\]/.test(name)) return 'has a separator';
  if (/\p{Cc}/u.test(name)) return 'has a control character';
  if (/^[a-z]:/i.test(name)) return 'starts with a drive';
  if (device.test(name)) return 'is a device of Windows';
  return undefined;
}

/**
 * The name itself, if it stays in its folder.
 * @throws {WireError} if it may leave it; `what` names the field.
 */
export function checkName(name: string, what: string): string {
  const reason = danger(name);
  if (reason !== undefined)
    throw new WireError(
      `The ${what} is ${JSON.stringify(name)}, which ${reason}, but must be a name inside its folder.`,
    );
  return name;
}

/**
 * @throws {WireError} if two paths are the same, or a file is in the place of another file's folder.
 */
export function checkDistinct(paths: readonly (readonly string[])[]): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    // No name has a separator, so the joined form is unambiguous.
    const joined = path.join('/');
    for (let depth = 1; depth < path.length; depth++) folders.add(path.slice(0, depth).join('/'));
    if (files.has(joined))
      throw new WireError(`The file ${JSON.stringify(joined)} is listed twice, but must be listed once.`);
    files.add(joined);
  }
  for (const file of files)
    if (folders.has(file))
      throw new WireError(`The file ${JSON.stringify(file)} is also a folder, but must be one of both.`);
}
