import { subscriptionsOf } from '../addresses';
import { filteredOut } from '../filter-policy/match';
import {
  isFifo,
  type Delivery,
  type Place,
  type PublishedMessage,
  type SnsCall,
  type Subscription,
} from '../state';
import { readScope } from '../subscriptions/attributes';
import { standInLine } from './fifo';
import { topicMetric } from './metrics';
import { bodyFor } from './shapes';

/** AWS promises no time; tens of milliseconds are usual. */
const delayMs = { low: 10, high: 60 };

/** Sends a message on its way to each subscriber whose filter policy lets it through. */
export function fanOut(call: SnsCall, place: Place, message: PublishedMessage): void {
  const { messageId } = message;
  let messageBlob: string | undefined;
  for (const subscription of subscriptionsOf(call, place)) {
    if (subscription.token !== undefined || isFiltered(call, place, subscription, message)) continue;
    messageBlob ??= call.blobs.put(Buffer.from(JSON.stringify(message)));
    const { arn: subscriptionArn, endpoint } = subscription;
    const subject = subjectOf(message);
    const payload: Delivery = { messageBlob, messageId, subscriptionArn, subject, failures: 0 };
    if (isFifo(place.topic)) {
      standInLine(call, payload, message.groupId ?? '');
      continue;
    }
    call.later({
      afterMs: call.random('delivery delay').between(delayMs.low, delayMs.high),
      kind: 'deliver',
      payload,
      delivery: { to: endpoint, subject },
    });
  }
}

function isFiltered(
  call: SnsCall,
  { topic }: Place,
  { filterPolicy, attributes, protocol, arn }: Subscription,
  message: PublishedMessage,
): boolean {
  if (filterPolicy === undefined) return false;
  const scope = readScope(attributes['FilterPolicyScope']);
  const why = filteredOut(filterPolicy, scope, message, bodyFor(message, protocol));
  if (why === undefined) return false;
  topicMetric(call, topic, 'NumberOfNotificationsFilteredOut');
  topicMetric(call, topic, `NumberOfNotificationsFilteredOut-${why}`);
  call.note('message filtered out', arn, { messageId: message.messageId, reason: why });
  return true;
}

/** The object that an S3 event is about, else the subject: so that people and faults can name the delivery. */
function subjectOf({ message, subject, messageId }: PublishedMessage): string {
  const key = /"object":\{"key":"([^"]*)"/.exec(message)?.[1];
  return key === undefined ? (subject ?? messageId) : decodeURIComponent(key.replaceAll('+', ' '));
}
