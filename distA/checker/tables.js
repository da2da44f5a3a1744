/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow and never shrink, and a lookup
 * allocates nothing. Every table keeps its keys whole: two different keys are never taken for one, however their
 * hashes fall.
 */
/** Long lists grow by pieces of this many items, so that nothing is copied and little lies idle. */
const pieceBits = 16;
const pieceSize = 1 << pieceBits;
const pieceMask = pieceSize - 1;
/** A list of integers that grows. */
export class Ints {
    #pieces = [];
    #size = 0;
    get size() {
        return this.#size;
    }
    at(index) {
        return this.#pieces[index >>> pieceBits][index & pieceMask];
    }
    push(value) {
        const at = this.#size++;
        // Short lists are many, so the first piece begins small.
        if ((at & pieceMask) === 0)
            this.#pieces.push(new Int32Array(at === 0 ? 64 : pieceSize));
        else if (at < pieceSize && at === this.#pieces[0]?.length)
            this.#pieces[0] = grown(this.#pieces[0], at + 1);
        this.#pieces[at >>> pieceBits][at & pieceMask] = value;
    }
}
function grown(ints, least) {
    const larger = new Int32Array(Math.max(least, 2 * ints.length));
    larger.set(ints);
    return larger;
}
/** A set of small integers, a bit each. */
export class Bits {
    #words = new Int32Array(64);
    #count = 0;
    /** How many are in it. */
    get count() {
        return this.#count;
    }
    has(index) {
        const word = index >>> 5;
        return word < this.#words.length && ((this.#words[word] >>> (index & 31)) & 1) === 1;
    }
    add(index) {
        if (this.has(index))
            return;
        const word = index >>> 5;
        if (word >= this.#words.length)
            this.#words = grown(this.#words, word + 1);
        this.#words[word] = this.#words[word] | (1 << (index & 31));
        this.#count++;
    }
}
/** Spreads the bits of two integers: equal parts of two keys do not make their hashes alike. */
function mixed(a, b) {
    const hash = Math.imul(a ^ Math.imul(b + 1, 0x27d4eb2f), 0x9e3779b1);
    return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
/** What one column of a row adds to its hash; a row's hash is the exclusive or of them, so that a change of one is cheap. */
export function hashOf(column, value) {
    return mixed(value, column);
}
/** The place of a hash in a table: its upper bits are the better ones. */
function slotOf(hash, mask) {
    return (hash ^ (hash >>> 16)) & mask;
}
/** Of the slots of a table at most this part is in use. */
const load = 0.6;
/**
 * Rows of a fixed width, each once, numbered from 0 in the order in which they came. Beside a row its hash is kept in the
 * index, so that a row is read only where it most probably is the one.
 *
 * Most columns hold small numbers only. A column takes 16 bits as long as these are enough for all rows, then 32.
 */
export class Rows {
    #first;
    width;
    /** Of each column, whether it takes two cells, the lower half first. */
    #isWide;
    /** Cells of a row. */
    #cells;
    /** Each piece holds as many rows. */
    #pieces = [];
    #size = 0;
    /** Two integers a slot: a hash, and the number of the row plus one; 0 is an empty slot. */
    #index = new Int32Array(2 * 1_024);
    #mask = 1_023;
    /** Of the arrays it is given, the `width` items from `first` on are the row. */
    constructor(first, width) {
        this.#first = first;
        this.width = width;
        this.#isWide = new Uint8Array(width);
        this.#cells = width;
    }
    get size() {
        return this.#size;
    }
    copy(row, into) {
        const piece = this.#pieces[row >>> pieceBits];
        let cell = (row & pieceMask) * this.#cells;
        for (let column = 0; column < this.width; column++) {
            let value = piece[cell++];
            if (this.#isWide[column] === 1)
                value |= piece[cell++] << 16;
            into[this.#first + column] = value;
        }
    }
    /** The number of a row, or -1 where it is not there. `hash` is the exclusive or of `hashOf` over its columns. */
    find(row, hash) {
        const index = this.#index;
        for (let slot = slotOf(hash, this.#mask);; slot = (slot + 1) & this.#mask) {
            const found = index[2 * slot + 1] - 1;
            if (found < 0 || (index[2 * slot] === hash && this.#is(found, row)))
                return found;
        }
    }
    #is(number, row) {
        const { width } = this;
        const first = this.#first;
        const isWide = this.#isWide;
        const piece = this.#pieces[number >>> pieceBits];
        let cell = (number & pieceMask) * this.#cells;
        for (let column = 0; column < width; column++) {
            const value = row[first + column];
            if (piece[cell++] !== (value & 0xffff))
                return false;
            if (isWide[column] === 1 ? piece[cell++] !== value >>> 16 : value >>> 16 !== 0)
                return false;
        }
        return true;
    }
    /** Adds a row that `find` did not find; returns its number. */
    add(row, hash) {
        for (let column = 0; column < this.width; column++) {
            if (row[this.#first + column] >>> 16 !== 0 && this.#isWide[column] === 0)
                this.#widen(column);
        }
        const number = this.#size++;
        if ((number & pieceMask) === 0)
            this.#pieces.push(new Uint16Array(pieceSize * this.#cells));
        this.#write(number, row);
        if (this.#size > load * (this.#mask + 1))
            this.#rehash();
        this.#put(hash, number + 1);
        return number;
    }
    #write(number, row) {
        const piece = this.#pieces[number >>> pieceBits];
        let cell = (number & pieceMask) * this.#cells;
        for (let column = 0; column < this.width; column++) {
            const value = row[this.#first + column];
            piece[cell++] = value;
            if (this.#isWide[column] === 1)
                piece[cell++] = value >>> 16;
        }
    }
    /** Gives a column another cell, in the rows that there are as well. */
    #widen(column) {
        const lower = this.#isWide.subarray(0, column).reduce((cells, isWide) => cells + isWide, column);
        this.#isWide[column] = 1;
        const cells = this.#cells++;
        this.#pieces = this.#pieces.map((piece) => {
            const wider = new Uint16Array(pieceSize * this.#cells);
            for (let from = 0, to = 0; from < piece.length; from++) {
                wider[to++] = piece[from];
                if (from % cells === lower)
                    to++;
            }
            return wider;
        });
    }
    #put(hash, entry) {
        let slot = slotOf(hash, this.#mask);
        while (this.#index[2 * slot + 1] !== 0)
            slot = (slot + 1) & this.#mask;
        this.#index[2 * slot] = hash;
        this.#index[2 * slot + 1] = entry;
    }
    #rehash() {
        const old = this.#index;
        this.#index = new Int32Array(2 * old.length);
        this.#mask = old.length - 1;
        for (let slot = 0; slot < old.length; slot += 2) {
            if (old[slot + 1] !== 0)
                this.#put(old[slot], old[slot + 1]);
        }
    }
}
/** Two integers to one, for what is remembered of a pair. */
export class Pairs {
    /** Three integers a slot: the key, and the value plus one; 0 is an empty slot. */
    #slots = new Int32Array(3 * 256);
    #mask = 255;
    #size = 0;
    /** The value, 0 or more, or -1 where nothing is remembered. */
    get(a, b) {
        const slots = this.#slots;
        for (let slot = slotOf(mixed(a, b), this.#mask);; slot = (slot + 1) & this.#mask) {
            const entry = slots[3 * slot + 2];
            if (entry === 0)
                return -1;
            if (slots[3 * slot] === a && slots[3 * slot + 1] === b)
                return entry - 1;
        }
    }
    /** For a pair of which nothing is remembered yet. */
    set(a, b, value) {
        if (++this.#size > load * (this.#mask + 1))
            this.#rehash();
        this.#put(a, b, value + 1);
    }
    #put(a, b, entry) {
        let slot = slotOf(mixed(a, b), this.#mask);
        while (this.#slots[3 * slot + 2] !== 0)
            slot = (slot + 1) & this.#mask;
        this.#slots[3 * slot] = a;
        this.#slots[3 * slot + 1] = b;
        this.#slots[3 * slot + 2] = entry;
    }
    #rehash() {
        const old = this.#slots;
        this.#slots = new Int32Array(2 * old.length);
        this.#mask = 2 * this.#mask + 1;
        for (let slot = 0; slot < old.length; slot += 3) {
            if (old[slot + 2] !== 0)
                this.#put(old[slot], old[slot + 1], old[slot + 2]);
        }
    }
}
/** Small values of pairs of small numbers: as `Pairs`, without looking for a place as long as there are few. */
export class Square {
    #side = 64;
    #cells = new Int8Array(64 * 64);
    #beyond = new Pairs();
    /** The value, 0 or more, or -1 where nothing is remembered. */
    get(a, b) {
        if (a < this.#side && b < this.#side)
            return this.#cells[a * this.#side + b] - 1;
        return this.#beyond.get(a, b);
    }
    /** For a pair of which nothing is remembered yet; the value is below 127. */
    set(a, b, value) {
        while (this.#side <= Math.max(a, b) && this.#side < sideMax)
            this.#grow();
        if (a < this.#side && b < this.#side)
            this.#cells[a * this.#side + b] = value + 1;
        else
            this.#beyond.set(a, b, value);
    }
    #grow() {
        const side = 2 * this.#side;
        const cells = new Int8Array(side * side);
        for (let a = 0; a < this.#side; a++) {
            cells.set(this.#cells.subarray(a * this.#side, (a + 1) * this.#side), a * side);
        }
        this.#side = side;
        this.#cells = cells;
    }
}
/** A square of this side is 4 MB. */
const sideMax = 2_048;
/** Lists of integers of any length, each once, numbered from 0; the empty one is 0. */
export class Lists {
    #items = new Ints();
    #ends = new Ints();
    #index = new Int32Array(256);
    #mask = 255;
    constructor() {
        this.intern([]);
    }
    get size() {
        return this.#ends.size;
    }
    /** Where a list begins among the items. */
    from(list) {
        return list === 0 ? 0 : this.#ends.at(list - 1);
    }
    /** Where it ends. */
    to(list) {
        return this.#ends.at(list);
    }
    item(index) {
        return this.#items.at(index);
    }
    /** A copy. */
    get(list) {
        const items = [];
        for (let at = this.from(list); at < this.to(list); at++)
            items.push(this.#items.at(at));
        return items;
    }
    intern(items) {
        const hash = listHash(items);
        for (let slot = slotOf(hash, this.#mask);; slot = (slot + 1) & this.#mask) {
            const found = this.#index[slot] - 1;
            if (found < 0)
                return this.#add(items, slot);
            if (this.#equals(found, items))
                return found;
        }
    }
    #equals(list, items) {
        const from = this.from(list);
        return (this.to(list) - from === items.length && items.every((item, at) => this.#items.at(from + at) === item));
    }
    #add(items, slot) {
        const list = this.#ends.size;
        for (const item of items)
            this.#items.push(item);
        this.#ends.push(this.#items.size);
        this.#index[slot] = list + 1;
        if (this.size > load * (this.#mask + 1))
            this.#rehash();
        return list;
    }
    #rehash() {
        this.#index = new Int32Array(2 * this.#index.length);
        this.#mask = this.#index.length - 1;
        for (let list = 0; list < this.size; list++) {
            let slot = slotOf(listHash(this.get(list)), this.#mask);
            while (this.#index[slot] !== 0)
                slot = (slot + 1) & this.#mask;
            this.#index[slot] = list + 1;
        }
    }
}
function listHash(items) {
    let hash = items.length;
    for (const item of items)
        hash = mixed(item, hash);
    return hash;
}
/** Values by the string that stands for each, numbered from 0; whoever adds one keeps what belongs to it by that number. */
export class Names {
    #numbers = new Map();
    get size() {
        return this.#numbers.size;
    }
    /** The number of a name; `add` is called where it is new, before it counts. */
    of(name, add) {
        const known = this.#numbers.get(name);
        if (known !== undefined)
            return known;
        const number = this.#numbers.size;
        add(number);
        this.#numbers.set(name, number);
        return number;
    }
}
