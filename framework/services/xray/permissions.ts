import type { XRay } from '@aws-sdk/client-xray';
import type { Access, Permissions } from '../../cloud/service';
import type { State, XrayCall } from './state';

interface Named {
  GroupName?: string | undefined;
  GroupARN?: string | undefined;
}

const arn = ({ partition, region, accountId }: XrayCall, resource: string): string =>
  `arn:${partition}:xray:${region}:${accountId}:${resource}`;

const onGroup =
  (action: string) =>
  ({ GroupName, GroupARN }: Named, call: XrayCall): Access => ({
    action: `xray:${action}`,
    resource:
      GroupARN ?? call.state.groups.get(GroupName ?? '')?.arn ?? arn(call, `group/${GroupName ?? ''}/*`),
  });

const onRule =
  (action: string) =>
  (
    { RuleName, RuleARN }: { RuleName?: string | undefined; RuleARN?: string | undefined },
    call: XrayCall,
  ): Access => ({
    action: `xray:${action}`,
    resource: RuleARN ?? arn(call, `sampling-rule/${RuleName ?? ''}`),
  });

const onArn =
  (action: string) =>
  ({ ResourceARN }: { ResourceARN: string }): Access => ({ action: `xray:${action}`, resource: ResourceARN });

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
export const permissions: Permissions<XRay, State> = {
  createGroup: onGroup('CreateGroup'),
  deleteGroup: onGroup('DeleteGroup'),
  getGroup: onGroup('GetGroup'),
  updateGroup: onGroup('UpdateGroup'),
  createSamplingRule: ({ SamplingRule }, call) => onRule('CreateSamplingRule')(SamplingRule, call),
  deleteSamplingRule: onRule('DeleteSamplingRule'),
  updateSamplingRule: ({ SamplingRuleUpdate }, call) =>
    onRule('UpdateSamplingRule')(SamplingRuleUpdate, call),
  listTagsForResource: onArn('ListTagsForResource'),
  tagResource: onArn('TagResource'),
  untagResource: onArn('UntagResource'),
};
