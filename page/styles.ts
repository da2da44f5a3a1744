/** The style of the player: light and dark, a wide and a narrow window, and print. */
import { css } from 'lit';

/** The colours of all elements, and what they share. */
export const sharedStyles = css`
  :host {
    --ink: light-dark(#1f2328, #e6edf3);
    --quiet: light-dark(#59636e, #a0aab5);
    --line: light-dark(#d1d9e0, #3d444d);
    --paper: light-dark(#ffffff, #0d1117);
    --panel: light-dark(#f6f8fa, #161b22);
    --blue: light-dark(#0550ae, #79b8ff);
    --red: light-dark(#b3141f, #ff8f8a);
    --mark: light-dark(#fff3c4, #4a3a00);
    --here: light-dark(#ddeeff, #1c2d44);
    display: block;
    color: var(--ink);
    font: 15px/1.45 system-ui, sans-serif;
    overflow-wrap: anywhere;
  }
  button, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.6rem; }
  button { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; }
`;

/** The style of the player. */
export const styles = css`
  :host { background: var(--paper); }
  h1 { font-size: 1.5rem; margin: 0; color: var(--red); }
  h1.kept { color: var(--ink); }
  h2 { font-size: 1.05rem; margin: 1rem 0 0.4rem; }
  h3 { font-size: 0.95rem; margin: 0 0 0.3rem; }
  p { margin: 0.25rem 0; }
  a { color: var(--blue); }
  .origin, .source, .place { color: var(--quiet); }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .controls { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; padding: 0.5rem 0; position: sticky; top: 0; background: var(--paper); z-index: 1; border-bottom: 1px solid var(--line); }
  .controls input[type='range'] { flex: 1 1 10rem; min-width: 6rem; accent-color: var(--blue); }
  button, .link input { min-height: 1.9rem; }
  .link input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.6rem; }
  button:disabled { color: var(--quiet); cursor: default; }
  .link label { display: flex; gap: 0.5rem; align-items: center; flex-wrap: wrap; }
  .link input { flex: 1; min-width: 8rem; }
  .keys div { display: inline-flex; gap: 0.4rem; margin-right: 1.2rem; }
  .keys dt { font-weight: 600; }
  dl, dd { margin: 0; }
  .columns { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 1.5rem; }
  .chart { display: flex; overflow: auto; max-height: 78vh; border: 1px solid var(--line); border-radius: 8px; position: relative; }
  .chart svg { flex: none; }
  .chart ol { list-style: none; margin: 30px 0 0; padding: 0; flex: 1 0 13rem; min-width: 0; }
  .chart li { height: 34px; }
  .chart li button { all: unset; box-sizing: border-box; cursor: pointer; display: block; width: 100%; height: 34px; line-height: 34px; padding: 0 0.6rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .chart li button:focus-visible { outline: 2px solid var(--blue); outline-offset: -2px; }
  .chart li button[aria-current] { background: var(--here); font-weight: 600; }
  .chart li.fold button { color: var(--quiet); font-style: italic; }
  .number { color: var(--quiet); display: inline-block; min-width: 1.5rem; text-align: right; margin-right: 0.3rem; font-variant-numeric: tabular-nums; }
  .again { color: var(--red); }
  .chart li.branch button { border-left: 3px dashed var(--blue); }
  .end { color: var(--quiet); font-weight: 600; }
  .end.here, .bad { color: var(--red); }
  svg .current { fill: var(--here); }
  svg .lane { stroke: var(--quiet); stroke-width: 1.5; }
  svg .lane.down, svg .lane.failed, svg .lane.absent { stroke-dasharray: 2 6; }
  svg .name { fill: var(--ink); font-weight: 600; font-size: 13px; }
  svg .message { stroke: var(--blue); stroke-width: 1.4; fill: none; }
  svg .message.flying { stroke-width: 2.4; }
  svg .message.later, svg .label.later { opacity: 0.45; }
  svg .message.pending { stroke-dasharray: 3 3; }
  svg .message.lost, svg .cross { stroke: var(--red); }
  svg .cross { stroke-width: 2.5; fill: none; }
  svg .arrowhead { fill: context-stroke; }
  svg .label { fill: var(--blue); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
  svg .label.lost { fill: var(--red); }
  svg .dot { fill: var(--paper); stroke: var(--ink); stroke-width: 1.8; }
  svg .dot.full { fill: var(--ink); }
  svg .end { fill: none; stroke: var(--red); stroke-width: 2; }
  svg .bracket { fill: none; stroke: var(--red); stroke-width: 1.5; }
  .picture { margin: 0.5rem 0; padding: 0.5rem; background: #ffffff; color: #1f2328; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
  .picture > svg { max-width: 100%; height: auto; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; }
  .picture figcaption { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; font-size: 0.85rem; color: #59636e; }
  .picture .name { font-weight: 600; }
  .legend { display: inline-flex; gap: 0.3rem; align-items: center; }
  .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.7rem; }
  .card { border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem; background: var(--panel); max-height: 28rem; overflow-y: auto; }
  .card.new { border: 2px solid var(--blue); padding: calc(0.6rem - 1px); }
  .card.down, .card.absent { border-style: dashed; }
  .card.failed { border-color: var(--red); }
  .badge { font-weight: 400; font-size: 0.8rem; border: 1px solid currentColor; border-radius: 1rem; padding: 0 0.5rem; }
  .badge.acts { color: var(--blue); }
  .card dl > div { display: grid; grid-template-columns: minmax(5.5rem, max-content) 1fr; gap: 0.5rem; padding: 0.05rem 0.25rem; border-radius: 4px; }
  .card dt { color: var(--quiet); }
  .card dd, .card td, ins, del, .step li { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.85rem; }
  .card .changed { background: var(--mark); }
  .card .changed dt { font-weight: 600; color: var(--ink); }
  .change { display: block; }
  .path, .word { color: var(--ink); }
  ins { text-decoration: none; font-weight: 700; }
  del { text-decoration: line-through; }
  table { border-collapse: collapse; margin: 0.4rem 0; width: 100%; font-size: 0.9rem; }
  caption { text-align: left; color: var(--red); font-weight: 600; }
  th, td { border: 1px solid var(--line); padding: 0.15rem 0.4rem; text-align: left; vertical-align: top; font-weight: 400; }
  tr.first td { background: var(--mark); font-weight: 700; }
  .why { color: var(--quiet); }
  .otherwise { border-left: 4px solid var(--red); background: var(--panel); padding: 0.3rem 0.7rem; margin: 0.4rem 0; }
  .statuses { list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
  .statuses .bad { font-weight: 700; }
  .step ul { margin: 0.2rem 0; padding-left: 1.2rem; }
  .every { margin-top: 1rem; }
  .every ol { padding-left: 2.2rem; }
  .every li { content-visibility: auto; }
  @media (max-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr); } .chart { max-height: 24rem; } }
  @media print {
    :host { color: #000; background: #fff; font-size: 11px; }
    .controls, .link, .keys, .every summary { display: none; }
    .columns { display: block; }
    .chart, .card { max-height: none; overflow: visible; break-inside: auto; }
    .card { break-inside: avoid; }
  }
`;

/** The style of the list of checks. */
export const reportStyles = css`
  h1 { font-size: 1.4rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
  th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; font-weight: 400; }
  thead th { font-weight: 600; }
  .verdict { font-weight: 600; }
  .verdict.violated { color: var(--red); }
  @media (max-width: 40rem) { table, thead, tbody, tr, th, td { display: block; } thead { display: none; } }
`;

/** The style of what a live page adds to the player. */
export const liveStyles = css`
  h2 { font-size: 1.05rem; margin: 1rem 0 0.4rem; }
  p { margin: 0.3rem 0; }
  ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.4rem; max-height: 16rem; overflow-y: auto; }
  button, select { max-width: 100%; text-align: left; }
  button.idle, .word { color: var(--quiet); }
  button.idle { border-style: dashed; }
  button.search { border-color: var(--blue); font-weight: 600; }
  .bad { color: var(--red); font-weight: 600; }
  .choices { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }
  .choices label { display: flex; gap: 0.4rem; align-items: center; max-width: 100%; }
  .choices select { min-width: 0; }
  .notice { border-left: 4px solid var(--blue); padding-left: 0.6rem; }
  @media print { .choices, .what-if { display: none; } }
`;
