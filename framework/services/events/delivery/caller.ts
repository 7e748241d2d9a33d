import { parseArn, servicePrincipal, type AskOptions } from '../../../cloud/service';
import type { EventsCall, Rule } from '../state';

/** As the target's role, or as EventBridge on behalf of the rule. */
export function asCaller(call: EventsCall, rule: Rule, arn: string, roleArn: string | undefined): AskOptions {
  const { accountId, region } = parseArn(arn) ?? {};
  const where = {
    ...(accountId === undefined || accountId === '' ? {} : { accountId }),
    ...(region === undefined || region === '' ? {} : { region }),
  };
  const events = servicePrincipal('events', call.accountId);
  if (roleArn === undefined)
    return { as: events, sourceArn: rule.arn, sourceAccount: call.accountId, ...where };
  const { AssumedRoleUser } = call
    .ask('sts', { as: events })
    .assumeRole({ RoleArn: roleArn, RoleSessionName: call.random('session').hex(32) });
  const as = {
    kind: 'session' as const,
    arn: AssumedRoleUser?.Arn ?? '',
    accountId: parseArn(roleArn)?.accountId ?? call.accountId,
    roleArn,
    ...(AssumedRoleUser?.AssumedRoleId === undefined ? {} : { userId: AssumedRoleUser.AssumedRoleId }),
  };
  return { as, ...where };
}
