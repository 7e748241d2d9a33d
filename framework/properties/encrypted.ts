import type { CallEntry } from '../kernel';
import { history, workOf } from './history';
import type { Evidence, Property, Verdict } from './property';

export interface EncryptedOptions {
  /** The logical id of the key. */
  key: string;
  /** Logical ids of what holds data: buckets, tables, queues. */
  resources: readonly string[];
}

/**
 * Data in these resources was encrypted with this very key: whoever used one of them made its service use the key, and
 * no other.
 *
 * It needs the trace, where each use of a key is a call of KMS whose cause is the call that needed it. Services keep
 * data keys at hand for minutes, so not each call uses the key; but none may be there before its first use. A resource
 * that nobody used fails the claim.
 *
 * @example
 * holds: [properties.encrypted({ key: 'DataKey', resources: ['Uploads', 'Records'] })]
 */
export function encrypted(options: EncryptedOptions): Property {
  return { name: 'encrypted', needs: ['trace'], judge: (evidence) => judge(evidence, options) };
}

/** What moves data in or out; the rest looks at settings. */
const dataCalls =
  /^(PutObject|GetObject|UploadPart|PutItem|GetItem|UpdateItem|DeleteItem|Query|Scan|(Transact|Batch)(Write|Get)Items?|SendMessage(Batch)?|ReceiveMessage)$/;

function judge(evidence: Evidence, { key, resources }: EncryptedOptions): Verdict {
  const problems = resources.flatMap((name) => problemOf(evidence, key, name));
  const [first] = problems;
  if (first === undefined) {
    return { holds: true, proven: `data in ${resources.join(', ')} went through ${key}` };
  }
  const place = evidence.names.template(first.resource);
  return {
    holds: false,
    what: problems.map(({ what }) => what).join(', '),
    lines: first.work === undefined ? [] : history(evidence, first.work).map(asHistory),
    fix: {
      text:
        first.isIdle === true
          ? `let the storm use ${first.resource}`
          : `encrypt ${first.resource} with ${key} (KMSMasterKeyID)`,
      ...(place === undefined ? {} : { place }),
    },
  };
}

interface Problem {
  resource: string;
  what: string;
  work?: string | undefined;
  /** Nobody used it. */
  isIdle?: true;
}

function problemOf(evidence: Evidence, key: string, resource: string): Problem[] {
  const calls = evidence.trace.filter(
    (entry): entry is CallEntry =>
      entry.type === 'call' && dataCalls.test(entry.operation) && holder(evidence, entry) === resource,
  );
  const [first] = calls;
  if (first === undefined)
    return [{ resource, what: `nobody used ${resource}, so it proves nothing`, isIdle: true }];
  const causes = new Set(calls.map(({ n }) => n));
  const uses = evidence.trace.filter(
    (entry): entry is CallEntry =>
      entry.type === 'call' && entry.service === 'kms' && causes.has(entry.cause),
  );
  const work = workOf(evidence, first);
  const other = uses.find((use) => evidence.names.of(use.resource ?? '') !== key);
  if (other !== undefined) {
    const name = evidence.names.of(other.resource ?? '');
    return [{ resource, what: `data in ${resource} is encrypted with ${name}, not with ${key}`, work }];
  }
  if (uses[0]?.cause !== first.n) {
    return [
      { resource, what: `data in ${resource} is not encrypted with ${key}: its use asks for no key`, work },
    ];
  }
  return [];
}

/** The bucket, table or queue that a call is about. */
function holder(evidence: Evidence, { resource = '' }: CallEntry): string {
  return evidence.names.of(resource.replace(/^(arn:[^:]+:s3:::[^/]+)\/.*$/, '$1'));
}

function asHistory(text: string): { label: string; text: string } {
  return { label: 'history', text };
}
