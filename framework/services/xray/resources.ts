/** CloudFormation's X-Ray types, in terms of the API. */
import type {
  CreateGroupRequest,
  CreateSamplingRuleRequest,
  UpdateGroupRequest,
  UpdateSamplingRuleRequest,
} from '@aws-sdk/client-xray';
import {
  AwsError,
  resourceTags,
  tagChanges,
  template,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';

const { inputOf, isRecord, textOf, typedOf } = template;

function unlessGone(act: () => void): { done: true } {
  try {
    act();
  } catch (error) {
    const isGone = error instanceof AwsError && /not found|does not exist/i.test(error.message);
    if (!isGone) throw error;
  }
  return { done: true };
}

function changeTags(request: ResourceRequest, ResourceARN: string): void {
  const xray = request.aws('xray');
  const { list: Tags, gone } = tagChanges(request);
  if (gone.length > 0) xray.untagResource({ ResourceARN, TagKeys: gone });
  if (Tags.length > 0) xray.tagResource({ ResourceARN, Tags });
}

const groupSettings = ({ properties }: ResourceRequest) => ({
  FilterExpression: textOf(properties['FilterExpression']),
  InsightsConfiguration: typedOf(properties['InsightsConfiguration']),
});

const group: ResourceType = {
  properties: ['FilterExpression', 'GroupName', 'InsightsConfiguration', 'Tags'],
  replaceOn: ['GroupName'],

  create(request) {
    const GroupName = textOf(request.properties['GroupName']) ?? request.generatedName(32);
    const Tags = resourceTags(request).list;
    const { Group } = request
      .aws('xray')
      .createGroup(inputOf<CreateGroupRequest>({ GroupName, ...groupSettings(request), Tags }));
    const GroupARN = Group?.GroupARN ?? '';
    return { done: true, physicalId: GroupARN, attributes: { GroupARN } };
  },

  update(request) {
    const { physicalId: GroupARN = '' } = request;
    request.aws('xray').updateGroup(inputOf<UpdateGroupRequest>({ GroupARN, ...groupSettings(request) }));
    changeTags(request, GroupARN);
    return { done: true, physicalId: GroupARN, attributes: { GroupARN } };
  },

  delete: (request) =>
    unlessGone(() => void request.aws('xray').deleteGroup({ GroupARN: request.physicalId ?? '' })),
};

function ruleIn({ properties }: ResourceRequest): Record<string, unknown> {
  const rule = typedOf(properties['SamplingRule']);
  return isRecord(rule) ? rule : {};
}

const samplingRule: ResourceType = {
  properties: ['SamplingRule', 'Tags'],
  replaceOn: [],

  create(request) {
    const SamplingRule = { RuleName: request.generatedName(32), Version: 1, ...ruleIn(request) };
    const Tags = resourceTags(request).list;
    const { SamplingRuleRecord } = request
      .aws('xray')
      .createSamplingRule(inputOf<CreateSamplingRuleRequest>({ SamplingRule, Tags }));
    const RuleARN = SamplingRuleRecord?.SamplingRule?.RuleARN ?? '';
    return { done: true, physicalId: RuleARN, attributes: { RuleARN } };
  },

  update(request) {
    const { physicalId: RuleARN = '' } = request;
    const { RuleName: _, Version: __, ...changes } = ruleIn(request);
    const SamplingRuleUpdate = { ...changes, RuleARN };
    request.aws('xray').updateSamplingRule(inputOf<UpdateSamplingRuleRequest>({ SamplingRuleUpdate }));
    changeTags(request, RuleARN);
    return { done: true, physicalId: RuleARN, attributes: { RuleARN } };
  },

  delete: (request) =>
    unlessGone(() => void request.aws('xray').deleteSamplingRule({ RuleARN: request.physicalId ?? '' })),
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::XRay::Group': group,
  'AWS::XRay::SamplingRule': samplingRule,
};
