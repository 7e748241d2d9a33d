/**
 * AWS-managed policies as AWS publishes them: in the file, by what follows `policy` in the ARN, the version in force,
 * when the policy and that version were made, and the document. One that is missing there allows nothing, which is
 * reported wherever it is used.
 */
import type { ManagedPolicy } from '../state';
import data from './aws-managed.json';

const published: Readonly<Record<string, readonly (string | object)[]>> = data;

const policies = new Map<string, ManagedPolicy>();

/** Only the version in force is known; its id is AWS's, the policy's unique id is not. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const known = policies.get(arn);
  if (known !== undefined) return known;
  const tail = arn.slice(arn.indexOf(':policy/') + ':policy'.length);
  const made = Object.hasOwn(published, tail) ? read(arn, tail, published[tail] ?? []) : undefined;
  if (made !== undefined) policies.set(arn, made);
  return made;
}

function read(
  arn: string,
  tail: string,
  [id, createdAt, updatedAt, document]: readonly unknown[],
): ManagedPolicy {
  const cut = tail.lastIndexOf('/') + 1;
  const versionId = String(id);
  const updatedAtMs = Date.parse(String(updatedAt));
  return {
    name: tail.slice(cut),
    path: tail.slice(0, cut),
    arn,
    id: `ANPA${tail
      .slice(cut)
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, '')
      .slice(0, 17)}`,
    accountId: 'aws',
    createdAtMs: Date.parse(String(createdAt)),
    updatedAtMs,
    tags: [],
    versions: [{ id: versionId, text: JSON.stringify(document), createdAtMs: updatedAtMs }],
    defaultVersionId: versionId,
    versionsMade: Number(versionId.slice(1)),
  };
}

/** All that are known here. */
export function awsManagedPolicies(partition: string): ManagedPolicy[] {
  return Object.keys(published).flatMap(
    (tail) => awsManagedPolicy(`arn:${partition}:iam::aws:policy${tail}`) ?? [],
  );
}
