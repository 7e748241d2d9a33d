/** CloudFormation's SNS types, in terms of the SNS API. */
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { readTopic } from './topic-readout';
import { defaultPolicy } from './topics/topic-policy';

type Properties = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An attribute's text: policies as JSON. */
const attributeText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const isGone = (error: unknown): boolean => error instanceof AwsError && error.code === 'NotFound';

/** Runs a deletion; what is gone already counts as deleted. */
function unlessGone(act: () => unknown): { done: boolean } {
  try {
    act();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return { done: true };
}

/** Properties that are topic attributes, with what CloudFormation sets when one is taken away. */
const topicDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DisplayName: '',
  FifoThroughputScope: 'Topic',
  KmsMasterKeyId: '',
  SignatureVersion: '1',
  TracingConfig: 'PassThrough',
};

function attributesOf(
  properties: Properties,
  defaults: Readonly<Record<string, string>>,
): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of Object.keys(defaults)) {
    if (properties[name] !== undefined) attributes[name] = attributeText(properties[name]);
  }
  return attributes;
}

/** What has changed, and for what was taken away its default. */
function changes(request: ResourceRequest, defaults: Readonly<Record<string, string>>): [string, string][] {
  const before = attributesOf(request.previous ?? {}, defaults);
  const after = attributesOf(request.properties, defaults);
  return Object.entries(defaults).flatMap(([name, fallback]) => {
    const value = after[name] ?? (before[name] === undefined ? undefined : fallback);
    return value === undefined || value === before[name] ? [] : [[name, value]];
  });
}

/** `protocol endpoint` of each inline subscription. */
function inlineSubscriptions(properties: Properties | undefined): string[] {
  const given: unknown = properties?.['Subscription'];
  return (Array.isArray(given) ? given.filter(isRecord) : []).map(
    ({ Protocol, Endpoint }) => `${String(Protocol)} ${String(Endpoint)}`,
  );
}

function changeSubscriptions(request: ResourceRequest, TopicArn: string): void {
  const sns = request.aws('sns');
  const before = inlineSubscriptions(request.previous);
  const after = inlineSubscriptions(request.properties);
  for (const each of after.filter((one) => !before.includes(one))) {
    const [Protocol = '', Endpoint = ''] = each.split(' ');
    sns.subscribe({ TopicArn, Protocol, Endpoint });
  }
  const dropped = before.filter((one) => !after.includes(one));
  if (dropped.length === 0) return;
  for (const { Protocol, Endpoint, SubscriptionArn = '' } of sns.listSubscriptionsByTopic({ TopicArn })
    .Subscriptions ?? []) {
    if (dropped.includes(`${Protocol} ${Endpoint}`)) sns.unsubscribe({ SubscriptionArn });
  }
}

function topicProgress(arn: string): ResourceProgress {
  const TopicName = arn.slice(arn.lastIndexOf(':') + 1);
  return { done: true, physicalId: arn, attributes: { TopicArn: arn, TopicName } };
}

const topic: ResourceType = {
  properties: [...Object.keys(topicDefaults), 'FifoTopic', 'Subscription', 'Tags', 'TopicName'],
  replaceOn: ['FifoTopic', 'TopicName'],
  read: (request) => readTopic(request, Object.keys(topicDefaults)),

  create(request) {
    const { properties } = request;
    const isFifoTopic = String(properties['FifoTopic']) === 'true';
    const name = properties['TopicName'];
    const generated = () => (isFifoTopic ? `${request.generatedName(251)}.fifo` : request.generatedName(256));
    const Name = typeof name === 'string' && name !== '' ? name : generated();
    const sns = request.aws('sns');
    const arn = `arn:${request.partition}:sns:${request.region}:${request.accountId}:${Name}`;
    // CreateTopic answers a topic that is there already; CloudFormation must not adopt it.
    if (exists(request, arn)) {
      throw new AwsError(
        'AlreadyExists',
        `Resource of type 'AWS::SNS::Topic' with identifier '${arn}' already exists.`,
      );
    }
    const { TopicArn = '' } = sns.createTopic({
      Name,
      Attributes: {
        ...attributesOf(properties, topicDefaults),
        ...(isFifoTopic ? { FifoTopic: 'true' } : {}),
      },
      Tags: resourceTags(request).list,
    });
    request.made?.(TopicArn);
    changeSubscriptions(request, TopicArn);
    return topicProgress(TopicArn);
  },

  update(request) {
    const { physicalId: TopicArn = '' } = request;
    const sns = request.aws('sns');
    for (const [AttributeName, AttributeValue] of changes(request, topicDefaults)) {
      sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
    }
    changeSubscriptions(request, TopicArn);
    const { list: Tags, gone: TagKeys } = tagChanges(request);
    if (TagKeys.length > 0) sns.untagResource({ ResourceArn: TopicArn, TagKeys });
    if (Tags.length > 0) sns.tagResource({ ResourceArn: TopicArn, Tags });
    return topicProgress(TopicArn);
  },

  delete: (request) => unlessGone(() => request.aws('sns').deleteTopic({ TopicArn: request.physicalId })),
};

function exists(request: ResourceRequest, TopicArn: string): boolean {
  try {
    request.aws('sns').getTopicAttributes({ TopicArn });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

const subscriptionDefaults: Readonly<Record<string, string>> = {
  DeliveryPolicy: '',
  // Before the policy itself, which is checked by it.
  FilterPolicyScope: '',
  FilterPolicy: '',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
  SubscriptionRoleArn: '',
};

const subscription: ResourceType = {
  properties: [...Object.keys(subscriptionDefaults), 'Endpoint', 'Protocol', 'Region', 'TopicArn'],
  replaceOn: ['Endpoint', 'Protocol', 'TopicArn'],

  create(request) {
    const { TopicArn, Protocol, Endpoint, Region } = request.properties;
    if (Region !== undefined && Region !== request.region)
      request.notEmulated('AWS::SNS::Subscription.Region');
    const { SubscriptionArn = '' } = request.aws('sns').subscribe({
      TopicArn: String(TopicArn),
      Protocol: String(Protocol),
      Endpoint: typeof Endpoint === 'string' ? Endpoint : undefined,
      Attributes: attributesOf(request.properties, subscriptionDefaults),
      ReturnSubscriptionArn: true,
    });
    return { done: true, physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },

  update(request) {
    const { physicalId: SubscriptionArn = '' } = request;
    const sns = request.aws('sns');
    for (const [AttributeName, AttributeValue] of changes(request, subscriptionDefaults)) {
      sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
    }
    return { done: true, physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },

  delete: (request) =>
    unlessGone(() => request.aws('sns').unsubscribe({ SubscriptionArn: request.physicalId })),
};

function topicsOf(properties: Properties | undefined): string[] {
  const given: unknown = properties?.['Topics'];
  return Array.isArray(given) ? given.map(String) : [];
}

function setPolicy(
  request: ResourceRequest,
  arns: readonly string[],
  policyOf: (arn: string) => string,
): void {
  for (const TopicArn of arns) {
    const AttributeValue = policyOf(TopicArn);
    request.aws('sns').setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue });
  }
}

/** A topic that loses its policy gets back the one that it was made with. */
const formerPolicy = (arn: string): string => defaultPolicy(arn, arn.split(':')[4] ?? '');

const topicPolicy: ResourceType = {
  properties: ['PolicyDocument', 'Topics'],
  replaceOn: [],

  create(request) {
    const policy = attributeText(request.properties['PolicyDocument']);
    setPolicy(request, topicsOf(request.properties), () => policy);
    const physicalId = request.generatedName(128);
    return { done: true, physicalId, attributes: { Id: physicalId } };
  },

  update(request) {
    const arns = topicsOf(request.properties);
    const policy = attributeText(request.properties['PolicyDocument']);
    setPolicy(
      request,
      topicsOf(request.previous).filter((arn) => !arns.includes(arn)),
      formerPolicy,
    );
    setPolicy(request, arns, () => policy);
    const { physicalId = '' } = request;
    return { done: true, physicalId, attributes: { Id: physicalId } };
  },

  delete(request) {
    for (const arn of topicsOf(request.properties)) unlessGone(() => setPolicy(request, [arn], formerPolicy));
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
};
