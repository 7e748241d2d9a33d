import { AwsError, parseArn, type Principal } from '../../../cloud/service';
import { TemplateError, type AskedOutput } from '../../../template';
import type { CloudFormationCall, Stack } from '../state';

/**
 * The value of another stack's output, in this account and region or elsewhere, read as whoever the stack is made as,
 * or as the role that is named: a weak reference, which nobody is told of (Template Reference, `Fn::GetStackOutput`).
 */
export function outputElsewhere(
  call: CloudFormationCall,
  stack: Pick<Stack, 'principal'>,
  { stackName, outputName, region, roleArn }: AskedOutput,
): string {
  try {
    const as = roleArn === undefined ? stack.principal : sessionOf(call, stack.principal, roleArn);
    const { accountId } = as;
    const cfn = call.ask('cloudformation', { as, accountId, ...(region === undefined ? {} : { region }) });
    const { Stacks: [found] = [] } = cfn.describeStacks({ StackName: stackName });
    const output = found?.Outputs?.find(({ OutputKey }) => OutputKey === outputName)?.OutputValue;
    if (output !== undefined) return output;
    throw new TemplateError(`Output ${outputName} not found in stack ${stackName}`);
  } catch (error) {
    throw error instanceof AwsError ? new TemplateError(error.message) : error;
  }
}

function sessionOf(call: CloudFormationCall, as: Principal, roleArn: string): Principal {
  const RoleSessionName = 'AWSCloudFormation';
  const { AssumedRoleUser } = call.ask('sts', { as }).assumeRole({ RoleArn: roleArn, RoleSessionName });
  return {
    kind: 'session',
    arn: AssumedRoleUser?.Arn ?? '',
    accountId: parseArn(roleArn)?.accountId ?? call.accountId,
    roleArn,
    userId: AssumedRoleUser?.AssumedRoleId ?? '',
  };
}
