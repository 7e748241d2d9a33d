import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Access, Permissions } from '../../cloud/service';
import type { State, TrailCall } from './state';

const arnOf = (call: TrailCall, name: string): string =>
  name.startsWith('arn:')
    ? name
    : `arn:${call.partition}:cloudtrail:${call.region}:${call.accountId}:trail/${name}`;

const onName =
  (action: string) =>
  ({ Name }: { Name: string }, call: TrailCall): Access => ({
    action: `cloudtrail:${action}`,
    resource: arnOf(call, Name),
  });

const onTrailName =
  (action: string) =>
  ({ TrailName }: { TrailName: string }, call: TrailCall): Access =>
    onName(action)({ Name: TrailName }, call);

const onArn =
  (action: string) =>
  ({ ResourceId }: { ResourceId: string }): Access => ({
    action: `cloudtrail:${action}`,
    resource: ResourceId,
  });

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
export const permissions: Permissions<CloudTrail, State> = {
  addTags: onArn('AddTags'),
  createTrail: onName('CreateTrail'),
  deleteTrail: onName('DeleteTrail'),
  getEventSelectors: onTrailName('GetEventSelectors'),
  getTrail: onName('GetTrail'),
  getTrailStatus: onName('GetTrailStatus'),
  listTags: ({ ResourceIdList }) =>
    ResourceIdList.map((resource) => ({ action: 'cloudtrail:ListTags', resource })),
  putEventSelectors: onTrailName('PutEventSelectors'),
  removeTags: onArn('RemoveTags'),
  startLogging: onName('StartLogging'),
  stopLogging: onName('StopLogging'),
  updateTrail: onName('UpdateTrail'),
};
