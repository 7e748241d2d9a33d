import type { Principal } from '../../cloud/service';
import type { StsCall } from './state';

/** As whom STS looks a role or policy up in the account that owns it: on AWS the two services are of one piece. */
export const root = (accountId: string, call: StsCall): Principal => ({
  kind: 'root',
  arn: `arn:${call.partition}:iam::${accountId}:root`,
  accountId,
});
