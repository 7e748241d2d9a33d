/** Users, groups, policies and instance profiles as they are now, for drift and imports. */
import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../../cloud/service';

/** Reads what may be gone by now. */
export function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

/** IAM answers documents encoded as in a URL. */
export const parsed = (document: string | undefined): unknown =>
  document === undefined ? undefined : JSON.parse(decodeURIComponent(document));

const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

const tagsOf = (
  request: ResourceRequest,
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): ReturnType<typeof readTags> =>
  readTags(request, Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])));

export function readUser(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: UserName = '' } = request;
  const iam = request.aws('iam');
  return unlessGone(() => {
    const { User } = iam.getUser({ UserName });
    const { PolicyNames = [] } = iam.listUserPolicies({ UserName, MaxItems: 1000 });
    const { AttachedPolicies = [] } = iam.listAttachedUserPolicies({ UserName, MaxItems: 1000 });
    const { Groups = [] } = iam.listGroupsForUser({ UserName, MaxItems: 1000 });
    const inline = PolicyNames.map((PolicyName) => ({
      PolicyName,
      PolicyDocument: parsed(iam.getUserPolicy({ UserName, PolicyName }).PolicyDocument),
    }));
    return {
      properties: {
        UserName,
        Path: User?.Path,
        Groups: unlessEmpty(Groups.map(({ GroupName }) => GroupName)),
        ManagedPolicyArns: unlessEmpty(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
        PermissionsBoundary: User?.PermissionsBoundary?.PermissionsBoundaryArn,
        Policies: unlessEmpty(inline),
        Tags: tagsOf(request, User?.Tags),
      },
      attributes: { Arn: User?.Arn },
    };
  });
}

export function readGroup(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: GroupName = '' } = request;
  const iam = request.aws('iam');
  return unlessGone(() => {
    const { Group } = iam.getGroup({ GroupName });
    const { PolicyNames = [] } = iam.listGroupPolicies({ GroupName, MaxItems: 1000 });
    const { AttachedPolicies = [] } = iam.listAttachedGroupPolicies({ GroupName, MaxItems: 1000 });
    const inline = PolicyNames.map((PolicyName) => ({
      PolicyName,
      PolicyDocument: parsed(iam.getGroupPolicy({ GroupName, PolicyName }).PolicyDocument),
    }));
    return {
      properties: {
        GroupName,
        Path: Group?.Path,
        ManagedPolicyArns: unlessEmpty(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
        Policies: unlessEmpty(inline),
      },
      attributes: { Arn: Group?.Arn },
    };
  });
}

export function readManagedPolicy(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: PolicyArn = '' } = request;
  const iam = request.aws('iam');
  return unlessGone(() => {
    const { Policy } = iam.getPolicy({ PolicyArn });
    const { PolicyVersion } = iam.getPolicyVersion({ PolicyArn, VersionId: Policy?.DefaultVersionId });
    const {
      PolicyRoles = [],
      PolicyUsers = [],
      PolicyGroups = [],
    } = iam.listEntitiesForPolicy({ PolicyArn });
    return {
      properties: {
        ManagedPolicyName: Policy?.PolicyName,
        Path: Policy?.Path,
        Description: Policy?.Description === '' ? undefined : Policy?.Description,
        PolicyDocument: parsed(PolicyVersion?.Document),
        Roles: unlessEmpty(PolicyRoles.map(({ RoleName }) => RoleName)),
        Users: unlessEmpty(PolicyUsers.map(({ UserName }) => UserName)),
        Groups: unlessEmpty(PolicyGroups.map(({ GroupName }) => GroupName)),
      },
      attributes: { PolicyArn },
    };
  });
}

export function readInstanceProfile(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: InstanceProfileName = '' } = request;
  return unlessGone(() => {
    const { InstanceProfile } = request.aws('iam').getInstanceProfile({ InstanceProfileName });
    return {
      properties: {
        InstanceProfileName,
        Path: InstanceProfile?.Path,
        Roles: unlessEmpty((InstanceProfile?.Roles ?? []).map(({ RoleName }) => RoleName)),
      },
      attributes: { Arn: InstanceProfile?.Arn },
    };
  });
}
