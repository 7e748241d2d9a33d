import { checkActions } from './check-actions';
import { checkIdentityPolicy } from './check-identity';
import { checkResourcePolicy, checkTrustPolicy } from './check-resource-policy';
import { PolicyError, VERSION_WITH_VARIABLES, type PolicyDocument, type Statement } from '../policy';
import { isRecord, readStatement } from './statement';
import { identityWording, LEGACY, OLD_VERSION, resourceWording, type Wording } from './wording';

/**
 * Where a policy is to hang, which decides what it must and must not hold. `any` asks only for what every policy has:
 * for documents whose service has rules of its own.
 */
export type PolicyKind = 'identity' | 'inline' | 'resource' | 'trust' | 'any';

const FIELDS = ['Version', 'Id', 'Statement'];
const VERSIONS = ['2008-10-17', '2012-10-17'];

function readJson(text: string, words: Wording): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PolicyError(words.invalidJson);
  }
  if (!isRecord(value)) throw new PolicyError(words.invalidJson);
  return value;
}

/** The older parser comes late: a managed policy hears of its version first. */
function readStatements(listed: unknown[], words: Wording, isOld: boolean): Statement[] {
  try {
    return listed.map((each) => readStatement(each, words));
  } catch (error) {
    const isLate = error instanceof PolicyError && error.message === LEGACY;
    throw isLate && isOld ? new PolicyError(OLD_VERSION) : error;
  }
}

function readDocument(text: string, words: Wording, needsVersion: boolean): PolicyDocument {
  const value = readJson(text, words);
  for (const field of Object.keys(value)) {
    if (!FIELDS.includes(field)) throw new PolicyError(words.unknownField(field));
  }
  const { Version: version, Id: id, Statement: statement } = value;
  const listed: unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statement === undefined || listed.length === 0) throw new PolicyError(words.noStatement);
  const isOld = needsVersion && version !== VERSION_WITH_VARIABLES;
  const document: PolicyDocument = { Statement: readStatements(listed, words, isOld) };
  if (version !== undefined) {
    if (typeof version !== 'string' || !VERSIONS.includes(version)) throw new PolicyError(words.version);
    document.Version = version;
  }
  if (id !== undefined) {
    if (typeof id !== 'string') throw new PolicyError(words.syntax);
    document.Id = id;
  }
  return document;
}

function checkSids(document: PolicyDocument, words: Wording): void {
  const seen = new Set<string>();
  for (const { Sid: sid = '' } of document.Statement) {
    if (sid !== '' && seen.has(sid)) throw new PolicyError(words.duplicateSid);
    seen.add(sid);
  }
}

/**
 * Reads a policy, and throws a {@link PolicyError} with the text of AWS where AWS would refuse it.
 *
 * Statements and values come back as lists. Whether the principals that it names exist is for the caller to find out.
 */
export function parsePolicy(text: string, kind: PolicyKind = 'any'): PolicyDocument {
  const isIdentity = kind === 'identity' || kind === 'inline';
  const words = isIdentity ? identityWording : resourceWording;
  const document = readDocument(text, words, kind === 'identity');
  if (isIdentity) {
    checkIdentityPolicy(document, kind === 'identity', () => checkSids(document, words));
    return document;
  }
  checkSids(document, words);
  if (kind === 'trust') checkTrustPolicy(document);
  if (kind === 'resource') checkResourcePolicy(document);
  checkActions(document);
  return document;
}
