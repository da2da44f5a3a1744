/**
 * Fields that are no nodes, though they bear the name of one that may change places. Renaming takes every field of that name for the
 * node's, so a counter `c` beside a node `c` would be carried to another node, and worlds that are alike would count as many.
 *
 * A record is taken for keyed by nodes where all its fields are nodes of the system; the keys of a Map always are data. What code
 * makes of views under other names is compared as well (`symmetry-check.ts`), for a record of one field alone tells nothing.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';

/**
 * Looks through data of a system whose nodes may change places; `what` names the data.
 *
 * @throws UsageError naming the field, the node, and a field beside it that is no node.
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

/** The fields of data and of their parts, without what is in them; the order of lists says nothing. */
export function fieldsOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '.';
  if (data instanceof Map) return `Map(${[...data.values()].map(fieldsOf).sort().join()})`;
  if (Array.isArray(data) || data instanceof Set) return `(${[...data].map(fieldsOf).sort().join()})`;
  const fields = Object.entries(data).map(([field, part]) => `${field}:${fieldsOf(part)}`);
  return `{${fields.sort().join()}}`;
}
