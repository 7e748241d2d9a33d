import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { quietly } from './gone';
import { difference, documentText, inlineOf, tagChangesOf, tagsOf, textOf, textsOf } from './property-values';
import { readRole } from './role-readout';

const nameLengthMax = 64;
const maxSessionSecondsDefault = 3_600;

function progress(request: ResourceRequest, RoleName: string): ResourceProgress {
  const { Role } = request.aws('iam').getRole({ RoleName });
  return { done: true, physicalId: RoleName, attributes: { Arn: Role?.Arn, RoleId: Role?.RoleId } };
}

/** Takes away what hangs on the role, whoever put it there: CloudFormation deletes roles with all their policies. */
function strip(request: ResourceRequest, RoleName: string): void {
  const iam = request.aws('iam');
  for (const PolicyName of iam.listRolePolicies({ RoleName, MaxItems: 1000 }).PolicyNames ?? []) {
    iam.deleteRolePolicy({ RoleName, PolicyName });
  }
  for (const { PolicyArn } of iam.listAttachedRolePolicies({ RoleName, MaxItems: 1000 }).AttachedPolicies ??
    []) {
    iam.detachRolePolicy({ RoleName, PolicyArn });
  }
}

function updateInline(request: ResourceRequest, RoleName: string): void {
  const iam = request.aws('iam');
  const before = inlineOf(request.previous ?? {});
  const after = inlineOf(request.properties);
  for (const { name, text } of after) {
    if (before.some((old) => old.name === name && old.text === text)) continue;
    iam.putRolePolicy({ RoleName, PolicyName: name, PolicyDocument: text });
  }
  const { removed } = difference(
    before.map(({ name }) => name),
    after.map(({ name }) => name),
  );
  for (const PolicyName of removed) quietly(() => iam.deleteRolePolicy({ RoleName, PolicyName }));
}

function updateAttached(request: ResourceRequest, RoleName: string): void {
  const iam = request.aws('iam');
  const { removed, added } = difference(
    textsOf(request.previous?.['ManagedPolicyArns']),
    textsOf(request.properties['ManagedPolicyArns']),
  );
  for (const PolicyArn of added) iam.attachRolePolicy({ RoleName, PolicyArn });
  for (const PolicyArn of removed) quietly(() => iam.detachRolePolicy({ RoleName, PolicyArn }));
}

function updateBoundary(request: ResourceRequest, RoleName: string): void {
  const iam = request.aws('iam');
  const PermissionsBoundary = textOf(request.properties['PermissionsBoundary']);
  const before = textOf(request.previous?.['PermissionsBoundary']);
  if (PermissionsBoundary === before) return;
  if (PermissionsBoundary !== undefined) iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary });
  else quietly(() => iam.deleteRolePermissionsBoundary({ RoleName }));
}

function updateTags(request: ResourceRequest, RoleName: string): void {
  const iam = request.aws('iam');
  const { Tags, TagKeys } = tagChangesOf(request);
  if (TagKeys.length > 0) iam.untagRole({ RoleName, TagKeys });
  if (Tags.length > 0) iam.tagRole({ RoleName, Tags });
}

export const role: ResourceType = {
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  replaceOn: ['Path', 'RoleName'],
  read: readRole,

  create(request) {
    const { properties } = request;
    const iam = request.aws('iam');
    const RoleName = textOf(properties['RoleName']) ?? request.generatedName(nameLengthMax);
    const seconds = properties['MaxSessionDuration'];
    iam.createRole({
      RoleName,
      AssumeRolePolicyDocument: documentText(properties['AssumeRolePolicyDocument']),
      Path: textOf(properties['Path']),
      Description: textOf(properties['Description']),
      MaxSessionDuration: seconds === undefined ? undefined : Number(seconds),
      PermissionsBoundary: textOf(properties['PermissionsBoundary']),
      Tags: tagsOf(request),
    });
    request.made?.(RoleName);
    for (const PolicyArn of textsOf(properties['ManagedPolicyArns'])) {
      iam.attachRolePolicy({ RoleName, PolicyArn });
    }
    for (const { name, text } of inlineOf(properties)) {
      iam.putRolePolicy({ RoleName, PolicyName: name, PolicyDocument: text });
    }
    return progress(request, RoleName);
  },

  update(request) {
    const { physicalId: RoleName = '', properties } = request;
    const iam = request.aws('iam');
    iam.updateAssumeRolePolicy({
      RoleName,
      PolicyDocument: documentText(properties['AssumeRolePolicyDocument']),
    });
    iam.updateRole({
      RoleName,
      Description: textOf(properties['Description']) ?? '',
      MaxSessionDuration: Number(properties['MaxSessionDuration'] ?? maxSessionSecondsDefault),
    });
    updateBoundary(request, RoleName);
    updateAttached(request, RoleName);
    updateInline(request, RoleName);
    updateTags(request, RoleName);
    return progress(request, RoleName);
  },

  delete(request) {
    const { physicalId: RoleName = '' } = request;
    quietly(() => {
      strip(request, RoleName);
      request.aws('iam').deleteRole({ RoleName });
    });
    return { done: true };
  },
};
