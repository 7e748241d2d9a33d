/**
 * What lifecycle rules do: one sweep of a bucket at a midnight UTC on which something may be due
 * (aws-behaviour.md 2.8).
 */
import { emitServiceEvent } from './event-notifications';
import {
  classDepth,
  dayMs,
  dueAtMs,
  expiresAtMs,
  matchesKey,
  matchesVersion,
  type LifecycleConfiguration,
  type Rule,
} from './lifecycle-rules';
import { protection } from './object-lock/locks';
import { bucketPrefix, type Bucket, type ObjectVersion, type S3Call, type StoredObject } from './state';
import { removeUpload } from './uploads';
import { allVersions, removeVersion, replaceVersion, writeDeleteMarker } from './versions';

const minimumTransitionBytes = 128 * 1024;

/** The first midnight after a moment. */
export const nextMidnightMs = (nowMs: number): number => (Math.floor(nowMs / dayMs) + 1) * dayMs;

/** Sees to it that a sweep comes at `atMs` or earlier; answers the bucket as it is then stored. */
export function scheduleSweep(bucket: Bucket, atMs: number, call: S3Call): Bucket {
  if (bucket.lifecycle?.rules.some(({ enabled }) => enabled) !== true) return cancelSweep(bucket, call);
  if (bucket.sweep !== undefined && bucket.sweep.atMs <= atMs) return bucket;
  const { sweep: _, ...idle } = cancelSweep(bucket, call);
  const laterId = call.later({ atMs, kind: 'lifecycle', payload: { bucket: bucket.name }, background: true });
  return { ...idle, sweep: { laterId, atMs } };
}

export function cancelSweep(bucket: Bucket, call: S3Call): Bucket {
  if (bucket.sweep === undefined) return bucket;
  call.cancel(bucket.sweep.laterId);
  const { sweep: _, ...idle } = bucket;
  return idle;
}

/** A change that may make objects due earlier than the pending sweep thinks: versioning, tags. */
export function sweepSoon(bucket: Bucket, call: S3Call): void {
  if (bucket.lifecycle === undefined) return;
  call.state.buckets.set(bucket.name, scheduleSweep(bucket, nextMidnightMs(call.nowMs), call));
}

/** The handler of the sweep's timer: acts on what is due and sleeps until something can be due again. */
export function sweep(payload: { bucket: string }, call: S3Call): void {
  const found = call.state.buckets.get(payload.bucket);
  if (found?.lifecycle === undefined) return;
  const { sweep: _, ...bucket } = found;
  const wakeMs = sweepBucket(bucket, found.lifecycle, call);
  call.state.buckets.set(
    bucket.name,
    scheduleSweep(bucket, Math.max(wakeMs, nextMidnightMs(call.nowMs)), call),
  );
}

/** Answers when the next thing may be due: of what is there now, or of what may be written in the meantime. */
function sweepBucket(bucket: Bucket, configuration: LifecycleConfiguration, call: S3Call): number {
  const rules = configuration.rules.filter(({ enabled }) => enabled);
  let wakeMs = soonestForNew(bucket, rules, call.nowMs);
  const until = (atMs: number | undefined): void => {
    if (atMs !== undefined && atMs > call.nowMs && atMs < wakeMs) wakeMs = atMs;
  };
  sweepUploads(bucket, rules, call, until);
  let group: ObjectVersion[] = [];
  for (const version of allVersions(call.state, bucket.name)) {
    if (group[0] !== undefined && group[0].key !== version.key) {
      sweepKey({ bucket, configuration, rules, call, until }, group);
      group = [];
    }
    group.push(version);
  }
  if (group.length > 0) sweepKey({ bucket, configuration, rules, call, until }, group);
  return wakeMs;
}

/** An object written after this sweep is due no earlier than this. Tags and lone markers may be due any day. */
function soonestForNew(bucket: Bucket, rules: readonly Rule[], nowMs: number): number {
  let soonest = Infinity;
  for (const rule of rules) {
    const { expiration } = rule;
    const anyDay =
      rule.filter.tags.length > 0 ||
      expiration?.loneMarker === true ||
      (bucket.versioning !== undefined && expiration !== undefined);
    const days = [
      expiration?.days,
      rule.noncurrentExpiration?.days,
      rule.abortDays,
      ...rule.transitions.map((each) => each.days),
      ...rule.noncurrentTransitions.map((each) => each.days),
      anyDay ? 0 : undefined,
    ];
    for (const each of days) if (each !== undefined) soonest = Math.min(soonest, dueAtMs(nowMs, each));
    for (const { dateMs } of [expiration ?? {}, ...rule.transitions]) {
      if (dateMs !== undefined) soonest = Math.min(soonest, Math.max(dateMs, nextMidnightMs(nowMs)));
    }
  }
  return Math.max(soonest, nextMidnightMs(nowMs));
}

function sweepUploads(
  bucket: Bucket,
  rules: readonly Rule[],
  call: S3Call,
  until: (atMs: number) => void,
): void {
  const aborting = rules.filter(({ abortDays }) => abortDays !== undefined);
  if (aborting.length === 0) return;
  for (const [, upload] of call.state.uploads.prefix(bucketPrefix(bucket.name))) {
    const dues = aborting
      .filter((rule) => matchesKey(rule, upload.key))
      .map(({ abortDays }) => dueAtMs(upload.initiatedMs, abortDays ?? 0));
    const atMs = Math.min(...dues);
    if (atMs > call.nowMs) {
      if (atMs < Infinity) until(atMs);
      continue;
    }
    removeUpload(upload, call.state);
    call.note('incomplete multipart upload aborted by lifecycle', objectArn(bucket, upload.key, call), {
      uploadId: upload.uploadId,
    });
  }
}

interface Sweep {
  bucket: Bucket;
  configuration: LifecycleConfiguration;
  rules: readonly Rule[];
  call: S3Call;
  until: (atMs: number | undefined) => void;
}

const objectArn = (bucket: Bucket, key: string, call: S3Call): string =>
  `arn:${call.partition}:s3:::${bucket.name}/${key}`;

/** One key: its current version first, then the noncurrent ones, newest first. */
function sweepKey(sweep: Sweep, versions: readonly ObjectVersion[]): void {
  const [first] = versions;
  if (first === undefined || !sweep.rules.some((rule) => matchesKey(rule, first.key))) return;
  const current = first.noncurrentSinceMs === undefined ? first : undefined;
  const noncurrent = current === undefined ? versions : versions.slice(1);
  let left = 0;
  noncurrent.forEach((version, newerCount) => {
    if (!sweepNoncurrent(sweep, version, newerCount)) left++;
  });
  if (current === undefined) return;
  if (current.deleteMarker) {
    if (left === 0) sweepLoneMarker(sweep, current);
  } else {
    sweepCurrent(sweep, current);
  }
}

/** Answers whether the version went. */
function sweepNoncurrent(sweep: Sweep, version: ObjectVersion, newerCount: number): boolean {
  const { call, bucket } = sweep;
  const since = version.noncurrentSinceMs ?? version.modifiedMs;
  let toClass: string | undefined;
  for (const rule of sweep.rules) {
    if (!matchesVersion(rule, version)) continue;
    const { noncurrentExpiration: expiration } = rule;
    if (expiration !== undefined && newerCount >= (expiration.newer ?? 0)) {
      const atMs = dueAtMs(since, expiration.days);
      const locked = protection(version, call.nowMs) !== undefined;
      if (atMs <= call.nowMs && !locked) {
        const sequence = removeVersion(version, call.state);
        emitServiceEvent(bucket, { name: 'LifecycleExpiration:Delete', version, sequence }, call);
        return true;
      }
      // A lock may end or be taken away any day.
      sweep.until(locked ? Math.max(atMs, nextMidnightMs(call.nowMs)) : atMs);
    }
    for (const transition of rule.noncurrentTransitions) {
      const atMs = dueAtMs(since, transition.days);
      if (atMs > call.nowMs) sweep.until(atMs);
      else if (newerCount >= (transition.newer ?? 0)) toClass = deeper(toClass, transition.storageClass);
    }
  }
  if (!version.deleteMarker) transition(sweep, version, toClass);
  return false;
}

function sweepLoneMarker(sweep: Sweep, marker: ObjectVersion): void {
  const { call, bucket } = sweep;
  for (const rule of sweep.rules) {
    const { expiration } = rule;
    if (expiration === undefined || !matchesVersion(rule, marker)) continue;
    const atMs =
      expiration.loneMarker === true
        ? call.nowMs
        : expiration.days === undefined
          ? expiration.dateMs
          : dueAtMs(marker.modifiedMs, expiration.days);
    if (expiration.loneMarker === false || atMs === undefined) continue;
    if (atMs <= call.nowMs) {
      const sequence = removeVersion(marker, call.state);
      emitServiceEvent(bucket, { name: 'LifecycleExpiration:Delete', version: marker, sequence }, call);
      return;
    }
    sweep.until(atMs);
  }
}

function sweepCurrent(sweep: Sweep, object: StoredObject): void {
  const { call, bucket } = sweep;
  let toClass: string | undefined;
  for (const rule of sweep.rules) {
    if (!matchesVersion(rule, object)) continue;
    const atMs = expiresAtMs(rule, object);
    if (atMs !== undefined && atMs <= call.nowMs) {
      expire(bucket, object, call);
      return;
    }
    sweep.until(atMs);
    for (const transition of rule.transitions) {
      const dueMs = transition.dateMs ?? dueAtMs(object.modifiedMs, transition.days ?? 0);
      if (dueMs > call.nowMs) sweep.until(dueMs);
      else toClass = deeper(toClass, transition.storageClass);
    }
  }
  transition(sweep, object, toClass);
}

/** Without versioning the object is gone for good; with it, a delete marker comes before it. */
function expire(bucket: Bucket, object: StoredObject, call: S3Call): void {
  if (bucket.versioning === undefined) {
    const sequence = removeVersion(object, call.state);
    emitServiceEvent(bucket, { name: 'LifecycleExpiration:Delete', version: object, sequence }, call);
    return;
  }
  const marker = writeDeleteMarker(bucket, object.key, call);
  emitServiceEvent(
    bucket,
    { name: 'LifecycleExpiration:DeleteMarkerCreated', version: marker, sequence: marker.sequence },
    call,
  );
}

const deeper = (a: string | undefined, b: string): string =>
  a === undefined || classDepth(b) > classDepth(a) ? b : a;

function transition(sweep: Sweep, object: StoredObject, toClass: string | undefined): void {
  if (toClass === undefined || classDepth(toClass) <= classDepth(object.storageClass)) return;
  const ownSize = sweep.rules.some(
    ({ filter }) => filter.sizeOver !== undefined || filter.sizeUnder !== undefined,
  );
  const glacier = toClass === 'GLACIER' || toClass === 'DEEP_ARCHIVE';
  const anySize = ownSize || (glacier && sweep.configuration.minimumSize === 'varies_by_storage_class');
  if (object.sizeBytes < minimumTransitionBytes && !anySize) return;
  replaceVersion({ ...object, storageClass: toClass }, sweep.call.state);
  emitServiceEvent(sweep.bucket, { name: 'LifecycleTransition', version: object, toClass }, sweep.call);
}
