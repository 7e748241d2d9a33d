/** What EventBridge hears of a bucket (aws-behaviour.md 2.7). */
import type { Bucket, ObjectVersion, S3Call } from './state';

/** Who brought an event about. */
export interface Requester {
  /** An account, or a service. */
  requester: string;
  address: string;
}

interface ObjectEvent {
  /** Without `s3:`. */
  name: string;
  version: ObjectVersion;
  sequencer: string | undefined;
  toClass?: string;
}

const detailTypes: Readonly<Record<string, string>> = {
  ObjectCreated: 'Object Created',
  ObjectRemoved: 'Object Deleted',
  LifecycleExpiration: 'Object Deleted',
  LifecycleTransition: 'Object Storage Class Changed',
  ObjectAcl: 'Object ACL Updated',
};

const restoreTypes: Readonly<Record<string, string>> = {
  Post: 'Object Restore Initiated',
  Completed: 'Object Restore Completed',
  Delete: 'Object Restore Expired',
};

const detailTypeOf = (name: string): string | undefined => {
  const [kind = '', action = ''] = name.split(':');
  if (kind === 'ObjectTagging') return name.endsWith('Put') ? 'Object Tags Added' : 'Object Tags Deleted';
  if (kind === 'ObjectRestore') return restoreTypes[action];
  return detailTypes[kind];
};

const creations: Readonly<Record<string, string>> = {
  Put: 'PutObject',
  Post: 'POST Object',
  Copy: 'CopyObject',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

function reasonOf({ name, toClass }: ObjectEvent): Record<string, string> {
  const [kind, action = ''] = name.split(':');
  switch (kind) {
    case 'ObjectCreated':
      return { reason: creations[action] ?? action };
    case 'ObjectRemoved':
    case 'LifecycleExpiration': {
      const isMarker = action === 'DeleteMarkerCreated';
      return {
        reason: kind === 'ObjectRemoved' ? 'DeleteObject' : 'Lifecycle Expiration',
        'deletion-type': isMarker ? 'Delete Marker Created' : 'Permanently Deleted',
      };
    }
    default:
      return toClass === undefined ? {} : { 'destination-storage-class': toClass };
  }
}

/** Unlike in the bucket's own notifications, keys stand as they are. */
export function tellEventBridge(bucket: Bucket, event: ObjectEvent, by: Requester, call: S3Call): void {
  const detailType = detailTypeOf(event.name);
  if (detailType === undefined) return;
  const { version, sequencer } = event;
  const isGone = detailType === 'Object Deleted';
  const object = {
    key: version.key,
    ...(isGone || version.deleteMarker ? {} : { size: version.sizeBytes, etag: version.etag }),
    ...(bucket.versioning === undefined ? {} : { 'version-id': version.versionId }),
    ...(sequencer === undefined ? {} : { sequencer }),
  };
  const news = {
    source: 'aws.s3',
    detailType,
    resources: [`arn:${call.partition}:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object,
      'request-id': call.requestId,
      requester: by.requester,
      'source-ip-address': by.address,
      ...reasonOf(event),
    },
  };
  call.tell('events', 'event', news, { accountId: bucket.ownerId, region: bucket.region });
}
