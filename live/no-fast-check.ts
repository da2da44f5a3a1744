/**
 * An empty fast-check for live pages. The codecs of a suite are described by arbitraries when the suite is
 * loaded, and a page draws none of them; so every call gives a value that can be combined further and drawn
 * never. The bundle of a live page is a quarter smaller without the real one.
 */

/** The functions that would draw. */
const draws = ['assert', 'check', 'sample', 'statistics', 'generate', 'shrink'];

const nothing: unknown = new Proxy(() => {}, {
  get: (_, name) => (typeof name === 'string' && draws.includes(name) ? refuse : nothing),
  apply: () => nothing,
  construct: () => nothing as object,
});

function refuse(): never {
  throw new Error('a live page has no fast-check, so nothing can be drawn with it');
}

export default nothing;
