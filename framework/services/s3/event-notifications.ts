/** Event records and their delivery, at least once and in no order (aws-behaviour.md 2.6). */
import { AwsError } from '../../cloud/service';
import { canonicalId } from './body-integrity';
import { tellEventBridge, type Requester } from './event-bridge';
import {
  coversEvent,
  filterValue,
  type Destination,
  type DestinationKind,
} from './notification-configuration';
import { askOptions, hostId, queueUrl } from './notification-destinations';
import type { Bucket, ObjectVersion, S3Call } from './state';

/** Of an empty body: what AWS shows as the ETag of a delete marker. */
const emptyEtag = 'd41d8cd98f00b204e9800998ecf8427e';
/** After so many refusals, this far apart, S3 gives an event up; AWS documents neither (aws-behaviour.md 2.6). */
const backOffMs = [10_000, 30_000, 60_000, 120_000, 300_000] as const;
const delayMs = { low: 50, high: 1500 };

interface EventDetail {
  /** Without `s3:`. */
  name: string;
  version: ObjectVersion;
  /** Of the write; absent for events that are none. */
  sequence?: number;
  /** Where an object went by a lifecycle transition. */
  toClass?: string;
}

/** Tells the bucket's destinations what a request has done. */
export function emitEvent(bucket: Bucket, detail: EventDetail, call: S3Call): void {
  if (bucket.notifications === undefined) return;
  const { principal } = call;
  const principalId =
    principal.service ??
    (principal.kind === 'anonymous' ? 'Anonymous' : `AWS:${principal.userId ?? principal.accountId}`);
  const requester = principal.service ?? principal.accountId;
  emit(bucket, detail, { principalId, requester, address: principal.service ?? '127.0.0.1' }, call);
}

export function emitServiceEvent(bucket: Bucket, detail: EventDetail, call: S3Call): void {
  const service = 's3.amazonaws.com';
  emit(bucket, detail, { principalId: service, requester: service, address: service }, call);
}

function emit(
  bucket: Bucket,
  detail: EventDetail,
  by: Requester & { principalId: string },
  call: S3Call,
): void {
  if (bucket.notifications?.goesToEventBridge === true) {
    tellEventBridge(bucket, { ...detail, sequencer: sequencerOf(detail, call.nowMs) }, by, call);
  }
  const key = formEncoded(detail.version.key);
  for (const destination of bucket.notifications?.destinations ?? []) {
    if (!destination.events.some((pattern) => coversEvent(pattern, `s3:${detail.name}`))) continue;
    if (!matchesKey(destination, key, detail.version.key)) continue;
    const body = JSON.stringify({ Records: [record(bucket, destination.id, detail, by, call)] });
    const payload: Notification = {
      bucket: bucket.name,
      ownerId: bucket.ownerId,
      region: bucket.region,
      kind: destination.kind,
      arn: destination.arn,
      subject: detail.version.key,
      body,
      refusals: 0,
    };
    later(payload, call.random('notification delay').between(delayMs.low, delayMs.high), call);
  }
}

/** A filter's special characters are meant to be given in their encoded form; plain ones are taken too. */
function matchesKey(destination: Destination, encoded: string, plain: string): boolean {
  const prefix = filterValue(destination, 'Prefix');
  const suffix = filterValue(destination, 'Suffix');
  return (
    (encoded.startsWith(prefix) || plain.startsWith(prefix)) &&
    (encoded.endsWith(suffix) || plain.endsWith(suffix))
  );
}

const LEFT_ALONE = /[!'()~]/g;

/** A key as it stands in events and in listings with `EncodingType=url`: form-encoded, slashes kept. */
export const formEncoded = (key: string): string =>
  encodeURIComponent(key.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(LEFT_ALONE, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const sequencerOf = ({ sequence }: EventDetail, nowMs: number): string | undefined =>
  sequence === undefined ? undefined : sequencer(nowMs, sequence);

/** Lexicographic order of sequencers of a key is the order of its writes. */
const sequencer = (nowMs: number, sequence: number): string =>
  `00${Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')}${sequence.toString(16).padStart(8, '0')}`.toUpperCase();

function record(
  bucket: Bucket,
  configurationId: string,
  detail: EventDetail,
  by: { principalId: string; address: string },
  call: S3Call,
): object {
  const kind = detail.name.slice(0, detail.name.indexOf(':') === -1 ? undefined : detail.name.indexOf(':'));
  const newer = kind !== 'ObjectCreated' && kind !== 'ObjectRemoved';
  return {
    eventVersion: newer ? '2.3' : '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: call.date().toISOString(),
    eventName: detail.name,
    userIdentity: { principalId: by.principalId },
    requestParameters: { sourceIPAddress: by.address },
    responseElements: { 'x-amz-request-id': call.requestId, 'x-amz-id-2': hostId(call) },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: ownerPrincipalId(bucket.ownerId) },
        arn: `arn:${call.partition}:s3:::${bucket.name}`,
      },
      object: objectPart(bucket, detail, call.nowMs),
    },
    ...(detail.toClass === undefined
      ? {}
      : { lifecycleEventData: { transitionEventData: { destinationStorageClass: detail.toClass } } }),
  };
}

/** Deletions tell neither size nor, unless a marker was made, ETag; changes of tags tell no size and no sequencer. */
function objectPart(bucket: Bucket, { name, version, sequence }: EventDetail, nowMs: number): object {
  const created = name.startsWith('ObjectCreated:') || name === 'LifecycleTransition';
  const removed = name.endsWith(':Delete') && !name.startsWith('ObjectTagging:');
  return {
    key: formEncoded(version.key),
    ...(created && !version.deleteMarker ? { size: version.sizeBytes } : {}),
    ...(removed ? {} : { eTag: version.deleteMarker ? emptyEtag : version.etag }),
    ...(bucket.versioning === undefined ? {} : { versionId: version.versionId }),
    ...(sequence === undefined ? {} : { sequencer: sequencer(nowMs, sequence) }),
  };
}

/** The short customer id of an account that stands in events: `A` and thirteen letters and digits. */
function ownerPrincipalId(accountId: string): string {
  const known = ownerIds.get(accountId);
  if (known !== undefined) return known;
  const digits = BigInt(`0x${canonicalId(accountId).slice(0, 20)}`);
  const id = `A${digits.toString(36).toUpperCase().padStart(13, '0').slice(0, 13)}`;
  ownerIds.set(accountId, id);
  return id;
}

/** They follow from the account alone, and every event has one. */
const ownerIds = new Map<string, string>();

export type Notification = {
  bucket: string;
  ownerId: string;
  region: string;
  kind: DestinationKind;
  arn: string;
  subject: string;
  body: string;
  refusals: number;
};

function later(payload: Notification, afterMs: number, call: S3Call): void {
  call.later({
    afterMs,
    kind: 'notification',
    payload,
    delivery: { to: payload.arn, subject: payload.subject },
  });
}

/** Hands an event to its destination; a refusal is tried again a few times before the event is given up. */
export function deliver(payload: Notification, call: S3Call): void {
  try {
    hand(payload, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const waitMs = backOffMs[payload.refusals];
    if (waitMs === undefined) {
      call.note('event notification dropped', payload.arn, {
        bucket: payload.bucket,
        key: payload.subject,
        code: error.code,
      });
      return;
    }
    later({ ...payload, refusals: payload.refusals + 1 }, waitMs, call);
  }
}

function hand({ kind, arn, body, bucket, ownerId, region }: Notification, call: S3Call): void {
  const options = askOptions({ name: bucket, ownerId, region }, arn, call);
  switch (kind) {
    case 'CloudFunction':
      call
        .ask('lambda', options)
        .invoke({ FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(body) });
      return;
    case 'Queue':
      call.ask('sqs', options).sendMessage({ QueueUrl: queueUrl(arn), MessageBody: body });
      return;
    case 'Topic':
      call.ask('sns', options).publish({ TopicArn: arn, Subject: 'Amazon S3 Notification', Message: body });
  }
}
