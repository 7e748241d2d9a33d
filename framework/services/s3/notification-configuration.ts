/** Notification configurations and their form (aws-behaviour.md 2.6). */
import type { S3 } from '@aws-sdk/client-s3';
import { parseArn, type Input, type Output } from '../../cloud/service';
import * as errors from './errors';
import { problemOf } from './notification-destinations';
import { requireBucket } from './input';
import type { Bucket, Nothing, S3Call } from './state';

export type DestinationKind = 'Queue' | 'Topic' | 'CloudFunction';

export interface Destination {
  id: string;
  kind: DestinationKind;
  arn: string;
  events: string[];
  /** Absent: the configuration came without a filter. */
  filter?: { name: 'Prefix' | 'Suffix'; value: string }[];
}

export interface NotificationConfiguration {
  destinations: Destination[];
  goesToEventBridge?: true;
}

const services: Record<DestinationKind, 'sqs' | 'sns' | 'lambda'> = {
  Queue: 'sqs',
  Topic: 'sns',
  CloudFunction: 'lambda',
};

const eventNames: readonly string[] = [
  ...['*', 'Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map((name) => `s3:ObjectCreated:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:ObjectRemoved:${name}`),
  ...['*', 'Post', 'Completed', 'Delete'].map((name) => `s3:ObjectRestore:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:LifecycleExpiration:${name}`),
  ...['*', 'Put', 'Delete'].map((name) => `s3:ObjectTagging:${name}`),
  ...['*', 'OperationFailedReplication', 'OperationNotTracked'].map((name) => `s3:Replication:${name}`),
  's3:Replication:OperationMissedThreshold',
  's3:Replication:OperationReplicatedAfterThreshold',
  's3:ReducedRedundancyLostObject',
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectAcl:Put',
];

interface ConfigurationInput {
  Id?: string | undefined;
  Events?: readonly string[] | undefined;
  Filter?:
    | {
        Key?:
          | { FilterRules?: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined }
          | undefined;
      }
    | undefined;
}

function readDestination(
  kind: DestinationKind,
  arn: string | undefined,
  from: ConfigurationInput,
  call: S3Call,
): Destination {
  const parsed = parseArn(arn ?? '');
  if (arn === undefined || parsed?.service !== services[kind]) {
    throw errors.invalidArgument('The ARN could not be parsed', kind, arn ?? '');
  }
  const events = [...(from.Events ?? [])];
  if (events.length === 0) throw errors.malformedXml();
  for (const event of events) {
    if (!eventNames.includes(event)) {
      throw errors.invalidArgument(`The event '${event}' is not supported for notifications`, 'Event', event);
    }
  }
  const rules = from.Filter?.Key?.FilterRules;
  return {
    id: from.Id ?? call.random('notification id').uuid(),
    kind,
    arn,
    events,
    ...(rules === undefined ? {} : { filter: readFilter(rules) }),
  };
}

function readFilter(
  rules: readonly { Name?: string | undefined; Value?: string | undefined }[],
): NonNullable<Destination['filter']> {
  const read = rules.map(({ Name: name = '', Value: value = '' }) => {
    const lower = name.toLowerCase();
    if (lower !== 'prefix' && lower !== 'suffix') {
      throw errors.invalidArgument(
        'filter rule name must be either prefix or suffix',
        'FilterRule.Name',
        name,
      );
    }
    return { name: lower === 'prefix' ? ('Prefix' as const) : ('Suffix' as const), value };
  });
  for (const name of ['Prefix', 'Suffix'] as const) {
    if (read.filter((rule) => rule.name === name).length > 1) {
      throw errors.invalidArgument(
        `Cannot specify more than one ${name.toLowerCase()} rule in a filter.`,
        'FilterRule.Name',
        name.toLowerCase(),
      );
    }
  }
  return read;
}

/** The part of a key that a filter asks for; nothing asked is the empty text, which every key has. */
export const filterValue = (destination: Destination, name: 'Prefix' | 'Suffix'): string =>
  destination.filter?.find((rule) => rule.name === name)?.value ?? '';

export const coversEvent = (pattern: string, event: string): boolean =>
  pattern === event || (pattern.endsWith(':*') && event.startsWith(pattern.slice(0, -1)));

function overlap(a: Destination, b: Destination): boolean {
  const shared = a.events.some((one) =>
    b.events.some((other) => coversEvent(one, other) || coversEvent(other, one)),
  );
  const [prefixA, prefixB] = [filterValue(a, 'Prefix'), filterValue(b, 'Prefix')];
  const [suffixA, suffixB] = [filterValue(a, 'Suffix'), filterValue(b, 'Suffix')];
  return (
    shared &&
    (prefixA.startsWith(prefixB) || prefixB.startsWith(prefixA)) &&
    (suffixA.endsWith(suffixB) || suffixB.endsWith(suffixA))
  );
}

function checkOverlaps(destinations: readonly Destination[]): void {
  destinations.forEach((one, index) => {
    const other = destinations.slice(0, index).find((each) => overlap(one, each));
    if (other === undefined) return;
    throw errors.invalidArgument(
      one.filter === undefined && other.filter === undefined
        ? 'Configurations overlap. Configurations on the same bucket cannot share a common event type.'
        : 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
    );
  });
}

function checkRegions(destinations: readonly Destination[], bucket: Bucket): void {
  for (const { arn, kind } of destinations) {
    if (parseArn(arn)?.region !== bucket.region) {
      throw errors.invalidArgument(
        'The notification destination service region is not valid for the bucket location constraint',
        kind,
        arn,
      );
    }
    if (arn.endsWith('.fifo')) throw errors.invalidArgument('FIFO SQS queues are not supported.', kind, arn);
  }
}

export function putBucketNotificationConfiguration(
  input: Input<S3, 'putBucketNotificationConfiguration'>,
  call: S3Call,
): Nothing {
  const bucket = requireBucket(input, call);
  const from = input.NotificationConfiguration ?? {};
  const destinations = [
    ...(from.TopicConfigurations ?? []).map((each) => readDestination('Topic', each.TopicArn, each, call)),
    ...(from.QueueConfigurations ?? []).map((each) => readDestination('Queue', each.QueueArn, each, call)),
    ...(from.LambdaFunctionConfigurations ?? []).map((each) =>
      readDestination('CloudFunction', each.LambdaFunctionArn, each, call),
    ),
  ];
  checkOverlaps(destinations);
  checkRegions(destinations, bucket);
  if (input.SkipDestinationValidation !== true) {
    const problems = destinations.flatMap((each) => problemOf(each, bucket, call) ?? []);
    if (problems.length > 0) throw errors.badDestinations(problems);
  }
  const { notifications: _, ...silent } = bucket;
  call.state.buckets.set(
    bucket.name,
    destinations.length === 0 && from.EventBridgeConfiguration === undefined
      ? silent
      : {
          ...silent,
          notifications: {
            destinations,
            ...(from.EventBridgeConfiguration === undefined ? {} : { goesToEventBridge: true as const }),
          },
        },
  );
  return {};
}

export function getBucketNotificationConfiguration(
  input: Input<S3, 'getBucketNotificationConfiguration'>,
  call: S3Call,
): Output<S3, 'getBucketNotificationConfiguration'> {
  const { notifications } = requireBucket(input, call);
  const destinations = notifications?.destinations ?? [];
  const of = (kind: DestinationKind): Destination[] => destinations.filter((each) => each.kind === kind);
  const topics = of('Topic').map((each) => ({ ...written(each), TopicArn: each.arn }));
  const queues = of('Queue').map((each) => ({ ...written(each), QueueArn: each.arn }));
  const functions = of('CloudFunction').map((each) => ({ ...written(each), LambdaFunctionArn: each.arn }));
  return {
    ...(topics.length === 0 ? {} : { TopicConfigurations: topics }),
    ...(queues.length === 0 ? {} : { QueueConfigurations: queues }),
    ...(functions.length === 0 ? {} : { LambdaFunctionConfigurations: functions }),
    ...(notifications?.goesToEventBridge === true ? { EventBridgeConfiguration: {} } : {}),
  };
}

function written({ id, events, filter }: Destination) {
  const rules = filter?.map(({ name, value }) => ({
    ...(isFilterName(name) ? { Name: name } : {}),
    Value: value,
  }));
  return {
    Id: id,
    Events: events.filter(isEvent),
    ...(rules === undefined ? {} : { Filter: { Key: { FilterRules: rules } } }),
  };
}

type EventName = NonNullable<
  NonNullable<
    Input<S3, 'putBucketNotificationConfiguration'>['NotificationConfiguration']
  >['QueueConfigurations']
>[number]['Events'];
type Event = NonNullable<EventName>[number];

/** Every stored event has passed this list; the SDK's type wants to see it. */
export const isEvent = (event: string): event is Event => eventNames.includes(event);

/** AWS answers these names capitalised; the SDK's enumeration has them in lower case. */
const isFilterName = (name: string): name is 'prefix' | 'suffix' =>
  ['prefix', 'suffix'].includes(name.toLowerCase());
