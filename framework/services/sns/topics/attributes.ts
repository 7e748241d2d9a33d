import { effectiveTopicPolicy, topicDeliveryPolicy } from '../delivery-policy';
import { invalidParameter } from '../errors';
import { isFifo, type SnsCall, type Topic } from '../state';

/** Attributes that change nothing here but are given back as they were set. */
const kept = [
  'ApplicationFailureFeedbackRoleArn',
  'ApplicationSuccessFeedbackRoleArn',
  'ApplicationSuccessFeedbackSampleRate',
  'DeliveryPolicy',
  'FirehoseFailureFeedbackRoleArn',
  'FirehoseSuccessFeedbackRoleArn',
  'FirehoseSuccessFeedbackSampleRate',
  'HTTPFailureFeedbackRoleArn',
  'HTTPSuccessFeedbackRoleArn',
  'HTTPSuccessFeedbackSampleRate',
  'KmsMasterKeyId',
  'LambdaFailureFeedbackRoleArn',
  'LambdaSuccessFeedbackRoleArn',
  'LambdaSuccessFeedbackSampleRate',
  'SQSFailureFeedbackRoleArn',
  'SQSSuccessFeedbackRoleArn',
  'SQSSuccessFeedbackSampleRate',
  'TracingConfig',
];

const ofFifo: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['true', 'false'],
  FifoThroughputScope: ['Topic', 'MessageGroup'],
};

/**
 * Checks attributes that are to be set on a topic, and answers them as they are given back; whether it is FIFO is
 * settled when it is made.
 */
export function readTopicAttributes(
  call: SnsCall,
  given: Readonly<Record<string, string>>,
  isFifoTopic: boolean,
): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    const value = name === 'ContentBasedDeduplication' ? text.toLowerCase() : text;
    read[name] = name === 'DeliveryPolicy' && value !== '' ? topicDeliveryPolicy(value) : value;
    if (name === 'ArchivePolicy' && value !== '') call.notEmulated('sns: topics with ArchivePolicy');
    const values = ofFifo[name];
    if (values !== undefined) {
      if (!isFifoTopic && value !== 'false') throw invalidParameter('AttributeName');
      if (!values.includes(value)) throw invalidParameter(name);
    } else if (name === 'ArchivePolicy') {
      // The empty text takes away what is not there.
    } else if (kept.includes(name)) {
      if (value !== '') call.modelledOnly(`sns: ${name} of a topic`);
    } else if (name === 'SignatureVersion') {
      if (value !== '1' && value !== '2') throw invalidParameter('SignatureVersion');
    } else if (name !== 'Policy' && name !== 'DisplayName') {
      throw invalidParameter('AttributeName');
    }
  }
  return read;
}

/** All attributes as GetTopicAttributes answers them. */
export function topicAttributes(
  topic: Topic,
  policy: string,
  counts: { confirmed: number; pending: number },
): Record<string, string> {
  const shown = Object.fromEntries(Object.entries(topic.attributes).filter(([, value]) => value !== ''));
  return {
    Policy: policy,
    Owner: topic.accountId,
    SubscriptionsPending: String(counts.pending),
    TopicArn: topic.arn,
    EffectiveDeliveryPolicy: effectiveTopicPolicy(shown['DeliveryPolicy']),
    SubscriptionsConfirmed: String(counts.confirmed),
    DisplayName: '',
    SubscriptionsDeleted: '0',
    ...(isFifo(topic) ? { ContentBasedDeduplication: 'false' } : {}),
    ...shown,
  };
}
