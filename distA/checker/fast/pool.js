/** Things to choose among at random: any may be added, taken out or looked at by its position, each at once. */
/** In no particular order. */
export class Pool {
    #items = [];
    get size() {
        return this.#items.length;
    }
    at(index) {
        return this.#items[index];
    }
    add(item) {
        item.index = this.#items.length;
        this.#items.push(item);
    }
    /** The last one moves to where it stood. */
    remove(item) {
        const last = this.#items.pop();
        if (last !== item) {
            this.#items[item.index] = last;
            last.index = item.index;
        }
        item.index = -1;
    }
    [Symbol.iterator]() {
        return this.#items[Symbol.iterator]();
    }
}
