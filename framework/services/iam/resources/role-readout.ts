import { readTags, type ResourceReadout, type ResourceRequest } from '../../../cloud/service';
import { parsed, unlessGone } from './readouts';

/** A role as it is now, with its policies. */
export function readRole(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: RoleName = '' } = request;
  const iam = request.aws('iam');
  return unlessGone(() => {
    const { Role } = iam.getRole({ RoleName });
    const { AttachedPolicies = [] } = iam.listAttachedRolePolicies({ RoleName, MaxItems: 1000 });
    const { PolicyNames = [] } = iam.listRolePolicies({ RoleName, MaxItems: 1000 });
    const inline = PolicyNames.map((PolicyName) => ({
      PolicyName,
      PolicyDocument: parsed(iam.getRolePolicy({ RoleName, PolicyName }).PolicyDocument),
    }));
    const tags = Object.fromEntries((Role?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    const arns = AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
    return {
      properties: {
        RoleName,
        Path: Role?.Path,
        Description: Role?.Description,
        MaxSessionDuration: Role?.MaxSessionDuration,
        AssumeRolePolicyDocument: parsed(Role?.AssumeRolePolicyDocument),
        ManagedPolicyArns: arns.length === 0 ? undefined : arns,
        Policies: inline.length === 0 ? undefined : inline,
        Tags: readTags(request, tags),
      },
      attributes: { Arn: Role?.Arn, RoleId: Role?.RoleId },
    };
  });
}
