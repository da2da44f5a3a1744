/**
 * Fixed fields: fields of records that bear the name of a symmetric node but do not mean this node. Renaming
 * treats each field of that name as the node's. A counter `c` beside the fields of a node `c` would therefore
 * move to another node, and equal worlds would count as different.
 *
 * A record counts as keyed by nodes if all its fields are nodes of the system; keys of a Map are always data.
 * A record of one field alone shows nothing, so `symmetry-check.ts` also compares the views of renamed
 * worlds.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';

/**
 * Refuses data with fixed fields in a system with symmetric nodes; `what` names the data in the message.
 *
 * @throws UsageError that names the field, the node, and a field beside it that is not a node.
 */
export function refuseFixedFields(
  { nodes, symmetric = [] }: System,
  what: () => string,
  data: unknown,
): void {
  const members = new Set(symmetric.flat());
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (part instanceof Map) for (const item of part.entries()) look(item);
    else if (Array.isArray(part) || part instanceof Set) for (const item of part) look(item);
    else {
      const fields = Object.keys(part);
      const named = fields.find((field) => members.has(field));
      const other = fields.find((field) => !Object.hasOwn(nodes, field));
      if (named !== undefined && other !== undefined) throw mixed(what(), named, other);
      for (const field of fields) look(part[field as never]);
    }
  };
  look(data);
}

function mixed(what: string, named: NodeId, other: string): UsageError {
  return new UsageError(
    `system: 'symmetric' names node '${named}', and ${what} has a field '${named}' beside '${other}', which is no node, so other names ` +
      'would change what the field means; rename one of them, or keep what belongs to nodes in a Map or in a record of its own',
  );
}

/** The nested field names of data as a string, without values; the order of lists is ignored. */
export function fieldsOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '.';
  if (data instanceof Map) return `Map(${[...data.values()].map(fieldsOf).sort().join()})`;
  if (Array.isArray(data) || data instanceof Set) return `(${[...data].map(fieldsOf).sort().join()})`;
  const fields = Object.entries(data).map(([field, part]) => `${field}:${fieldsOf(part)}`);
  return `{${fields.sort().join()}}`;
}
