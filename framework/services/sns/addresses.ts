import { formatArn, parseArn } from '../../cloud/service';
import { arnTooShort, invalidParameter, subscriptionNotFound, topicNotFound } from './errors';
import type { Place, SnsCall, Subscription } from './state';
import { subscriptionKey } from './state';

export function topicArn(call: SnsCall, name: string): string {
  const { partition, region, accountId } = call;
  return formatArn({ partition, service: 'sns', region, accountId, resource: name });
}

/** The topic of an ARN; undefined where it is not there. */
export function findTopic(call: SnsCall, arn: string): Place | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.service !== 'sns') return undefined;
  const state = call.stateOf(parts.accountId, parts.region);
  const topic = state.topics.get(parts.resource);
  return topic === undefined ? undefined : { state, topic };
}

function checkArn(call: SnsCall, arn: string, parameter: string): void {
  const elements = arn.split(':').length;
  if (elements < 6) throw arnTooShort(parameter, elements);
  const parts = parseArn(arn);
  if (parts === undefined || parts.service !== 'sns' || parts.region !== call.region) {
    throw invalidParameter(parameter);
  }
}

/** The topic of an ARN, in the account that the ARN names. Topics of other regions are not to be had. */
export function topicAt(call: SnsCall, arn: string | undefined, parameter = 'TopicArn'): Place {
  checkArn(call, arn ?? '', parameter);
  const place = findTopic(call, arn ?? '');
  if (place === undefined) throw topicNotFound();
  return place;
}

/** Pending subscriptions that nobody confirmed are deleted after two days (aws-behaviour.md 5.1). */
const pendingMs = 48 * 3_600_000;

const isOver = (call: SnsCall, { token, subscribedAtMs }: Subscription): boolean =>
  token !== undefined && call.nowMs - subscribedAtMs > pendingMs;

export function subscriptionsOf(call: SnsCall, { state, topic }: Place): Subscription[] {
  const all = [...state.subscriptions.prefix(`${topic.id}\u0000`)].map(([, subscription]) => subscription);
  return all.filter((subscription) => !isOver(call, subscription));
}

/** The subscription of an ARN; undefined where it is not there. */
export function findSubscription(
  call: SnsCall,
  arn: string,
): { place: Place; subscription: Subscription } | undefined {
  const place = findTopic(call, arn.slice(0, arn.lastIndexOf(':')));
  const subscription = place?.state.subscriptions.get(subscriptionKey(place.topic, arn));
  if (place === undefined || subscription === undefined || isOver(call, subscription)) return undefined;
  return { place, subscription };
}

export function subscriptionAt(call: SnsCall, arn: string): { place: Place; subscription: Subscription } {
  checkArn(call, arn, 'SubscriptionArn');
  if (arn.split(':').length < 7) throw invalidParameter('SubscriptionArn');
  const found = findSubscription(call, arn);
  if (found === undefined) throw subscriptionNotFound();
  return found;
}
