import { hostname } from 'node:os';
import { CloudFormation, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { mixText } from '../../kernel';
import type { Cloud } from '../cloud';

const prefix = 'stormproof-run';
const batchMax = 1000;
const deleteWaitSecondsMax = 60;

/** This machine, short enough for a stack's name. */
const machine = mixText(hostname()).slice(0, 8);

let count = 0;

/** A name that no other run uses, and that tells the next one whether its owner still lives. */
export function stackNameOf(system: string): string {
  count++;
  return `${prefix}-${machine}-${process.pid}-${count}-${system.replace(/[^A-Za-z0-9-]/g, '-')}`.slice(
    0,
    100,
  );
}

/** Empties the stack's buckets and deletes it; answers what went wrong. */
export async function removeStack(cloud: Cloud, name: string): Promise<string | undefined> {
  const client = cloud.aws(CloudFormation);
  try {
    const { StackResources = [] } = await client.describeStackResources({ StackName: name });
    for (const { ResourceType, PhysicalResourceId } of StackResources) {
      if (ResourceType === 'AWS::S3::Bucket' && PhysicalResourceId !== undefined)
        await emptyBucket(cloud, PhysicalResourceId);
    }
    await client.deleteStack({ StackName: name });
    await waitUntilStackDeleteComplete(
      { client, maxWaitTime: deleteWaitSecondsMax, ...cloud.backend.pace },
      { StackName: name },
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : String(error);
  }
}

async function emptyBucket(cloud: Cloud, bucket: string): Promise<void> {
  const s3 = cloud.aws(S3);
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({
      Bucket: bucket,
      MaxKeys: batchMax,
    });
    const objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({
      Key,
      ...(VersionId === undefined ? {} : { VersionId }),
    }));
    if (objects.length === 0) return;
    await s3.deleteObjects({ Bucket: bucket, Delete: { Objects: objects } });
  }
}

/** Deletes the stacks of runs that died on this machine; answers their names. */
export async function removeLeftoverStacks(
  cloud: Cloud,
  isAlive: (pid: number) => boolean,
): Promise<string[]> {
  const { Stacks = [] } = await cloud.aws(CloudFormation).describeStacks({});
  const removed: string[] = [];
  for (const { StackName = '', StackStatus = '' } of Stacks) {
    const [, host, pid] = /^stormproof-run-([^-]+)-(\d+)-/.exec(StackName) ?? [];
    if (host !== machine || isAlive(Number(pid)) || StackStatus === 'DELETE_COMPLETE') continue;
    if ((await removeStack(cloud, StackName)) === undefined) removed.push(StackName);
  }
  return removed;
}
