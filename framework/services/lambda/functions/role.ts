import { AwsError, parseArn, servicePrincipal, type Principal } from '../../../cloud/service';
import { crossAccountRole, invalidParameter, roleNotAssumable, roleNotAssumableNow } from '../errors';
import type { FunctionVersion, LambdaCall } from '../state';

/** A session of a function's role: who it is, and the credentials that function code gets. */
export interface RoleSession {
  principal: Principal;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expireAtMs: number;
}

/** Assumes a function's role as Lambda does; the session has the function's name. Throws what STS refuses with. */
function assume(role: string, functionName: string, call: LambdaCall): RoleSession {
  const sts = call.ask('sts', { as: servicePrincipal('lambda', call.accountId) });
  // STS asks for two characters; a function's name may be one.
  // STS takes no session name of one sign.
  const RoleSessionName = functionName.length > 1 ? functionName : `${functionName}@lambda_function`;
  const { AssumedRoleUser, Credentials } = sts.assumeRole({ RoleArn: role, RoleSessionName });
  return {
    principal: {
      kind: 'session',
      arn: AssumedRoleUser?.Arn ?? '',
      accountId: parseArn(role)?.accountId ?? call.accountId,
      roleArn: role,
      ...(AssumedRoleUser?.AssumedRoleId === undefined ? {} : { userId: AssumedRoleUser.AssumedRoleId }),
    },
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
    expireAtMs: Credentials?.Expiration?.getTime() ?? call.nowMs,
  };
}

/** A session for running the function or sending on its behalf. */
export function roleSession({ name, inForce }: FunctionVersion, call: LambdaCall): RoleSession {
  try {
    return assume(inForce.role, name, call);
  } catch (error) {
    if (error instanceof AwsError && isDenial(error)) throw roleNotAssumableNow();
    throw error;
  }
}

/**
 * Checks a role before a function gets it: of this account, and one that trusts Lambda (aws-behaviour.md 1.10).
 *
 * A role that may not send to the function's dead-letter queue or topic is refused as well. AWS has no word for how it
 * finds out. There is no dry run of a decision on a call, and IAM's simulator would leave the queue's own policy out;
 * so the role sends a message without a body: authorization comes before SQS or SNS looks at the message, which it
 * then refuses in any case. So the answer is the real decision and nothing is ever queued.
 */
export function checkRole(
  role: string,
  { functionName, deadLetterArn }: { functionName: string; deadLetterArn: string | undefined },
  call: LambdaCall,
): void {
  if (parseArn(role)?.accountId !== call.accountId) throw crossAccountRole();
  let session: RoleSession;
  try {
    session = assume(role, functionName, call);
  } catch (error) {
    if (error instanceof AwsError) throw roleNotAssumable();
    throw error;
  }
  if (deadLetterArn !== undefined) checkDeadLetters(deadLetterArn, session.principal, call);
}

function checkDeadLetters(deadLetterArn: string, principal: Principal, call: LambdaCall): void {
  const target = parseArn(deadLetterArn);
  const options = { as: principal, region: target?.region ?? call.region };
  const isTopic = target?.service === 'sns';
  try {
    if (isTopic) call.ask('sns', options).publish({ TopicArn: deadLetterArn, Message: '' });
    else call.ask('sqs', options).sendMessage({ QueueUrl: queueUrl(deadLetterArn), MessageBody: '' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (isDenial(error) || isMissing(error)) {
      const what = isTopic ? 'Publish on SNS' : 'SendMessage on SQS';
      throw invalidParameter(`The provided execution role does not have permissions to call ${what}`);
    }
  }
}

export function isDenial(error: AwsError): boolean {
  return error.code.startsWith('AccessDenied') || error.code === 'AuthorizationError';
}

/** Of a queue or a topic. */
function isMissing({ code }: AwsError): boolean {
  return code.endsWith('QueueDoesNotExist') || code.endsWith('NonExistentQueue') || code === 'NotFound';
}

/** The URL under which a queue answers, by its ARN. */
export function queueUrl(queueArn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(queueArn) ?? {};
  return `https://sqs.${region}.amazonaws.com/${accountId}/${resource}`;
}
