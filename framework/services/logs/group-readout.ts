import { readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

/** A log group as it is now, as its template would say it. */
export function readGroup(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: name = '' } = request;
  const logs = request.aws('logs');
  const { logGroups = [] } = logs.describeLogGroups({ logGroupNamePrefix: name });
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) return undefined;
  const { retentionInDays, kmsKeyId, arn = '' } = group;
  const { tags = {} } = logs.listTagsForResource({ resourceArn: arn.replace(/:\*$/, '') });
  return {
    properties: {
      LogGroupName: name,
      RetentionInDays: retentionInDays,
      KmsKeyId: kmsKeyId,
      Tags: readTags(request, tags),
    },
    attributes: { Arn: arn },
  };
}
