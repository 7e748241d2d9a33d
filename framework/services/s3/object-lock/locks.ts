/** What keeps a version of an object from being removed (aws-behaviour.md 2.9). */
import * as errors from '../errors';
import { dayMs } from '../lifecycle-rules';
import type { Bucket, ObjectLock, ObjectVersion, S3Call } from '../state';

const dateHeader = 'x-amz-object-lock-retain-until-date';
const modeHeader = 'x-amz-object-lock-mode';
const yearDays = 365;

interface LockInput {
  ObjectLockMode?: string | undefined;
  ObjectLockRetainUntilDate?: Date | undefined;
  ObjectLockLegalHoldStatus?: string | undefined;
}

const asksForLock = (input: LockInput): boolean =>
  input.ObjectLockMode !== undefined ||
  input.ObjectLockRetainUntilDate !== undefined ||
  input.ObjectLockLegalHoldStatus !== undefined;

/** Refuses lock headers that AWS refuses. */
export function checkLockHeaders(input: LockInput, bucket: Bucket, call: S3Call): void {
  if (!asksForLock(input)) return;
  if (bucket.objectLock === undefined) throw errors.noBucketLock();
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = input;
  if ((mode === undefined) !== (until === undefined)) {
    throw errors.invalidArgument(
      `${dateHeader} and ${modeHeader} must both be supplied`,
      mode === undefined ? dateHeader : modeHeader,
    );
  }
  if (mode !== undefined && !isMode(mode)) {
    throw errors.invalidArgument('Unknown wormMode directive.', modeHeader, mode);
  }
  if (until !== undefined && until.getTime() <= call.nowMs) {
    throw errors.invalidArgument(
      'The retain until date must be in the future!',
      dateHeader,
      until.toISOString(),
    );
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw errors.invalidArgument(
      "Legal Hold must be either 'ON' or 'OFF'",
      'x-amz-object-lock-legal-hold',
      hold,
    );
  }
}

/** A PutObject that locks must say what it sends, so that nothing wrong is kept for years. */
export function checkLockedBody(input: LockInput & { ContentMD5?: string | undefined }): void {
  if (!asksForLock(input) || input.ContentMD5 !== undefined) return;
  const hasChecksum = Object.entries(input).some(
    ([name, value]) => name.startsWith('Checksum') && value !== undefined,
  );
  if (!hasChecksum) {
    throw errors.invalidRequest(
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
  }
}

export const isMode = (mode: string | undefined): mode is 'GOVERNANCE' | 'COMPLIANCE' =>
  mode === 'GOVERNANCE' || mode === 'COMPLIANCE';

/** The lock that headers ask for. */
export function askedLock(input: LockInput): { lock?: ObjectLock } {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = input;
  const lock: ObjectLock = {
    ...(isMode(mode) && until !== undefined ? { retention: { mode, untilMs: until.getTime() } } : {}),
    ...(hold === 'ON' || hold === 'OFF' ? { hold } : {}),
  };
  return Object.keys(lock).length === 0 ? {} : { lock };
}

/** The lock of a new version: as asked for, or else the bucket's default retention from now on. */
export function lockOfNew(
  asked: { lock?: ObjectLock },
  bucket: Bucket,
  { nowMs }: S3Call,
): { lock?: ObjectLock } {
  const byDefault = bucket.objectLock?.defaultRetention;
  if (byDefault === undefined || asked.lock?.retention !== undefined) return asked;
  const days = 'days' in byDefault ? byDefault.days : byDefault.years * yearDays;
  return { lock: { ...asked.lock, retention: { mode: byDefault.mode, untilMs: nowMs + days * dayMs } } };
}

/** How a version is protected at a moment; undefined where it may be removed. */
export function protection(
  version: ObjectVersion,
  nowMs: number,
): 'hold' | 'COMPLIANCE' | 'GOVERNANCE' | undefined {
  if (version.deleteMarker || version.lock === undefined) return undefined;
  const { hold, retention } = version.lock;
  if (hold === 'ON') return 'hold';
  return retention !== undefined && retention.untilMs > nowMs ? retention.mode : undefined;
}

/** Refuses the removal of a protected version; governance lets those by who ask to bypass it and may. */
export function checkRemovable(version: ObjectVersion, bypass: boolean | undefined, call: S3Call): void {
  const kept = protection(version, call.nowMs);
  if (kept === undefined || (kept === 'GOVERNANCE' && bypass === true)) return;
  throw errors.objectLocked();
}

/** What a read says of a version's lock. */
export const lockMembers = (lock: ObjectLock | undefined) => ({
  ...(lock?.retention === undefined
    ? {}
    : {
        ObjectLockMode: lock.retention.mode,
        ObjectLockRetainUntilDate: new Date(lock.retention.untilMs),
      }),
  ...(lock?.hold === undefined ? {} : { ObjectLockLegalHoldStatus: lock.hold }),
});
