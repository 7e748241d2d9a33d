import type {
  SecretListEntry,
  SecretsManager,
  SecretValueEntry,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import { AwsError, pageAt, type Operations } from '../../../cloud/service';
import { invalidNextToken, invalidParameter, stageMismatch, valueNotFound } from '../errors';
import { dayMs, type Secret, type SecretCall, type State, type Version } from '../state';
import { checkFilter, inOrder, passes } from './filters';
import { liveSecret, save, secretAt } from './find';
import { unseal } from './sealed-values';
import { currentStage, moveStage, withStage } from './versions';

const midnight = (atMs: number): number => Math.floor(atMs / dayMs) * dayMs;

function versionOf(secret: Secret, id: string | undefined, stage: string | undefined): Version {
  const wanted = stage ?? (id === undefined ? currentStage : undefined);
  const found =
    id === undefined ? withStage(secret, wanted ?? '') : secret.versions.find((each) => each.id === id);
  if (found?.sealed === undefined) {
    throw valueNotFound(id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`);
  }
  if (wanted !== undefined && !found.stages.includes(wanted)) throw stageMismatch();
  return found;
}

/** A value; the day on which somebody read it last is kept. */
function valueOf(call: SecretCall, secretId: string, id?: string, stage?: string): SecretValueEntry {
  const secret = liveSecret(call, secretId);
  const version = versionOf(secret, id, stage);
  const bytes = unseal(call, secret.arn, version);
  const accessedAtMs = midnight(call.nowMs);
  if (version.accessedAtMs !== accessedAtMs) {
    const versions = secret.versions.map((each) => (each === version ? { ...each, accessedAtMs } : each));
    save(call, { ...secret, versions, accessedAtMs });
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.isBinary
      ? { SecretBinary: new Uint8Array(bytes) }
      : { SecretString: bytes.toString('utf8') }),
    VersionStages: version.stages.toSorted(),
    CreatedDate: new Date(version.createdAtMs),
  };
}

const moment = (name: string, atMs: number | undefined) =>
  atMs === undefined ? {} : { [name]: new Date(atMs) };

function rotationOutput({ rotation }: Secret) {
  if (rotation === undefined) return {};
  const { afterDays, schedule, duration } = rotation;
  return {
    RotationEnabled: rotation.isEnabled,
    RotationLambdaARN: rotation.functionArn,
    RotationRules: {
      ...(afterDays === undefined ? {} : { AutomaticallyAfterDays: afterDays }),
      ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
      ...(duration === undefined ? {} : { Duration: duration }),
    },
    ...moment('LastRotatedDate', rotation.rotatedAtMs),
    ...moment('NextRotationDate', rotation.nextAtMs),
  };
}

const stagesOf = ({ versions }: Secret): Record<string, string[]> =>
  Object.fromEntries(
    versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages.toSorted()]),
  );

const common = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(secret.description === undefined ? {} : { Description: secret.description }),
  ...(secret.keyId === undefined ? {} : { KmsKeyId: secret.keyId }),
  ...rotationOutput(secret),
  LastChangedDate: new Date(secret.changedAtMs),
  ...moment('LastAccessedDate', secret.accessedAtMs),
  ...moment('DeletedDate', secret.deletion?.markedAtMs),
  ...(secret.isTagged === true
    ? { Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })) }
    : {}),
  CreatedDate: new Date(secret.createdAtMs),
});

function listEntry(secret: Secret): SecretListEntry {
  const stages = stagesOf(secret);
  return {
    ...common(secret),
    ...(Object.keys(stages).length === 0 ? {} : { SecretVersionsToStages: stages }),
  };
}

const versionEntry = ({
  id,
  stages,
  createdAtMs,
  accessedAtMs,
  keyId,
}: Version): SecretVersionsListEntry => ({
  VersionId: id,
  ...(stages.length === 0 ? {} : { VersionStages: stages.toSorted() }),
  CreatedDate: new Date(createdAtMs),
  ...moment('LastAccessedDate', accessedAtMs),
  KmsKeyIds: [keyId ?? 'DefaultEncryptionKey'],
});

const page = <T>(all: readonly T[], token: string | undefined, size: number) =>
  pageAt(all, { token, size, refusal: invalidNextToken });

export const reads: Operations<SecretsManager, State> = {
  getSecretValue: ({ SecretId, VersionId, VersionStage }, call) =>
    valueOf(call, SecretId, VersionId, VersionStage),

  /** Values that can't be had are told beside the others. */
  batchGetSecretValue({ SecretIdList, Filters, MaxResults, NextToken }, call) {
    if ((SecretIdList === undefined) === (Filters === undefined)) {
      throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
    if (MaxResults !== undefined && Filters === undefined) {
      throw invalidParameter(
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      );
    }
    Filters?.forEach(checkFilter);
    const listed = inOrder([...call.state.secrets.values()])
      .filter((secret) => secret.deletion === undefined)
      .filter((secret) => Filters?.every((filter) => passes(secret, filter)) === true);
    const { rows, token } = page(SecretIdList ?? listed.map(({ arn }) => arn), NextToken, MaxResults ?? 20);
    const SecretValues: SecretValueEntry[] = [];
    const Errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
    for (const SecretId of rows) {
      try {
        SecretValues.push(call.ask('secretsmanager', { as: call.principal }).getSecretValue({ SecretId }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues, Errors, ...token };
  },

  describeSecret({ SecretId }, call) {
    const secret = secretAt(call, SecretId);
    const stages = stagesOf(secret);
    return {
      ...common(secret),
      ...(Object.keys(stages).length === 0 ? {} : { VersionIdsToStages: stages }),
    };
  },

  listSecrets(input, call) {
    const { IncludePlannedDeletion = false, MaxResults = 100, NextToken, Filters = [] } = input;
    Filters.forEach(checkFilter);
    const found = inOrder([...call.state.secrets.values()], input.SortBy)
      .filter(({ deletion }) => IncludePlannedDeletion || deletion === undefined)
      .filter((secret) => Filters.every((filter) => passes(secret, filter)));
    const { rows, token } = page(
      input.SortOrder === 'desc' ? found.toReversed() : found,
      NextToken,
      MaxResults,
    );
    return { SecretList: rows.map(listEntry), ...token };
  },

  listSecretVersionIds({ SecretId, MaxResults = 100, NextToken, IncludeDeprecated = false }, call) {
    const secret = secretAt(call, SecretId);
    const found = secret.versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0);
    const { rows, token } = page(found, NextToken, MaxResults);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: rows.map(versionEntry),
      ...token,
    };
  },

  updateSecretVersionStage({ SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId }, call) {
    const secret = liveSecret(call, SecretId);
    const holder = withStage(secret, VersionStage)?.id;
    for (const id of [RemoveFromVersionId, MoveToVersionId]) {
      if (id !== undefined && !secret.versions.some((each) => each.id === id))
        throw valueNotFound(`VersionId: ${id}`);
    }
    if (holder !== undefined && holder !== MoveToVersionId && RemoveFromVersionId !== holder) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to ` +
          `version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (VersionStage === currentStage && MoveToVersionId === undefined) {
      throw invalidParameter(
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      );
    }
    save(call, { ...moveStage(secret, VersionStage, MoveToVersionId), changedAtMs: call.nowMs });
    return { ARN: secret.arn, Name: secret.name };
  },
};
