/** Reads the XML of a TwiML document. Works without a DOM, and refuses what is not well-formed as a carrier would. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

export class MalformedXmlError extends Error {
  readonly code = 'malformed_xml';
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The root element. Throws MalformedXmlError. */
export function parseXml(source: string): Element {
  const top: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [top];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < source.length) {
    const found = token.exec(source);
    if (!found) throw new MalformedXmlError();
    take(open, found);
  }
  const roots = top.children.filter((child) => typeof child !== 'string');
  const stray = top.children.some((child) => typeof child === 'string' && child.trim() !== '');
  const [root] = roots;
  if (open.length !== 1 || roots.length !== 1 || stray || !root) throw new MalformedXmlError();
  return root;
}

/** The words inside, without the elements around them. */
export function textOf(element: Element): string {
  const words = element.children.map((child) => (typeof child === 'string' ? child : textOf(child)));
  return words.join('').replace(/\s+/g, ' ').trim();
}

export function elementsOf(element: Element): readonly Element[] {
  return element.children.filter((child) => typeof child !== 'string');
}

function take(open: Open[], found: RegExpExecArray): void {
  const [, cdata, closed, begun, attributes, isEmpty, text] = found;
  const here = open.at(-1);
  if (!here) throw new MalformedXmlError();
  if (cdata !== undefined) here.children.push(cdata);
  else if (text !== undefined) here.children.push(decode(text));
  else if (begun !== undefined) {
    const element: Open = { name: begun, attributes: attributesOf(attributes ?? ''), children: [] };
    here.children.push(element);
    if (!isEmpty) open.push(element);
  } else if (closed !== undefined) {
    if (open.length === 1 || here.name !== closed) throw new MalformedXmlError();
    open.pop();
  }
}

function attributesOf(source: string): Record<string, string> {
  const pairs = [...source.matchAll(ATTRIBUTE)].map(([, name, double, single]) => [name, decode(double ?? single ?? '')]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+)?;?/gi, (whole, name: string | undefined) => {
    if (!name || !whole.endsWith(';')) throw new MalformedXmlError();
    if (name.startsWith('#')) return characterOf(name);
    const character = NAMED[name];
    if (character === undefined) throw new MalformedXmlError();
    return character;
  });
}

function characterOf(reference: string): string {
  const code = /^#x/i.test(reference) ? parseInt(reference.slice(2), 16) : parseInt(reference.slice(1), 10);
  if (!(code > 0 && code <= 0x10ffff)) throw new MalformedXmlError();
  return String.fromCodePoint(code);
}
