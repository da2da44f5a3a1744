/** Arbitrary trace records whose strings are special in every output format. */
import fc from 'fast-check';
import type { Action, Change, Effect, Standing, TraceRecord } from '../../checker/index.ts';

const specialStrings = [
  ']]>',
  '<script>alert(1)</script>',
  '&amp; & " \'',
  'end',
  'wrap: x',
  '%% comment',
  '#35; # ; :',
  '```\n```',
  '=== x ===',
  'a\nb\r\nc\u2028d',
  '\u0000\u0007\u001b[31m\uffff',
  '\ud800 lone',
  '🦜 ünïcode',
  '| table | <td>',
  '$&',
  '__proto__',
  '#map',
  '',
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...specialStrings),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const hostileData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    hostileText,
    fc.constantFrom<unknown>(0, -1, 1.5, Number.NaN, -0, null, true, 12n, 2 ** 60),
    fc.array(tie('data'), { maxLength: 2 }),
    fc.dictionary(hostileText, tie('data'), { maxKeys: 2, noNullPrototype: true }),
    fc.array(tie('data'), { maxLength: 2 }).map((members) => new Set(members)),
    fc.array(fc.tuple(tie('data'), tie('data')), { maxLength: 2 }).map((entries) => new Map(entries)),
  ),
})).data;

const message = fc
  .tuple(hostileText, hostileText, hostileData)
  .map(([type, field, value]) => ({ [field]: value, type }) as { type: string });

const names = ['end', 'n1', '1', 'a.b-c', 'wrap', 'Note'] as const;

function stepsOf(nodes: readonly string[]) {
  const node = fc.constantFrom(...nodes);
  const envelope = { from: node, to: node, message };
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc.record({
      type: fc.constantFrom('deliver' as const, 'drop' as const, 'duplicate' as const),
      ...envelope,
    }),
    fc.record({ type: fc.constant('timeout' as const), node, timer: hostileText }),
    fc.record({ type: fc.constant('input' as const), node, input: message, draw: hostileData }),
    fc.record({ type: fc.constantFrom('crash' as const, 'restart' as const), node }),
    fc.record({ type: fc.constant('partition' as const), name: hostileText }),
    fc.constant({ type: 'heal' as const }),
  );
  const effect: fc.Arbitrary<Effect> = fc.oneof(
    fc.record({ type: fc.constant('send' as const), to: node, message }),
    fc.record({ type: fc.constant('output' as const), value: message }),
    fc.record({ type: fc.constant('persist' as const), record: hostileData }) as fc.Arbitrary<Effect>,
  );
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ node, field: hostileText, before: hostileData, after: hostileData }),
    fc.record({ node, standing }),
  );
  return fc.array(
    fc.record({
      action,
      effects: fc.array(effect, { maxLength: 3 }),
      changes: fc.array(change, { maxLength: 3 }),
    }),
    { maxLength: 8 },
  );
}

const standing: fc.Arbitrary<Standing> = fc.oneof(
  fc.dictionary(hostileText, hostileData, { maxKeys: 2, noNullPrototype: true }).map((up) => ({ up })),
  fc.constant({ down: undefined }),
  fc.constant({ absent: true as const }),
);

export const hostileRecord: fc.Arbitrary<TraceRecord> = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 })
  .chain((nodes) =>
    fc.record({
      tool: fc.constant('0.0.0'),
      protocol: fc.constant('hostile'),
      subject: fc.constant('model'),
      scope: hostileText,
      setting: hostileData,
      property: fc.record({
        kind: fc.constant('always'),
        name: hostileText,
        says: hostileText,
        source: hostileText,
      }),
      trace: fc
        .tuple(
          fc.record(Object.fromEntries(nodes.map((node) => [node, standing]))),
          stepsOf(nodes),
          fc.option(fc.nat(8), { nil: undefined }),
        )
        .map(([initial, steps, loop]) => ({
          start: 0,
          initial,
          steps,
          ...(loop !== undefined && { loop: Math.min(loop, steps.length) }),
        })),
    }),
  );
