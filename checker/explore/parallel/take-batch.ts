/**
 * Takes the successors of one world from a batch into the store of the search, with the same numbers, counts
 * and edges as if the search had expanded the world itself.
 */
import { beyond } from '../../property/state-graph.ts';
import type { RowTable } from '../tables/row-table.ts';
import { type Batch, back } from './batch.ts';

/** The store as a batch needs it. */
export interface BatchTarget {
  rows(): RowTable;
  readonly maxWorlds: number;
  readonly keepsEdges: boolean;
  readonly keepsLabels: boolean;
  /** Adds the counts of the current world of the batch. */
  count(batch: Batch): void;
  /** Adds a row of the batch as a new world; returns its number. */
  add(batch: Batch, row: number): number;
  /** Adds an edge, with the number of its action where labels are kept; -1 is the label of no action. */
  addEdge(to: number, action: number | undefined): void;
}

/** Returns false, and takes nothing, if the search must expand the world itself. */
export function takeBatch(batch: Batch, world: number, target: BatchTarget): boolean {
  const rows = target.rows();
  if (batch.width !== rows.width || !batch.enter(world)) return false;
  if (rows.size + batch.rowsEnd - batch.firstRow > target.maxWorlds) return false;
  target.count(batch);
  if (target.keepsEdges) takeEdges(batch, world, target);
  else for (let row = batch.firstRow; row < batch.rowsEnd; row++) numberOf(batch, row, target);
  return true;
}

function takeEdges(batch: Batch, world: number, target: BatchTarget): void {
  for (let to = batch.read(); to !== undefined; to = batch.read()) {
    const action = target.keepsLabels ? batch.read() : undefined;
    if (to === back) target.addEdge(world, action);
    else if (to === beyond) target.addEdge(beyond, action);
    else {
      // Several edges may lead to one row: it is looked up once.
      if (batch.worldOf(to) < 0) batch.setWorldOf(to, numberOf(batch, to, target));
      target.addEdge(batch.worldOf(to), action);
    }
  }
}

/** The number of the world that a row is; a new row is added. */
function numberOf(batch: Batch, row: number, target: BatchTarget): number {
  const found = batch.find(row, target.rows());
  return found >= 0 ? found : target.add(batch, row);
}
