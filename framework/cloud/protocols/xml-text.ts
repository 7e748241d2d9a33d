import type * as Library from 'fast-xml-parser';
import { isRecord } from './own-keys';

/** An element of a parsed document: its text, its attributes, and its children by name, each list in document order. */
export interface XmlElement {
  readonly text: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: ReadonlyMap<string, readonly XmlElement[]>;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MAX_NESTING = 64;
let parser: Library.XMLParser | undefined;
let wellFormed: ((text: string) => boolean) | undefined;

/**
 * Parses a document into its root's name and element; undefined when it is not well formed.
 *
 * A document type declaration counts as not well formed, as AWS has it: no entity but the five of XML itself
 * is ever expanded.
 */
export function parseXml(text: string): [root: string, element: XmlElement] | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(text) || text.includes('\u0000') || nestsTooDeep(text)) return undefined;
  try {
    const parsed: unknown = parserOnce().parse(text);
    if (wellFormed?.(text) !== true || !isRecord(parsed)) return undefined;
    const roots = Object.keys(parsed).filter(
      (name) => name !== '#text' && name !== '#cdata' && !name.startsWith('?'),
    );
    const root = roots[0];
    if (root === undefined || roots.length > 1) return undefined;
    const element = elementOf(parsed[root]);
    return element === undefined ? undefined : [root, element];
  } catch {
    return undefined;
  }
}

/** The parser is loaded at the first XML body: most runs never have one. */
function parserOnce(): Library.XMLParser {
  if (parser === undefined) {
    const library: typeof Library = require('fast-xml-parser');
    parser = new library.XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      processEntities: false,
      cdataPropName: '#cdata',
      ignorePiTags: true,
      ignoreDeclaration: true,
    });
    const { XMLValidator } = library;
    wellFormed = (text) => XMLValidator.validate(text) === true;
  }
  return parser;
}

/** Bounds the work before any is done: the parser walks nested elements by recursion. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text[at + 1];
    if (next === '/') depth -= 1;
    else if (next !== '!' && next !== '?') {
      const end = text.indexOf('>', at);
      if (end < 0) return false;
      if (text[end - 1] !== '/') depth += 1;
      if (depth > MAX_NESTING) return true;
    }
  }
  return false;
}

function elementOf(value: unknown): XmlElement | undefined {
  if (typeof value === 'string') return leaf(value);
  if (!isRecord(value)) return undefined;
  const attributes = new Map<string, string>();
  const children = new Map<string, XmlElement[]>();
  let text = '';
  for (const [name, inner] of Object.entries(value)) {
    if (name === '#text') text = decodeEntities(String(inner)) + text;
    else if (name === '#cdata') text += Array.isArray(inner) ? inner.join('') : String(inner);
    else if (name.startsWith('@')) attributes.set(name.slice(1), decodeEntities(String(inner)));
    else {
      const elements = (Array.isArray(inner) ? inner : [inner]).map(elementOf);
      children.set(
        name,
        elements.filter((element) => element !== undefined),
      );
    }
  }
  return { text, attributes, children };
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

function leaf(raw: string): XmlElement {
  return { text: decodeEntities(raw), attributes: none, children: none };
}

function decodeEntities(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&([^;&\s]{0,12});?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw new Error('bare ampersand');
    if (name.startsWith('#')) return numbered(name);
    if (!Object.hasOwn(ENTITIES, name)) throw new Error('unknown entity');
    return ENTITIES[name] ?? '';
  });
}

function numbered(name: string): string {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (digits === null) throw new Error('bad character reference');
  const [, hex, decimal] = digits;
  return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
}

// Control characters go out as references, as S3 writes them in listings without an encoding type.
// oxlint-disable-next-line no-control-regex -- they are what it is for
const SPECIAL = /[&<>"\u0000-\u0008\u000b-\u001f\u0085\u2028]/g;

/** Text for between tags or in an attribute's double quotes. */
export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}
