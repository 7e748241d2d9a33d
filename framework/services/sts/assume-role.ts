import type { STS } from '@aws-sdk/client-sts';
import { parseArn, type Operations } from '../../cloud/service';
import { sessionOf } from './credentials';
import { chainedTooLong, mayNotAssume } from './errors';
import { beginSession, durationSecondsDefault, durationWithin, findRole } from './roles';
import { readSessionPolicies } from './session-policies';
import { readSessionTags } from './session-tags';
import type { State } from './state';

const chainedSecondsMax = 3_600;

export const assumingRoles: Operations<STS, State> = {
  /** A role that does not exist reads like one that the caller may not take on. */
  assumeRole(input, call) {
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined) {
      call.notEmulated('sts:AssumeRole with SerialNumber and TokenCode');
    }
    if (input.ProvidedContexts !== undefined) call.notEmulated('sts:AssumeRole with ProvidedContexts');
    if (input.SourceIdentity !== undefined) {
      call.modelledOnly(
        'sts:AssumeRole SourceIdentity: later requests lack the condition key aws:SourceIdentity.',
      );
    }
    const { RoleArn, DurationSeconds = durationSecondsDefault, SourceIdentity } = input;
    const role = findRole(RoleArn, call);
    if (role === undefined) throw mayNotAssume(call.principal.arn, RoleArn);
    const isChained = call.principal.kind === 'session';
    if (isChained && DurationSeconds > chainedSecondsMax) throw chainedTooLong();
    const seconds = durationWithin(DurationSeconds, role);
    const from = isChained ? sessionOf(call.principal, call) : undefined;
    const { tags, transitiveTagKeys } = readSessionTags(input, from);
    const policies = readSessionPolicies(input, parseArn(RoleArn)?.accountId ?? '', call);
    return {
      ...beginSession(call, role, {
        name: input.RoleSessionName,
        seconds,
        tags,
        transitiveTagKeys,
        policies,
      }),
      ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
    };
  },
};
