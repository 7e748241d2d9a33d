import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { Access, Permissions } from '../../cloud/service';
import { arnOf, busNameOf, ruleArn } from './buses/find';
import type { EventsCall, State } from './state';

interface OnRule {
  Name?: string | undefined;
  Rule?: string | undefined;
  EventBusName?: string | undefined;
}

const onRule =
  (action: string) =>
  ({ Name, Rule, EventBusName }: OnRule, call: EventsCall): Access => ({
    action: `events:${action}`,
    resource: ruleArn(call, busNameOf(EventBusName), Name ?? Rule ?? ''),
  });

const onBus =
  (action: string) =>
  ({ Name, EventBusName }: OnRule, call: EventsCall): Access => ({
    action: `events:${action}`,
    resource: arnOf(call, `event-bus/${busNameOf(Name ?? EventBusName)}`),
  });

const onNamed =
  (action: string, kind: string) =>
  (
    {
      Name,
      ArchiveName,
      ReplayName,
    }: { Name?: string | undefined; ArchiveName?: string | undefined; ReplayName?: string | undefined },
    call: EventsCall,
  ): Access => ({
    action: `events:${action}`,
    resource: arnOf(call, `${kind}/${Name ?? ArchiveName ?? ReplayName ?? ''}`),
  });

const onArn =
  (action: string) =>
  ({ ResourceARN }: { ResourceARN: string }): Access => ({
    action: `events:${action}`,
    resource: ResourceARN,
  });

const passRole = (resource: string): Access => ({
  action: 'iam:PassRole',
  resource,
  context: { 'iam:passedtoservice': 'events.amazonaws.com' },
});

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const permissions: Permissions<EventBridge, State> = {
  cancelReplay: onNamed('CancelReplay', 'replay'),
  createApiDestination: onNamed('CreateApiDestination', 'api-destination'),
  createArchive: onNamed('CreateArchive', 'archive'),
  createConnection: onNamed('CreateConnection', 'connection'),
  deauthorizeConnection: onNamed('DeauthorizeConnection', 'connection'),
  deleteApiDestination: onNamed('DeleteApiDestination', 'api-destination'),
  deleteArchive: onNamed('DeleteArchive', 'archive'),
  deleteConnection: onNamed('DeleteConnection', 'connection'),
  describeApiDestination: onNamed('DescribeApiDestination', 'api-destination'),
  describeArchive: onNamed('DescribeArchive', 'archive'),
  describeConnection: onNamed('DescribeConnection', 'connection'),
  describeReplay: onNamed('DescribeReplay', 'replay'),
  startReplay: onNamed('StartReplay', 'replay'),
  updateApiDestination: onNamed('UpdateApiDestination', 'api-destination'),
  updateArchive: onNamed('UpdateArchive', 'archive'),
  updateConnection: onNamed('UpdateConnection', 'connection'),
  createEventBus: onBus('CreateEventBus'),
  deleteEventBus: onBus('DeleteEventBus'),
  deleteRule: onRule('DeleteRule'),
  describeEventBus: onBus('DescribeEventBus'),
  describeRule: onRule('DescribeRule'),
  disableRule: onRule('DisableRule'),
  enableRule: onRule('EnableRule'),
  listTagsForResource: onArn('ListTagsForResource'),
  listTargetsByRule: onRule('ListTargetsByRule'),
  putEvents: ({ Entries }, call) =>
    Entries.map(({ EventBusName, Source = '', DetailType = '' }) => ({
      action: 'events:PutEvents',
      resource:
        EventBusName?.startsWith('arn:') === true
          ? EventBusName
          : arnOf(call, `event-bus/${busNameOf(EventBusName)}`),
      context: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
  putRule: (input, call) => [
    onRule('PutRule')(input, call),
    ...(input.RoleArn === undefined ? [] : [passRole(input.RoleArn)]),
  ],
  putTargets: (input, call) => [
    {
      ...onRule('PutTargets')(input, call),
      context: { 'events:targetarn': input.Targets.map(({ Arn = '' }) => Arn) },
    },
    ...input.Targets.flatMap(({ RoleArn }) => (RoleArn === undefined ? [] : [passRole(RoleArn)])),
  ],
  removeTargets: onRule('RemoveTargets'),
  tagResource: onArn('TagResource'),
  untagResource: onArn('UntagResource'),
  updateEventBus: onBus('UpdateEventBus'),
};
