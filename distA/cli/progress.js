/** How far something has come, for whoever waits for it; never on standard output. */
const msBetweenLines = 1_000;
/** On a terminal one line that is rewritten every second; elsewhere a line at the start. */
export class ProgressLine {
    #title;
    #mode;
    #nextAt = 0;
    #written = false;
    constructor(title, quiet) {
        this.#title = title;
        this.#mode = quiet ? 'silent' : process.stderr.isTTY ? 'rewrites' : 'starts';
        if (this.#mode === 'starts')
            process.stderr.write(`${title}\n`);
    }
    update(text, now) {
        if (this.#mode !== 'rewrites' || now < this.#nextAt)
            return;
        this.#nextAt = now + msBetweenLines;
        this.#written = true;
        process.stderr.write(`\r\u001b[K${this.#title}: ${text()}`);
    }
    end() {
        if (this.#written)
            process.stderr.write('\r\u001b[K');
        this.#written = false;
    }
}
