/** Elements of XML, and their text. A report builds a tree of elements and writes it once. */
import type { Element } from 'xast';
import { toXml } from 'xast-util-to-xml';
import { x } from 'xastscript';
import { printableLines } from '../checker/values/printable.ts';

export type { Element } from 'xast';

/** The attributes of an element, in their order; one that is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its content. */
export function element(
  name: string,
  attributes: Attributes = {},
  ...content: readonly (Element | string)[]
): Element {
  return x(name, attributes, ...content) as Element;
}

/** Adds an element to the content of another one, and returns it. */
export function append(parent: Element, ...parts: Parameters<typeof element>): Element {
  const child = element(...parts);
  parent.children.push(child);
  return child;
}

/** The library escapes by number; names are what people read. The sequence ]]> may be in no text of XML. */
const names = { '&#x26;': '&amp;', '&#x3C;': '&lt;', '&#x22;': '&quot;', ']]>': ']]&gt;' } as const;

/** The text of an element in one line, but for line breaks in its own text. */
export function xmlText(root: Element): string {
  const text = toXml(root, { closeEmptyElements: true, tightClose: true });
  return printableLines(
    text.replaceAll(/&#x(?:26|3C|22);|\]\]>/g, (found) => names[found as keyof typeof names]),
  );
}

/** The text of a file: the declaration, and the element. */
export function xmlFileText(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${xmlText(root)}\n`;
}

/** The same element with each element that it contains on a line of its own. */
export function indented(one: Element, depth = 0): Element {
  const children = one.children.map((child) =>
    child.type === 'element' ? indented(child, depth + 1) : child,
  );
  if (children.length === 0 || children.some(({ type }) => type !== 'element')) return { ...one, children };
  const lines = children.flatMap((child) => [line(depth + 1), child]);
  return { ...one, children: [...lines, line(depth)] };
}

function line(depth: number) {
  return { type: 'text' as const, value: `\n${'  '.repeat(depth)}` };
}
