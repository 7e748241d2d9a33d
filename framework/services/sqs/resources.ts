/** CloudFormation's SQS types, in terms of the SQS API. */
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { readQueue } from './queue-readout';

/** Properties that are queue attributes, with what CloudFormation sets when one is taken away. */
const attributeDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  DelaySeconds: '0',
  FifoThroughputLimit: 'perQueue',
  KmsDataKeyReusePeriodSeconds: '300',
  KmsMasterKeyId: '',
  // CloudFormation still goes back to the maximum of before 2025 (recorded on AWS in December 2025).
  MaximumMessageSize: '262144',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};

/** An attribute's text: numbers and booleans as text, policies as JSON. */
function attributeText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function attributesOf(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of Object.keys(attributeDefaults)) {
    if (properties[name] !== undefined) attributes[name] = attributeText(properties[name]);
  }
  return attributes;
}

const isFifo = ({ properties }: ResourceRequest): boolean => String(properties['FifoQueue']) === 'true';

function queueName(request: ResourceRequest): string {
  const { QueueName } = request.properties;
  if (typeof QueueName === 'string' && QueueName !== '') return QueueName;
  return isFifo(request) ? `${request.generatedName(75)}.fifo` : request.generatedName(80);
}

function progress(request: ResourceRequest, url: string): ResourceProgress {
  const { Attributes = {} } = request
    .aws('sqs')
    .getQueueAttributes({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const Arn = Attributes.QueueArn ?? '';
  return {
    done: true,
    physicalId: url,
    attributes: { Arn, QueueName: url.slice(url.lastIndexOf('/') + 1), QueueUrl: url },
  };
}

const isGone = (error: unknown): boolean => error instanceof AwsError && error.code === 'QueueDoesNotExist';

const queue: ResourceType = {
  properties: [...Object.keys(attributeDefaults), 'FifoQueue', 'QueueName', 'Tags'],
  replaceOn: ['FifoQueue', 'QueueName'],
  read: (request) => readQueue(request, Object.keys(attributeDefaults)),

  create(request) {
    const Attributes = attributesOf(request.properties);
    if (isFifo(request)) Attributes['FifoQueue'] = 'true';
    const tags = resourceTags(request).byName;
    const QueueName = queueName(request);
    const sqs = request.aws('sqs');
    // CreateQueue answers an existing queue of the same attributes; CloudFormation must not adopt it.
    if (exists(request, QueueName)) {
      throw new AwsError(
        'AlreadyExists',
        `Resource of type 'AWS::SQS::Queue' with identifier '${QueueName}' already exists.`,
      );
    }
    const { QueueUrl = '' } = sqs.createQueue({ QueueName, Attributes, tags });
    return progress(request, QueueUrl);
  },

  update(request) {
    const { physicalId: QueueUrl = '', previous = {} } = request;
    const sqs = request.aws('sqs');
    const before = attributesOf(previous);
    const after = attributesOf(request.properties);
    const Attributes: Record<string, string> = {};
    for (const [name, fallback] of Object.entries(attributeDefaults)) {
      const value = after[name] ?? (before[name] === undefined ? undefined : fallback);
      if (value !== undefined && value !== before[name]) Attributes[name] = value;
    }
    if (Object.keys(Attributes).length > 0) sqs.setQueueAttributes({ QueueUrl, Attributes });
    const { byName: Tags, gone: TagKeys } = tagChanges(request);
    if (TagKeys.length > 0) sqs.untagQueue({ QueueUrl, TagKeys });
    if (Object.keys(Tags).length > 0) sqs.tagQueue({ QueueUrl, Tags });
    return progress(request, QueueUrl);
  },

  delete(request) {
    try {
      request.aws('sqs').deleteQueue({ QueueUrl: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

function exists(request: ResourceRequest, QueueName: string): boolean {
  try {
    request.aws('sqs').getQueueUrl({ QueueName });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function queueUrls(properties: Readonly<Record<string, unknown>>): string[] {
  const { Queues } = properties;
  return Array.isArray(Queues) ? Queues.map(String) : [];
}

function setPolicy(request: ResourceRequest, urls: readonly string[], Policy: string): void {
  for (const QueueUrl of urls) request.aws('sqs').setQueueAttributes({ QueueUrl, Attributes: { Policy } });
}

const queuePolicy: ResourceType = {
  properties: ['PolicyDocument', 'Queues'],
  replaceOn: [],

  create(request) {
    setPolicy(request, queueUrls(request.properties), attributeText(request.properties['PolicyDocument']));
    const physicalId = request.generatedName(128);
    return { done: true, physicalId, attributes: { Id: physicalId } };
  },

  update(request) {
    const urls = queueUrls(request.properties);
    const dropped = queueUrls(request.previous ?? {}).filter((url) => !urls.includes(url));
    setPolicy(request, dropped, '');
    setPolicy(request, urls, attributeText(request.properties['PolicyDocument']));
    const { physicalId = '' } = request;
    return { done: true, physicalId, attributes: { Id: physicalId } };
  },

  delete(request) {
    for (const url of queueUrls(request.properties)) {
      try {
        setPolicy(request, [url], '');
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};
