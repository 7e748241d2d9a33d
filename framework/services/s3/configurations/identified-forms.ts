/** The form of a bucket's inventories, analyses, metrics and archive tiers (S3 API reference, their types). */
import type {
  AnalyticsConfiguration,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  MetricsConfiguration,
} from '@aws-sdk/client-s3';
import * as errors from '../errors';

const bucketArn = /^arn:aws[a-z-]*:s3:::[^/]+$/;

const optionalFields: readonly string[] = [
  'Size',
  'LastModifiedDate',
  'StorageClass',
  'ETag',
  'IsMultipartUploaded',
  'ReplicationStatus',
  'EncryptionStatus',
  'ObjectLockRetainUntilDate',
  'ObjectLockMode',
  'ObjectLockLegalHoldStatus',
  'IntelligentTieringAccessTier',
  'BucketKeyStatus',
  'ChecksumAlgorithm',
  'ObjectAccessControlList',
  'ObjectOwner',
  'LifecycleExpirationDate',
];

const isOneOf = (value: string | undefined, known: readonly string[]): boolean =>
  value !== undefined && known.includes(value);

export function checkInventory(asked: InventoryConfiguration): void {
  const destination = asked.Destination?.S3BucketDestination;
  const isWellFormed =
    asked.IsEnabled !== undefined &&
    destination?.Bucket !== undefined &&
    isOneOf(destination.Format, ['CSV', 'ORC', 'Parquet']) &&
    isOneOf(asked.Schedule?.Frequency, ['Daily', 'Weekly']) &&
    isOneOf(asked.IncludedObjectVersions, ['All', 'Current']) &&
    (asked.OptionalFields ?? []).every((each) => isOneOf(each, optionalFields));
  if (!isWellFormed) throw errors.malformedXml();
  if (!bucketArn.test(destination.Bucket ?? '')) throw errors.invalidDestinationBucket();
}

export function checkAnalytics(asked: AnalyticsConfiguration): void {
  const analysis = asked.StorageClassAnalysis;
  checkFilter(asked.Filter);
  if (analysis === undefined) throw errors.malformedXml();
  const { DataExport: wanted } = analysis;
  if (wanted === undefined) return;
  const destination = wanted.Destination?.S3BucketDestination;
  const isWellFormed =
    wanted.OutputSchemaVersion === 'V_1' && destination?.Bucket !== undefined && destination.Format === 'CSV';
  if (!isWellFormed) throw errors.malformedXml();
  if (!bucketArn.test(destination.Bucket ?? '')) throw errors.invalidDestinationBucket();
}

export function checkMetrics(asked: MetricsConfiguration): void {
  checkFilter(asked.Filter);
}

/** A filter says one thing, or several within `And`. */
function checkFilter(filter: object | undefined): void {
  const named = Object.values(filter ?? {}).filter((each) => each !== undefined);
  if (filter !== undefined && named.length !== 1) throw errors.malformedXml();
}

const tierDays: Readonly<Record<string, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 };
const tierMaxDays = 730;

export function checkTiering(asked: IntelligentTieringConfiguration): void {
  const { Tierings: tiers = [] } = asked;
  if (!isOneOf(asked.Status, ['Enabled', 'Disabled']) || tiers.length === 0) throw errors.malformedXml();
  for (const { AccessTier: tier, Days: days } of tiers) {
    const least = tierDays[tier ?? ''];
    if (least === undefined || days === undefined || days < least || days > tierMaxDays) {
      throw errors.malformedXml();
    }
  }
}
