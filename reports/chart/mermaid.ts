/**
 * Statecharts as a Mermaid state diagram, which GitHub and many editors draw from text. Mermaid gives no
 * arrow a style of its own, so a transition that was never taken says so in words; a state that was never
 * entered is red and dashed.
 */
import { count } from '../../checker/values/text.ts';
import { escapedCharacter } from '../mermaid.ts';
import type { Chart, ChartRow, ChartState, ProtocolCharts } from './chart.ts';
import { headTitle, rowText } from './layout.ts';

/** The text of a state diagram with all charts; each of several machines is a state around its own. */
export function chartMermaid(charts: ProtocolCharts): string {
  const machines = charts.roles.flatMap(({ role, charts: own }) => own.map((chart) => ({ role, chart })));
  const diagrams = machines.map(({ chart }, at) => new MachineDiagram(chart, `m${at}`));
  const states = diagrams.flatMap((diagram, at) => {
    if (diagrams.length === 1) return diagram.lines();
    const { role, chart } = machines[at] as (typeof machines)[number];
    const name = escaped(`${role}: ${chart.machine}`);
    return [`state "${name}" as m${at} {`, ...diagram.lines().map(indented), '}'];
  });
  const lines = [
    ...headLines(charts),
    ...states,
    ...diagrams.flatMap((diagram) => diagram.arrows()),
    'classDef never stroke:#cf222e,stroke-dasharray:6 4',
    ...diagrams.flatMap((diagram) => diagram.marks()),
  ];
  return `${['stateDiagram-v2', ...lines.map(indented)].join('\n')}\n`;
}

/** Comments: what the diagram shows, and guards with one outcome only. */
function headLines({ protocol, roles, search }: ProtocolCharts): string[] {
  const searched =
    search === undefined
      ? []
      : [
          `never taken: in scope ${search.scope}, ${count(search.worlds)} worlds${search.stopped === undefined ? '' : `, before ${search.stopped}`}`,
        ];
  const guards = roles.flatMap(({ charts }) =>
    charts.flatMap(({ machine, oneSided }) => oneSided.map((guard) => `${machine}: ${guard}`)),
  );
  return [protocol, ...searched, ...guards].map((line) => `%% ${[...line].map(plainCharacter).join('')}`);
}

/** Mermaid reads braces in comments as directives. */
function plainCharacter(character: string): string {
  return /[A-Za-z0-9 .,:()/_-]/.test(character) ? character : '?';
}

function indented(line: string): string {
  return `  ${line}`;
}

function escaped(text: string): string {
  return [...text].map(escapedCharacter).join('');
}

/** The lines of one machine. */
class MachineDiagram {
  readonly #chart: Chart;
  readonly #ids = new Map<string, string>();
  readonly #states: ChartState[] = [];

  constructor(chart: Chart, prefix: string) {
    this.#chart = chart;
    this.#number(chart.root, prefix);
  }

  #number(state: ChartState, prefix: string): void {
    this.#ids.set(state.path, `${prefix}s${this.#ids.size}`);
    this.#states.push(state);
    for (const one of state.states) this.#number(one, prefix);
  }

  #id(path: string): string {
    return this.#ids.get(path) as string;
  }

  /** The states. */
  lines(): string[] {
    const { root } = this.#chart;
    return root.states.length === 0 ? this.#stateLines(root) : this.#insideLines(root);
  }

  /**
   * The arrows. They come outside of all states: in a state, Mermaid would take the ends of an arrow for
   * states in that one.
   */
  arrows(): string[] {
    return this.#chart.arrows.map(
      ({ from, to, label, coverage }) =>
        `${this.#exit(from)} --> ${this.#id(to)} : ${escaped(marked({ label, coverage }))}`,
    );
  }

  /**
   * What an arrow out of a state begins at: of a state with states in it, a state of its own inside, because
   * Mermaid cannot draw an arrow from a state to one inside it, and shows no lines there.
   */
  #exit(path: string): string {
    const state = this.#states.find((one) => one.path === path) as ChartState;
    return state.states.length === 0 ? this.#id(path) : `${this.#id(path)}all`;
  }

  /** The states that no execution entered. */
  marks(): string[] {
    return this.#states
      .filter(({ coverage, path }) => coverage === 'never' && path !== '')
      .map(({ path }) => `class ${this.#id(path)} never`);
  }

  #stateLines(state: ChartState): string[] {
    const id = this.#id(state.path);
    const name = `state "${escaped(state.name)}" as ${id}`;
    if (state.states.length === 0)
      return [name, ...rowLines(id, state.rows), ...(state.kind === 'final' ? [`${id} --> [*]`] : [])];
    return [`${name} {`, ...this.#insideLines(state).map(indented), '}'];
  }

  #insideLines(state: ChartState): string[] {
    const { kind, initial, states, path } = state;
    const hasOwn = state.rows.length > 0 || this.#chart.arrows.some(({ from }) => from === path);
    const own = hasOwn ? [this.#ownLines(state)] : [];
    const regions = states.map((one) => this.#stateLines(one));
    if (kind === 'parallel')
      return [...own, ...regions].flatMap((region, at) => (at === 0 ? region : ['--', ...region]));
    return [
      ...own.flat(),
      ...(initial === undefined ? [] : [`[*] --> ${this.#id(initial)}`]),
      ...regions.flat(),
    ];
  }

  /** The state that shows the transitions of a state with states in it. */
  #ownLines(state: ChartState): string[] {
    const id = `${this.#id(state.path)}all`;
    return [`state "${escaped(headTitle(state))}" as ${id}`, ...rowLines(id, state.rows)];
  }
}

function rowLines(id: string, rows: readonly ChartRow[]): string[] {
  return rows.map((row) => `${id} : ${escaped(marked({ ...row, label: rowText(row) }))}`);
}

function marked({ label, coverage }: Pick<ChartRow, 'label' | 'coverage'>): string {
  return coverage === 'never' ? `${label} (never taken)` : label;
}
