import { findPartition } from './regions';

export { availabilityZones, isRegion } from './regions';

/** The parts of `arn:partition:service:region:account:resource`; the resource may hold colons itself. */
export interface Arn {
  partition: string;
  service: string;
  /** Empty for IAM, S3 buckets and other things that no region holds. */
  region: string;
  accountId: string;
  resource: string;
}

const ARN = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;

/** Reads an ARN; undefined where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, accountId, resource] = ARN.exec(text) ?? [];
  if (
    partition === undefined ||
    service === undefined ||
    region === undefined ||
    accountId === undefined ||
    resource === undefined
  ) {
    return undefined;
  }
  return { partition, service, region, accountId, resource };
}

export const formatArn = ({ partition, service, region, accountId, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

/** `AWS::Partition` of a region. */
export const partitionOf = (region: string): string => findPartition(region).name;

/** `AWS::URLSuffix` of a region: what the host names of its services end with. */
export const urlSuffixOf = (region: string): string => findPartition(region).urlSuffix;
