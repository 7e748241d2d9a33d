import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../../framework/cloud/service';
import { testCloud } from '../../test-cloud';

export const writes = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/orders',
  ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
} as const;

/** A table of 5 units of each kind whose write units are registered from 5 to 50. */
export function scaledTable() {
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  const scaling = cloud.ask('application-autoscaling');
  db.createTable({
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  });
  cloud.settle();
  const { ScalableTargetARN: targetArn = '' } = scaling.registerScalableTarget({
    ...writes,
    MinCapacity: 5,
    MaxCapacity: 50,
  });
  let written = 0;
  return {
    cloud,
    db,
    scaling,
    targetArn,
    cloudwatch: cloud.ask('cloudwatch'),
    track: (more: Partial<PutScalingPolicyCommandInput['TargetTrackingScalingPolicyConfiguration']> = {}) =>
      scaling.putScalingPolicy({
        ...writes,
        PolicyName: 'half',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
          ...more,
        },
      }),
    /** Writes so many items a second for a while. */
    write: (perSecond: number, seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        for (let each = 0; each < perSecond; each++) {
          try {
            db.putItem({ TableName: 'orders', Item: { id: { S: String(written++) } } });
          } catch (error) {
            if (!(error instanceof AwsError) || !error.code.startsWith('ProvisionedThroughput')) throw error;
          }
        }
        cloud.advance('1 second');
      }
    },
    units: () => db.describeTable({ TableName: 'orders' }).Table?.ProvisionedThroughput?.WriteCapacityUnits,
    activities: () =>
      (scaling.describeScalingActivities({ ServiceNamespace: 'dynamodb' }).ScalingActivities ?? []).map(
        ({ Description, Cause, StatusCode, StatusMessage }) =>
          `${Description} | ${withoutIds(Cause)} | ${StatusCode}: ${StatusMessage}`,
      ),
  };
}

export const withoutIds = (text = ''): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>');
