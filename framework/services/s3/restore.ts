/** Bringing archived objects back for some days (S3 user guide, "Restoring an archived object"). */
import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import * as errors from './errors';
import { emitEvent, emitServiceEvent } from './event-notifications';
import { dayMs } from './lifecycle-rules';
import { requireMarkless } from './object-reads';
import { isRestored, isRestoring } from './restore-status';
import { archived } from './storage-class';
import type { Bucket, S3Call, StoredObject } from './state';
import { findVersion, replaceVersion } from './versions';

const hourMs = 3_600_000;

/** How long each tier may take; AWS names ranges, this is the end of each. */
const takesMs: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  GLACIER: { Expedited: 5 * 60_000, Standard: 5 * hourMs, Bulk: 12 * hourMs },
  DEEP_ARCHIVE: { Standard: 12 * hourMs, Bulk: 48 * hourMs },
};

type RestoreInput = Input<S3, 'restoreObject'>;

function readRequest(input: RestoreInput, call: S3Call): { days: number; tier: string } {
  const request = input.RestoreRequest;
  if (request === undefined) throw errors.malformedXml();
  if (request.Type !== undefined || request.SelectParameters !== undefined) {
    call.notEmulated('s3:RestoreObject with SelectParameters');
  }
  if (request.OutputLocation !== undefined) call.notEmulated('s3:RestoreObject with OutputLocation');
  const tier = request.GlacierJobParameters?.Tier ?? request.Tier ?? 'Standard';
  const { Days: days } = request;
  if (days === undefined || days < 1 || !['Expedited', 'Standard', 'Bulk'].includes(tier)) {
    throw errors.malformedXml();
  }
  return { days, tier };
}

/** The restored copy goes at the first midnight UTC after its days. */
const expiryMs = (fromMs: number, days: number): number => Math.ceil((fromMs + days * dayMs) / dayMs) * dayMs;

/** What the codec is told besides: S3 answers 202 when the restoring begins, and 200 when a copy is there already. */
type RestoreOutput = Output<S3, 'restoreObject'> & { isRestored?: true };

/** Begins to restore an object, or lengthens the life of a copy that is there. */
export function restoreObject(input: RestoreInput, call: S3Call): RestoreOutput {
  const { bucket, object } = requireMarkless(input, 'POST', call);
  const { days, tier } = readRequest(input, call);
  if (!archived(object.storageClass)) throw errors.notRestorable();
  const { nowMs } = call;
  if (isRestoring(object, nowMs)) throw errors.restoreInProgress();
  if (isRestored(object, nowMs)) {
    const readyMs = object.restore?.readyMs ?? nowMs;
    schedule(bucket, { ...object, restore: { readyMs, expiresMs: expiryMs(nowMs, days) } }, call, 'expire');
    return { isRestored: true };
  }
  const neededMs = takesMs[object.storageClass]?.[tier];
  if (neededMs === undefined) {
    throw errors.invalidArgument('Retrieval option is not supported by this storage class', 'Tier', tier);
  }
  const readyMs = nowMs + neededMs;
  const version = { ...object, restore: { readyMs, expiresMs: expiryMs(readyMs, days) } };
  emitEvent(bucket, { name: 'ObjectRestore:Post', version }, call);
  schedule(bucket, version, call, 'complete');
  return {};
}

type RestoreStep = {
  bucket: string;
  key: string;
  versionId: string;
  step: 'complete' | 'expire';
  atMs: number;
};

function schedule(bucket: Bucket, object: StoredObject, call: S3Call, step: RestoreStep['step']): void {
  replaceVersion(object, call.state);
  const atMs = step === 'complete' ? object.restore?.readyMs : object.restore?.expiresMs;
  if (atMs === undefined) return;
  const payload: RestoreStep = {
    bucket: bucket.name,
    key: object.key,
    versionId: object.versionId,
    step,
    atMs,
  };
  call.later({ atMs, kind: 'restore', payload, background: step === 'expire' });
}

/** A restored copy is there, or its days are over. */
export function restoreStep(payload: RestoreStep, call: S3Call): void {
  const bucket = call.state.buckets.get(payload.bucket);
  const version = findVersion(call.state, payload.bucket, payload.key, payload.versionId);
  if (bucket === undefined || version?.deleteMarker !== false || version.restore === undefined) return;
  if (payload.step === 'complete') {
    if (version.restore.readyMs !== payload.atMs) return;
    emitServiceEvent(bucket, { name: 'ObjectRestore:Completed', version }, call);
    schedule(bucket, version, call, 'expire');
  } else if (version.restore.expiresMs === payload.atMs) {
    const { restore: _, ...gone } = version;
    replaceVersion(gone, call.state);
    emitServiceEvent(bucket, { name: 'ObjectRestore:Delete', version: gone }, call);
  }
}
