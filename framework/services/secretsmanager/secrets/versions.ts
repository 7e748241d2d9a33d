/** Versions and their staging labels: each label stands at one version. */
import { invalidParameter, invalidRequest, versionExists } from '../errors';
import { dayMs, type Secret, type SecretCall, type Version } from '../state';
import { seal, unseal } from './sealed-values';

export const currentStage = 'AWSCURRENT';
export const previousStage = 'AWSPREVIOUS';
export const pendingStage = 'AWSPENDING';

const versionsMax = 100;
const stagesMax = 20;

interface Value {
  SecretString?: string | undefined;
  SecretBinary?: Uint8Array | undefined;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly isBinary: boolean;
}

/** The value of a request, if it has one. */
export function contentOf({ SecretString, SecretBinary }: Value): Content | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) return { bytes: Buffer.from(SecretString), isBinary: false };
  return SecretBinary && { bytes: SecretBinary, isBinary: true };
}

export const withStage = (secret: Secret, stage: string): Version | undefined =>
  secret.versions.find(({ stages }) => stages.includes(stage));

/** Puts a label at a version, or takes it away; what was current becomes previous. */
export function moveStage(secret: Secret, stage: string, toId: string | undefined): Secret {
  const former = withStage(secret, stage)?.id;
  if (former === toId) return secret;
  const versions = secret.versions.map((version) => {
    const stages = version.stages.filter((each) => each !== stage);
    return { ...version, stages: version.id === toId ? [...stages, stage] : stages };
  });
  const moved = { ...secret, versions };
  return stage === currentStage && former !== undefined && toId !== undefined
    ? moveStage(moved, previousStage, former)
    : moved;
}

/** The oldest versions without labels go, as far as they are older than a day. */
function withoutOld(secret: Secret, nowMs: number): Secret {
  let surplus = secret.versions.length - versionsMax;
  if (surplus <= 0) return secret;
  const versions = secret.versions.filter(({ stages, createdAtMs }) => {
    const goes = surplus > 0 && stages.length === 0 && createdAtMs <= nowMs - dayMs;
    if (goes) surplus--;
    return !goes;
  });
  return { ...secret, versions };
}

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** The same version again is no error where the value is the same; another value is refused. */
function isThere(call: SecretCall, secret: Secret, version: Version, content: Content): boolean {
  if (version.sealed === undefined) return false;
  if (version.isBinary !== content.isBinary || !equal(unseal(call, secret.arn, version), content.bytes)) {
    throw versionExists(version.id, secret.arn);
  }
  return true;
}

/** Adds a version with its labels. */
export function withVersion(
  call: SecretCall,
  secret: Secret,
  id: string,
  content: Content,
  stages: readonly string[],
): Secret {
  if (stages.length > stagesMax) throw invalidRequest('A version can have at most 20 staging labels.');
  const former = secret.versions.find((version) => version.id === id);
  if (former !== undefined && isThere(call, secret, former, content)) return secret;
  const version: Version = {
    id,
    stages: former?.stages ?? [],
    createdAtMs: call.nowMs,
    isBinary: content.isBinary,
    ...seal(call, secret, id, content.bytes),
  };
  const versions = [...secret.versions.filter((each) => each !== former), version];
  const added = { ...secret, versions, changedAtMs: call.nowMs };
  // The first value is the current one, whatever else it is.
  const wanted =
    withStage(secret, currentStage) === undefined ? [...new Set([...stages, currentStage])] : stages;
  return withoutOld(
    wanted.reduce<Secret>((moved, stage) => moveStage(moved, stage, id), added),
    call.nowMs,
  );
}
