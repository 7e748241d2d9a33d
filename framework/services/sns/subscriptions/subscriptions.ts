import type { SNS, Subscription as Described } from '@aws-sdk/client-sns';
import { parseArn, type Operations } from '../../../cloud/service';
import { findSubscription, findTopic, subscriptionAt, subscriptionsOf, topicAt } from '../addresses';
import { arnTooShort, invalidParameter, invalidSms, invalidToken } from '../errors';
import { page } from '../pages';
import { findEndpoint } from '../push/endpoints';
import { isSubscribable } from '../push/phones';
import {
  isFifo,
  protocols,
  subscriptionKey,
  type Place,
  type Protocol,
  type SnsCall,
  type State,
  type Subscription,
} from '../state';
import { subscriptionAttributes, withAttributes } from './attributes';

const onSubscribe = 'Attributes Reason: ';
const pending = 'pending confirmation';

function readProtocol(call: SnsCall, text: string): Protocol {
  const protocol = protocols.find((each) => each === text);
  if (protocol !== undefined) return protocol;
  if (text === 'firehose') call.notEmulated('sns: subscriptions of protocol firehose');
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${text}`);
}

const isEndpoint: Readonly<Record<Protocol, (endpoint: string) => boolean>> = {
  application: (endpoint) => parseArn(endpoint)?.service === 'sns',
  email: (endpoint) => /^[^@\s]+@[^@\s]+$/.test(endpoint),
  'email-json': (endpoint) => /^[^@\s]+@[^@\s]+$/.test(endpoint),
  http: (endpoint) => endpoint.startsWith('http://'),
  https: (endpoint) => endpoint.startsWith('https://'),
  lambda: (endpoint) => parseArn(endpoint)?.service === 'lambda',
  sms: isSubscribable,
  sqs: (endpoint) => parseArn(endpoint)?.service === 'sqs',
};

const wrongEndpoint: Readonly<Record<Protocol, (endpoint: string) => string>> = {
  application: () => 'Application endpoint arn invalid',
  email: () => 'Email address',
  'email-json': () => 'Email address',
  http: () => 'Endpoint must match the specified protocol',
  https: () => 'Endpoint must match the specified protocol',
  lambda: () => 'Lambda endpoint ARN',
  sms: (endpoint) => `Endpoint Reason: ${endpoint}`,
  sqs: () => 'SQS endpoint ARN',
};

function checkEndpoint(call: SnsCall, { topic }: Place, protocol: Protocol, endpoint: string): void {
  if (endpoint === '') throw invalidParameter('Endpoint');
  if (protocol === 'sms' && !isSubscribable(endpoint)) throw invalidSms(`Invalid SMS endpoint: ${endpoint}`);
  if (!isEndpoint[protocol](endpoint)) throw invalidParameter(wrongEndpoint[protocol](endpoint));
  if (protocol === 'application' && findEndpoint(call, endpoint) === undefined) {
    // AWS leaves the space out.
    throw invalidParameter(`Endpoint Reason: Endpoint does not exist for endpoint arn${endpoint}`);
  }
  if (isFifo(topic) && protocol !== 'sqs') {
    throw invalidParameter('Invalid parameter: Protocol Reason: FIFO topics deliver to SQS queues only');
  }
  if (protocol === 'sqs' && endpoint.endsWith('.fifo') && !isFifo(topic)) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
  }
  if (protocol !== 'sqs' && protocol !== 'lambda') {
    call.modelledOnly(`sns: subscriptions of protocol ${protocol} (nothing is delivered)`);
  }
}

/** Queues and functions of the caller's account, and phones, need no confirmation (aws-behaviour.md 5.1). */
function needsConfirmation(call: SnsCall, protocol: Protocol, endpoint: string): boolean {
  if (protocol === 'sms' || protocol === 'application') return false;
  if (protocol !== 'sqs' && protocol !== 'lambda') return true;
  return parseArn(endpoint)?.accountId !== call.accountId;
}

function sameSubscription(call: SnsCall, place: Place, protocol: Protocol, endpoint: string) {
  return subscriptionsOf(call, place).find(
    (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
  );
}

function newSubscription(
  call: SnsCall,
  { topic }: Place,
  protocol: Protocol,
  endpoint: string,
  attributes: Readonly<Record<string, string>>,
): Subscription {
  const target = { protocol, topicArn: topic.arn, attributes: {} };
  return {
    arn: `${topic.arn}:${call.random('subscription').uuid()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    owner: call.accountId,
    subscribedBy: call.principal.arn,
    subscribedAtMs: call.nowMs,
    isAuthenticated: !needsConfirmation(call, protocol, endpoint),
    ...(needsConfirmation(call, protocol, endpoint) ? { token: call.random('token').hex(240) } : {}),
    ...withAttributes(call, target, attributes, onSubscribe),
  };
}

function described({ arn, owner, protocol, endpoint, topicArn, token }: Subscription): Described {
  return {
    SubscriptionArn: token === undefined ? arn : 'PendingConfirmation',
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}

export const subscriptions: Operations<SNS, State> = {
  /** Subscribing again answers the subscription that is there, unless it has other attributes. */
  subscribe(input, call) {
    const place = topicAt(call, input.TopicArn);
    const { Endpoint = '', Attributes = {}, ReturnSubscriptionArn = false } = input;
    const protocol = readProtocol(call, input.Protocol);
    checkEndpoint(call, place, protocol, Endpoint);
    const wanted = newSubscription(call, place, protocol, Endpoint, Attributes);
    const known = sameSubscription(call, place, protocol, Endpoint);
    if (known !== undefined) {
      const differs = Object.keys(Attributes).some(
        (name) => known.attributes[name] !== wanted.attributes[name],
      );
      if (differs) {
        throw invalidParameter(`${onSubscribe}Subscription already exists with different attributes`);
      }
    } else {
      place.state.subscriptions.set(subscriptionKey(place.topic, wanted.arn), wanted);
    }
    const { arn, token } = known ?? wanted;
    if (token === undefined) return { SubscriptionArn: arn };
    call.note('subscription confirmation requested', place.topic.arn, {
      protocol,
      endpoint: Endpoint,
      token,
    });
    return { SubscriptionArn: ReturnSubscriptionArn ? arn : pending };
  },

  /** The token stands in the trace: AWS would have sent it to the endpoint. */
  confirmSubscription({ TopicArn, Token, AuthenticateOnUnsubscribe }, call) {
    const parts = parseArn(TopicArn);
    if (parts?.service !== 'sns' || parts.region !== call.region) throw invalidParameter('Topic');
    if (!/^[0-9a-f]{64,}$/.test(Token)) throw invalidToken();
    const place = findTopic(call, TopicArn);
    const all = place === undefined ? [] : subscriptionsOf(call, place);
    const found = all.find(({ token, confirmedBy }) => (token ?? confirmedBy) === Token);
    if (place === undefined || found === undefined) throw invalidParameter('Token');
    const { token, ...rest } = found;
    if (token !== undefined) {
      const isAuthenticated = AuthenticateOnUnsubscribe?.toLowerCase() === 'true';
      const confirmed = { ...rest, isAuthenticated, confirmedBy: token };
      place.state.subscriptions.set(subscriptionKey(place.topic, found.arn), confirmed);
    }
    return { SubscriptionArn: found.arn };
  },

  /** A subscription that is not there counts as taken away. */
  unsubscribe({ SubscriptionArn }, call) {
    const elements = SubscriptionArn.split(':').length;
    if (elements < 6) throw arnTooShort('SubscriptionArn', elements);
    if (elements < 7) throw invalidParameter('SubscriptionId');
    const found = findSubscription(call, SubscriptionArn);
    found?.place.state.subscriptions.delete(subscriptionKey(found.place.topic, SubscriptionArn));
    return {};
  },

  getSubscriptionAttributes({ SubscriptionArn }, call) {
    const { place, subscription } = subscriptionAt(call, SubscriptionArn);
    return { Attributes: subscriptionAttributes(subscription, place.topic) };
  },

  setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue = '' }, call) {
    const { place, subscription } = subscriptionAt(call, SubscriptionArn);
    const { filterPolicy: _filter, deadLetterArn: _deadLetters, ...kept } = subscription;
    const read = withAttributes(call, subscription, { [AttributeName]: AttributeValue }, '');
    place.state.subscriptions.set(subscriptionKey(place.topic, SubscriptionArn), { ...kept, ...read });
    return {};
  },

  listSubscriptions({ NextToken }, call) {
    const all = [...call.state.topics.values()].flatMap((topic) =>
      subscriptionsOf(call, { state: call.state, topic }),
    );
    const { rows, token } = page(all, ({ arn }) => arn, NextToken);
    return { Subscriptions: rows.map(described), ...token };
  },

  listSubscriptionsByTopic({ TopicArn, NextToken }, call) {
    const all = subscriptionsOf(call, topicAt(call, TopicArn));
    const { rows, token } = page(all, ({ arn }) => arn, NextToken);
    return { Subscriptions: rows.map(described), ...token };
  },
};
