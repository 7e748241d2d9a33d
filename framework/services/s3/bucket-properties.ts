/** The properties of AWS::S3::Bucket in terms of the S3 API. */
import type {
  Event,
  LifecycleRule,
  LifecycleRuleFilter,
  NotificationConfiguration,
  ServerSideEncryptionRule,
  Tag,
} from '@aws-sdk/client-s3';
import type { ResourceRequest } from '../../cloud/service';
import {
  flag,
  list,
  members,
  moment,
  number,
  oneOf,
  only,
  present,
  text,
  type Properties,
} from './property-values';

const transitionClasses = [
  'GLACIER',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
] as const;

const encryptionTypes = ['NONE', 'SSE-C'] as const;

export function encryptionRules(property: unknown, request: ResourceRequest): ServerSideEncryptionRule[] {
  const path = 'BucketEncryption';
  const { ServerSideEncryptionConfiguration: rules } = only(
    property,
    ['ServerSideEncryptionConfiguration'],
    path,
    request,
  );
  return list(rules).map((rule) => {
    const known = ['ServerSideEncryptionByDefault', 'BucketKeyEnabled', 'BlockedEncryptionTypes'];
    const {
      ServerSideEncryptionByDefault: from,
      BucketKeyEnabled,
      BlockedEncryptionTypes,
    } = only(rule, known, path, request);
    const byDefault = only(from, ['SSEAlgorithm', 'KMSMasterKeyID'], path, request);
    const blocked = list(members(BlockedEncryptionTypes)['EncryptionType']).flatMap(
      (each) => oneOf(each, encryptionTypes) ?? [],
    );
    return {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: oneOf(byDefault['SSEAlgorithm'], ['AES256', 'aws:kms', 'aws:kms:dsse']),
        ...present({ KMSMasterKeyID: text(byDefault['KMSMasterKeyID']) }),
      },
      ...present({ BucketKeyEnabled: flag(BucketKeyEnabled) }),
      ...(blocked.length === 0 ? {} : { BlockedEncryptionTypes: { EncryptionType: blocked } }),
    };
  });
}

const ruleMembers = [
  'AbortIncompleteMultipartUpload',
  'ExpirationDate',
  'ExpirationInDays',
  'ExpiredObjectDeleteMarker',
  'Id',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionExpirationInDays',
  'NoncurrentVersionTransition',
  'NoncurrentVersionTransitions',
  'ObjectSizeGreaterThan',
  'ObjectSizeLessThan',
  'Prefix',
  'Status',
  'TagFilters',
  'Transition',
  'Transitions',
];

export function lifecycleRules(property: unknown, request: ResourceRequest): LifecycleRule[] {
  const path = 'LifecycleConfiguration';
  const { Rules: rules } = only(property, ['Rules', 'TransitionDefaultMinimumObjectSize'], path, request);
  return list(rules).map((rule) => lifecycleRule(only(rule, ruleMembers, `${path}.Rules`, request)));
}

function lifecycleRule(rule: Properties): LifecycleRule {
  const abort = members(rule['AbortIncompleteMultipartUpload'])['DaysAfterInitiation'];
  const noncurrent = noncurrentExpiration(rule);
  const transitions = [
    ...(rule['Transition'] === undefined ? [] : [rule['Transition']]),
    ...list(rule['Transitions']),
  ];
  const old = [
    ...(rule['NoncurrentVersionTransition'] === undefined ? [] : [rule['NoncurrentVersionTransition']]),
    ...list(rule['NoncurrentVersionTransitions']),
  ];
  const expiration = present({
    Days: number(rule['ExpirationInDays']),
    Date: moment(rule['ExpirationDate']),
    ExpiredObjectDeleteMarker: flag(rule['ExpiredObjectDeleteMarker']),
  });
  return {
    ...present({
      ID: text(rule['Id']),
      Expiration: Object.keys(expiration).length === 0 ? undefined : expiration,
      NoncurrentVersionExpiration: noncurrent,
      Transitions: transitions.length === 0 ? undefined : transitions.map(transition),
      NoncurrentVersionTransitions: old.length === 0 ? undefined : old.map(noncurrentTransition),
      AbortIncompleteMultipartUpload:
        abort === undefined ? undefined : { DaysAfterInitiation: Number(abort) },
    }),
    Status: oneOf(rule['Status'], ['Enabled', 'Disabled']),
    Filter: ruleFilter(rule),
  };
}

function noncurrentExpiration(rule: Properties): LifecycleRule['NoncurrentVersionExpiration'] {
  const days = number(rule['NoncurrentVersionExpirationInDays']);
  if (days !== undefined) return { NoncurrentDays: days };
  if (rule['NoncurrentVersionExpiration'] === undefined) return undefined;
  const from = members(rule['NoncurrentVersionExpiration']);
  return present({
    NoncurrentDays: number(from['NoncurrentDays']),
    NewerNoncurrentVersions: number(from['NewerNoncurrentVersions']),
  });
}

function transition(value: unknown) {
  const from = members(value);
  return present({
    StorageClass: oneOf(from['StorageClass'], transitionClasses),
    Days: number(from['TransitionInDays']),
    Date: moment(from['TransitionDate']),
  });
}

function noncurrentTransition(value: unknown) {
  const from = members(value);
  return present({
    StorageClass: oneOf(from['StorageClass'], transitionClasses),
    NoncurrentDays: number(from['TransitionInDays']),
    NewerNoncurrentVersions: number(from['NewerNoncurrentVersions']),
  });
}

/** CloudFormation gives a rule's conditions side by side; the API wants one of them, or several under And. */
function ruleFilter(rule: Properties): LifecycleRuleFilter {
  const tags = list(rule['TagFilters']).map(tag);
  const conditions = present({
    Prefix: text(rule['Prefix']),
    ObjectSizeGreaterThan: number(rule['ObjectSizeGreaterThan']),
    ObjectSizeLessThan: number(rule['ObjectSizeLessThan']),
  });
  const count = Object.keys(conditions).length + tags.length;
  if (count > 1) return { And: { ...conditions, ...(tags.length === 0 ? {} : { Tags: tags }) } };
  const [only] = tags;
  return only === undefined ? (count === 0 ? { Prefix: '' } : conditions) : { Tag: only };
}

function tag(value: unknown): Tag {
  const { Key, Value } = members(value);
  return { Key: text(Key), Value: text(Value) };
}

const isTag = (value: Tag): value is { Key: string; Value: string } =>
  value.Key !== undefined && value.Value !== undefined;

/** The bucket's own tags, and those that the stack hangs on everything it makes. */
export function bucketTags(
  properties: Properties,
  request: ResourceRequest,
): { Key: string; Value: string }[] {
  const tags = new Map(Object.entries(request.tags));
  for (const each of list(properties['Tags']).map(tag).filter(isTag)) tags.set(each.Key, each.Value);
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

export function notificationConfiguration(
  property: unknown,
  request: ResourceRequest,
): NotificationConfiguration {
  const path = 'NotificationConfiguration';
  const kinds = [
    'LambdaConfigurations',
    'QueueConfigurations',
    'TopicConfigurations',
    'EventBridgeConfiguration',
  ];
  const from = only(property, kinds, path, request);
  const { EventBridgeConfiguration: eventBridge } = from;
  const goesToEventBridge =
    eventBridge !== undefined && flag(members(eventBridge)['EventBridgeEnabled']) !== false;
  const of = (kind: string) => list(from[kind]).map(members);
  return {
    LambdaFunctionConfigurations: of('LambdaConfigurations').map((each) => ({
      LambdaFunctionArn: text(each['Function']),
      ...watched(each),
    })),
    QueueConfigurations: of('QueueConfigurations').map((each) => ({
      QueueArn: text(each['Queue']),
      ...watched(each),
    })),
    TopicConfigurations: of('TopicConfigurations').map((each) => ({
      TopicArn: text(each['Topic']),
      ...watched(each),
    })),
    ...(goesToEventBridge ? { EventBridgeConfiguration: {} } : {}),
  };
}

/** A template may say anything here; S3 itself refuses what is no event. */
const isEventText = (value: unknown): value is Event => typeof value === 'string';

function watched(from: Properties) {
  const rules = list(members(members(from['Filter'])['S3Key'])['Rules']).map(members);
  return {
    Events: [from['Event']].filter(isEventText),
    ...(from['Filter'] === undefined
      ? {}
      : {
          Filter: {
            Key: {
              FilterRules: rules.map(({ Name, Value }) => ({
                Name: oneOf(text(Name)?.toLowerCase(), ['prefix', 'suffix']),
                Value: text(Value),
              })),
            },
          },
        }),
  };
}
