/** The statecharts of a protocol: their data, and the forms in which they are drawn. */
import type { ProtocolCharts } from './chart.ts';
import { chartMermaid } from './mermaid.ts';
import { chartSvg } from './svg.ts';

export {
  type Chart,
  type ChartArrow,
  type ChartRow,
  type ChartState,
  type Coverage,
  chartOf,
  type ProtocolCharts,
  type RoleCharts,
} from './chart.ts';

/** The forms of a chart, by the names that `chart --as` takes; each is the text of a whole file. */
export const chartForms = {
  svg: (charts: ProtocolCharts) => chartSvg(charts),
  mermaid: (charts: ProtocolCharts) => chartMermaid(charts),
} as const;

/** The name of a form. */
export type ChartForm = keyof typeof chartForms;
