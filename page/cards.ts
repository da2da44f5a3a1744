/** The cards of the nodes and of the monitor's history: every field, and what the current step changed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PageCard, PageChange, PageDivergence, PageField, PageTrace } from '../reports/page-trace.ts';

/** The newest card of each node and of the history, with the step that made it. */
export function cardsAt({ nodes, steps }: PageTrace, at: number): readonly (readonly [PageCard, number])[] {
  const newest = new Map<string | undefined, readonly [PageCard, number]>();
  for (let step = at; step >= 0; step--)
    for (const card of steps[step]?.cards ?? [])
      if (!newest.has(card.node)) newest.set(card.node, [card, step]);
  return [...nodes, undefined].flatMap((node) => {
    const card = newest.get(node);
    return card === undefined ? [] : [card];
  });
}

const standings = { up: '', down: 'down', failed: 'failed', absent: 'absent' } as const;

/** The cards after step `at`. The node that took the step is marked. */
export function cardsTemplate(trace: PageTrace, at: number): TemplateResult {
  const actor = trace.steps[at]?.node;
  return html`<div class="cards">
    ${cardsAt(trace, at).map(([card, step]) => {
      const isNew = step === at && at > 0;
      return html`<section
        class="card ${card.standing} ${isNew ? 'new' : ''}"
        aria-label=${card.node === undefined ? 'history of the monitor' : `node ${card.node}`}
      >
        <h3>
          ${card.node ?? 'history'}
          ${standings[card.standing] === '' ? nothing : html`<span class="badge">${standings[card.standing]}</span>`}
          ${card.node !== undefined && card.node === actor ? html`<span class="badge acts">takes this step</span>` : nothing}
        </h3>
        ${card.failed === undefined ? nothing : html`<p class="bad">${card.failed}</p>`}
        ${card.divergence === undefined ? nothing : divergenceTemplate(card.divergence)}
        <dl>
          ${card.fields.map((field) => fieldTemplate(field, isNew))}
        </dl>
      </section>`;
    })}
  </div>`;
}

function fieldTemplate({ name, text, changes = [] }: PageField, isNew: boolean): TemplateResult {
  const isChanged = isNew && changes.length > 0;
  return html`<div class=${isChanged ? 'changed' : ''}>
    <dt>${name}</dt>
    <dd>${isChanged ? changes.map((change) => changeTemplate(change, name)) : text}</dd>
  </div>`;
}

function changeTemplate({ path, before, after }: PageChange, name: string): TemplateResult {
  const part = path === name ? '' : path.startsWith(name) ? path.slice(name.length) : path;
  return html`<span class="change"
    >${part === '' ? nothing : html`<span class="path">${part}</span> `}${
      before === undefined
        ? html`<span class="word">added</span> `
        : html`<del>${before}</del>${after === undefined ? html` <span class="word">removed</span>` : ' → '}`
    }${after === undefined ? nothing : html`<ins>${after}</ins>`}</span
  >`;
}

function divergenceTemplate({ what, model, implementation, parts }: PageDivergence): TemplateResult {
  return html`<table>
    <caption>
      The implementation differs from the model in ${what}
    </caption>
    <thead>
      <tr>
        <th scope="col">part</th>
        <th scope="col">model</th>
        <th scope="col">implementation</th>
      </tr>
    </thead>
    <tbody>
      ${parts.map(
        ({ path, before, after }, at) =>
          html`<tr class=${at === 0 ? 'first' : ''}>
            <th scope="row">${path}</th>
            <td>${before ?? 'absent'}</td>
            <td>${after ?? 'absent'}</td>
          </tr>`,
      )}
      <tr>
        <th scope="row">whole</th>
        <td>${model}</td>
        <td>${implementation}</td>
      </tr>
    </tbody>
  </table>`;
}
