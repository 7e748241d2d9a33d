/** AWS::IAM::User, Group, UserToGroupAddition and AccessKey. */
import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { quietly } from './gone';
import { readGroup, readUser } from './readouts';
import { difference, inlineOf, tagChangesOf, tagsOf, textOf, textsOf } from './property-values';

function userProgress(request: ResourceRequest, UserName: string): ResourceProgress {
  const { User } = request.aws('iam').getUser({ UserName });
  return { done: true, physicalId: UserName, attributes: { Arn: User?.Arn } };
}

function updateUserPolicies(request: ResourceRequest, UserName: string): void {
  const iam = request.aws('iam');
  const { properties, previous = {} } = request;
  const after = inlineOf(properties);
  for (const { name, text } of after) {
    iam.putUserPolicy({ UserName, PolicyName: name, PolicyDocument: text });
  }
  const inline = difference(
    inlineOf(previous).map(({ name }) => name),
    after.map(({ name }) => name),
  );
  for (const PolicyName of inline.removed) quietly(() => iam.deleteUserPolicy({ UserName, PolicyName }));
  const attached = difference(
    textsOf(previous['ManagedPolicyArns']),
    textsOf(properties['ManagedPolicyArns']),
  );
  for (const PolicyArn of attached.added) iam.attachUserPolicy({ UserName, PolicyArn });
  for (const PolicyArn of attached.removed) quietly(() => iam.detachUserPolicy({ UserName, PolicyArn }));
}

function updateGroups(request: ResourceRequest, UserName: string): void {
  const iam = request.aws('iam');
  const { added, removed } = difference(
    textsOf(request.previous?.['Groups']),
    textsOf(request.properties['Groups']),
  );
  for (const GroupName of added) iam.addUserToGroup({ UserName, GroupName });
  for (const GroupName of removed) quietly(() => iam.removeUserFromGroup({ UserName, GroupName }));
}

function stripUser(request: ResourceRequest, UserName: string): void {
  const iam = request.aws('iam');
  for (const { GroupName } of iam.listGroupsForUser({ UserName }).Groups ?? []) {
    iam.removeUserFromGroup({ UserName, GroupName });
  }
  for (const PolicyName of iam.listUserPolicies({ UserName, MaxItems: 1000 }).PolicyNames ?? []) {
    iam.deleteUserPolicy({ UserName, PolicyName });
  }
  for (const { PolicyArn } of iam.listAttachedUserPolicies({ UserName }).AttachedPolicies ?? []) {
    iam.detachUserPolicy({ UserName, PolicyArn });
  }
}

export const user: ResourceType = {
  properties: ['Groups', 'ManagedPolicyArns', 'Path', 'PermissionsBoundary', 'Policies', 'Tags', 'UserName'],
  replaceOn: ['UserName', 'Path'],
  read: readUser,

  create(request) {
    const { properties } = request;
    const UserName = textOf(properties['UserName']) ?? request.generatedName(64);
    request.aws('iam').createUser({
      UserName,
      Path: textOf(properties['Path']),
      PermissionsBoundary: textOf(properties['PermissionsBoundary']),
      Tags: tagsOf(request),
    });
    request.made?.(UserName);
    updateUserPolicies(request, UserName);
    updateGroups(request, UserName);
    return userProgress(request, UserName);
  },

  update(request) {
    const { physicalId: UserName = '', properties, previous = {} } = request;
    const iam = request.aws('iam');
    updateUserPolicies(request, UserName);
    updateGroups(request, UserName);
    const PermissionsBoundary = textOf(properties['PermissionsBoundary']);
    if (PermissionsBoundary !== undefined) iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary });
    else if (previous['PermissionsBoundary'] !== undefined) {
      quietly(() => iam.deleteUserPermissionsBoundary({ UserName }));
    }
    const { Tags, TagKeys } = tagChangesOf(request);
    if (TagKeys.length > 0) iam.untagUser({ UserName, TagKeys });
    if (Tags.length > 0) iam.tagUser({ UserName, Tags });
    return userProgress(request, UserName);
  },

  delete(request) {
    const { physicalId: UserName = '' } = request;
    quietly(() => {
      stripUser(request, UserName);
      request.aws('iam').deleteUser({ UserName });
    });
    return { done: true };
  },
};

function updateGroupPolicies(request: ResourceRequest, GroupName: string): void {
  const iam = request.aws('iam');
  const { properties, previous = {} } = request;
  const after = inlineOf(properties);
  for (const { name, text } of after) {
    iam.putGroupPolicy({ GroupName, PolicyName: name, PolicyDocument: text });
  }
  const inline = difference(
    inlineOf(previous).map(({ name }) => name),
    after.map(({ name }) => name),
  );
  for (const PolicyName of inline.removed) quietly(() => iam.deleteGroupPolicy({ GroupName, PolicyName }));
  const attached = difference(
    textsOf(previous['ManagedPolicyArns']),
    textsOf(properties['ManagedPolicyArns']),
  );
  for (const PolicyArn of attached.added) iam.attachGroupPolicy({ GroupName, PolicyArn });
  for (const PolicyArn of attached.removed) quietly(() => iam.detachGroupPolicy({ GroupName, PolicyArn }));
}

function groupProgress(request: ResourceRequest, GroupName: string): ResourceProgress {
  const { Group } = request.aws('iam').getGroup({ GroupName });
  return { done: true, physicalId: GroupName, attributes: { Arn: Group?.Arn } };
}

export const group: ResourceType = {
  properties: ['GroupName', 'ManagedPolicyArns', 'Path', 'Policies'],
  replaceOn: ['GroupName', 'Path'],
  read: readGroup,

  create(request) {
    const { properties } = request;
    const GroupName = textOf(properties['GroupName']) ?? request.generatedName(128);
    request.aws('iam').createGroup({ GroupName, Path: textOf(properties['Path']) });
    request.made?.(GroupName);
    updateGroupPolicies(request, GroupName);
    return groupProgress(request, GroupName);
  },

  update(request) {
    const { physicalId: GroupName = '' } = request;
    updateGroupPolicies(request, GroupName);
    return groupProgress(request, GroupName);
  },

  delete(request) {
    const { physicalId: GroupName = '' } = request;
    const iam = request.aws('iam');
    quietly(() => {
      for (const { UserName } of iam.getGroup({ GroupName }).Users ?? []) {
        iam.removeUserFromGroup({ UserName, GroupName });
      }
      for (const PolicyName of iam.listGroupPolicies({ GroupName, MaxItems: 1000 }).PolicyNames ?? []) {
        iam.deleteGroupPolicy({ GroupName, PolicyName });
      }
      for (const { PolicyArn } of iam.listAttachedGroupPolicies({ GroupName }).AttachedPolicies ?? []) {
        iam.detachGroupPolicy({ GroupName, PolicyArn });
      }
      iam.deleteGroup({ GroupName });
    });
    return { done: true };
  },
};

export const accessKey: ResourceType = {
  properties: ['Serial', 'Status', 'UserName'],
  replaceOn: ['Serial', 'UserName'],

  create(request) {
    const iam = request.aws('iam');
    const UserName = textOf(request.properties['UserName']) ?? '';
    const { AccessKey } = iam.createAccessKey({ UserName });
    const AccessKeyId = AccessKey?.AccessKeyId ?? '';
    if (request.properties['Status'] === 'Inactive') {
      iam.updateAccessKey({ UserName, AccessKeyId, Status: 'Inactive' });
    }
    const { SecretAccessKey = '' } = AccessKey ?? {};
    // The secret is told once only, so it has to be kept for Fn::GetAtt after updates.
    return { done: true, physicalId: AccessKeyId, attributes: { SecretAccessKey }, memo: SecretAccessKey };
  },

  update(request) {
    const { physicalId: AccessKeyId = '', properties, memo = '' } = request;
    request.aws('iam').updateAccessKey({
      UserName: textOf(properties['UserName']),
      AccessKeyId,
      Status: properties['Status'] === 'Inactive' ? 'Inactive' : 'Active',
    });
    return { done: true, physicalId: AccessKeyId, attributes: { SecretAccessKey: memo }, memo };
  },

  delete(request) {
    const { physicalId: AccessKeyId = '', properties } = request;
    const UserName = textOf(properties['UserName']);
    quietly(() => request.aws('iam').deleteAccessKey({ UserName, AccessKeyId }));
    return { done: true };
  },
};
