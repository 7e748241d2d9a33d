import type { SQS } from '@aws-sdk/client-sqs';
import type { Access, Permissions } from '../../cloud/service';
import { queueArn, readQueueUrl } from './addresses';
import { sourceOfHandle } from './messages/move-tasks';
import type { SqsCall, State } from './state';

/** The action on the queue of a URL; a malformed URL throws, and the operation then says so in AWS's words. */
function onQueue(action: string) {
  return ({ QueueUrl }: { QueueUrl: string }, call: SqsCall): Access => {
    const { accountId, name } = readQueueUrl(call, QueueUrl);
    const tags = call.stateOf(accountId, call.region).queues.get(name)?.tags ?? {};
    return {
      action,
      resource: queueArn(call, accountId, name),
      context: tagContext('aws:resourcetag', tags),
    };
  };
}

function tagContext(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]),
  );
}

function requestTags(tags: Readonly<Record<string, string>>): Record<string, string | string[]> {
  return { ...tagContext('aws:requesttag', tags), 'aws:tagkeys': Object.keys(tags) };
}

/**
 * What each operation needs. The batch calls are checked as their single counterparts are.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
export const permissions: Permissions<SQS, State> = {
  addPermission: onQueue('sqs:AddPermission'),
  changeMessageVisibility: onQueue('sqs:ChangeMessageVisibility'),
  changeMessageVisibilityBatch: onQueue('sqs:ChangeMessageVisibility'),
  createQueue({ QueueName, tags = {} }, call) {
    const resource = queueArn(call, call.accountId, QueueName);
    const create = { action: 'sqs:CreateQueue', resource };
    if (Object.keys(tags).length === 0) return create;
    const context = requestTags(tags);
    return [
      { ...create, context },
      { action: 'sqs:TagQueue', resource, context },
    ];
  },
  deleteMessage: onQueue('sqs:DeleteMessage'),
  deleteMessageBatch: onQueue('sqs:DeleteMessage'),
  deleteQueue: onQueue('sqs:DeleteQueue'),
  getQueueAttributes: onQueue('sqs:GetQueueAttributes'),
  getQueueUrl: ({ QueueName, QueueOwnerAWSAccountId }, call) => ({
    action: 'sqs:GetQueueUrl',
    resource: queueArn(call, QueueOwnerAWSAccountId ?? call.accountId, QueueName),
  }),
  listDeadLetterSourceQueues: onQueue('sqs:ListDeadLetterSourceQueues'),
  listQueueTags: onQueue('sqs:ListQueueTags'),
  purgeQueue: onQueue('sqs:PurgeQueue'),
  receiveMessage: onQueue('sqs:ReceiveMessage'),
  removePermission: onQueue('sqs:RemovePermission'),
  sendMessage: onQueue('sqs:SendMessage'),
  sendMessageBatch: onQueue('sqs:SendMessage'),
  setQueueAttributes: onQueue('sqs:SetQueueAttributes'),
  tagQueue(input, call) {
    const access = onQueue('sqs:TagQueue')(input, call);
    return { ...access, context: { ...access.context, ...requestTags(input.Tags) } };
  },
  untagQueue: onQueue('sqs:UntagQueue'),
  startMessageMoveTask: ({ SourceArn, DestinationArn }) => [
    { action: 'sqs:StartMessageMoveTask', resource: SourceArn },
    { action: 'sqs:ReceiveMessage', resource: SourceArn },
    { action: 'sqs:DeleteMessage', resource: SourceArn },
    { action: 'sqs:GetQueueAttributes', resource: SourceArn },
    ...(DestinationArn === undefined ? [] : [{ action: 'sqs:SendMessage', resource: DestinationArn }]),
  ],
  listMessageMoveTasks: ({ SourceArn }) => ({ action: 'sqs:ListMessageMoveTasks', resource: SourceArn }),
  cancelMessageMoveTask: ({ TaskHandle }) => ({
    action: 'sqs:CancelMessageMoveTask',
    resource: sourceOfHandle(TaskHandle),
  }),
};
