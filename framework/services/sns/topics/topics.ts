import type { SNS, Tag } from '@aws-sdk/client-sns';
import { canonicalJson } from '../../../kernel';
import type { Operations } from '../../../cloud/service';
import { findTopic, subscriptionsOf, topicArn, topicAt } from '../addresses';
import { invalidFifoName, invalidParameter } from '../errors';
import { page } from '../pages';
import { isFifo, subscriptionKey, type Place, type SnsCall, type State, type Topic } from '../state';
import { readTopicAttributes, topicAttributes } from './attributes';
import { checkDataProtection } from './data-protection';
import { checkTags, readTags } from './tags';
import { defaultPolicy, readPolicy } from './topic-policy';

const nameLengthMax = 256;

function checkName(name: string, isFifoTopic: boolean): void {
  if (isFifoTopic) {
    if (name.length <= nameLengthMax && /^[\w-]+\.fifo$/.test(name)) return;
    throw invalidFifoName();
  }
  if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
}

/** CreateTopic of a topic that is there: the same, or nothing said of it, is no error (aws-behaviour.md 5.1). */
function existing(topic: Topic, given: Readonly<Record<string, string>>, tags: readonly Tag[] | undefined) {
  for (const [name, value] of Object.entries(given)) {
    if (value !== (topic.attributes[name] ?? '')) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
  }
  if (tags !== undefined && canonicalJson(readTags(tags)) !== canonicalJson(topic.tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
  return { TopicArn: topic.arn };
}

function withAttributes(topic: Topic, given: Readonly<Record<string, string>>): Topic {
  const attributes = { ...topic.attributes, ...given };
  if (attributes['Policy'] === '') delete attributes['Policy'];
  return { ...topic, attributes, policy: readPolicy(attributes['Policy'], topic) };
}

function deleteTopic(call: SnsCall, place: Place): void {
  for (const { arn } of subscriptionsOf(call, place)) {
    place.state.subscriptions.delete(subscriptionKey(place.topic, arn));
  }
  place.state.topics.delete(place.topic.name);
}

export const topics: Operations<SNS, State> = {
  createTopic({ Name, Attributes: given = {}, Tags, DataProtectionPolicy }, call) {
    // AWS does not keep that a topic is none.
    const { FifoTopic = 'false', ...others } = given;
    const isFifoTopic = FifoTopic.toLowerCase() === 'true';
    checkName(Name, isFifoTopic);
    const read = readTopicAttributes(call, others, isFifoTopic);
    const Attributes = isFifoTopic ? { ...read, FifoTopic: 'true' } : read;
    if (DataProtectionPolicy !== undefined) checkDataProtection(call, DataProtectionPolicy);
    const before = call.state.topics.get(Name);
    if (before !== undefined) return existing(before, Attributes, Tags);
    const tags = readTags(Tags);
    checkTags(tags);
    const arn = topicArn(call, Name);
    const { accountId } = call;
    const policy = readPolicy(undefined, { arn, accountId });
    const id = String(call.count('topic'));
    const topic: Topic = { id, name: Name, arn, accountId, attributes: {}, policy, tags };
    const protectedBy =
      DataProtectionPolicy === undefined ? {} : { dataProtectionPolicy: DataProtectionPolicy };
    call.state.topics.set(Name, { ...withAttributes(topic, Attributes), ...protectedBy });
    return { TopicArn: arn };
  },

  /** A topic that is not there counts as deleted. Its subscriptions go with it, at once. */
  deleteTopic({ TopicArn }, call) {
    const place = findTopic(call, TopicArn);
    if (place === undefined) {
      if (TopicArn.split(':').length < 6) throw invalidParameter('TopicArn');
      return {};
    }
    deleteTopic(call, place);
    return {};
  },

  getTopicAttributes({ TopicArn }, call) {
    const place = topicAt(call, TopicArn);
    const { topic } = place;
    const subscriptions = subscriptionsOf(call, place);
    const pending = subscriptions.filter(({ token }) => token !== undefined).length;
    const policy = topic.attributes['Policy'] ?? defaultPolicy(topic.arn, topic.accountId);
    const counts = { pending, confirmed: subscriptions.length - pending };
    return { Attributes: topicAttributes(topic, policy, counts) };
  },

  setTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }, call) {
    const { state, topic } = topicAt(call, TopicArn);
    const read = readTopicAttributes(call, { [AttributeName]: AttributeValue }, isFifo(topic));
    state.topics.set(topic.name, withAttributes(topic, read));
    return {};
  },

  listTopics({ NextToken }, call) {
    const { rows, token } = page([...call.state.topics.values()], ({ name }) => name, NextToken);
    return { Topics: rows.map(({ arn }) => ({ TopicArn: arn })), ...token };
  },
};
