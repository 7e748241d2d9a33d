/**
 * Delivery policies as SNS writes them back, and what they amount to. They are kept and given back: no HTTP endpoint is
 * reached that they could be about.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html
 */
import { invalidParameter } from './errors';
import { isRecord } from './filter-policy/check';

type Policy = Readonly<Record<string, unknown>>;

/** What HTTP endpoints are tried by unless a delivery policy says otherwise (aws-behaviour.md 5.4). */
const retries = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const request = { headerContentType: 'text/plain; charset=UTF-8' };

function read(text: string, prefix: string): Policy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    policy = undefined;
  }
  if (!isRecord(policy)) throw invalidParameter(`${prefix}DeliveryPolicy: failed to parse JSON.`);
  return policy;
}

function part(policy: Policy, name: string): Policy | undefined {
  const value = policy[name];
  return isRecord(value) ? value : undefined;
}

/** A topic's `DeliveryPolicy` as it is given back. */
export function topicDeliveryPolicy(text: string): string {
  const policy = read(text, '');
  const {
    defaultHealthyRetryPolicy,
    disableSubscriptionOverrides = false,
    ...others
  } = part(policy, 'http') ?? {};
  return JSON.stringify({
    ...policy,
    http: {
      ...(defaultHealthyRetryPolicy === undefined ? {} : { defaultHealthyRetryPolicy }),
      disableSubscriptionOverrides,
      ...others,
    },
  });
}

/** What a topic's endpoints are tried by. */
export function effectiveTopicPolicy(text: string | undefined): string {
  const http = text === undefined ? {} : (part(read(text, ''), 'http') ?? {});
  const {
    defaultHealthyRetryPolicy: _retries,
    defaultRequestPolicy: _request,
    disableSubscriptionOverrides = false,
    ...others
  } = http;
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: { ...retries, ...part(http, 'defaultHealthyRetryPolicy') },
      disableSubscriptionOverrides,
      defaultRequestPolicy: { ...request, ...part(http, 'defaultRequestPolicy') },
      ...others,
    },
  });
}

/** A subscription's `DeliveryPolicy` as it is given back: parts that it leaves out are null. */
export function subscriptionDeliveryPolicy(text: string, prefix: string): string {
  const policy = read(text, prefix);
  const given = part(policy, 'healthyRetryPolicy');
  return JSON.stringify({
    healthyRetryPolicy: given === undefined ? null : { ...retries, ...given },
    sicklyRetryPolicy: part(policy, 'sicklyRetryPolicy') ?? null,
    throttlePolicy: part(policy, 'throttlePolicy') ?? null,
    requestPolicy: part(policy, 'requestPolicy') ?? null,
    guaranteed: policy['guaranteed'] ?? false,
  });
}

/** What an HTTP subscription is tried by: its own policy, and the topic's where it says nothing. */
export function effectiveSubscriptionPolicy(own: string | undefined, topic: string | undefined): string {
  const policy = own === undefined ? {} : read(own, '');
  const http = part(read(effectiveTopicPolicy(topic), ''), 'http') ?? {};
  return JSON.stringify({
    healthyRetryPolicy: part(policy, 'healthyRetryPolicy') ?? http['defaultHealthyRetryPolicy'],
    sicklyRetryPolicy: part(policy, 'sicklyRetryPolicy') ?? null,
    throttlePolicy: part(policy, 'throttlePolicy') ?? http['defaultThrottlePolicy'] ?? null,
    requestPolicy: part(policy, 'requestPolicy') ?? http['defaultRequestPolicy'],
    guaranteed: policy['guaranteed'] ?? false,
  });
}
