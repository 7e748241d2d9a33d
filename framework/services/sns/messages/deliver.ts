/** Delivery to subscribers, with its retries and dead-letter queues (aws-behaviour.md 5.4). */
import { AwsError, parseArn, servicePrincipal, urlSuffixOf } from '../../../cloud/service';
import { findSubscription } from '../addresses';
import type { Delivery, PublishedMessage, SnsCall, StoredAttribute, Subscription, Topic } from '../state';
import { nextInLine } from './fifo';
import { topicMetric } from './metrics';
import { bodyFor, envelope, lambdaEvent } from './shapes';

/** Attempts in all, over 23 days, at endpoints that AWS itself runs. */
const attemptsMax = 100_015;

/** How long to wait after so many failures: 3 at once, 2 after a second, 10 with growing waits, the rest every 20 s. */
export function retryAfterMs(failures: number): number | undefined {
  if (failures >= attemptsMax) return undefined;
  if (failures <= 3) return 0;
  if (failures <= 5) return 1000;
  if (failures <= 15) return Math.round(1000 * 20 ** ((failures - 6) / 9));
  return 20_000;
}

function messageOf(call: SnsCall, { messageBlob }: Delivery): PublishedMessage {
  const message: PublishedMessage = JSON.parse(Buffer.from(call.blobs.get(messageBlob)).toString('utf8'));
  return message;
}

export function deliver(delivery: Delivery, call: SnsCall): void {
  const { subscriptionArn, messageId } = delivery;
  const found = findSubscription(call, subscriptionArn);
  if (found === undefined) {
    call.note('message dropped', subscriptionArn, { messageId, reason: 'SubscriptionDeleted' });
    nextInLine(call, delivery);
    return;
  }
  const { subscription, place } = found;
  const { topic } = place;
  const message = messageOf(call, delivery);
  try {
    hand(call, topic, subscription, message);
    topicMetric(call, topic, 'NumberOfNotificationsDelivered');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const afterMs = isClientError(error) ? undefined : retryAfterMs(delivery.failures + 1);
    if (afterMs !== undefined) {
      retry(call, subscription, delivery, afterMs, error);
      return;
    }
    giveUp(call, topic, subscription, message, error);
  }
  nextInLine(call, delivery);
}

/** A refusal is final; only a failure or a throttle on the endpoint's side is tried again. */
function isClientError({ code, status = 400 }: AwsError): boolean {
  return status < 500 && status !== 429 && !/Throttl|TooManyRequests|SlowDown/.test(code);
}

function retry(
  call: SnsCall,
  { arn }: Subscription,
  delivery: Delivery,
  afterMs: number,
  { code }: AwsError,
): void {
  const failures = delivery.failures + 1;
  const { messageId } = delivery;
  call.note('delivery retry scheduled', arn, { messageId, attempt: failures + 1, afterMs, reason: code });
  call.later({ afterMs, kind: 'deliver', payload: { ...delivery, failures } });
}

/** SNS asks as itself, on behalf of the topic. */
function asSns(
  { arn, accountId }: Topic,
  endpoint: string,
  call: SnsCall,
  { traceHeader }: PublishedMessage,
) {
  const target = parseArn(endpoint);
  return {
    as: servicePrincipal('sns', accountId),
    sourceArn: arn,
    sourceAccount: accountId,
    accountId: target?.accountId ?? accountId,
    region: target?.region ?? call.region,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function queueUrl(arn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(arn) ?? {};
  return `https://sqs.${region}.${urlSuffixOf(region)}/${accountId}/${resource}`;
}

function hand(call: SnsCall, topic: Topic, subscription: Subscription, message: PublishedMessage): void {
  const { endpoint, protocol, arn } = subscription;
  if (protocol === 'lambda') {
    const Payload = Buffer.from(lambdaEvent(call, message, subscription));
    const lambda = call.ask('lambda', asSns(topic, endpoint, call, message));
    lambda.invoke({ FunctionName: endpoint, InvocationType: 'Event', Payload });
  } else if (protocol === 'sqs') {
    const sqs = call.ask('sqs', asSns(topic, endpoint, call, message));
    sqs.sendMessage({
      QueueUrl: queueUrl(endpoint),
      ...queueMessage(call, topic, subscription, message),
      ...queueIds(endpoint, message),
    });
  } else {
    // Nobody outside is reached; subscribing said so already.
    call.note('message not sent', arn, { messageId: message.messageId, protocol, endpoint });
  }
}

/** A FIFO queue gets both ids, any other one the group: it is then a fair queue. */
function queueIds(queueArn: string, { groupId, deduplicationId }: PublishedMessage) {
  return {
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined || !queueArn.endsWith('.fifo')
      ? {}
      : { MessageDeduplicationId: deduplicationId }),
  };
}

/** The envelope; or raw, the message itself with its attributes as the queue's own. */
function queueMessage(call: SnsCall, topic: Topic, subscription: Subscription, message: PublishedMessage) {
  if (subscription.attributes['RawMessageDelivery'] !== 'true') {
    return { MessageBody: envelope(call, message, subscription, topic) };
  }
  const attributes = Object.entries(message.attributes).map(([name, attribute]) => [
    name,
    ofQueue(attribute),
  ]);
  return { MessageBody: bodyFor(message, 'sqs'), MessageAttributes: Object.fromEntries(attributes) };
}

const ofQueue = ({ dataType, value }: StoredAttribute) => ({
  DataType: dataType,
  ...(dataType.startsWith('Binary') ? { BinaryValue: Buffer.from(value, 'base64') } : { StringValue: value }),
});

/** To the subscription's dead-letter queue, or nowhere. */
function giveUp(
  call: SnsCall,
  topic: Topic,
  subscription: Subscription,
  message: PublishedMessage,
  error: AwsError,
): void {
  const { arn, endpoint, deadLetterArn } = subscription;
  const { messageId } = message;
  const { code } = error;
  topicMetric(call, topic, 'NumberOfNotificationsFailed');
  if (deadLetterArn === undefined) {
    call.note('message dropped', arn, { messageId, endpoint, code, reason: error.message });
    return;
  }
  try {
    sendDeadLetter(call, topic, subscription, message, error, deadLetterArn);
    topicMetric(call, topic, 'NumberOfNotificationsRedrivenToDlq');
    call.note('message moved to dead-letter queue', arn, {
      messageId,
      deadLetterQueueArn: deadLetterArn,
      code,
    });
  } catch (refusal) {
    if (!(refusal instanceof AwsError)) throw refusal;
    topicMetric(call, topic, 'NumberOfNotificationsFailedToRedriveToDlq');
    const { message: reason } = refusal;
    call.note('dead letter not delivered', arn, {
      messageId,
      queue: deadLetterArn,
      code: refusal.code,
      reason,
    });
  }
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** The body that the endpoint would have got (a function's as a queue's), and why it did not, as attributes. */
function sendDeadLetter(
  call: SnsCall,
  topic: Topic,
  subscription: Subscription,
  message: PublishedMessage,
  error: AwsError,
  deadLetterArn: string,
): void {
  const { MessageBody, MessageAttributes = {} } = queueMessage(call, topic, subscription, message);
  const reason = {
    RequestID: text(call.requestId),
    ErrorCode: text(error.code),
    ErrorMessage: text(error.message === '' ? ' ' : error.message),
  };
  // A queue takes ten attributes; the reason comes after those of the message.
  const room = Object.keys(MessageAttributes).length + Object.keys(reason).length <= 10;
  call.ask('sqs', asSns(topic, deadLetterArn, call, message)).sendMessage({
    QueueUrl: queueUrl(deadLetterArn),
    MessageBody,
    MessageAttributes: room ? { ...MessageAttributes, ...reason } : reason,
    ...queueIds(deadLetterArn, message),
  });
}
