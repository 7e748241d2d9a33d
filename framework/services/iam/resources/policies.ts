/** Policies that hang on what other resources made: AWS::IAM::Policy, RolePolicy, UserPolicy, ManagedPolicy. */
import {
  AwsError,
  type ResourceProgress,
  type ResourceReadout,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { quietly } from './gone';
import { documentText, textOf, textsOf, type Properties } from './property-values';
import { parsed, readManagedPolicy, unlessGone } from './readouts';

/** A role, user or group that a policy is to hang on. */
type Target = readonly ['role' | 'user' | 'group', string];

const targetsOf = (properties: Properties): Target[] => [
  ...textsOf(properties['Groups']).map((name) => ['group', name] as const),
  ...textsOf(properties['Roles']).map((name) => ['role', name] as const),
  ...textsOf(properties['Users']).map((name) => ['user', name] as const),
];

/** Targets that are in one list and not in the other. */
const without = (targets: readonly Target[], others: readonly Target[]): Target[] =>
  targets.filter(([kind, name]) => !others.some((other) => other[0] === kind && other[1] === name));

function put(request: ResourceRequest, [kind, name]: Target, PolicyName: string): void {
  const iam = request.aws('iam');
  const PolicyDocument = documentText(request.properties['PolicyDocument']);
  if (kind === 'role') iam.putRolePolicy({ RoleName: name, PolicyName, PolicyDocument });
  else if (kind === 'user') iam.putUserPolicy({ UserName: name, PolicyName, PolicyDocument });
  else iam.putGroupPolicy({ GroupName: name, PolicyName, PolicyDocument });
}

function take(request: ResourceRequest, [kind, name]: Target, PolicyName: string): void {
  const iam = request.aws('iam');
  quietly(() => {
    if (kind === 'role') iam.deleteRolePolicy({ RoleName: name, PolicyName });
    else if (kind === 'user') iam.deleteUserPolicy({ UserName: name, PolicyName });
    else iam.deleteGroupPolicy({ GroupName: name, PolicyName });
  });
}

/** The document that a target has under this name now. */
function documentOf(request: ResourceRequest, [kind, name]: Target, PolicyName: string): unknown {
  const iam = request.aws('iam');
  const read = (): string | undefined =>
    kind === 'role'
      ? iam.getRolePolicy({ RoleName: name, PolicyName }).PolicyDocument
      : kind === 'user'
        ? iam.getUserPolicy({ UserName: name, PolicyName }).PolicyDocument
        : iam.getGroupPolicy({ GroupName: name, PolicyName }).PolicyDocument;
  return parsed(unlessGone(read));
}

/** The policy as those have it who still have it; gone where nobody does. */
function readInline(request: ResourceRequest, targets: readonly Target[]): ResourceReadout | undefined {
  const PolicyName = nameOf(request.properties);
  const found = targets.flatMap((target) => {
    const document = documentOf(request, target, PolicyName);
    return document === undefined ? [] : [{ target, document }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const named = (wanted: string): string[] | undefined => {
    const names = found.flatMap(({ target: [kind, name] }) => (kind === wanted ? [name] : []));
    return names.length === 0 ? undefined : names;
  };
  const wrong = found.find(
    ({ document }) => JSON.stringify(document) !== documentText(request.properties['PolicyDocument']),
  );
  return {
    properties: {
      PolicyName,
      PolicyDocument: (wrong ?? first).document,
      Roles: named('role'),
      Users: named('user'),
      Groups: named('group'),
      ...Object.fromEntries(
        ['RoleName', 'UserName', 'GroupName'].map((one) => [one, request.properties[one]]),
      ),
    },
  };
}

const nameOf = (properties: Properties): string => textOf(properties['PolicyName']) ?? '';

/** Inline policies of the targets that `targets` finds; `physicalId` names the whole. */
function inline(
  targets: (properties: Properties) => Target[],
  properties: readonly string[],
  replaceOn: readonly string[],
  physicalId: (request: ResourceRequest) => string,
): ResourceType {
  return {
    properties,
    replaceOn,
    read: (request) => readInline(request, targets(request.properties)),
    create(request) {
      const id = physicalId(request);
      for (const target of targets(request.properties)) {
        put(request, target, nameOf(request.properties));
        request.made?.(id);
      }
      return { done: true, physicalId: id };
    },
    update(request) {
      const { properties: after, previous = {}, physicalId: id = '' } = request;
      for (const target of targets(after)) put(request, target, nameOf(after));
      const renamed = nameOf(previous) !== nameOf(after);
      const dropped = renamed ? targets(previous) : without(targets(previous), targets(after));
      for (const target of dropped) take(request, target, nameOf(previous));
      return { done: true, physicalId: id };
    },
    delete(request) {
      for (const target of targets(request.properties)) take(request, target, nameOf(request.properties));
      return { done: true };
    },
  };
}

const someTarget = (properties: Properties): Target[] => {
  const targets = targetsOf(properties);
  if (targets.length === 0) {
    throw new AwsError('ValidationError', 'At least one of [Groups,Roles,Users] must be non-empty.', {
      status: 400,
    });
  }
  return targets;
};

export const policy = inline(
  someTarget,
  ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  [],
  (request) => request.generatedName(128),
);

export const rolePolicy = inline(
  ({ RoleName }) => [['role', textOf(RoleName) ?? '']],
  ['PolicyDocument', 'PolicyName', 'RoleName'],
  ['PolicyName', 'RoleName'],
  ({ properties }) => `${nameOf(properties)}|${textOf(properties['RoleName']) ?? ''}`,
);

export const userPolicy = inline(
  ({ UserName }) => [['user', textOf(UserName) ?? '']],
  ['PolicyDocument', 'PolicyName', 'UserName'],
  ['PolicyName', 'UserName'],
  ({ properties }) => `${nameOf(properties)}|${textOf(properties['UserName']) ?? ''}`,
);

export const groupPolicy = inline(
  ({ GroupName }) => [['group', textOf(GroupName) ?? '']],
  ['PolicyDocument', 'PolicyName', 'GroupName'],
  ['PolicyName', 'GroupName'],
  ({ properties }) => `${nameOf(properties)}|${textOf(properties['GroupName']) ?? ''}`,
);

function attach(request: ResourceRequest, [kind, name]: Target, PolicyArn: string): void {
  const iam = request.aws('iam');
  if (kind === 'role') iam.attachRolePolicy({ RoleName: name, PolicyArn });
  else if (kind === 'user') iam.attachUserPolicy({ UserName: name, PolicyArn });
  else iam.attachGroupPolicy({ GroupName: name, PolicyArn });
}

function detach(request: ResourceRequest, [kind, name]: Target, PolicyArn: string): void {
  const iam = request.aws('iam');
  quietly(() => {
    if (kind === 'role') iam.detachRolePolicy({ RoleName: name, PolicyArn });
    else if (kind === 'user') iam.detachUserPolicy({ UserName: name, PolicyArn });
    else iam.detachGroupPolicy({ GroupName: name, PolicyArn });
  });
}

function progress(request: ResourceRequest, PolicyArn: string): ResourceProgress {
  const { Policy = {} } = request.aws('iam').getPolicy({ PolicyArn });
  return {
    done: true,
    physicalId: PolicyArn,
    attributes: {
      PolicyArn,
      AttachmentCount: Policy.AttachmentCount,
      CreateDate: Policy.CreateDate?.toISOString(),
      DefaultVersionId: Policy.DefaultVersionId,
      IsAttachable: Policy.IsAttachable,
      PermissionsBoundaryUsageCount: Policy.PermissionsBoundaryUsageCount,
      PolicyId: Policy.PolicyId,
      UpdateDate: Policy.UpdateDate?.toISOString(),
    },
  };
}

const versionsMax = 5;

/** Makes the new text the default version; the oldest gives way where there are five. */
function newVersion(request: ResourceRequest, PolicyArn: string): void {
  const iam = request.aws('iam');
  const others = (iam.listPolicyVersions({ PolicyArn }).Versions ?? []).filter(
    ({ IsDefaultVersion }) => IsDefaultVersion !== true,
  );
  const oldest = others.at(-1);
  if (others.length + 1 >= versionsMax && oldest !== undefined) {
    iam.deletePolicyVersion({ PolicyArn, VersionId: oldest.VersionId });
  }
  const PolicyDocument = documentText(request.properties['PolicyDocument']);
  iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
}

export const managedPolicy: ResourceType = {
  properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Users'],
  replaceOn: ['Description', 'ManagedPolicyName', 'Path'],
  read: readManagedPolicy,

  create(request) {
    const { properties } = request;
    const { Policy } = request.aws('iam').createPolicy({
      PolicyName: textOf(properties['ManagedPolicyName']) ?? request.generatedName(128),
      Path: textOf(properties['Path']),
      Description: textOf(properties['Description']),
      PolicyDocument: documentText(properties['PolicyDocument']),
    });
    const arn = Policy?.Arn ?? '';
    request.made?.(arn);
    for (const target of targetsOf(properties)) attach(request, target, arn);
    return progress(request, arn);
  },

  update(request) {
    const { physicalId: arn = '', properties, previous = {} } = request;
    if (documentText(properties['PolicyDocument']) !== documentText(previous['PolicyDocument'])) {
      newVersion(request, arn);
    }
    const before = targetsOf(previous);
    const after = targetsOf(properties);
    for (const target of without(after, before)) attach(request, target, arn);
    for (const target of without(before, after)) detach(request, target, arn);
    return progress(request, arn);
  },

  delete(request) {
    const { physicalId: PolicyArn = '', properties } = request;
    const iam = request.aws('iam');
    for (const target of targetsOf(properties)) detach(request, target, PolicyArn);
    quietly(() => {
      for (const { VersionId, IsDefaultVersion } of iam.listPolicyVersions({ PolicyArn }).Versions ?? []) {
        if (IsDefaultVersion !== true) iam.deletePolicyVersion({ PolicyArn, VersionId });
      }
      iam.deletePolicy({ PolicyArn });
    });
    return { done: true };
  },
};
