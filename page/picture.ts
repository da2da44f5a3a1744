/** The picture that a suite draws of a world, such as the ring of Chord. */
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { PagePicture } from '../reports/page-trace.ts';

const namespace = 'http://www.w3.org/2000/svg';
/** The attributes of SVG that a picture may set; none of them loads or runs anything. */
const allowed =
  /^(?:x|y|[xyr][12xy]?|c[xy]|d|width|height|points|transform|fill|stroke|opacity|class|role|font-\w+|text-\w+|stroke-\w+|fill-\w+|paint-order|dominant-baseline|xml:space)$/;

/** The picture of the world after step `at`, with its legend. */
export function pictureTemplate(picture: PagePicture, at: number): TemplateResult {
  const { name, widthPx, heightPx, legend, frames } = picture;
  const draw = (canvas?: Element) => {
    if (canvas === undefined) return;
    const marks = (frames[at] ?? []).map(({ element, style, words }) => shape(element, style, words));
    canvas.querySelector('g')?.replaceChildren(...marks);
  };
  return html`<figure class="picture">
    <svg role="img" aria-label="${name} after step ${at}" viewBox="0 0 ${widthPx} ${heightPx}" width=${widthPx} height=${heightPx} ${ref(draw)}>
      <defs>
        <marker id="arrow" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto" markerUnits="userSpaceOnUse">
          <path d="M 0 0 L 8 4 L 0 8 z" fill="context-stroke"></path>
        </marker>
      </defs>
      <g></g>
    </svg>
    <figcaption>
      <span class="name">${name}</span>
      ${legend.map(
        ({ label, line }) =>
          html`<span class="legend">${line === undefined ? '' : sample(line)}${label}</span>`,
      )}
    </figcaption>
  </figure>`;
}

type Style = PagePicture['frames'][number][number]['style'];

function shape(element: string, style: Style, words?: string): SVGElement {
  const made = document.createElementNS(namespace, element);
  for (const [name, value] of Object.entries(style))
    if (allowed.test(name)) made.setAttribute(name, String(value));
    else if (name === 'marker-end' && value === 'url(#arrow)') made.setAttribute(name, value);
  if (words !== undefined) made.textContent = words;
  return made;
}

function sample(line: Style): SVGElement {
  const canvas = shape('svg', { width: 30, height: 8, role: 'presentation' });
  canvas.append(shape('line', { x1: 1, y1: 4, x2: 27, y2: 4, ...line }));
  return canvas;
}
