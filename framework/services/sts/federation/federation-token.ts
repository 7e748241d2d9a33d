import type { STS } from '@aws-sdk/client-sts';
import type { Operations, Principal } from '../../../cloud/service';
import { issue } from '../credentials';
import { accessDenied } from '../errors';
import { packedSize } from '../roles';
import { allOf, readSessionPolicies } from '../session-policies';
import { readSessionTags } from '../session-tags';
import type { SessionPolicy, State } from '../state';

const durationSecondsDefault = 43_200;
const rootSecondsMax = 3_600;

/** Without session policies a federated user may do nothing that a resource's own policy does not grant. */
const nothing: SessionPolicy = { name: 'no session policy', text: allOf('sts:GetCallerIdentity') };

export const federationTokens: Operations<STS, State> = {
  /** A session of a user, or of root, under a name of its own. */
  getFederationToken(input, call) {
    const { principal } = call;
    const isLongLived = principal.kind === 'root' || principal.kind === 'user';
    if (!isLongLived || call.accessKeyId?.startsWith('ASIA') === true) {
      throw accessDenied('Cannot call GetFederationToken with session credentials');
    }
    const { Name, DurationSeconds = durationSecondsDefault, Policy, PolicyArns, Tags } = input;
    const { accountId } = principal;
    const { tags } = readSessionTags({ Tags }, undefined);
    const given = readSessionPolicies({ Policy, PolicyArns }, accountId, call);
    const userId = `${accountId}:${Name}`;
    const federated: Principal = {
      kind: 'session',
      arn: `arn:${call.partition}:sts::${accountId}:federated-user/${Name}`,
      accountId,
      userId,
      ...(principal.kind === 'user' ? { roleArn: principal.arn } : {}),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    };
    const session = {
      principal: federated,
      policies: given.length === 0 ? [nothing] : given,
      transitiveTagKeys: [],
      ...(principal.kind === 'root' ? { isOfRoot: true as const } : {}),
    };
    const seconds = principal.kind === 'root' ? Math.min(DurationSeconds, rootSecondsMax) : DurationSeconds;
    return {
      Credentials: issue(session, seconds, call),
      FederatedUser: { FederatedUserId: userId, Arn: federated.arn },
      PackedPolicySize: packedSize(given),
    };
  },
};
