/**
 * The player: a custom element that shows one trace step by step. Arrow keys, buttons, the slider and the list
 * of steps all lead to a step; the address of the page keeps it (`#step=5`).
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { PageStatuses, PageStep, PageTrace } from '../reports/page-trace.ts';
import { cardsTemplate } from './cards.ts';
import { chartTemplate } from './chart.ts';
import { pictureTemplate } from './picture.ts';
import { sharedStyles, styles } from './styles.ts';

/** How many steps the keys Page Up and Page Down go. */
const pageSteps = 10;

/** Each key with what it does, in the words of the help. */
const keys: readonly (readonly [string, string])[] = [
  ['← →', 'one step back or on'],
  ['Page Up, Page Down', `${pageSteps} steps back or on`],
  ['Home, End', 'the initial world, the last step'],
  ['?', 'this help'],
];

/** `<swarmcheck-player>`: set its `trace`, and listen to `step` events for the step that is shown. */
export class Player extends LitElement {
  static override styles = [sharedStyles, styles];
  static override properties = {
    trace: { attribute: false },
    at: { type: Number },
    fork: { attribute: false },
    isHelpOpen: { state: true },
    isPrinting: { state: true },
    isNarrow: { state: true },
  };
  declare trace: PageTrace | undefined;
  /** The step that is shown; 0 is the initial world. */
  declare at: number;
  /** The step after which this execution leaves another one; undefined if it leaves none. */
  declare fork: number | undefined;
  declare isHelpOpen: boolean;
  declare isPrinting: boolean;
  declare isNarrow: boolean;
  #link = '';
  readonly #narrow = matchMedia('(max-width: 40rem)');

  constructor() {
    super();
    this.at = 0;
    this.isHelpOpen = false;
    this.isPrinting = false;
    this.isNarrow = this.#narrow.matches;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    this.#narrow.addEventListener('change', this.#onWidth);
    window.addEventListener('beforeprint', this.#onPrint);
    window.addEventListener('afterprint', this.#onPrint);
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#onKey);
    this.#narrow.removeEventListener('change', this.#onWidth);
    window.removeEventListener('beforeprint', this.#onPrint);
    window.removeEventListener('afterprint', this.#onPrint);
    super.disconnectedCallback();
  }

  /** Shows a step; a number outside of the trace leads to its end. */
  goTo(step: number): void {
    this.at = this.#within(step);
    this.#link = '';
    this.dispatchEvent(new CustomEvent('step', { detail: this.at, bubbles: true, composed: true }));
  }

  #within(step: number): number {
    const last = (this.trace?.steps.length ?? 1) - 1;
    return Math.min(last, Math.max(0, Number.isFinite(step) ? Math.trunc(step) : 0));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('trace') || changed.has('at')) this.at = this.#within(this.at);
  }

  protected override updated(): void {
    const current = this.renderRoot.querySelector<HTMLElement>('.chart [aria-current]');
    const chart = this.renderRoot.querySelector<HTMLElement>('.chart');
    if (current === null || chart === null) return;
    const above = current.offsetTop - chart.clientHeight / 2;
    if (Math.abs(chart.scrollTop - above) > chart.clientHeight / 3) chart.scrollTop = above;
  }

  protected override render(): TemplateResult {
    const { trace, at } = this;
    if (trace === undefined) return html``;
    const step = trace.steps[at] as PageStep;
    return html`
      ${this.#head(trace)} ${this.#controls(trace, step)}
      <p class="unseen" aria-live="polite">${`step ${at}: ${step.title}. ${step.changes.join('; ')}`}</p>
      <div class="columns">
        <div>
          <h2>Steps</h2>
          ${chartTemplate(trace, at, (one) => this.goTo(one), this)}
          ${trace.end === '' ? nothing : html`<p class="end ${at === trace.steps.length - 1 ? 'here' : ''}">${trace.end}</p>`}
        </div>
        <div>
          ${stepTemplate(trace, at)}
          <slot name="what-if"></slot>
          ${trace.statuses === undefined ? nothing : statusesTemplate(trace.statuses, at)}
          ${trace.pictures.map((picture) => pictureTemplate(picture, at))}
          <h2>Nodes after step ${at}</h2>
          ${cardsTemplate(trace, at)}
        </div>
      </div>
      ${this.#everyStep(trace)}
    `;
  }

  #head({ protocol, subject, scope, property, loop, heading, isBroken }: PageTrace): TemplateResult {
    const { says, source } = property;
    return html`<header>
      <p class="origin">${protocol}, ${subject}, scope ${scope}</p>
      <h1 class=${isBroken ? '' : 'kept'}>${heading}</h1>
      ${says === '' ? nothing : html`<p class="says">${says} <span class="source">(${withLinks(source)})</span></p>`}
      ${loop === undefined ? nothing : html`<p class="says">The steps marked ↻ repeat for ever.</p>`}
    </header>`;
  }

  #controls({ steps }: PageTrace, step: PageStep): TemplateResult {
    const last = steps.length - 1;
    const { at } = this;
    const button = (label: string, says: string, to: number, isOff: boolean) =>
      html`<button type="button" aria-label=${says} title=${says} ?disabled=${isOff} @click=${() => this.goTo(to)}>
        ${label}
      </button>`;
    return html`<div class="controls" role="group" aria-label="steps">
        ${button('|◀', 'initial world', 0, at === 0)} ${button('◀', 'previous step', at - 1, at === 0)}
        ${button('▶', 'next step', at + 1, at === last)} ${button('▶|', 'last step', last, at === last)}
        <input
          type="range"
          min="0"
          max=${last}
          .value=${String(at)}
          aria-label="step"
          aria-valuetext=${`step ${at} of ${last}: ${step.title}`}
          @input=${({ target }: Event) => this.goTo(Number((target as HTMLInputElement).value))}
        />
        <span class="place">step ${at} of ${last}</span>
        <button type="button" @click=${() => this.#share()}>link</button>
        <button type="button" @click=${() => window.print()}>print</button>
        <button type="button" aria-expanded=${this.isHelpOpen} @click=${() => this.#help()}>keys</button>
      </div>
      ${this.#link === '' ? nothing : html`<p class="link"><label>Link to this step <input readonly .value=${this.#link} /></label></p>`}
      ${
        this.isHelpOpen
          ? html`<dl class="keys">
              ${keys.map(
                ([key, does]) =>
                  html`<div>
                    <dt>${key}</dt>
                    <dd>${does}</dd>
                  </div>`,
              )}
            </dl>`
          : nothing
      }`;
  }

  /** All steps as text: for print, for a search in the page, and for readers of text. */
  #everyStep({ steps }: PageTrace): TemplateResult {
    return html`<details class="every" .open=${this.isPrinting}>
      <summary>All steps as text</summary>
      ${guard([steps], () => html`<ol start="0">${steps.map(textOfStep)}</ol>`)}
    </details>`;
  }

  #help(): void {
    this.isHelpOpen = !this.isHelpOpen;
  }

  /** Shows the address of this step, and copies it where the browser allows that. */
  #share(): void {
    this.#link = location.href;
    this.requestUpdate();
    navigator.clipboard?.writeText(this.#link).catch(() => {});
  }

  readonly #onWidth = (): void => {
    this.isNarrow = this.#narrow.matches;
  };

  readonly #onPrint = ({ type }: Event): void => {
    this.isPrinting = type === 'beforeprint';
    // The browser prints as soon as the listeners have returned.
    this.performUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    const isTyping = target instanceof HTMLInputElement && target.type !== 'range';
    if (isTyping || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = (this.trace?.steps.length ?? 1) - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: this.at - 1,
      ArrowRight: this.at + 1,
      PageUp: this.at - pageSteps,
      PageDown: this.at + pageSteps,
      Home: 0,
      End: last,
    };
    const step = steps[event.key];
    if (step !== undefined) this.goTo(step);
    else if (event.key === '?') this.#help();
    else return;
    event.preventDefault();
  };
}

/** One step of the list of all steps. */
function textOfStep({ title, changes, effects, note }: PageStep): TemplateResult {
  const lines = [...changes, ...effects, ...(note === undefined ? [] : [note])];
  return html`<li><strong>${title}</strong>${lines.map((line) => html`<br />${line}`)}</li>`;
}

/** The current step in words: what the node did, sent and wrote. */
function stepTemplate({ steps }: PageTrace, at: number): TemplateResult {
  const { title, effects, note, why = [], otherwise = [] } = steps[at] as PageStep;
  return html`<section class="step" aria-label="this step">
    <h2>${at === 0 ? 'Initial world' : `Step ${at}: ${title}`}</h2>
    ${note === undefined ? nothing : html`<p>${note}</p>`}
    ${
      effects.length === 0
        ? nothing
        : html`<ul>
            ${effects.map((effect) => html`<li>${effect}</li>`)}
          </ul>`
    }
    ${why.map((line) => html`<p class="why">${withLinks(line)}</p>`)}
    ${otherwise.length === 0 ? nothing : html`<div class="otherwise">${otherwise.map((line) => html`<p>${withLinks(line)}</p>`)}</div>`}
  </section>`;
}

const verdicts: Readonly<Record<string, readonly [mark: string, words: string]>> = {
  y: ['✓', 'holds'],
  n: ['✗', 'is broken'],
  '-': ['·', 'says nothing of this step'],
};

/** The safety properties in the world after step `at`. */
function statusesTemplate({ names, rows }: PageStatuses, at: number): TemplateResult {
  return html`<section aria-label="properties at this step">
    <h2>Properties after step ${at}</h2>
    <ul class="statuses">
      ${names.map((name, index) => {
        const [mark, words] = verdicts[rows[at]?.[index] ?? '-'] ?? ['·', ''];
        return html`<li class=${words === 'is broken' ? 'bad' : ''} title="${name} ${words}">
          <span aria-hidden="true">${mark}</span> ${name}<span class="unseen"> ${words}</span>
        </li>`;
      })}
    </ul>
  </section>`;
}

/** Text in which addresses of the web are links; an address of any other kind stays text. */
function withLinks(text: string): readonly (TemplateResult | string)[] {
  return text
    .split(/(\bhttps?:\/\/[^\s<>"')]+)/)
    .map((part, at) =>
      at % 2 === 0 ? part : html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>`,
    );
}

customElements.define('swarmcheck-player', Player);
