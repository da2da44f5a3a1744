/** The adapters of the command line and of the configuration: commands that play implementations of suites. */
import { adaptersOf, type Suite, UsageError } from '../checker/index.ts';
import { didYouMean, nearest } from '../checker/values/suggestions.ts';
import { type Adapter, openAdapter } from '../integrations/stdio/index.ts';
import { counted } from '../reports/text.ts';
import type { Options } from './options.ts';

/** Default of `--adapter-time` in seconds. */
export const defaultAdapterSeconds = 10;

/** The command of an adapter, and the role that it plays; by default the only role of the suite. */
export interface AdapterCommand {
  readonly role?: string;
  readonly command: string;
  /** The folder in which it runs. */
  readonly folder?: string;
}

/** The adapters that are open in this thread, by role and command: each has one process. */
const open = new Map<string, Adapter>();

/**
 * The commands of `--implementation`. A word before `=` is a role only if the suite has one of that name, for
 * a command may begin with a variable of the environment.
 */
export function adapterCommands(suite: Suite, { implementation = [] }: Options): readonly AdapterCommand[] {
  return implementation.map((text) => {
    const { role, command } = /^(?<role>[\w-]+)=(?<command>.+)$/s.exec(text)?.groups ?? {};
    if (role === undefined || command === undefined) return { command: text };
    if (Object.hasOwn(suite.roles, role)) return { role, command };
    // A word near a role is a mistake in writing; any other one is a variable of the environment.
    if (nearest(role, Object.keys(suite.roles)).length > 0) throw new UsageError(unknownRole(suite, role));
    return { command: text };
  });
}

/**
 * The suite in which adapters play implementations. Known bugs of the suite's own implementation are left out.
 *
 * @throws UsageError if a role is missing or is played twice, or an adapter is of another protocol.
 */
export function withAdapters(
  suite: Suite,
  commands: readonly AdapterCommand[],
  { adapterTime = defaultAdapterSeconds }: Pick<Options, 'adapterTime'>,
): Suite {
  if (commands.length === 0) return suite;
  const roles = { ...suite.roles };
  const played = new Set<string>();
  for (const { role: named, command, folder } of commands) {
    const role = named ?? onlyRole(suite);
    if (played.has(role)) throw new UsageError(`--implementation plays role '${role}' twice; leave one out`);
    const actors = roles[role];
    if (actors === undefined) throw new UsageError(unknownRole(suite, role));
    played.add(role);
    const key = JSON.stringify([role, command, folder]);
    const adapter =
      open.get(key) ??
      openAdapter(command, { answerMs: 1_000 * adapterTime, ...(folder !== undefined && { folder }) });
    open.set(key, adapter);
    const { shape, name } = adapter.hello();
    if (shape !== undefined && shape !== suite.name)
      throw new UsageError(
        `adapter '${name}' is an implementation of '${shape}', and the protocol is '${suite.name}'; name protocol ${shape}`,
      );
    roles[role] = { ...actors, implementation: adapter.actor };
  }
  const withPlayed = { ...suite, roles, bugs: withoutImplementations(suite.bugs) };
  leftOut.set(
    withPlayed,
    Object.keys(suite.bugs).filter((id) => suite.bugs[id]?.implementation !== undefined),
  );
  return withPlayed;
}

/** By suite with adapters, the known bugs of the implementation that they replace. */
const leftOut = new WeakMap<Suite, readonly string[]>();

/** A line that says which known bugs are not judged, because they cannot be planted in the code of an adapter. */
export function leftOutText(suite: Suite): readonly string[] {
  const ids = leftOut.get(suite) ?? [];
  if (ids.length === 0) return [];
  const whole = ids.filter((id) => !Object.hasOwn(suite.bugs, id));
  const only = whole.length === 0 ? '' : `; only there: ${whole.join(', ')}`;
  return [
    `${counted(ids.length, 'known bug')} of the suite's own implementation cannot be planted in adapter '${adaptersOf(suite, { side: 'implementation' }).join(', ')}', and known bugs are judged in the model alone${only}`,
  ];
}

/** @throws UsageError for a known bug that only the implementation has which an adapter replaces. */
export function refuseLeftOut(suite: Suite, bug: string): void {
  const id = leftOut.get(suite)?.find((one) => one.toLowerCase() === bug.toLowerCase());
  if (id === undefined || Object.hasOwn(suite.bugs, id)) return;
  throw new UsageError(
    `bug ${id} of protocol '${suite.name}' is one of the suite's own implementation, and cannot be planted in the code of an adapter; leave out --implementation`,
  );
}

function onlyRole({ name, roles }: Suite): string {
  const [role, ...others] = Object.keys(roles);
  if (role !== undefined && others.length === 0) return role;
  throw new UsageError(
    `protocol '${name}' has several roles; write for instance --implementation ${role}=<command>; it has ${[role, ...others].join(', ')}`,
  );
}

function unknownRole({ name, roles }: Suite, role: string): string {
  return `protocol '${name}' has no role '${role}'; ${didYouMean(role, Object.keys(roles), 'it has')}`;
}

/** The known bugs with a model: those of an implementation concern the one that is replaced. */
function withoutImplementations(bugs: Suite['bugs']): Suite['bugs'] {
  return Object.fromEntries(
    Object.entries(bugs).flatMap(([id, { implementation: _, ...bug }]) =>
      bug.model === undefined ? [] : [[id, bug]],
    ),
  );
}
