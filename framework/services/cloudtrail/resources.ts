/** CloudFormation's type of trails, in terms of the API. */
import type {
  CreateTrailRequest,
  PutEventSelectorsRequest,
  UpdateTrailRequest,
} from '@aws-sdk/client-cloudtrail';
import {
  AwsError,
  resourceTags,
  tagChanges,
  template,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';

const { flagOf, inputOf, recordsOf, textOf, typedOf } = template;

/** What a trail is not emulated with (logs, keys, organizations) is kept by the stack and told as modelled. */
const settingsOf = ({ properties, previous }: ResourceRequest): Record<string, unknown> => ({
  S3BucketName: textOf(properties['S3BucketName']),
  S3KeyPrefix: textOf(properties['S3KeyPrefix']),
  // Without one, a former topic is told nothing more.
  SnsTopicName: textOf(properties['SnsTopicName']) ?? (previous === undefined ? undefined : ''),
  IncludeGlobalServiceEvents: flagOf(properties['IncludeGlobalServiceEvents']),
  IsMultiRegionTrail: flagOf(properties['IsMultiRegionTrail']),
  EnableLogFileValidation: flagOf(properties['EnableLogFileValidation']),
});

function settle(request: ResourceRequest, Name: string): void {
  const { properties } = request;
  const trails = request.aws('cloudtrail');
  const basic = recordsOf(properties['EventSelectors']);
  const advanced = recordsOf(properties['AdvancedEventSelectors']);
  if (basic.length + advanced.length > 0) {
    trails.putEventSelectors(
      inputOf<PutEventSelectorsRequest>({
        TrailName: Name,
        EventSelectors: basic.length === 0 ? undefined : typedOf(basic),
        AdvancedEventSelectors: advanced.length === 0 ? undefined : advanced,
      }),
    );
  }
  if (flagOf(properties['IsLogging']) === true) trails.startLogging({ Name });
  else trails.stopLogging({ Name });
}

const progress = (request: ResourceRequest, name: string) => ({
  done: true,
  physicalId: name,
  attributes: {
    Arn: `arn:${request.partition}:cloudtrail:${request.region}:${request.accountId}:trail/${name}`,
    SnsTopicArn: request.aws('cloudtrail').getTrail({ Name: name }).Trail?.SnsTopicARN ?? '',
  },
});

const trail: ResourceType = {
  properties: [
    'AdvancedEventSelectors',
    'EnableLogFileValidation',
    'EventSelectors',
    'IncludeGlobalServiceEvents',
    'IsLogging',
    'IsMultiRegionTrail',
    'S3BucketName',
    'S3KeyPrefix',
    'SnsTopicName',
    'Tags',
    'TrailName',
  ],
  replaceOn: ['TrailName', 'IsOrganizationTrail'],

  create(request) {
    const name = textOf(request.properties['TrailName']) ?? request.generatedName(128);
    const TagsList = resourceTags(request).list;
    request
      .aws('cloudtrail')
      .createTrail(inputOf<CreateTrailRequest>({ ...settingsOf(request), Name: name, TagsList }));
    request.made?.(name);
    settle(request, name);
    return progress(request, name);
  },

  update(request) {
    const { physicalId: name = '' } = request;
    const trails = request.aws('cloudtrail');
    trails.updateTrail(inputOf<UpdateTrailRequest>({ ...settingsOf(request), Name: name }));
    const ResourceId = progress(request, name).attributes.Arn;
    const { list: TagsList, gone } = tagChanges(request);
    if (gone.length > 0) trails.removeTags({ ResourceId, TagsList: gone.map((Key) => ({ Key })) });
    if (TagsList.length > 0) trails.addTags({ ResourceId, TagsList });
    settle(request, name);
    return progress(request, name);
  },

  delete(request) {
    try {
      request.aws('cloudtrail').deleteTrail({ Name: request.physicalId ?? '' });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'TrailNotFoundException') throw error;
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = { 'AWS::CloudTrail::Trail': trail };
