/**
 * Naming: the identifier of each name of a node or a key, and names for identifiers that no node has. A ring hashes
 * names (`wire/names.ts`, SHA-1); on the small circle of a search each name ends with its identifier: `N3`, `K3`.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Key } from '../../models/chord/node/messages.ts';
import type { Words } from './identifiers.ts';

/** The relation between names and identifiers; all nodes of a ring have the same. */
export interface Naming {
  /** Writes the identifier of a node's or a key's name. */
  identify(name: string, into: Words, at: number): void;
  /** The name of a node of which only the identifier is known; the node need not exist. */
  nodeAt(identifiers: Words, at: number): NodeId;
  /** The name of a key of which only the identifier is known. */
  keyAt(identifiers: Words, at: number): Key;
}

/** Names on a small circle, whose identifiers have one word. */
export const numberedNames: Naming = {
  identify: (name, into, at) => {
    into[at] = Number(name.slice(1));
  },
  nodeAt: (identifiers, at) => `N${identifiers[at]}`,
  keyAt: (identifiers, at) => `K${identifiers[at]}`,
};
