// TEMPORARY: removed when iam, sts and logs are there
import type { IAM } from '@aws-sdk/client-iam';
import type { STS } from '@aws-sdk/client-sts';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, defineService, parsePolicy, table } from '../../../framework/cloud/service';
const iam = defineService<IAM>()({
  name: 'iam', scope: 'account',
  state: { roles: table<{ trust: any; policies: any[] }>() },
  operations: {
    createRole(input, call) {
      call.state.roles.set(input.RoleName, { trust: parsePolicy(input.AssumeRolePolicyDocument, 'trust'), policies: [] });
      return { Role: { Arn: `arn:aws:iam::${call.accountId}:role/${input.RoleName}`, Path: '/', RoleName: input.RoleName, RoleId: 'AROA', CreateDate: call.date() } };
    },
    putRolePolicy(input, call) {
      const role = call.state.roles.get(input.RoleName)!;
      call.state.roles.set(input.RoleName, { ...role, policies: [...role.policies, { name: input.PolicyName, document: parsePolicy(input.PolicyDocument, 'identity') }] });
      return {};
    },
    deleteRolePolicy(input, call) {
      const role = call.state.roles.get(input.RoleName)!;
      call.state.roles.set(input.RoleName, { ...role, policies: [] });
      return {};
    },
  },
  resourcePolicy(arn, call) {
    const role = call.state.roles.get(arn.split('/').at(-1)!);
    return role === undefined ? undefined : { policy: { name: 'trust', document: role.trust }, kind: 'trust' };
  },
  policiesOf(principal, call) {
    const role = call.stateOf(principal.accountId, call.region).roles.get((principal.roleArn ?? '').split('/').at(-1)!);
    return { identity: role?.policies ?? [] };
  },
  accessDenied: { code: 'AccessDenied', status: 403 }, throttled: { code: 'Throttling', status: 400, message: 'x' }, internalError: { code: 'x', status: 500, message: 'x' },
});
const sts = defineService<STS>()({
  name: 'sts', state: {},
  operations: {
    assumeRole(input, call) {
      const name = input.RoleArn.split('/').at(-1);
      return { AssumedRoleUser: { Arn: `arn:aws:sts::${call.accountId}:assumed-role/${name}/${input.RoleSessionName}`, AssumedRoleId: `AROA:${input.RoleSessionName}` }, Credentials: { AccessKeyId: 'ASIAX', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(call.nowMs + 3600_000) } };
    },
  },
  permissions: { assumeRole: (input) => ({ action: 'sts:AssumeRole', resource: input.RoleArn }) },
  accessDenied: { code: 'AccessDenied', status: 403 }, throttled: { code: 'Throttling', status: 400, message: 'x' }, internalError: { code: 'x', status: 500, message: 'x' },
});
const logs = defineService<CloudWatchLogs>()({
  name: 'logs', state: { groups: table<string>(), streams: table<string[]>() },
  operations: {
    createLogGroup(input, call) { call.state.groups.set(input.logGroupName, 'x'); return {}; },
    createLogStream(input, call) {
      if (!call.state.groups.has(input.logGroupName)) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      call.state.streams.set(input.logStreamName, []); return {}; },
    putLogEvents(input, call) { call.state.streams.set(input.logStreamName, [...call.state.streams.get(input.logStreamName)!, ...input.logEvents.map((e) => e.message!)]); return {}; },
    filterLogEvents(_, call) { return { events: [...call.state.streams.values()].flat().map((message) => ({ message })) }; },
  },
  accessDenied: { code: 'AccessDeniedException', status: 400 }, throttled: { code: 'Throttling', status: 400, message: 'x' }, internalError: { code: 'x', status: 500, message: 'x' },
});
export const standIns = [iam, sts, logs];
