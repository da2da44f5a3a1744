/** The elements of an SVG picture, read by an independent XML parser. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';

/** An element, its attributes with `@_` before their names and its text as `#text`. */
export type Element = Readonly<Record<string, unknown>>;

/** The elements of an SVG text by name; the text must be well-formed. */
export function elementsOf(svg: string): (name: string) => Element[] {
  expect(XMLValidator.validate(svg)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    parseTagValue: false,
    processEntities: true,
    isArray: (name) => ['text', 'line', 'path', 'circle', 'rect'].includes(name),
  });
  const { svg: root } = parser.parse(svg) as { svg: Element };
  return (name) => (root[name] ?? []) as Element[];
}
