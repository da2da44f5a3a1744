/** The command `adapter check`: tests whether a command keeps to the adapter protocol. */
import { defaultScopeOf, scopesIn, systemOf, UsageError } from '../checker/index.ts';
import { conformanceOf, type Expected } from '../integrations/stdio/index.ts';
import { defaultAdapterSeconds } from './adapters.ts';
import { Catalogue } from './catalogue.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';

/** Tests an adapter; returns the exit code. */
export async function adapter(action: string, command: string, options: Options): Promise<Exit> {
  if (action !== 'check')
    throw new UsageError(`there is no 'adapter ${action}'; write adapter check '<command>'`);
  const catalogue = await Catalogue.of(options);
  const { adapterTime = defaultAdapterSeconds } = options;
  const results = conformanceOf(command, (shape) => expectedOf(catalogue, shape), 1_000 * adapterTime);
  const output = new Output(options);
  for (const { says, problem } of results) {
    if (problem === undefined) output.lines(`  ${output.palette.green('ok')}      ${says}`);
    else output.report(false, [`  ${output.palette.red('FAILED')}  ${says}: ${problem}`]);
  }
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  output.report(failed === 0, ['', failed === 0 ? 'the adapter keeps to the protocol' : `${failed} failed`]);
  return failed === 0 ? exits.allHold : exits.internal;
}

/** The birth of a node in the default scope of a protocol, or of one without a setting if none is named. */
function expectedOf(catalogue: Catalogue, shape: string | undefined): Expected {
  if (shape === undefined) return { birth: { self: 'a', nodes: ['a', 'b', 'c'], setting: {} } };
  const suite = catalogue.named(shape);
  const [scope = ''] = scopesIn(suite, defaultScopeOf(suite, { side: 'model' }));
  const { nodes, setting = {}, timersMs } = systemOf(suite, scope, { side: 'model' });
  const names = Object.keys(nodes);
  const births = names.map((self) => ({ self, nodes: names, setting }));
  const [birth = { self: 'a', nodes: names, setting }] = births;
  return {
    birth,
    viewFields: commonFields(births.map((one) => nodes[one.self]?.view(nodes[one.self]?.init(one).state))),
    ...(timersMs !== undefined && { timers: Object.keys(timersMs) }),
  };
}

/** The fields that all views have: an adapter may play any role of its protocol. */
function commonFields(views: readonly unknown[]): readonly string[] {
  const [first, ...others] = views as readonly object[];
  return Object.keys(first ?? {}).filter((field) => others.every((view) => Object.hasOwn(view, field)));
}
