/** CloudFormation's Logs types, in terms of the Logs API. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch-logs';
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { readGroup } from './group-readout';

const isGone = (error: unknown): boolean =>
  error instanceof AwsError && error.code === 'ResourceNotFoundException';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Ref is the name; the ARN ends with `:*`, as CloudFormation's always has. */
function groupProgress({ partition, region, accountId }: ResourceRequest, name: string): ResourceProgress {
  const Arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`;
  return { done: true, physicalId: name, attributes: { Arn } };
}

function setRetention(request: ResourceRequest, logGroupName: string): void {
  const days = request.properties['RetentionInDays'];
  if (days !== undefined) {
    request.aws('logs').putRetentionPolicy({ logGroupName, retentionInDays: Number(days) });
  } else if (request.previous?.['RetentionInDays'] !== undefined) {
    request.aws('logs').deleteRetentionPolicy({ logGroupName });
  }
}

const logGroup: ResourceType = {
  properties: ['KmsKeyId', 'LogGroupClass', 'LogGroupName', 'RetentionInDays', 'Tags'],
  replaceOn: ['LogGroupName'],
  read: readGroup,

  create(request) {
    const logGroupName = text(request.properties['LogGroupName']) ?? request.generatedName(512);
    const kmsKeyId = text(request.properties['KmsKeyId']);
    const logGroupClass = text(request.properties['LogGroupClass']);
    if (logGroupClass !== undefined && logGroupClass !== 'STANDARD') {
      request.notEmulated(`AWS::Logs::LogGroup.LogGroupClass ${logGroupClass}`);
    }
    const tags = resourceTags(request).byName;
    request.aws('logs').createLogGroup({
      logGroupName,
      kmsKeyId,
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    });
    request.made?.(logGroupName);
    setRetention(request, logGroupName);
    return groupProgress(request, logGroupName);
  },

  update(request) {
    const { physicalId: name = '', properties, previous = {} } = request;
    for (const property of ['KmsKeyId', 'LogGroupClass']) {
      if (properties[property] !== previous[property]) {
        request.notEmulated(`a change of AWS::Logs::LogGroup.${property}`);
      }
    }
    setRetention(request, name);
    const resourceArn = `arn:${request.partition}:logs:${request.region}:${request.accountId}:log-group:${name}`;
    const { byName: tags, gone: tagKeys } = tagChanges(request);
    const logs = request.aws('logs');
    if (tagKeys.length > 0) logs.untagResource({ resourceArn, tagKeys });
    if (Object.keys(tags).length > 0) logs.tagResource({ resourceArn, tags });
    return groupProgress(request, name);
  },

  delete(request) {
    try {
      request.aws('logs').deleteLogGroup({ logGroupName: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

const logStream: ResourceType = {
  properties: ['LogGroupName', 'LogStreamName'],
  replaceOn: ['LogGroupName', 'LogStreamName'],

  create(request) {
    const logStreamName = text(request.properties['LogStreamName']) ?? request.generatedName(512);
    request
      .aws('logs')
      .createLogStream({ logGroupName: text(request.properties['LogGroupName']), logStreamName });
    return { done: true, physicalId: logStreamName };
  },

  delete(request) {
    const logGroupName = text(request.properties['LogGroupName']);
    try {
      request.aws('logs').deleteLogStream({ logGroupName, logStreamName: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** CloudFormation lists dimensions where the API has a map. */
function transformationOf(given: Record<string, unknown>) {
  const dimensions: unknown = given['Dimensions'];
  const pairs = (Array.isArray(dimensions) ? dimensions.filter(isRecord) : []).map(
    ({ Key, Value }): [string, string] => [text(Key) ?? '', text(Value) ?? ''],
  );
  const value = given['MetricValue'];
  const unit = text(given['Unit']);
  return {
    metricNamespace: text(given['MetricNamespace']),
    metricName: text(given['MetricName']),
    metricValue: typeof value === 'number' ? String(value) : text(value),
    ...(given['DefaultValue'] === undefined ? {} : { defaultValue: Number(given['DefaultValue']) }),
    ...(pairs.length === 0 ? {} : { dimensions: Object.fromEntries(pairs) }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API model checks what a template gives
    ...(unit === undefined ? {} : { unit: unit as StandardUnit }),
  };
}

function putSubscriptionFilter(request: ResourceRequest, filterName: string): ResourceProgress {
  const { LogGroupName, FilterPattern, DestinationArn, RoleArn, Distribution } = request.properties;
  const roleArn = text(RoleArn);
  request.aws('logs').putSubscriptionFilter({
    logGroupName: String(LogGroupName),
    filterName,
    filterPattern: text(FilterPattern) ?? '',
    destinationArn: String(DestinationArn),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(Distribution === undefined
      ? {}
      : { distribution: Distribution === 'Random' ? 'Random' : 'ByLogStream' }),
  });
  return { done: true, physicalId: filterName };
}

/** Ref is the name of the filter. */
const subscriptionFilter: ResourceType = {
  properties: ['DestinationArn', 'Distribution', 'FilterName', 'FilterPattern', 'LogGroupName', 'RoleArn'],
  replaceOn: ['FilterName', 'LogGroupName'],
  create: (request) =>
    putSubscriptionFilter(request, text(request.properties['FilterName']) ?? request.generatedName(512)),
  update: (request) => putSubscriptionFilter(request, request.physicalId ?? ''),

  delete(request) {
    const logGroupName = String(request.properties['LogGroupName']);
    try {
      request.aws('logs').deleteSubscriptionFilter({ logGroupName, filterName: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

function putMetricFilter(request: ResourceRequest, filterName: string): ResourceProgress {
  const { properties } = request;
  const given: unknown = properties['MetricTransformations'];
  request.aws('logs').putMetricFilter({
    logGroupName: text(properties['LogGroupName']),
    filterName,
    filterPattern: text(properties['FilterPattern']),
    metricTransformations: (Array.isArray(given) ? given.filter(isRecord) : []).map(transformationOf),
  });
  return { done: true, physicalId: filterName };
}

const metricFilter: ResourceType = {
  properties: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
  replaceOn: ['FilterName', 'LogGroupName'],
  create: (request) =>
    putMetricFilter(request, text(request.properties['FilterName']) ?? request.generatedName(512)),
  update: (request) => putMetricFilter(request, request.physicalId ?? ''),
  delete(request) {
    const logGroupName = text(request.properties['LogGroupName']);
    try {
      request.aws('logs').deleteMetricFilter({ logGroupName, filterName: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

function putResourcePolicy(request: ResourceRequest, policyName: string): ResourceProgress {
  const document = request.properties['PolicyDocument'];
  request.aws('logs').putResourcePolicy({
    policyName,
    policyDocument: typeof document === 'string' ? document : JSON.stringify(document),
  });
  return { done: true, physicalId: policyName };
}

const resourcePolicy: ResourceType = {
  properties: ['PolicyDocument', 'PolicyName'],
  replaceOn: ['PolicyName'],
  create: (request) => putResourcePolicy(request, text(request.properties['PolicyName']) ?? ''),
  update: (request) => putResourcePolicy(request, request.physicalId ?? ''),
  delete(request) {
    try {
      request.aws('logs').deleteResourcePolicy({ policyName: request.physicalId ?? '' });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::LogStream': logStream,
  'AWS::Logs::MetricFilter': metricFilter,
  'AWS::Logs::SubscriptionFilter': subscriptionFilter,
  'AWS::Logs::ResourcePolicy': resourcePolicy,
};
