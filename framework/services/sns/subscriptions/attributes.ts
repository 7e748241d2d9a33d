import { parseArn } from '../../../cloud/service';
import { effectiveSubscriptionPolicy, subscriptionDeliveryPolicy } from '../delivery-policy';
import { invalidParameter } from '../errors';
import { isRecord, readFilterPolicy, type FilterPolicyScope } from '../filter-policy/check';
import type { FilterPolicy, SnsCall, Subscription, Topic } from '../state';

/** What is read out of attributes once, when they are set. */
interface Read {
  readonly attributes: Readonly<Record<string, string>>;
  readonly filterPolicy?: FilterPolicy;
  readonly deadLetterArn?: string;
}

type Target = Pick<Subscription, 'protocol' | 'topicArn' | 'attributes'>;

const settable = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
];

const rawProtocols: readonly string[] = ['http', 'https', 'sqs'];

/**
 * Sets attributes of a subscription; `prefix` is what AWS puts before its complaint, which differs by operation.
 * Empty texts take an attribute away.
 */
export function withAttributes(
  call: SnsCall,
  target: Target,
  given: Readonly<Record<string, string>>,
  prefix: string,
): Read {
  for (const name of Object.keys(given)) {
    if (name === 'ReplayPolicy') call.notEmulated('sns: ReplayPolicy');
    if (!settable.includes(name)) throw invalidParameter(`${prefix}AttributeName`);
  }
  const all = Object.entries({ ...target.attributes, ...given });
  if (given['RawMessageDelivery'] === '') readRaw('', target.protocol, prefix);
  const attributes = Object.fromEntries(all.filter(([, value]) => value !== ''));
  const { RawMessageDelivery: raw, FilterPolicy: filter, DeliveryPolicy, SubscriptionRoleArn } = attributes;
  if (raw !== undefined) attributes['RawMessageDelivery'] = readRaw(raw, target.protocol, prefix);
  const scope = readScope(attributes['FilterPolicyScope'], prefix);
  const deadLetterArn = readRedrivePolicy(attributes['RedrivePolicy'], target.topicArn, prefix);
  if (DeliveryPolicy !== undefined) {
    call.modelledOnly('sns: DeliveryPolicy of a subscription');
    attributes['DeliveryPolicy'] = subscriptionDeliveryPolicy(DeliveryPolicy, prefix);
  }
  if (SubscriptionRoleArn !== undefined) call.modelledOnly('sns: SubscriptionRoleArn of a subscription');
  return {
    attributes,
    ...(filter === undefined ? {} : { filterPolicy: readFilterPolicy(filter, scope, prefix) }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
  };
}

function readRaw(value: string, protocol: string, prefix: string): string {
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false') {
    throw invalidParameter(`${prefix}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  if (lower === 'true' && !rawProtocols.includes(protocol)) {
    throw invalidParameter(
      `${prefix}RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  return lower;
}

export function readScope(value: string | undefined, prefix = ''): FilterPolicyScope {
  if (value === undefined) return 'MessageAttributes';
  if (value === 'MessageAttributes' || value === 'MessageBody') return value;
  throw invalidParameter(
    `${prefix}FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
  );
}

/** The ARN of the dead-letter queue: a standard queue of the topic's region (aws-behaviour.md 5.4). */
function readRedrivePolicy(text: string | undefined, topicArn: string, prefix: string): string | undefined {
  if (text === undefined) return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidParameter(`${prefix}RedrivePolicy: failed to parse JSON.`);
  }
  const arn = isRecord(policy) ? policy['deadLetterTargetArn'] : undefined;
  const parts = typeof arn === 'string' ? parseArn(arn) : undefined;
  const topic = parseArn(topicArn);
  if (typeof arn !== 'string' || parts?.service !== 'sqs' || parts.region !== topic?.region) {
    throw invalidParameter(`${prefix}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
  }
  if (topic.resource.endsWith('.fifo')) {
    if (parts.resource.endsWith('.fifo')) return arn;
    throw invalidParameter(
      `${prefix}RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.`,
    );
  }
  if (parts.resource.endsWith('.fifo')) {
    throw invalidParameter(
      `${prefix}RedrivePolicy: must use a standard queue as DLQ for a subscription to a standard topic`,
    );
  }
  return arn;
}

/** All attributes as GetSubscriptionAttributes answers them; a scope without a policy is not told. */
export function subscriptionAttributes(subscription: Subscription, topic: Topic): Record<string, string> {
  const { protocol, filterPolicy } = subscription;
  const { FilterPolicyScope = 'MessageAttributes', ...attributes } = subscription.attributes;
  const isHttp = protocol === 'http' || protocol === 'https';
  const delivery = attributes['DeliveryPolicy'];
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Protocol: protocol,
    Endpoint: subscription.endpoint,
    Owner: subscription.owner,
    SubscriptionPrincipal: subscription.subscribedBy,
    ConfirmationWasAuthenticated: String(subscription.isAuthenticated),
    PendingConfirmation: String(subscription.token !== undefined),
    RawMessageDelivery: 'false',
    ...(filterPolicy === undefined ? {} : { FilterPolicyScope }),
    ...(isHttp
      ? { EffectiveDeliveryPolicy: effectiveSubscriptionPolicy(delivery, topic.attributes['DeliveryPolicy']) }
      : {}),
    ...attributes,
  };
}
