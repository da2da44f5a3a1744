/** Tests of statecharts as Mermaid diagrams, read back by Mermaid. */
// @vitest-environment jsdom

import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { chartsOf } from '../../tests/support/charts.ts';
import { chartOf } from './chart.ts';
import { chartMermaid } from './mermaid.ts';

interface Node {
  readonly id: string;
  readonly label?: string;
  readonly parentId?: string;
}
interface Data {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly start: string; readonly end: string; readonly label: string }[];
}

/** Nodes and arrows as Mermaid's own parser reads them. */
async function readBack(text: string): Promise<Data> {
  await mermaid.parse(text);
  const { db } = (await mermaid.mermaidAPI.getDiagramFromText(text)) as unknown as {
    db: { getData(): Data };
  };
  return db.getData();
}

describe('Mermaid state diagram', () => {
  it('has each arrow of each machine, and each state in the one around it', async () => {
    const charts = chartsOf('bittorrent');
    const { nodes, edges } = await readBack(chartMermaid(charts));
    const all = charts.roles.flatMap((one) => one.charts);
    const labelled = edges.filter(({ label }) => label !== '');
    expect(labelled).toHaveLength(all.flatMap(({ arrows }) => arrows).length);
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const named = (name: string) => nodes.find(({ label }) => label === name || label?.[0] === name) as Node;
    const uploading = named('uploading');
    const serving = byId.get(uploading.parentId ?? '');
    expect(serving?.label).toBe('serving');
    for (const { start, end } of edges) expect([byId.has(start), byId.has(end)]).toEqual([true, true]);
  });

  it('says which transitions and states were never taken', async () => {
    const machine = createMachine({
      id: 'door',
      initial: 'open',
      states: { open: { on: { shut: 'shut', creak: {} } }, shut: { on: { lock: 'locked' } }, locked: {} },
    });
    const never = ['door: shut --lock--> locked'];
    const text = chartMermaid({
      protocol: 'doors',
      roles: [{ role: 'door', charts: [chartOf(machine, never)] }],
      search: { scope: 'default', worlds: 2 },
    });
    const { edges } = await readBack(text);
    expect(edges.map(({ label }) => label)).toEqual(expect.arrayContaining(['shut', 'lock (never taken)']));
    expect(text).toContain('class m0s3 never');
    expect(text).not.toContain('class m0s2 never');
  });

  it('keeps names that mean something to Mermaid', async () => {
    const name = 'a"]; --> b: {end} %%{init}%% <script>';
    const machine = createMachine({
      id: name,
      initial: 'one',
      states: { one: { on: { [name]: 'two' } }, two: { on: { 'end note': {} } } },
    });
    const text = chartMermaid({ protocol: name, roles: [{ role: name, charts: [chartOf(machine)] }] });
    const { edges } = await readBack(text);
    expect(edges.filter(({ label }) => label !== '')).toHaveLength(1);
    expect(text).not.toContain('<script>');
  });
});
