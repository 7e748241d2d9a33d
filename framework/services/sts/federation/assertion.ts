/** What a SAML response says, as far as STS asks. */
import { invalidIdentityToken } from '../errors';

export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  /** Format of the subject's name. */
  readonly format: string;
  /** Whom the subject may be confirmed to. */
  readonly recipient: string;
  readonly notOnOrAfterMs: number | undefined;
  /** Values by the attribute's name. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole).trim();

/** Elements of a name, whatever their prefix: what stands in their tags and between them. */
function elements(xml: string, name: string): { tag: string; content: string }[] {
  const pattern = new RegExp(
    `<(?:[\\w-]+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:[\\w-]+:)?${name}\\s*>)`,
    'g',
  );
  return [...xml.matchAll(pattern)].map(([, tag = '', content = '']) => ({ tag, content }));
}

function attributeOf(tag: string, name: string): string | undefined {
  const [, , value] = new RegExp(`\\s${name}\\s*=\\s*(["'])(.*?)\\1`).exec(tag) ?? [];
  return value === undefined ? undefined : unescaped(value);
}

function attributesOf(xml: string): Record<string, string[]> {
  const attributes: Record<string, string[]> = {};
  for (const { tag, content } of elements(xml, 'Attribute')) {
    const name = attributeOf(tag, 'Name');
    if (name === undefined) continue;
    const values = elements(content, 'AttributeValue').map((value) => unescaped(value.content));
    attributes[name] = [...(attributes[name] ?? []), ...values];
  }
  return attributes;
}

/** Reads a response in base64; encrypted assertions cannot be read. */
export function readAssertion(base64: string): Assertion {
  const xml = Buffer.from(base64, 'base64').toString('utf8');
  const [assertion] = elements(xml, 'Assertion');
  const [subject] = elements(assertion?.content ?? '', 'NameID');
  if (assertion === undefined || subject === undefined)
    throw invalidIdentityToken('Invalid base64 SAMLResponse');
  const [confirmation] = elements(assertion.content, 'SubjectConfirmationData');
  const until = attributeOf(confirmation?.tag ?? '', 'NotOnOrAfter');
  return {
    issuer: unescaped(elements(assertion.content, 'Issuer')[0]?.content ?? ''),
    subject: unescaped(subject.content),
    format: attributeOf(subject.tag, 'Format') ?? '',
    recipient: attributeOf(confirmation?.tag ?? '', 'Recipient') ?? '',
    notOnOrAfterMs: until === undefined ? undefined : Date.parse(until),
    attributes: attributesOf(assertion.content),
  };
}
