/**
 * The live page: a custom element with a player and a worker. From any step it offers what else could happen,
 * takes such a step as a branch, and searches on from there.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Choices, Found, Look, Offer, Path } from '../live/messages.ts';
import type { Choice } from '../reports/choice.ts';
import type { PageLive } from '../reports/html.ts';
import type { PageTrace } from '../reports/page-trace.ts';
import { addressOf, placeIn } from './address.ts';
import { Client } from './client.ts';
import './player.ts';
import { liveStyles, sharedStyles } from './styles.ts';

/** An execution that is shown: its path, and its trace. */
interface Shown {
  readonly path: Path;
  readonly trace: PageTrace;
}

/** `<swarmcheck-live>`: set its `live`, the script of its worker, and the trace that it begins with, if any. */
export class LivePage extends LitElement {
  static override styles = [sharedStyles, liveStyles];
  static override properties = {
    live: { attribute: false },
    worker: { attribute: false },
    trace: { attribute: false },
    shown: { state: true },
    at: { state: true },
    offers: { state: true },
    cuts: { state: true },
    choices: { state: true },
    choice: { state: true },
    found: { state: true },
    searching: { state: true },
    notice: { state: true },
  };
  declare live: PageLive;
  declare worker: string;
  declare trace: PageTrace | undefined;
  declare shown: Shown | undefined;
  declare at: number;
  declare offers: readonly Offer[];
  declare cuts: readonly string[];
  declare choices: Choices | undefined;
  declare choice: Choice | undefined;
  declare found: { readonly from: Path; readonly result: Found } | undefined;
  /** Worlds that the running search has found; undefined while none runs. */
  declare searching: number | undefined;
  /** A sentence about something that could not be done. */
  declare notice: string;
  #client: Client | undefined;
  /** The counterexample that the page begins with. */
  #base: Shown | undefined;
  #digest = '';
  #looks = 0;

  constructor() {
    super();
    this.at = 0;
    this.offers = [];
    this.cuts = [];
    this.notice = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    this.#client ??= new Client(this.worker);
    void this.#try(() => this.#start());
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#onKey);
    super.disconnectedCallback();
  }

  /** Begins with what the address names, else with the trace of the page. */
  async #start(): Promise<void> {
    const { step, path, world, scope, subject } = placeIn(location.hash);
    const own = this.live.choice;
    const other = { scope: scope ?? own.scope, subject: subject ?? own.subject };
    this.choices = await this.#worker.ask({ type: 'choices' });
    if (this.#isOwn(other)) await this.#begin(own, true);
    else
      await this.#begin(other, false).catch(async ({ message }: Error) => {
        await this.#begin(own, true);
        this.notice = `The link names something else: ${message}`;
      });
    if (path === undefined) {
      await this.#goTo(step ?? Number.POSITIVE_INFINITY);
      return;
    }
    const look = await this.#worker.ask({ type: 'look', path }).catch(() => undefined);
    if (look === undefined || look.digest !== world) {
      this.notice =
        'The link was made with another version of this suite, so its steps mean nothing here; this is the beginning.';
      await this.#goTo(0);
    } else {
      this.#show({ path, trace: look.trace });
      await this.#goTo(step ?? path.ordinals.length);
    }
  }

  /** Begins a session; with the trace of the page if it is about that. */
  async #begin(choice: Choice, withTrace: boolean): Promise<void> {
    this.choice = choice;
    this.found = undefined;
    this.#base = undefined;
    const recorded = withTrace ? this.live.recorded : undefined;
    const { path, because } = await this.#worker.ask({
      type: 'begin',
      choice,
      ...(recorded !== undefined && { recorded }),
    });
    if (because !== undefined) this.notice = `${because}, so only the steps before it can be changed`;
    if (recorded !== undefined && this.trace !== undefined) this.#base = { path, trace: this.trace };
    if (this.#base !== undefined) this.#show(this.#base);
    else this.#show({ path, trace: (await this.#worker.ask({ type: 'look', path })).trace });
  }

  get #worker(): Client {
    return this.#client as Client;
  }

  #show(shown: Shown): void {
    this.shown = shown;
  }

  /** The path to the step that is shown. */
  get #here(): Path {
    const { start, ordinals } = this.shown?.path ?? { start: 0, ordinals: [] };
    return { start, ordinals: ordinals.slice(0, this.at) };
  }

  /** Whether another execution than that of the page is shown. */
  get #isBranch(): boolean {
    return this.#base !== undefined && this.shown !== this.#base;
  }

  /** The step from which on a branch differs from the counterexample. */
  get #fork(): number {
    const [base, own] = [this.#base?.path.ordinals ?? [], this.shown?.path.ordinals ?? []];
    let same = 0;
    while (same < own.length && own[same] === base[same]) same++;
    return same;
  }

  /** Shows a step, and fetches what could happen there. */
  async #goTo(step: number): Promise<void> {
    const last = (this.shown?.trace.steps.length ?? 1) - 1;
    this.at = Math.min(Math.max(0, step), last);
    this.found = undefined;
    const asked = ++this.#looks;
    const isReachable = this.at <= (this.shown?.path.ordinals.length ?? 0);
    const look: Look | undefined = isReachable
      ? await this.#worker.ask({ type: 'look', path: this.#here })
      : undefined;
    // Another step may have been chosen meanwhile.
    if (asked !== this.#looks) return;
    this.offers = look?.offers ?? [];
    this.cuts = look?.cuts ?? [];
    this.#digest = look?.digest ?? '';
    this.#keepAddress();
  }

  /** Whether the page begins with this choice; an address leaves it out. */
  #isOwn({ scope, subject }: Choice): boolean {
    const { choice } = this.live;
    return scope === choice.scope && subject === choice.subject;
  }

  #keepAddress(): void {
    const { scope, subject } = this.choice ?? this.live.choice;
    const isTrace = this.#base !== undefined && !this.#isBranch;
    const place = {
      ...(this.#isOwn({ scope, subject }) ? {} : { scope, subject }),
      ...(isTrace ? { step: this.at } : { path: this.#here, world: this.#digest }),
    };
    history.replaceState(null, '', addressOf(place));
  }

  /** Takes an action that is offered. A branch that follows the counterexample is the counterexample. */
  async #take(ordinal: number): Promise<void> {
    const { start, ordinals } = this.#here;
    await this.#follow({ start, ordinals: [...ordinals, ordinal] });
  }

  /** Shows the end of a path. */
  async #follow(path: Path): Promise<void> {
    const base = this.#base;
    const isOnBase =
      base !== undefined &&
      path.start === base.path.start &&
      path.ordinals.every((ordinal, at) => ordinal === base.path.ordinals[at]);
    this.#show(isOnBase ? base : { path, trace: (await this.#worker.ask({ type: 'look', path })).trace });
    await this.#goTo(path.ordinals.length);
  }

  async #back(): Promise<void> {
    const base = this.#base;
    if (base === undefined || !this.#isBranch) return;
    const fork = this.#fork;
    this.#show(base);
    await this.#goTo(fork);
  }

  async #search(): Promise<void> {
    this.searching = 0;
    this.found = undefined;
    const from = this.#here;
    try {
      const result = await this.#worker.ask({ type: 'search', path: from }, (worlds) => {
        this.searching = worlds;
      });
      this.found = { from, result };
    } finally {
      this.searching = undefined;
    }
  }

  /** Runs something that may fail; the sentence of the failure is shown. */
  async #try(run: () => Promise<void>): Promise<void> {
    try {
      this.notice = '';
      await run();
    } catch (error) {
      this.notice = (error as Error).message;
    }
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    return html`
      ${this.#choosing()}
      ${this.notice === '' ? nothing : html`<p class="notice" role="status">${this.notice}</p>`}
      ${
        shown === undefined
          ? html`<p role="status">The checker starts …</p>`
          : html`<swarmcheck-player
              .trace=${shown.trace}
              .at=${this.at}
              .fork=${this.#isBranch ? this.#fork : undefined}
              @step=${({ detail }: CustomEvent<number>) => this.#try(() => this.#goTo(detail))}
              >${this.#panel()}</swarmcheck-player
            >`
      }
    `;
  }

  /** The choice of scope and subject. */
  #choosing(): TemplateResult | typeof nothing {
    const { choices, choice } = this;
    if (choices === undefined || choice === undefined) return nothing;
    const choose = (next: Choice) =>
      this.#try(async () => {
        await this.#begin(next, false);
        await this.#goTo(0);
      });
    return html`<div class="choices">
      <label
        >what
        <select
          @change=${({ target }: Event) => {
            const { value } = target as HTMLSelectElement;
            const scope = choices.subjects.find(({ word }) => word === value)?.scope ?? choice.scope;
            void choose({ scope: choices.scopes.includes(scope) ? scope : choice.scope, subject: value });
          }}
        >
          ${subjectsWith(choices, choice).map(
            ({ word, says }) =>
              html`<option value=${word} ?selected=${word === choice.subject}>${word}: ${says}</option>`,
          )}
        </select>
      </label>
      <label
        >scope
        <select
          @change=${({ target }: Event) =>
            void choose({ subject: choice.subject, scope: (target as HTMLSelectElement).value })}
        >
          ${choices.scopes.map((name) => html`<option value=${name} ?selected=${name === choice.scope}>${name}</option>`)}
        </select>
      </label>
    </div>`;
  }

  /** What could happen from the step that is shown. */
  #panel(): TemplateResult {
    const { offers, cuts, searching } = this;
    return html`<section slot="what-if" class="what-if" aria-label="what if">
      <h2>What if, after step ${this.at}</h2>
      ${
        this.#isBranch
          ? html`<p>
              This branch leaves the counterexample after step ${this.#fork}.
              <button type="button" @click=${() => this.#try(() => this.#back())}>back to the counterexample (b)</button>
            </p>`
          : nothing
      }
      <ul>
        ${offers.map(
          ({ ordinal, title, isIdle }) =>
            html`<li>
              <button type="button" class=${isIdle === true ? 'idle' : ''} @click=${() => this.#try(() => this.#take(ordinal))}>
                ${title}${isIdle === true ? html` <span class="word">(changes nothing)</span>` : nothing}
              </button>
            </li>`,
        )}
      </ul>
      ${offers.length === 0 ? html`<p>Nothing can happen here.</p>` : nothing}
      ${cuts.length === 0 ? nothing : html`<p class="word">Bounds of the scope forbid more: ${cuts.join(', ')}.</p>`}
      <p>
        ${
          searching === undefined
            ? html`<button type="button" class="search" @click=${() => this.#try(() => this.#search())}>
                search on from here
              </button>`
            : html`<button type="button" @click=${() => void this.#worker.ask({ type: 'stop' })}>stop the search</button>
                ${searching.toLocaleString('en-US')} worlds`
        }
      </p>
      <div role="status">${this.found === undefined ? nothing : this.#result(this.found)}</div>
    </section>`;
  }

  #result({ from, result }: { readonly from: Path; readonly result: Found }): TemplateResult {
    const worlds = `${result.worlds.toLocaleString('en-US')} worlds`;
    switch (result.verdict) {
      case 'broken': {
        const { property, steps, path } = result;
        const words =
          steps === 0 ? 'is broken here' : `can be broken in ${steps} more step${steps === 1 ? '' : 's'}`;
        return html`<p class="bad">From here ${property.name} ${words}.</p>
          <p>${property.says}</p>
          <button type="button" @click=${() => this.#try(() => this.#follow(path))}>show the steps</button>`;
      }
      case 'kept':
        return html`<p>From here it cannot be broken within this scope: all ${worlds} were searched.</p>`;
      case 'undecided':
        return html`<p>
          Inconclusive: no violation in ${worlds}, but ${result.because}${from.ordinals.length === 0 ? '' : ', counted from here'}.
        </p>`;
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (isTyping || event.key !== 'b' || event.altKey || event.ctrlKey || event.metaKey) return;
    void this.#try(() => this.#back());
  };
}

/** The subjects to choose from; that of the page is one of them, even if it is a side of a known bug. */
function subjectsWith({ subjects }: Choices, { subject }: Choice): Choices['subjects'] {
  if (subjects.some(({ word }) => word === subject)) return subjects;
  const [bug = ''] = subject.split('/');
  const says = subjects.find(({ word }) => word === bug)?.says ?? '';
  return [{ word: subject, says }, ...subjects];
}

customElements.define('swarmcheck-live', LivePage);

declare global {
  interface HTMLElementTagNameMap {
    'swarmcheck-live': LivePage;
  }
}
