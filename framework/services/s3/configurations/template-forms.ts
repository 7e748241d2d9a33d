/** Configurations of AWS::S3::Bucket, whose members have other names and places in the API. */
import type {
  AnalyticsConfiguration,
  CORSRule,
  InventoryConfiguration,
  InventoryOptionalField,
  IntelligentTieringConfiguration,
  LoggingEnabled,
  MetricsConfiguration,
  ReplicationRule,
  RoutingRule,
  Tag,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { flag, list, members, number, oneOf, present, text, type Properties } from '../property-values';

const texts = (value: unknown): string[] => list(value).flatMap((each) => text(each) ?? []);
const status = (value: unknown) => oneOf(members(value)['Status'], ['Enabled', 'Disabled'] as const);
const tag = (value: unknown): Tag => ({
  Key: text(members(value)['Key']),
  Value: text(members(value)['Value']),
});

/** A member only where the template says something of it. */
const mapped = <T>(value: unknown, to: (value: Properties) => T): T | undefined =>
  value === undefined ? undefined : to(members(value));

export const corsRules = (value: unknown): CORSRule[] =>
  list(members(value)['CorsRules'])
    .map(members)
    .map((rule) => ({
      AllowedMethods: texts(rule['AllowedMethods']),
      AllowedOrigins: texts(rule['AllowedOrigins']),
      ...present({
        ID: text(rule['Id']),
        AllowedHeaders: mapped(rule['AllowedHeaders'], () => texts(rule['AllowedHeaders'])),
        ExposeHeaders: mapped(rule['ExposedHeaders'], () => texts(rule['ExposedHeaders'])),
        MaxAgeSeconds: number(rule['MaxAge']),
      }),
    }));

const protocol = (value: unknown) => oneOf(value, ['http', 'https'] as const);

function routingRule(value: unknown): RoutingRule {
  const { RedirectRule, RoutingRuleCondition } = members(value);
  const to = members(RedirectRule);
  return {
    Redirect: present({
      HostName: text(to['HostName']),
      HttpRedirectCode: text(to['HttpRedirectCode']),
      Protocol: protocol(to['Protocol']),
      ReplaceKeyPrefixWith: text(to['ReplaceKeyPrefixWith']),
      ReplaceKeyWith: text(to['ReplaceKeyWith']),
    }),
    ...present({
      Condition: mapped(RoutingRuleCondition, (from) =>
        present({
          HttpErrorCodeReturnedEquals: text(from['HttpErrorCodeReturnedEquals']),
          KeyPrefixEquals: text(from['KeyPrefixEquals']),
        }),
      ),
    }),
  };
}

export function website(value: unknown): WebsiteConfiguration {
  const { ErrorDocument, IndexDocument, RedirectAllRequestsTo, RoutingRules } = members(value);
  return present({
    ErrorDocument: mapped(ErrorDocument, () => ({ Key: text(ErrorDocument) })),
    IndexDocument: mapped(IndexDocument, () => ({ Suffix: text(IndexDocument) })),
    RedirectAllRequestsTo: mapped(RedirectAllRequestsTo, (to) => ({
      HostName: text(to['HostName']),
      ...present({ Protocol: protocol(to['Protocol']) }),
    })),
    RoutingRules: mapped(RoutingRules, () => list(RoutingRules).map(routingRule)),
  });
}

/** A template that names no bucket means the bucket itself. */
export function logging(value: unknown, bucket: string): LoggingEnabled {
  const { DestinationBucketName, LogFilePrefix, TargetObjectKeyFormat } = members(value);
  const source = ['EventTime', 'DeliveryTime'] as const;
  return {
    TargetBucket: text(DestinationBucketName) ?? bucket,
    TargetPrefix: text(LogFilePrefix) ?? '',
    ...present({
      TargetObjectKeyFormat: mapped(TargetObjectKeyFormat, ({ SimplePrefix, PartitionedPrefix }) =>
        present({
          SimplePrefix: mapped(SimplePrefix, () => ({})),
          PartitionedPrefix: mapped(PartitionedPrefix, (from) =>
            present({ PartitionDateSource: oneOf(from['PartitionDateSource'], source) }),
          ),
        }),
      ),
    }),
  };
}

/** What a configuration is about: one condition, or several under And; a template gives them side by side. */
function filterOf(from: Properties): { Prefix: string } | { Tag: Tag } | { And: And } | undefined {
  const prefix = text(from['Prefix']);
  const [first, ...more] = list(from['TagFilters']).map(tag);
  if (first === undefined) return prefix === undefined ? undefined : { Prefix: prefix };
  if (prefix === undefined && more.length === 0) return { Tag: first };
  return { And: { ...present({ Prefix: prefix }), Tags: [first, ...more] } };
}

interface And {
  Prefix?: string;
  Tags: Tag[];
}

const destination = (value: unknown) => {
  const from = members(value);
  return {
    Bucket: text(from['BucketArn']),
    ...present({ AccountId: text(from['BucketAccountId']), Prefix: text(from['Prefix']) }),
  };
};

export function analytics(from: Properties): AnalyticsConfiguration {
  const { DataExport } = members(from['StorageClassAnalysis']);
  return {
    Id: text(from['Id']),
    ...present({ Filter: filterOf(from) }),
    StorageClassAnalysis: present({
      DataExport: mapped(DataExport, ({ OutputSchemaVersion, Destination }) => ({
        OutputSchemaVersion: oneOf(OutputSchemaVersion, ['V_1']),
        Destination: {
          S3BucketDestination: {
            ...destination(Destination),
            Format: oneOf(members(Destination)['Format'], ['CSV']),
          },
        },
      })),
    }),
  };
}

/** A template may say any field here; S3 itself refuses what is none. */
const isField = (value: unknown): value is InventoryOptionalField => typeof value === 'string';

export function inventory(from: Properties): InventoryConfiguration {
  const { Id, Enabled, Destination, Prefix, OptionalFields } = from;
  const format = oneOf(members(Destination)['Format'], ['CSV', 'ORC', 'Parquet']);
  return {
    Id: text(Id),
    IsEnabled: flag(Enabled),
    Destination: { S3BucketDestination: { ...destination(Destination), Format: format } },
    IncludedObjectVersions: oneOf(from['IncludedObjectVersions'], ['All', 'Current']),
    Schedule: { Frequency: oneOf(from['ScheduleFrequency'], ['Daily', 'Weekly']) },
    ...present({
      Filter: mapped(Prefix, () => ({ Prefix: text(Prefix) })),
      OptionalFields: mapped(OptionalFields, () => list(OptionalFields).filter(isField)),
    }),
  };
}

export function metrics(from: Properties): MetricsConfiguration {
  const point = text(from['AccessPointArn']);
  const filter = filterOf(from) ?? (point === undefined ? undefined : { AccessPointArn: point });
  return { Id: text(from['Id']), ...present({ Filter: filter }) };
}

export const tiering = (from: Properties): IntelligentTieringConfiguration => ({
  Id: text(from['Id']),
  Status: status(from),
  ...present({ Filter: filterOf(from) }),
  Tierings: list(from['Tierings'])
    .map(members)
    .map(({ AccessTier, Days }) => ({
      AccessTier: oneOf(AccessTier, ['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS']),
      Days: number(Days),
    })),
});

const minutes = (value: unknown) => present({ Minutes: number(members(value)['Minutes']) });
const storageClasses = [
  'DEEP_ARCHIVE',
  'GLACIER',
  'GLACIER_IR',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
] as const;

function replica(value: unknown): ReplicationRule['Destination'] {
  const from = members(value);
  return {
    Bucket: text(from['Bucket']),
    ...present({
      Account: text(from['Account']),
      StorageClass: oneOf(from['StorageClass'], storageClasses),
      AccessControlTranslation: mapped(from['AccessControlTranslation'], ({ Owner }) => ({
        Owner: oneOf(Owner, ['Destination']),
      })),
      EncryptionConfiguration: mapped(from['EncryptionConfiguration'], ({ ReplicaKmsKeyID }) =>
        present({ ReplicaKmsKeyID: text(ReplicaKmsKeyID) }),
      ),
      Metrics: mapped(from['Metrics'], (of) => ({
        Status: status(of),
        ...present({ EventThreshold: mapped(of['EventThreshold'], minutes) }),
      })),
      ReplicationTime: mapped(from['ReplicationTime'], (of) => ({
        Status: status(of),
        Time: minutes(of['Time']),
      })),
    }),
  };
}

export function replicationRule(value: unknown): ReplicationRule {
  const rule = members(value);
  return {
    Status: status(rule),
    Destination: replica(rule['Destination']),
    ...present({
      ID: text(rule['Id']),
      Priority: number(rule['Priority']),
      Prefix: text(rule['Prefix']),
      Filter: mapped(rule['Filter'], ({ And, Prefix, TagFilter }) =>
        present({
          Prefix: text(Prefix),
          Tag: mapped(TagFilter, tag),
          And: mapped(And, (both) =>
            present({ Prefix: text(both['Prefix']), Tags: list(both['TagFilters']).map(tag) }),
          ),
        }),
      ),
      DeleteMarkerReplication: mapped(rule['DeleteMarkerReplication'], (of) =>
        present({ Status: status(of) }),
      ),
      SourceSelectionCriteria: mapped(rule['SourceSelectionCriteria'], (of) =>
        present({
          ReplicaModifications: mapped(of['ReplicaModifications'], (each) => ({ Status: status(each) })),
          SseKmsEncryptedObjects: mapped(of['SseKmsEncryptedObjects'], (each) => ({ Status: status(each) })),
        }),
      ),
    }),
  };
}
