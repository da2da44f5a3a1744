/**
 * The walkers that wait at a servent, as columns: a walker is a place in each of them. It has no object, so a
 * walker that comes, asks and goes on leaves nothing to collect.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Guid, Walker } from '../../../models/gnutella/walkers/messages.ts';

/** Walkers in no order. A place is valid until the next removal. */
export class Standing {
  readonly guids: Guid[] = [];
  readonly walkers: number[] = [];
  readonly ttls: number[] = [];
  readonly hops: number[] = [];
  readonly criteria: string[] = [];
  readonly origins: NodeId[] = [];

  get size(): number {
    return this.guids.length;
  }

  add({ guid, walker, ttl, hops, criteria, origin }: Walker): void {
    this.guids.push(guid);
    this.walkers.push(walker);
    this.ttls.push(ttl);
    this.hops.push(hops);
    this.criteria.push(criteria);
    this.origins.push(origin);
  }

  /** The place of a walker; -1 if it does not wait here. */
  placeOf(guid: Guid, walker: number): number {
    for (let place = 0; place < this.guids.length; place++)
      if (this.walkers[place] === walker && this.guids[place] === guid) return place;
    return -1;
  }

  /** Removes the walker at a place; the last one takes this place. */
  remove(place: number): void {
    removeFrom(this.guids, place);
    removeFrom(this.walkers, place);
    removeFrom(this.ttls, place);
    removeFrom(this.hops, place);
    removeFrom(this.criteria, place);
    removeFrom(this.origins, place);
  }

  clear(): void {
    while (this.size > 0) this.remove(this.size - 1);
  }

  /** The walkers as the view shows them: by GUID and number. */
  sorted(): readonly Walker[] {
    const all = this.guids.map((guid, place): Walker => {
      const { walkers, ttls, hops, criteria, origins } = this;
      return {
        guid,
        walker: walkers[place] as number,
        ttl: ttls[place] as number,
        hops: hops[place] as number,
        criteria: criteria[place] as string,
        origin: origins[place] as NodeId,
      };
    });
    return all.sort((a, b) => (a.guid === b.guid ? a.walker - b.walker : a.guid < b.guid ? -1 : 1));
  }
}

function removeFrom<T>(column: T[], place: number): void {
  const last = column.pop() as T;
  if (place < column.length) column[place] = last;
}
