import type { AwsError, Principal } from '../../../cloud/service';
import { refusal } from '../refusal';

export const aclsNotSupported = (): AwsError =>
  refusal(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');

export const malformedAcl = (): AwsError =>
  refusal(
    400,
    'MalformedACLError',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const missingAcl = (): AwsError =>
  refusal(400, 'MissingSecurityHeader', 'Your request was missing a required header', {
    MissingHeaderName: 'x-amz-acl',
  });

export const unexpectedContent = (): AwsError =>
  refusal(400, 'UnexpectedContent', 'This request does not support content');

/** Since October 2025 nobody can be named by an e-mail address any more (S3 user guide, "ACL overview"). */
export const emailGrantee = (): AwsError =>
  refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');

type Caller = { principal: Principal; partition: string };

/** BlockPublicAcls too. */
export const publicAclBlocked = (
  action: string,
  resource: string,
  { principal, partition }: Caller,
): AwsError =>
  refusal(
    403,
    'AccessDenied',
    `User: ${principal.arn} is not authorized to perform: s3:${action} on resource: "arn:${partition}:s3:::${resource}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
  );
