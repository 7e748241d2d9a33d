import {
  bucketPrefix,
  historyId,
  keyPrefix,
  objectId,
  type Bucket,
  type DeleteMarker,
  type ObjectVersion,
  type S3Call,
  type State,
  type StoredObject,
} from './state';
import { newVersionId } from './version-ids';

/** Counts the bucket's writes; every version and every event gets a number of its own. */
export function nextSequence(state: State, bucket: string): number {
  const sequence = (state.writes.get(bucket) ?? 0) + 1;
  state.writes.set(bucket, sequence);
  return sequence;
}

/** A version as it is about to be written, without what the bucket gives it. */
export type NewObject = Omit<
  StoredObject,
  'bucket' | 'versionId' | 'sequence' | 'modifiedMs' | 'noncurrentSinceMs'
>;

/** The version that a request without a version id means; it may be a delete marker. */
export function currentVersion(state: State, bucket: string, key: string): ObjectVersion | undefined {
  const id = objectId(bucket, key);
  return state.objects.get(id) ?? newestOfHistory(state, bucket, key);
}

/** The live object, as a condition on a write sees it: a delete marker counts as absent. */
export const currentObject = (state: State, bucket: string, key: string): StoredObject | undefined =>
  state.objects.get(objectId(bucket, key));

function newestOfHistory(state: State, bucket: string, key: string): ObjectVersion | undefined {
  if (state.history.size === 0) return undefined;
  for (const [, version] of state.history.prefix(keyPrefix(bucket, key))) return version;
  return undefined;
}

export function findVersion(
  state: State,
  bucket: string,
  key: string,
  versionId: string,
): ObjectVersion | undefined {
  const current = currentObject(state, bucket, key);
  if (current?.versionId === versionId) return current;
  if (state.history.size === 0) return undefined;
  for (const [, version] of state.history.prefix(keyPrefix(bucket, key))) {
    if (version.versionId === versionId) return version;
  }
  return undefined;
}

/** Moves what is current behind the version that now comes, and drops the null version where a new one replaces it. */
function makeRoom(state: State, bucket: Bucket, key: string, nowMs: number): void {
  const id = objectId(bucket.name, key);
  const live = state.objects.get(id);
  if (bucket.versioning === undefined) return;
  if (bucket.versioning === 'Suspended') removeNullVersion(state, bucket.name, key);
  const current =
    live !== undefined && state.objects.has(id) ? live : newestOfHistory(state, bucket.name, key);
  // With the null version gone, what is newest may have been noncurrent for long already.
  if (current === undefined || current.noncurrentSinceMs !== undefined) return;
  state.objects.delete(id);
  state.history.set(historyId(current), { ...current, noncurrentSinceMs: nowMs });
}

function removeNullVersion(state: State, bucket: string, key: string): void {
  const nullVersion = findVersion(state, bucket, key, 'null');
  if (nullVersion === undefined) return;
  if (nullVersion.noncurrentSinceMs === undefined && !nullVersion.deleteMarker) {
    state.objects.delete(objectId(bucket, key));
  } else {
    state.history.delete(historyId(nullVersion));
  }
}

/**
 * Writes an object as the bucket's versioning has it: in place of the current one, before it, or as the null
 * version.
 */
export function writeObject(
  bucket: Bucket,
  object: NewObject,
  call: S3Call,
  state: State = call.state,
): StoredObject {
  const { nowMs } = call;
  makeRoom(state, bucket, object.key, nowMs);
  const sequence = nextSequence(state, bucket.name);
  const version: StoredObject = {
    ...object,
    bucket: bucket.name,
    versionId: newVersionId(bucket, sequence, call),
    sequence,
    modifiedMs: nowMs,
  };
  state.objects.set(objectId(bucket.name, object.key), version);
  return version;
}

/** What the answer to a copy says of the version it was made of: nothing of the null one. */
export const sourceVersionMember = ({ versionId }: StoredObject): { CopySourceVersionId?: string } =>
  versionId === 'null' ? {} : { CopySourceVersionId: versionId };

/** What the answer to a write says of the version: nothing where versioning is suspended; copies do say it. */
export const newVersionMember = (bucket: Bucket, { versionId }: StoredObject): { VersionId?: string } =>
  bucket.versioning === 'Enabled' ? { VersionId: versionId } : {};

/** Changes a version in place: tags and storage class are the only things of it that may change. */
export function replaceVersion(version: StoredObject, state: State): void {
  if (version.noncurrentSinceMs === undefined)
    state.objects.set(objectId(version.bucket, version.key), version);
  else state.history.set(historyId(version), version);
}

/** A plain delete on a bucket that has known versioning: nothing is lost but, when suspended, the null version. */
export function writeDeleteMarker(bucket: Bucket, key: string, call: S3Call): DeleteMarker {
  const { state } = call;
  makeRoom(state, bucket, key, call.nowMs);
  const sequence = nextSequence(state, bucket.name);
  const marker: DeleteMarker = {
    bucket: bucket.name,
    key,
    versionId: newVersionId(bucket, sequence, call),
    sequence,
    modifiedMs: call.nowMs,
    deleteMarker: true,
  };
  state.history.set(historyId(marker), marker);
  noteDeletion(state, bucket.name, key);
  return marker;
}

/** Takes one version out for good; the next newest becomes current. Answers the number of this write. */
export function removeVersion(version: ObjectVersion, state: State): number {
  const wasCurrent = version.noncurrentSinceMs === undefined;
  if (wasCurrent && !version.deleteMarker) state.objects.delete(objectId(version.bucket, version.key));
  else state.history.delete(historyId(version));
  if (wasCurrent) promote(state, version.bucket, version.key);
  noteDeletion(state, version.bucket, version.key);
  return nextSequence(state, version.bucket);
}

function promote(state: State, bucket: string, key: string): void {
  const next = newestOfHistory(state, bucket, key);
  if (next === undefined) return;
  const { noncurrentSinceMs: _, ...current } = next;
  if (current.deleteMarker) {
    state.history.set(historyId(current), current);
  } else {
    state.history.delete(historyId(current));
    state.objects.set(objectId(bucket, key), current);
  }
}

/** A delete of the key makes a conditional completion of an upload under way conflict (aws-behaviour.md 2.3). */
function noteDeletion(state: State, bucket: string, key: string): void {
  if (state.uploads.size === 0) return;
  for (const [row, upload] of state.uploads.prefix(keyPrefix(bucket, key))) {
    if (!upload.deletedMeanwhile) state.uploads.set(row, { ...upload, deletedMeanwhile: true });
  }
}

/** All versions of a bucket, key by key, newest first, from a key on. */
export function* allVersions(
  state: State,
  bucket: string,
  fromId = bucketPrefix(bucket),
): Generator<ObjectVersion> {
  const prefix = bucketPrefix(bucket);
  const live = state.objects.range({ from: fromId });
  const old = state.history.range({ from: fromId });
  let object = live.next();
  let past = old.next();
  for (;;) {
    const liveId = object.done !== true && object.value[0].startsWith(prefix) ? object.value : undefined;
    const pastId = past.done !== true && past.value[0].startsWith(prefix) ? past.value : undefined;
    if (liveId === undefined && pastId === undefined) return;
    // A history row is its object's id and more, so the live version comes out before its key's history.
    if (pastId === undefined || (liveId !== undefined && liveId[0] < pastId[0])) {
      if (liveId !== undefined) yield liveId[1];
      object = live.next();
    } else {
      yield pastId[1];
      past = old.next();
    }
  }
}
