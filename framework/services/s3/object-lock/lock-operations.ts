import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../../cloud/service';
import * as errors from '../errors';
import { requireBucket } from '../input';
import { requireVersion } from '../object-reads';
import type { BucketLock, Nothing, ObjectLock, S3Call, StoredObject } from '../state';
import { replaceVersion } from '../versions';
import { isMode } from './locks';

const defaultMaxDays = 36_500;
const defaultMaxYears = 100;

type LockRule = NonNullable<Input<S3, 'putObjectLockConfiguration'>['ObjectLockConfiguration']>['Rule'];

function readRule(rule: LockRule): BucketLock {
  if (rule === undefined) return {};
  const { Mode: mode, Days: days, Years: years } = rule.DefaultRetention ?? {};
  if (!isMode(mode) || (days === undefined) === (years === undefined)) throw errors.malformedXml();
  const length = days ?? years ?? 0;
  if (length <= 0) {
    throw errors.invalidArgument('Default retention period must be a positive integer value.');
  }
  if (length > (days === undefined ? defaultMaxYears : defaultMaxDays)) {
    throw errors.invalidArgument('Default retention period exceeds the allowed maximum.');
  }
  return { defaultRetention: days === undefined ? { mode, years: length } : { mode, days: length } };
}

/** Turns object lock on for good, and sets what new versions are locked with by default. */
function putObjectLockConfiguration(
  input: Input<S3, 'putObjectLockConfiguration'>,
  call: S3Call,
): Output<S3, 'putObjectLockConfiguration'> {
  const bucket = requireBucket(input, call);
  const { ObjectLockConfiguration: asked } = input;
  if (asked === undefined) throw errors.missingBody();
  if (asked.ObjectLockEnabled !== 'Enabled') throw errors.malformedXml();
  const objectLock = readRule(asked.Rule);
  if (bucket.versioning !== 'Enabled') {
    throw errors.invalidBucketState(
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  }
  call.state.buckets.set(bucket.name, { ...bucket, objectLock });
  return {};
}

function getObjectLockConfiguration(
  input: Input<S3, 'getObjectLockConfiguration'>,
  call: S3Call,
): Output<S3, 'getObjectLockConfiguration'> {
  const { name, objectLock } = requireBucket(input, call);
  if (objectLock === undefined) throw errors.noLockConfiguration(name);
  const { defaultRetention: found } = objectLock;
  return {
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      ...(found === undefined
        ? {}
        : {
            Rule: {
              DefaultRetention: {
                Mode: found.mode,
                ...('days' in found ? { Days: found.days } : { Years: found.years }),
              },
            },
          }),
    },
  };
}

interface ObjectInput {
  Bucket: string;
  Key: string;
  VersionId?: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

function requireLockable(input: ObjectInput, method: string, call: S3Call): StoredObject {
  const bucket = requireBucket(input, call);
  if (bucket.objectLock === undefined) throw errors.noBucketLock();
  return requireVersion(bucket, input.Key, input.VersionId, method, call);
}

/** Retention may always grow; to shorten it or take it away is for those who bypass governance. */
function putObjectRetention(input: Input<S3, 'putObjectRetention'>, call: S3Call): Nothing {
  const object = requireLockable(input, 'PUT', call);
  const { Mode: mode, RetainUntilDate: until } = input.Retention ?? {};
  const cleared = mode === undefined && until === undefined;
  if (input.Retention === undefined || (!cleared && (!isMode(mode) || until === undefined))) {
    throw errors.malformedXml();
  }
  if (until !== undefined && until.getTime() <= call.nowMs) {
    const asked = until.toISOString();
    throw errors.invalidArgument('The retain until date must be in the future!', 'RetainUntilDate', asked);
  }
  const { retention: _, ...rest } = object.lock ?? {};
  const lock: ObjectLock =
    isMode(mode) && until !== undefined ? { ...rest, retention: { mode, untilMs: until.getTime() } } : rest;
  if (weakens(object, lock, call.nowMs)) {
    const isGovernance = object.lock?.retention?.mode === 'GOVERNANCE';
    if (!isGovernance || input.BypassGovernanceRetention !== true) throw errors.objectLocked();
  }
  replaceVersion({ ...object, lock }, call.state);
  return {};
}

function weakens({ lock: before }: StoredObject, after: ObjectLock, nowMs: number): boolean {
  const old = before?.retention;
  if (old === undefined || old.untilMs <= nowMs) return false;
  const fresh = after.retention;
  if (fresh === undefined || fresh.untilMs < old.untilMs) return true;
  return old.mode === 'COMPLIANCE' && fresh.mode === 'GOVERNANCE';
}

function getObjectRetention(
  input: Input<S3, 'getObjectRetention'>,
  call: S3Call,
): Output<S3, 'getObjectRetention'> {
  const { lock } = requireLockable(input, 'GET', call);
  if (lock?.retention === undefined) throw errors.noObjectLock();
  const { mode, untilMs } = lock.retention;
  return { Retention: { Mode: mode, RetainUntilDate: new Date(untilMs) } };
}

function putObjectLegalHold(input: Input<S3, 'putObjectLegalHold'>, call: S3Call): Nothing {
  const object = requireLockable(input, 'PUT', call);
  const hold = input.LegalHold?.Status;
  if (hold !== 'ON' && hold !== 'OFF') throw errors.malformedXml();
  replaceVersion({ ...object, lock: { ...object.lock, hold } }, call.state);
  return {};
}

function getObjectLegalHold(
  input: Input<S3, 'getObjectLegalHold'>,
  call: S3Call,
): Output<S3, 'getObjectLegalHold'> {
  const { lock } = requireLockable(input, 'GET', call);
  if (lock?.hold === undefined) throw errors.noObjectLock();
  return { LegalHold: { Status: lock.hold } };
}

/** The operations on object lock (aws-behaviour.md 2.9). */
export const objectLock = {
  putObjectLockConfiguration,
  getObjectLockConfiguration,
  putObjectRetention,
  getObjectRetention,
  putObjectLegalHold,
  getObjectLegalHold,
};
