/** CloudFormation's EventBridge types, in terms of the API. */
import type { CreateEventBusRequest, PutRuleRequest, Target } from '@aws-sdk/client-eventbridge';
import {
  resourceTags,
  tagChanges,
  template,
  type ResourceProgress,
  type ResourceReadout,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { archive } from './archives/resources';
import { apiDestination, connection } from './connections/resources';
import { unlessGone } from './unless-gone';

const { inputOf, isRecord, jsonTextOf, recordsOf, textOf, typedOf } = template;

/** Of other buses than the default one the physical id names the bus too. */
function ruleOf({ physicalId = '' }: ResourceRequest): { Name: string; EventBusName: string } {
  const [first = '', second] = physicalId.split('|');
  return second === undefined
    ? { Name: first, EventBusName: 'default' }
    : { Name: second, EventBusName: first };
}

const busOf = ({ properties }: ResourceRequest): string =>
  (textOf(properties['EventBusName']) ?? 'default').replace(/^.*:event-bus\//, '');

/** Numbers of a retry policy are typed; inputs stay as they are. */
const targetOf = (target: Record<string, unknown>): Target =>
  inputOf<Target>({ ...target, RetryPolicy: typedOf(target['RetryPolicy']) });

/** Putting a rule again, or updating a bus, leaves its tags alone. */
function changeTags(request: ResourceRequest, ResourceARN: string): void {
  const events = request.aws('events');
  const { list: Tags, gone: TagKeys } = tagChanges(request);
  if (TagKeys.length > 0) events.untagResource({ ResourceARN, TagKeys });
  if (Tags.length > 0) events.tagResource({ ResourceARN, Tags });
}

function putRule(request: ResourceRequest, Name: string, EventBusName: string): ResourceProgress {
  const { properties, previous } = request;
  const events = request.aws('events');
  const { RuleArn = '' } = events.putRule(
    inputOf<PutRuleRequest>({
      Name,
      EventBusName,
      Description: textOf(properties['Description']),
      EventPattern: jsonTextOf(properties['EventPattern']),
      RoleArn: textOf(properties['RoleArn']),
      ScheduleExpression: textOf(properties['ScheduleExpression']),
      State: textOf(properties['State']),
      Tags: previous === undefined ? resourceTags(request).list : undefined,
    }),
  );
  const physicalId = EventBusName === 'default' ? Name : `${EventBusName}|${Name}`;
  if (previous === undefined) request.made?.(physicalId);
  else changeTags(request, RuleArn);
  const targets = recordsOf(properties['Targets']);
  const ids = targets.map((target) => textOf(target['Id']));
  const gone = recordsOf(previous?.['Targets'])
    .map((target) => textOf(target['Id']) ?? '')
    .filter((id) => !ids.includes(id));
  if (gone.length > 0) events.removeTargets({ Rule: Name, EventBusName, Ids: gone });
  if (targets.length > 0) events.putTargets({ Rule: Name, EventBusName, Targets: targets.map(targetOf) });
  return { done: true, physicalId, attributes: { Arn: RuleArn } };
}

const rule: ResourceType = {
  properties: [
    'Description',
    'EventBusName',
    'EventPattern',
    'Name',
    'RoleArn',
    'ScheduleExpression',
    'State',
    'Tags',
    'Targets',
  ],
  replaceOn: ['EventBusName', 'Name'],

  read(request) {
    const { Name, EventBusName } = ruleOf(request);
    const events = request.aws('events');
    let found: ResourceReadout | undefined;
    unlessGone(() => {
      const { Arn, Description, EventPattern, RoleArn, ScheduleExpression, State } = events.describeRule({
        Name,
        EventBusName,
      });
      const { Targets = [] } = events.listTargetsByRule({ Rule: Name, EventBusName });
      const pattern: unknown = EventPattern === undefined ? undefined : JSON.parse(EventPattern);
      found = {
        properties: {
          Name,
          Description,
          EventPattern: pattern,
          RoleArn,
          ScheduleExpression,
          State,
          Targets: Targets.length === 0 ? undefined : Targets,
        },
        attributes: { Arn },
      };
    });
    return found;
  },

  create: (request) =>
    putRule(request, textOf(request.properties['Name']) ?? request.generatedName(64), busOf(request)),

  update(request) {
    const { Name, EventBusName } = ruleOf(request);
    return putRule(request, Name, EventBusName);
  },

  delete(request) {
    const { Name, EventBusName } = ruleOf(request);
    const events = request.aws('events');
    return unlessGone(() => {
      const { Targets = [] } = events.listTargetsByRule({ Rule: Name, EventBusName });
      const Ids = Targets.map(({ Id = '' }) => Id);
      if (Ids.length > 0) events.removeTargets({ Rule: Name, EventBusName, Ids });
      events.deleteRule({ Name, EventBusName });
    });
  },
};

function busProgress(request: ResourceRequest, Name: string): ResourceProgress {
  const { Arn = '' } = request.aws('events').describeEventBus({ Name });
  return { done: true, physicalId: Name, attributes: { Arn, Name } };
}

function putBusPolicy(request: ResourceRequest, EventBusName: string): void {
  const Policy = jsonTextOf(request.properties['Policy']);
  if (Policy !== undefined) request.aws('events').putPermission({ EventBusName, Policy });
}

const eventBus: ResourceType = {
  properties: [
    'DeadLetterConfig',
    'Description',
    'EventSourceName',
    'KmsKeyIdentifier',
    'LogConfig',
    'Name',
    'Policy',
    'Tags',
  ],
  replaceOn: ['EventSourceName', 'Name'],

  create(request) {
    const { properties } = request;
    const { Policy: _, Tags: __, ...settings } = properties;
    const Name = textOf(properties['Name']) ?? '';
    const Tags = resourceTags(request).list;
    request.aws('events').createEventBus(inputOf<CreateEventBusRequest>({ ...settings, Name, Tags }));
    request.made?.(Name);
    putBusPolicy(request, Name);
    return busProgress(request, Name);
  },

  update(request) {
    const { properties, physicalId: Name = '' } = request;
    const { Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig } = properties;
    request
      .aws('events')
      .updateEventBus(
        inputOf<CreateEventBusRequest>({ Name, Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig }),
      );
    putBusPolicy(request, Name);
    const bus = busProgress(request, Name);
    changeTags(request, textOf(bus.attributes?.['Arn']) ?? '');
    return bus;
  },

  delete: (request) =>
    unlessGone(() => void request.aws('events').deleteEventBus({ Name: request.physicalId ?? '' })),
};

function putPermission(request: ResourceRequest): ResourceProgress {
  const { Action, Principal, StatementId, Statement, Condition } = request.properties;
  const EventBusName = busOf(request);
  const Sid = textOf(StatementId) ?? '';
  const events = request.aws('events');
  if (isRecord(Statement)) {
    const { Policy = '{"Version":"2012-10-17","Statement":[]}' } = events.describeEventBus({
      Name: EventBusName,
    });
    const policy: unknown = JSON.parse(Policy);
    const others = recordsOf(isRecord(policy) ? policy['Statement'] : []).filter(
      (each) => each['Sid'] !== Sid,
    );
    const whole = { Version: '2012-10-17', Statement: [...others, { ...Statement, Sid }] };
    events.putPermission({ EventBusName, Policy: JSON.stringify(whole) });
  } else {
    events.putPermission(inputOf({ EventBusName, Action, Principal, StatementId: Sid, Condition }));
  }
  return { done: true, physicalId: `${EventBusName}|${Sid}` };
}

const eventBusPolicy: ResourceType = {
  properties: ['Action', 'Condition', 'EventBusName', 'Principal', 'Statement', 'StatementId'],
  replaceOn: ['EventBusName', 'StatementId'],
  create: putPermission,
  update: putPermission,
  delete: (request) => {
    const [EventBusName = '', StatementId = ''] = (request.physicalId ?? '').split('|');
    return unlessGone(() => void request.aws('events').removePermission({ EventBusName, StatementId }));
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::ApiDestination': apiDestination,
  'AWS::Events::Archive': archive,
  'AWS::Events::Connection': connection,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Events::Rule': rule,
};
