/** Customer-managed policies and their versions. */
import type { IAM, Policy, PolicyVersion as VersionOutput } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { checkDocument, encoded, sizeOf } from '../documents';
import {
  defaultVersionStays,
  policyExists,
  policyHasVersions,
  policyInUse,
  quotaExceeded,
  tooManyVersions,
  versionNotFound,
} from '../errors';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import {
  countOf,
  keyOf,
  ofAccount,
  type IamCall,
  type ManagedPolicy,
  type PolicyVersion,
  type State,
} from '../state';
import { tagsOut } from '../tags';
import { attachmentsOf, boundedBy } from './attachments';
import { awsManagedPolicies } from './aws-managed';
import { findPolicy, policyAt } from './lookup';
import { readPolicyTags, withoutPolicyTags, withPolicyTags } from './policy-tags';

const policiesMax = 1_500;
const sizeMax = 6_144;
const versionsMax = 5;

function checkText(text: string): void {
  checkDocument(text, 'identity');
  if (sizeOf(text) > sizeMax) throw quotaExceeded('PolicySize', sizeMax);
}

function save(policy: ManagedPolicy, call: IamCall): void {
  call.state.policies.set(keyOf(policy.accountId, policy.name), policy);
}

/** A policy as lists show it; GetPolicy adds description and tags. */
export function listedPolicy(policy: ManagedPolicy, call: IamCall): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentsOf(policy.arn, call).length,
    PermissionsBoundaryUsageCount: boundedBy(policy.arn, call).length,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAtMs),
    UpdateDate: new Date(policy.updatedAtMs),
  };
}

function output(policy: ManagedPolicy, call: IamCall): Policy {
  const { description } = policy;
  return {
    ...listedPolicy(policy, call),
    ...(description === undefined ? {} : { Description: description }),
    ...tagsOut(policy.tags),
  };
}

export function versionOutput({ defaultVersionId }: ManagedPolicy, version: PolicyVersion): VersionOutput {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === defaultVersionId,
    CreateDate: new Date(version.createdAtMs),
  };
}

interface Versioned {
  policy: ManagedPolicy;
  version: PolicyVersion;
}

/** Both at once: AWS tells of a policy that is not there as it tells of a version. */
function versionAt(arn: string, versionId: string, call: IamCall): Versioned {
  const policy = findPolicy(arn, call);
  const version = policy?.versions.find(({ id }) => id === versionId);
  if (policy === undefined || version === undefined) throw versionNotFound(arn, versionId);
  return { policy, version };
}

function inScope(scope: string | undefined, call: IamCall): ManagedPolicy[] {
  return [
    ...(scope === 'AWS' ? [] : ofAccount(call.state.policies, call.accountId)),
    ...(scope === 'Local' ? [] : awsManagedPolicies(call.partition)),
  ];
}

export const managedPolicies: Operations<IAM, State> = {
  createPolicy(input, call) {
    const { PolicyName: name, Path: path = '/', PolicyDocument: text, Description } = input;
    checkText(text);
    const tags = readPolicyTags(input.Tags);
    if (call.state.policies.has(keyOf(call.accountId, name))) throw policyExists(name);
    if (countOf(call.state.policies, call.accountId) >= policiesMax) {
      throw quotaExceeded('PoliciesPerAccount', policiesMax);
    }
    const policy: ManagedPolicy = {
      name,
      path,
      arn: iamArn('policy', path, name, call),
      id: newId('ANPA', call),
      accountId: call.accountId,
      ...(Description === undefined ? {} : { description: Description }),
      createdAtMs: call.nowMs,
      updatedAtMs: call.nowMs,
      tags: withPolicyTags([], tags),
      versions: [{ id: 'v1', text, createdAtMs: call.nowMs }],
      defaultVersionId: 'v1',
      versionsMade: 1,
    };
    save(policy, call);
    return { Policy: { ...listedPolicy(policy, call), ...tagsOut(tags) } };
  },

  // This answer has a list of tags even where it is empty.
  getPolicy: ({ PolicyArn }, call) => ({ Policy: { Tags: [], ...output(policyAt(PolicyArn, call), call) } }),

  listPolicies(input, call) {
    if (input.Scope !== 'Local') {
      call.modelledOnly('iam:ListPolicies shows those AWS-managed policies only that are known here.');
    }
    const found = inScope(input.Scope, call).filter(
      ({ path, arn }) =>
        isUnder(path, input.PathPrefix) &&
        (input.OnlyAttached !== true || attachmentsOf(arn, call).length > 0) &&
        (input.PolicyUsageFilter !== 'PermissionsBoundary' || boundedBy(arn, call).length > 0),
    );
    const { items, ...rest } = page(found, ({ arn }) => arn, input);
    return { Policies: items.map((policy) => listedPolicy(policy, call)), ...rest };
  },

  deletePolicy({ PolicyArn }, call) {
    const policy = policyAt(PolicyArn, call);
    if (attachmentsOf(policy.arn, call).length > 0 || boundedBy(policy.arn, call).length > 0) {
      throw policyInUse();
    }
    if (policy.versions.length > 1) throw policyHasVersions();
    call.state.policies.delete(keyOf(policy.accountId, policy.name));
    return {};
  },

  createPolicyVersion({ PolicyArn, PolicyDocument: text, SetAsDefault }, call) {
    const policy = policyAt(PolicyArn, call);
    checkText(text);
    if (policy.versions.length >= versionsMax) throw tooManyVersions();
    const versionsMade = policy.versionsMade + 1;
    const version = { id: `v${versionsMade}`, text, createdAtMs: call.nowMs };
    const changed = {
      ...policy,
      versions: [...policy.versions, version],
      versionsMade,
      updatedAtMs: call.nowMs,
      defaultVersionId: SetAsDefault === true ? version.id : policy.defaultVersionId,
    };
    save(changed, call);
    return { PolicyVersion: versionOutput(changed, version) };
  },

  getPolicyVersion({ PolicyArn, VersionId }, call) {
    const { policy, version } = versionAt(PolicyArn, VersionId, call);
    return { PolicyVersion: { Document: encoded(version.text), ...versionOutput(policy, version) } };
  },

  listPolicyVersions(input, call) {
    const policy = policyAt(input.PolicyArn, call);
    const { items, ...rest } = page([...policy.versions].reverse(), ({ id }) => id, input);
    return { Versions: items.map((version) => versionOutput(policy, version)), ...rest };
  },

  setDefaultPolicyVersion({ PolicyArn, VersionId }, call) {
    const { policy, version } = versionAt(PolicyArn, VersionId, call);
    save({ ...policy, defaultVersionId: version.id, updatedAtMs: call.nowMs }, call);
    return {};
  },

  deletePolicyVersion({ PolicyArn, VersionId }, call) {
    const { policy, version: gone } = versionAt(PolicyArn, VersionId, call);
    if (gone.id === policy.defaultVersionId) throw defaultVersionStays();
    save({ ...policy, versions: policy.versions.filter((version) => version !== gone) }, call);
    return {};
  },

  tagPolicy(input, call) {
    const policy = policyAt(input.PolicyArn, call);
    save({ ...policy, tags: withPolicyTags(policy.tags, input.Tags) }, call);
    return {};
  },

  untagPolicy(input, call) {
    const policy = policyAt(input.PolicyArn, call);
    save({ ...policy, tags: withoutPolicyTags(policy.tags, input.TagKeys) }, call);
    return {};
  },

  listPolicyTags(input, call) {
    const { items, ...rest } = page(policyAt(input.PolicyArn, call).tags, ({ Key }) => Key, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
