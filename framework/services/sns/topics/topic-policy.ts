/** Who may use a topic: its `Policy`, and AddPermission and RemovePermission, which change statements of it. */
import type { SNS } from '@aws-sdk/client-sns';
import { parsePolicy, PolicyError, type Operations, type PolicyDocument } from '../../../cloud/service';
import { topicAt } from '../addresses';
import { invalidParameter } from '../errors';
import type { Place, State, Topic } from '../state';

/**
 * The policy of a topic that was given none: services of its own account may publish, as CloudWatch does with alarms.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function defaultPolicy(arn: string, accountId: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

/** Reads a `Policy`; the empty text brings the default back. */
export function readPolicy(
  text: string | undefined,
  { arn, accountId }: Pick<Topic, 'arn' | 'accountId'>,
): PolicyDocument {
  try {
    return parsePolicy(text === undefined || text === '' ? defaultPolicy(arn, accountId) : text, 'resource');
  } catch (error) {
    if (error instanceof PolicyError) throw invalidParameter(`Policy Error: ${error.message}`);
    throw error;
  }
}

interface WrittenPolicy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The policy as its author wrote it. */
function writtenPolicy({ topic }: Place): WrittenPolicy {
  // It was parsed and checked when it was set.
  const { Statement, ...rest }: { Statement: unknown } = JSON.parse(
    topic.attributes['Policy'] ?? defaultPolicy(topic.arn, topic.accountId),
  );
  return { ...rest, Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

function setPolicy({ state, topic }: Place, policy: WrittenPolicy): void {
  const Policy = JSON.stringify(policy);
  const attributes = { ...topic.attributes, Policy };
  state.topics.set(topic.name, { ...topic, attributes, policy: readPolicy(Policy, topic) });
}

const oneOrMore = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values;

/** Actions that a topic's policy can speak of (SNS guide, "API permissions"). */
const grantable = [
  'AddPermission',
  'DeleteTopic',
  'GetDataProtectionPolicy',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'Publish',
  'PutDataProtectionPolicy',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
];

export const permissionsByLabel: Operations<SNS, State> = {
  addPermission({ TopicArn, Label, AWSAccountId, ActionName }, call) {
    const place = topicAt(call, TopicArn);
    if (ActionName.some((action) => !grantable.includes(action))) {
      throw invalidParameter('Policy statement action out of service scope!');
    }
    const policy = writtenPolicy(place);
    if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidParameter('Statement already exists');
    const statement = {
      Sid: Label,
      Effect: 'Allow',
      Principal: { AWS: oneOrMore(AWSAccountId.map((id) => `arn:${call.partition}:iam::${id}:root`)) },
      Action: oneOrMore(ActionName.map((action) => `SNS:${action}`)),
      Resource: place.topic.arn,
    };
    setPolicy(place, { ...policy, Statement: [...policy.Statement, statement] });
    return {};
  },

  removePermission({ TopicArn, Label }, call) {
    const place = topicAt(call, TopicArn);
    const policy = writtenPolicy(place);
    setPolicy(place, { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== Label) });
    return {};
  },
};
