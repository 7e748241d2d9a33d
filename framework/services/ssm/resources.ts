/** CloudFormation's type of parameters, in terms of the API. */
import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import {
  AwsError,
  resourceTags,
  tagChanges,
  template,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';

const { inputOf, textOf } = template;

const settingsOf = ({ properties }: ResourceRequest) => ({
  AllowedPattern: textOf(properties['AllowedPattern']),
  DataType: textOf(properties['DataType']),
  Description: textOf(properties['Description']),
  Policies: template.jsonTextOf(properties['Policies']),
  Tier: textOf(properties['Tier']),
  Type: textOf(properties['Type']),
  Value: textOf(properties['Value']),
});

const progress = ({ properties }: ResourceRequest, name: string): ResourceProgress => ({
  done: true,
  physicalId: name,
  attributes: { Type: properties['Type'], Value: properties['Value'] },
});

const parameter: ResourceType = {
  properties: [
    'AllowedPattern',
    'DataType',
    'Description',
    'Name',
    'Policies',
    'Tags',
    'Tier',
    'Type',
    'Value',
  ],
  replaceOn: ['Name'],

  read(request) {
    const { physicalId: Name = '' } = request;
    const ssm = request.aws('ssm');
    const { Parameters: [found] = [] } = ssm.getParameters({ Names: [Name] });
    if (found === undefined) return undefined;
    const filter = { Key: 'Name', Values: [Name] };
    const { Parameters: [about] = [] } = ssm.describeParameters({ ParameterFilters: [filter] });
    return {
      properties: {
        Name,
        Type: found.Type,
        Value: found.Value,
        DataType: found.DataType,
        AllowedPattern: about?.AllowedPattern,
        Description: about?.Description,
        Tier: about?.Tier,
      },
      attributes: { Type: found.Type, Value: found.Value },
    };
  },

  create(request) {
    if (request.properties['Type'] === 'SecureString') {
      throw new AwsError('InvalidRequest', 'AWS::SSM::Parameter does not support the type SecureString.');
    }
    const Name = textOf(request.properties['Name']) ?? request.generatedName(900);
    request
      .aws('ssm')
      .putParameter(
        inputOf<PutParameterRequest>({ ...settingsOf(request), Name, Tags: resourceTags(request).list }),
      );
    return progress(request, Name);
  },

  update(request) {
    const { physicalId: Name = '' } = request;
    const ssm = request.aws('ssm');
    ssm.putParameter(inputOf<PutParameterRequest>({ ...settingsOf(request), Name, Overwrite: true }));
    const { list: Tags, gone } = tagChanges(request);
    const resource = { ResourceType: 'Parameter', ResourceId: Name } as const;
    if (gone.length > 0) ssm.removeTagsFromResource({ ...resource, TagKeys: gone });
    if (Tags.length > 0) ssm.addTagsToResource({ ...resource, Tags });
    return progress(request, Name);
  },

  delete(request) {
    try {
      request.aws('ssm').deleteParameter({ Name: request.physicalId ?? '' });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ParameterNotFound') throw error;
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = { 'AWS::SSM::Parameter': parameter };
