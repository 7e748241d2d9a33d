import type { SNS } from '@aws-sdk/client-sns';
import type { Access, Permissions } from '../../cloud/service';
import { findTopic, topicArn } from './addresses';
import type { SnsCall, State } from './state';

function tagContext(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]),
  );
}

/**
 * The keys that a topic's policy may ask for. `aws:SourceOwner` is the old name of a service's customer; of the
 * services here, CloudWatch alone still gives it, which is why alarms reach topics with the default policy.
 */
function contextOf(call: SnsCall, arn: string): Record<string, string> {
  const { principal } = call;
  const owner =
    principal.service === 'cloudwatch.amazonaws.com' ? { 'aws:sourceowner': principal.accountId } : {};
  return { ...tagContext('aws:resourcetag', findTopic(call, arn)?.topic.tags ?? {}), ...owner };
}

const onTopic =
  (action: string) =>
  ({ TopicArn }: { TopicArn: string }, call: SnsCall): Access => ({
    action: `sns:${action}`,
    resource: TopicArn,
    context: contextOf(call, TopicArn),
  });

/** Actions on a subscription are asked for on its topic. */
const onSubscription =
  (action: string) =>
  ({ SubscriptionArn }: { SubscriptionArn: string }, call: SnsCall): Access =>
    onTopic(action)({ TopicArn: SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(':')) }, call);

const onResource =
  (action: string) =>
  ({ ResourceArn }: { ResourceArn: string }, call: SnsCall): Access =>
    onTopic(action)({ TopicArn: ResourceArn }, call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const permissions: Permissions<SNS, State> = {
  addPermission: onTopic('AddPermission'),
  confirmSubscription: onTopic('ConfirmSubscription'),
  createTopic({ Name, Tags }, call) {
    const resource = topicArn(call, Name);
    const create = { action: 'sns:CreateTopic', resource };
    if (Tags === undefined || Tags.length === 0) return create;
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const context = { ...tagContext('aws:requesttag', tags), 'aws:tagkeys': Object.keys(tags) };
    return [
      { ...create, context },
      { action: 'sns:TagResource', resource, context },
    ];
  },
  deleteTopic: onTopic('DeleteTopic'),
  getDataProtectionPolicy: onResource('GetDataProtectionPolicy'),
  getSubscriptionAttributes: onSubscription('GetSubscriptionAttributes'),
  getTopicAttributes: onTopic('GetTopicAttributes'),
  listSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
  listTagsForResource: onResource('ListTagsForResource'),
  publish: ({ TopicArn, TargetArn }, call) => {
    const arn = TopicArn ?? TargetArn;
    return arn === undefined
      ? { action: 'sns:Publish', resource: '*' }
      : onTopic('Publish')({ TopicArn: arn }, call);
  },
  // A batch is checked as single publishes are.
  publishBatch: onTopic('Publish'),
  putDataProtectionPolicy: onResource('PutDataProtectionPolicy'),
  removePermission: onTopic('RemovePermission'),
  setSubscriptionAttributes: onSubscription('SetSubscriptionAttributes'),
  setTopicAttributes: onTopic('SetTopicAttributes'),
  subscribe({ TopicArn, Protocol, Endpoint }, call) {
    const access = onTopic('Subscribe')({ TopicArn }, call);
    const asked = {
      'sns:protocol': Protocol,
      ...(Endpoint === undefined ? {} : { 'sns:endpoint': Endpoint }),
    };
    return { ...access, context: { ...access.context, ...asked } };
  },
  tagResource: onResource('TagResource'),
  unsubscribe: onSubscription('Unsubscribe'),
  untagResource: onResource('UntagResource'),
};
