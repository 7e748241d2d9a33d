/** Policy documents, read: the same object for the same text, because the decision engine compiles each object once. */
import { parsePolicy, PolicyError, type PolicyDocument } from '../../cloud/service';
import { malformedPolicyDocument } from './errors';

/** More than a scenario has; a world that writes ever new policies must not fill the memory. */
const documentsMax = 5_000;
const documents = new Map<string, PolicyDocument>();

/** The document of a text that was checked before. What it answers follows from the text alone. */
export function documentOf(text: string, ids: Readonly<Record<string, string>> = {}): PolicyDocument {
  const bound = Object.entries(ids);
  const key = bound.length === 0 ? text : `${JSON.stringify(bound)}${text}`;
  const known = documents.get(key);
  if (known !== undefined) return known;
  if (documents.size >= documentsMax) documents.clear();
  const document = bindPrincipals(parsePolicy(text), ids);
  documents.set(key, document);
  return document;
}

/** Names roles and users by their unique ids, so that one made anew under the name is another principal. */
function bindPrincipals(document: PolicyDocument, ids: Readonly<Record<string, string>>): PolicyDocument {
  if (Object.keys(ids).length === 0) return document;
  const Statement = document.Statement.map((statement) => {
    const { Principal } = statement;
    if (Principal === undefined || Principal === '*' || Principal.AWS === undefined) return statement;
    return { ...statement, Principal: { ...Principal, AWS: Principal.AWS.map((name) => ids[name] ?? name) } };
  });
  return { ...document, Statement };
}

/** Refuses a text that IAM would not store; answers what it says. */
export function checkDocument(text: string, kind: 'identity' | 'inline' | 'trust' | 'any'): PolicyDocument {
  try {
    return parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicyError) throw malformedPolicyDocument(error.message);
    throw error;
  }
}

/** Characters that count against a quota: IAM leaves white space out. */
export const sizeOf = (text: string): number => text.replace(/\s/g, '').length;

/** Documents go over the wire as URL-encoded text (RFC 3986), inside the XML. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
