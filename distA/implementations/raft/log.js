/** Places of an empty log. */
const placesMin = 16;
export class Log {
    /** The last index that was dropped, and its term; 0 before anything was. */
    #droppedIndex = 0;
    #droppedTerm = 0;
    #lastIndex = 0;
    /** Whole numbers; a double keeps them up to 2^53. */
    #terms = new Float64Array(placesMin);
    #values = new Array(placesMin).fill(undefined);
    /** The entries as they are, made when somebody asks. */
    #entries = [];
    get lastIndex() {
        return this.#lastIndex;
    }
    get lastTerm() {
        return this.termAt(this.#lastIndex);
    }
    /** 0 before the first entry, -1 beyond the last and for what was dropped. */
    termAt(index) {
        if (index === this.#droppedIndex)
            return this.#droppedTerm;
        if (index < this.#droppedIndex || index > this.#lastIndex)
            return -1;
        return this.#terms[index & (this.#terms.length - 1)];
    }
    valueAt(index) {
        return this.#values[index & (this.#terms.length - 1)];
    }
    append(term, value) {
        if (this.#lastIndex - this.#droppedIndex === this.#terms.length)
            this.#grow();
        this.#lastIndex++;
        const place = this.#lastIndex & (this.#terms.length - 1);
        this.#terms[place] = term;
        this.#values[place] = value;
        this.#entries = undefined;
    }
    /** Forgets every entry behind this index. */
    truncate(lastIndex) {
        for (; this.#lastIndex > lastIndex; this.#lastIndex--)
            this.#values[this.#lastIndex & (this.#terms.length - 1)] = undefined;
        this.#entries = undefined;
    }
    /** Forgets every entry up to this index, which must be in the log: what a snapshot holds. */
    drop(index) {
        this.#droppedTerm = this.termAt(index);
        for (let at = this.#droppedIndex + 1; at <= index; at++)
            this.#values[at & (this.#terms.length - 1)] = undefined;
        this.#droppedIndex = index;
        this.#entries = undefined;
    }
    /** The first index of the term that the entry at this index has: terms never decrease, so half of the rest goes at each look. */
    firstOfTerm(index) {
        const term = this.termAt(index);
        let low = this.#droppedIndex + 1;
        let high = index;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (this.termAt(middle) < term)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    /** So many entries from an index on. */
    slice(from, count) {
        return Array.from({ length: count }, (_, at) => ({
            term: this.termAt(from + at),
            value: this.valueAt(from + at),
        }));
    }
    /** All that is left of it. */
    entries() {
        this.#entries ??= this.slice(this.#droppedIndex + 1, this.#lastIndex - this.#droppedIndex);
        return this.#entries;
    }
    /** Holds these entries and no others, the first at index 1. */
    load(entries) {
        if (entries === this.#entries)
            return;
        this.#droppedIndex = 0;
        this.#droppedTerm = 0;
        this.truncate(0);
        for (const { term, value } of entries)
            this.append(term, value);
        this.#entries = entries;
    }
    #grow() {
        const terms = new Float64Array(this.#terms.length * 2);
        const values = new Array(terms.length).fill(undefined);
        for (let index = this.#droppedIndex + 1; index <= this.#lastIndex; index++) {
            terms[index & (terms.length - 1)] = this.termAt(index);
            values[index & (terms.length - 1)] = this.valueAt(index);
        }
        this.#terms = terms;
        this.#values = values;
    }
}
