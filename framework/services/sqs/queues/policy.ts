/** AddPermission and RemovePermission: statements of the queue policy, by label. */
import type { SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { ownQueueAt } from '../addresses';
import { invalidValue, missingParameter, overLimit } from '../errors';
import type { Place, State } from '../state';
import { changeAttributes } from './queues';

const actionsMax = 7;

/** Actions that a policy can open to others (SQS guide, "limitations of custom policies"). */
const grantable = [
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
];

interface WrittenPolicy {
  readonly Version: string;
  readonly Id: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The policy as its author wrote it; SQS keeps the wording. */
function writtenPolicy({ queue }: Place): WrittenPolicy {
  const text = queue.attributes['Policy'];
  if (text === undefined)
    return { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] };
  // It was parsed and checked when it was set.
  const { Statement, ...rest }: WrittenPolicy & { Statement: unknown } = JSON.parse(text);
  return { ...rest, Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

/** AWS writes a list of one as the one. */
const oneOrMore = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values;

export const permissionsByLabel: Operations<SQS, State> = {
  addPermission(input, call) {
    const place = ownQueueAt(call, input.QueueUrl);
    const { Label } = input;
    // The query protocol may leave lists out.
    const { Actions, AWSAccountIds }: { Actions?: string[]; AWSAccountIds?: string[] } = input;
    if (Label === undefined || Label === '') throw missingParameter('Label');
    if (AWSAccountIds === undefined) throw missingParameter('AWSAccountIds');
    if (Actions === undefined || Actions.length === 0) throw missingParameter('Actions');
    if (AWSAccountIds.length === 0 || !AWSAccountIds.every((id) => /^\d{12}$/.test(id))) {
      throw invalidValue(`[${AWSAccountIds.join(', ')}]`, 'PrincipalId', 'Unable to verify.');
    }
    if (Actions.length > actionsMax) {
      throw overLimit(`${Actions.length} Actions were found, maximum allowed is ${actionsMax}.`);
    }
    const foreign = Actions.find((action) => !grantable.includes(action));
    if (foreign !== undefined) {
      const reason = 'Only the queue owner is allowed to invoke this action.';
      throw invalidValue(`SQS:${foreign}`, 'ActionName', reason);
    }
    const policy = writtenPolicy(place);
    if (policy.Statement.some(({ Sid }) => Sid === Label)) {
      throw invalidValue(Label, 'Label', 'Already exists.');
    }
    const statement = {
      Sid: Label,
      Effect: 'Allow',
      Principal: { AWS: oneOrMore(AWSAccountIds.map((id) => `arn:${call.partition}:iam::${id}:root`)) },
      Action: oneOrMore(Actions.map((action) => `SQS:${action}`)),
      Resource: place.queue.arn,
    };
    const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
    changeAttributes(call, place, { Policy });
    return {};
  },

  removePermission(input, call) {
    const place = ownQueueAt(call, input.QueueUrl);
    const { Label } = input;
    if (Label === undefined || Label === '') throw missingParameter('Label');
    const policy = writtenPolicy(place);
    const kept = policy.Statement.filter(({ Sid }) => Sid !== Label);
    if (kept.length === policy.Statement.length) throw invalidValue(Label, 'Label', "can't find label.");
    const Policy = kept.length === 0 ? '' : JSON.stringify({ ...policy, Statement: kept });
    changeAttributes(call, place, { Policy });
    return {};
  },
};
