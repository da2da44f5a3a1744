export class Unsaid {
    #waiting = [];
    /** Keeps a copy, for the message's object is filled in anew; what waits already does not wait twice. */
    keep(to, message) {
        if (!this.#waiting.some((other) => other.to === to && isSame(other.message, message)))
            this.#waiting.push({ to, message: { ...message } });
    }
    /** Says what may be said now, in order. */
    release(maySay, out) {
        if (this.#waiting.length === 0)
            return;
        this.#waiting = this.#waiting.filter(({ to, message }) => {
            const isDue = maySay(message);
            if (isDue)
                out.send(to, message);
            return !isDue;
        });
    }
    forget() {
        this.#waiting.length = 0;
    }
    save() {
        return this.#waiting.slice();
    }
    load(saved) {
        this.#waiting = saved.slice();
    }
}
function isSame(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
}
