import {
  CloudFormation,
  paginateDescribeStacks,
  paginateListStackResources,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';
import { DynamoDB, paginateListTables } from '@aws-sdk/client-dynamodb';
import { IAM, paginateListRoles } from '@aws-sdk/client-iam';
import { Lambda, paginateListFunctions } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SQS, paginateListQueues } from '@aws-sdk/client-sqs';
import type { Cloud } from './cloud';
import { eventsOf } from './stack-changes';

/** Something that exists: its kind, and its name as CloudFormation has it. */
export interface Leftover {
  kind: string;
  name: string;
  /** What a stack once knew it by, where one did. */
  logicalId?: string;
}

/** Buckets, tables, queues, functions and roles that no stack owns; ours and AWS's own are left out. */
export async function leftovers(cloud: Cloud): Promise<Leftover[]> {
  const owned = await ownedByStacks(cloud);
  const all = await existing(cloud);
  const left = all.filter(({ name }) => !owned.has(name));
  if (left.length === 0) return left;
  const once = await onceOfStacks(cloud);
  return left.map((leftover) => {
    const logicalId = once.get(leftover.name);
    return logicalId === undefined ? leftover : { ...leftover, logicalId };
  });
}

async function ownedByStacks(cloud: Cloud): Promise<Set<string>> {
  const client = cloud.aws(CloudFormation);
  const owned = new Set<string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackId } of Stacks) {
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client },
        { StackName: StackId },
      )) {
        for (const { PhysicalResourceId = '', ResourceStatus = '' } of StackResourceSummaries) {
          if (!/^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus)) owned.add(PhysicalResourceId);
        }
      }
    }
  }
  return owned;
}

/** Logical ids by physical id, as all stacks' events tell them; deleted stacks' as well. */
async function onceOfStacks(cloud: Cloud): Promise<Map<string, string>> {
  const client = cloud.aws(CloudFormation);
  const once = new Map<string, string>();
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const { StackId = '' } of StackSummaries) {
      for (const { PhysicalResourceId = '', LogicalResourceId = '' } of await eventsOf(client, StackId))
        if (PhysicalResourceId !== '') once.set(PhysicalResourceId, LogicalResourceId);
    }
  }
  return once;
}

async function existing(cloud: Cloud): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const add = (kind: string, names: readonly (string | undefined)[]) =>
    found.push(...names.map((name = '') => ({ kind, name })));
  const { Buckets = [] } = await cloud.aws(S3).listBuckets({});
  add(
    'bucket',
    Buckets.map(({ Name }) => Name).filter((name) => name?.startsWith('stormproof-packages-') !== true),
  );
  for await (const { TableNames = [] } of paginateListTables({ client: cloud.aws(DynamoDB) }, {}))
    add('table', TableNames);
  for await (const { QueueUrls = [] } of paginateListQueues({ client: cloud.aws(SQS) }, {}))
    add('queue', QueueUrls);
  for await (const { Functions = [] } of paginateListFunctions({ client: cloud.aws(Lambda) }, {})) {
    add(
      'function',
      Functions.map(({ FunctionName }) => FunctionName),
    );
  }
  for await (const { Roles = [] } of paginateListRoles({ client: cloud.aws(IAM) }, {})) {
    const own = Roles.filter(({ Path }) => Path?.startsWith('/aws-service-role/') !== true);
    add(
      'role',
      own.map(({ RoleName }) => RoleName),
    );
  }
  return found;
}
