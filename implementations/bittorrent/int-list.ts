/** Lists of integers in typed arrays with room to spare: each function changes a list in place. */

/** Turns the first `count` entries so that they begin with the one at an index. */
export function turnTo(list: Int32Array, count: number, begin: number): void {
  reverse(list, 0, begin);
  reverse(list, begin, count);
  reverse(list, 0, count);
}

/** Takes an item out of the first `count` entries, if it is there; the later ones move up. */
export function removeFrom(list: Int32Array, count: number, item: number): void {
  const at = list.subarray(0, count).indexOf(item);
  if (at !== -1) list.copyWithin(at, at + 1, count);
}

/** Reverses the entries from one index to before another. */
function reverse(list: Int32Array, from: number, to: number): void {
  for (let a = from, b = to - 1; a < b; a++, b--) {
    const one = list[a] as number;
    list[a] = list[b] as number;
    list[b] = one;
  }
}
