import type * as IamSdk from '@aws-sdk/client-iam';
import { parsePolicy } from '../cloud/iam';
import type { Cloud } from './cloud';

type Statement = ReturnType<typeof parsePolicy>['Statement'][number];

/** A policy of a role: its name and its statements, each element a list. */
export interface RolePolicy {
  name: string;
  statements: readonly Statement[];
}

/** Reads the policies of a role, inline ones first, through IAM's own API. */
export async function rolePolicies(cloud: Cloud, roleName: string): Promise<RolePolicy[]> {
  // Loaded here, because most programs don't need it.
  const { IAM }: typeof IamSdk = require('@aws-sdk/client-iam');
  const iam = cloud.aws(IAM);
  const policies: RolePolicy[] = [];
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: roleName });
  for (const name of PolicyNames) {
    const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName: roleName, PolicyName: name });
    policies.push({ name, statements: statementsOf(PolicyDocument) });
  }
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: roleName });
  for (const { PolicyName = '', PolicyArn = '' } of AttachedPolicies) {
    const { Policy } = await iam.getPolicy({ PolicyArn });
    const VersionId = Policy?.DefaultVersionId ?? 'v1';
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId });
    policies.push({ name: PolicyName, statements: statementsOf(PolicyVersion?.Document ?? '') });
  }
  return policies;
}

/** IAM answers documents URL-encoded. */
function statementsOf(encoded: string): readonly Statement[] {
  return parsePolicy(decodeURIComponent(encoded), 'any').Statement;
}
