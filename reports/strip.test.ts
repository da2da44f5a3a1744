/** A test of strips: the worlds that a picture draws. */
import { expect, it } from 'vitest';
import type { Frame, Picture, TraceRecord } from '../checker/index.ts';
import { elementsOf } from '../tests/support/svg.ts';
import { pictureText } from './strip.ts';

/** Each node as a text, with what is under way. */
const plain: Picture = {
  widthPx: 100,
  heightPx: 50,
  draw: () => ({
    legend: [{ label: 'a line', line: { stroke: 'black' } }, { label: 'words alone' }],
    marks: ({ standings, messages, action, actor }: Frame, { x, y }) => [
      { element: 'circle', style: { cx: x, cy: y, r: 3 } },
      {
        element: 'text',
        style: { x, y, fill: 'black' },
        words: `${[...standings.keys()]} ${messages.join(';')} ${action?.type} ${actor}`,
      },
    ],
  }),
};

const record: TraceRecord = {
  tool: '0.0.0',
  protocol: 'p',
  subject: 'model',
  scope: 'default',
  setting: {},
  property: { kind: 'always', name: 'P', says: 'It holds.', source: 'here' },
  trace: {
    start: 0,
    initial: { a: { up: {} }, b: { up: {} } },
    steps: [
      {
        action: { type: 'timeout', node: 'a', timer: 't' },
        effects: [{ type: 'send', to: 'b', message: { type: 'M' } }],
        changes: [],
      },
      {
        action: { type: 'deliver', from: 'a', to: 'b', message: { type: 'M' } },
        effects: [],
        changes: [],
      },
    ],
  },
};

it('passes every world to the picture, with its action and its messages in flight', () => {
  const elements = elementsOf(pictureText(record, plain));
  const texts = elements('text').map((element) => element['#text']);
  expect(texts).toEqual(
    expect.arrayContaining([
      'a line',
      'words alone',
      'a,b  undefined undefined',
      'a,b a,b timeout a',
      'a,b  deliver b',
      'P is violated',
    ]),
  );
  // One place for each world, side by side.
  expect(elements('circle').map((circle) => Number(circle['@_cx']))).toEqual([24, 124, 224]);
  expect(elements('rect')).toHaveLength(2);
});
