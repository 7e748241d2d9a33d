import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../../cloud/service';

/** A table as it is now, as far as it is read: keys, stream, capacity, protection, expiry, tags; not its indexes. */
export function readTable(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: TableName = '' } = request;
  const dynamodb = request.aws('dynamodb');
  try {
    const { Table = {} } = dynamodb.describeTable({ TableName });
    const { Tags = [] } = dynamodb.listTagsOfResource({ ResourceArn: Table.TableArn });
    const { TimeToLiveDescription: ttl } = dynamodb.describeTimeToLive({ TableName });
    const { ReadCapacityUnits, WriteCapacityUnits } = Table.ProvisionedThroughput ?? {};
    const isOnDemand = Table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
    const isExpiring = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING';
    return {
      properties: {
        TableName,
        KeySchema: Table.KeySchema,
        AttributeDefinitions: Table.AttributeDefinitions,
        BillingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
        ProvisionedThroughput: isOnDemand ? undefined : { ReadCapacityUnits, WriteCapacityUnits },
        DeletionProtectionEnabled: Table.DeletionProtectionEnabled ?? false,
        StreamSpecification:
          Table.StreamSpecification?.StreamEnabled === true
            ? { StreamViewType: Table.StreamSpecification.StreamViewType }
            : undefined,
        TimeToLiveSpecification: isExpiring ? { AttributeName: ttl.AttributeName, Enabled: true } : undefined,
        Tags: readTags(request, Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))),
      },
      attributes: { Arn: Table.TableArn, StreamArn: Table.LatestStreamArn },
    };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
