/** A recorded call as CloudTrail's event (aws-behaviour.md 10.5). */
import { Random } from '../../../kernel';
import type { Principal } from '../../../cloud/service';
import type { RecordedCall } from '../state';
import { eventName, eventSource } from './kinds';
import { resourcesOf } from './resources-of-event';

/** Follows from the request, so that it need not be kept. */
export const eventId = ({ requestId }: RecordedCall): string =>
  Random.from('cloudtrail event', requestId).uuid();

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Who called, as lookups name it. */
export function usernameOf({ principal }: RecordedCall): string | undefined {
  if (principal.kind === 'root') return 'root';
  return principal.kind === 'user' || principal.kind === 'session' ? lastOf(principal.arn) : undefined;
}

function userIdentity({ principal, accessKeyId, via }: RecordedCall): Record<string, unknown> {
  const { kind, arn, accountId, userId, service } = principal;
  const invokedBy = via === undefined ? {} : { invokedBy: eventSource(via) };
  const key = accessKeyId === undefined ? {} : { accessKeyId };
  switch (kind) {
    case 'service':
      return { type: 'AWSService', invokedBy: service };
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
    case 'root':
      return { type: 'Root', principalId: accountId, arn, accountId, ...key, ...invokedBy };
    case 'session':
    case 'role':
      return {
        type: 'AssumedRole',
        ...(userId === undefined ? {} : { principalId: userId }),
        arn,
        accountId,
        ...key,
        ...sessionContext(principal),
        ...invokedBy,
      };
    case 'user':
      return {
        type: 'IAMUser',
        ...(userId === undefined ? {} : { principalId: userId }),
        arn,
        accountId,
        ...key,
        userName: lastOf(arn),
        ...invokedBy,
      };
  }
}

function sessionContext({ roleArn, userId, accountId }: Principal): Record<string, unknown> {
  if (roleArn === undefined) return {};
  const principalId = userId?.split(':')[0];
  const issuer = { arn: roleArn, accountId, userName: lastOf(roleArn) };
  return {
    sessionContext: {
      sessionIssuer: { type: 'Role', ...(principalId === undefined ? {} : { principalId }), ...issuer },
      attributes: { mfaAuthenticated: 'false' },
    },
  };
}

/** S3's parameters have names of their own. */
const s3Names: Readonly<Record<string, string>> = { Bucket: 'bucketName' };

/** Members as CloudTrail spells them: the first letter small. */
function spelled(service: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => spelled(service, each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      (service === 's3' ? s3Names[name] : undefined) ?? name.charAt(0).toLowerCase() + name.slice(1),
      spelled(service, each),
    ]),
  );
}

/** Null where there is nothing to say. */
const elements = (service: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? spelled(service, value)
    : null;

export function eventOf(call: RecordedCall): Record<string, unknown> {
  const { service, error, principal, via } = call;
  const asker = principal.kind === 'service' ? principal.service : via && eventSource(via);
  const resources = resourcesOf(call.resources);
  const showsResources = call.isData || service === 'kms' || service === 'sts';
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call),
    eventTime: `${new Date(call.atMs).toISOString().slice(0, 19)}Z`,
    eventSource: eventSource(service),
    eventName: eventName(service, call.operation),
    awsRegion: call.region,
    sourceIPAddress: asker ?? '127.0.0.1',
    userAgent: asker ?? call.userAgent ?? 'stormproof',
    ...(error === undefined
      ? {}
      : {
          errorCode: error.code.replace(/^AccessDeniedException$/, 'AccessDenied'),
          errorMessage: error.message,
        }),
    requestParameters: elements(service, call.request),
    responseElements: elements(service, call.response),
    requestID: call.requestId,
    eventID: eventId(call),
    readOnly: call.readOnly,
    ...(showsResources && resources.length > 0
      ? { resources: resources.map(({ arn, type }) => ({ accountId: call.accountId, type, ARN: arn })) }
      : {}),
    eventType: 'AwsApiCall',
    managementEvent: !call.isData,
    recipientAccountId: call.accountId,
    eventCategory: call.isData ? 'Data' : 'Management',
  };
}
