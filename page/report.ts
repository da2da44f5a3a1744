/**
 * The report: a custom element that lists the checks of a run, and shows the trace that is chosen in a player.
 * The address of the page keeps both the trace and the step: `#trace=2&step=5`.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PageCheck, PageData, PageProperty } from '../reports/html.ts';
import { addressOf, placeIn } from './address.ts';
import type { Player } from './player.ts';
import './player.ts';
import { reportStyles, sharedStyles } from './styles.ts';

/** `<swarmcheck-report>`: set its `data`. */
export class PageReport extends LitElement {
  static override styles = [sharedStyles, reportStyles];
  static override properties = {
    data: { attribute: false },
    chosen: { state: true },
    at: { state: true },
  };
  declare data: PageData | undefined;
  declare chosen: number;
  declare at: number | undefined;

  constructor() {
    super();
    this.chosen = 0;
    this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
  }

  override disconnectedCallback(): void {
    window.removeEventListener('hashchange', this.#follow);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (data === undefined) return html``;
    const trace = data.traces[this.chosen] ?? data.traces[0];
    const at = this.at ?? (trace === undefined ? 0 : trace.steps.length - 1);
    return html`
      ${data.checks === undefined ? nothing : this.#checks(data.title, data.checks)}
      ${
        trace === undefined
          ? nothing
          : html`<swarmcheck-player
              .trace=${trace}
              .at=${at}
              @step=${({ detail }: CustomEvent<number>) => this.#keep(this.chosen, detail)}
            ></swarmcheck-player>`
      }
    `;
  }

  #checks(title: string, checks: readonly PageCheck[]): TemplateResult {
    return html`<h1>${title}</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">checked</th>
            <th scope="col">extent</th>
            <th scope="col">outcome</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(
            ({ row: [what, extent, outcome], properties, isExpected }) =>
              html`<tr>
                <th scope="row">${what}</th>
                <td>${extent}</td>
                <td>
                  <details ?open=${!isExpected && properties.some(({ verdict }) => verdict === 'violated')}>
                    <summary>${outcome}</summary>
                    <ul>
                      ${properties.map((property) => this.#property(property))}
                    </ul>
                  </details>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  #property({ name, says, verdict, because, trace, file }: PageProperty): TemplateResult {
    const words = html`<strong>${name}</strong>: ${says} <span class="verdict ${verdict}">${verdict}</span>${
      because === undefined ? nothing : html` (${because})`
    }`;
    return html`<li>
      ${words}
      ${
        trace === undefined
          ? file === undefined
            ? nothing
            : html`(its trace: ${file})`
          : html`<button
              type="button"
              aria-pressed=${trace === this.chosen}
              @click=${() => this.#keep(trace, undefined)}
            >
              show the counterexample
            </button>`
      }
    </li>`;
  }

  /** Shows a trace at a step, and keeps both in the address. */
  #keep(trace: number, step: number | undefined): void {
    this.chosen = trace;
    this.at = step;
    const isOne = (this.data?.traces.length ?? 0) === 1;
    const place = { ...(!isOne && { trace }), ...(step !== undefined && { step }) };
    history.replaceState(null, '', addressOf(place));
  }

  readonly #follow = (): void => {
    const { trace = 0, step } = placeIn(location.hash);
    this.chosen = trace;
    this.at = step;
  };
}

customElements.define('swarmcheck-report', PageReport);

declare global {
  interface HTMLElementTagNameMap {
    'swarmcheck-report': PageReport;
    'swarmcheck-player': Player;
  }
}
