import type { CloudFormation, Tag } from '@aws-sdk/client-cloudformation';
import { formatArn, type Access, type Permissions } from '../../cloud/service';
import { findStack, type CloudFormationCall, type State } from './state';

/** The ARN that a stack's name or id stands for; of a stack that there is not (yet), with any id. */
function stackArn(call: CloudFormationCall, nameOrId: string): string {
  if (nameOrId.startsWith('arn:')) return nameOrId;
  const { partition, region, accountId } = call;
  const resource = `stack/${nameOrId}/*`;
  return (
    findStack(call, nameOrId)?.stackId ??
    formatArn({ partition, service: 'cloudformation', region, accountId, resource })
  );
}

/** The action on a stack, or on all of them where none is named. */
const onStack =
  (action: string) =>
  ({ StackName }: { StackName?: string | undefined }, call: CloudFormationCall): Access => ({
    action: `cloudformation:${action}`,
    resource: StackName === undefined ? '*' : stackArn(call, StackName),
  });

/** The action on the stack of a change set, which may be told by the change set's ARN alone. */
const onChangeSet =
  (action: string) =>
  (
    { StackName, ChangeSetName = '' }: { StackName?: string | undefined; ChangeSetName?: string | undefined },
    call: CloudFormationCall,
  ): Access => {
    const found = [...call.state.changeSets.values()].find(({ id }) => id === ChangeSetName);
    return {
      ...onStack(action)({ StackName: StackName ?? found?.stackId }, call),
      context: { 'cloudformation:changesetname': found?.name ?? ChangeSetName },
    };
  };

function passed(roleArn: string | undefined): Access[] {
  if (roleArn === undefined) return [];
  const context = { 'iam:passedtoservice': 'cloudformation.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: roleArn, context }];
}

/** Condition keys that a request to make, change or delete a stack brings. */
function requestContext(input: {
  RoleARN?: string | undefined;
  TemplateURL?: string | undefined;
  StackPolicyURL?: string | undefined;
  ResourceTypes?: readonly string[] | undefined;
  Tags?: readonly Tag[] | undefined;
}): NonNullable<Access['context']> {
  const { RoleARN, TemplateURL, StackPolicyURL, ResourceTypes, Tags = [] } = input;
  return {
    ...(RoleARN === undefined ? {} : { 'cloudformation:rolearn': RoleARN }),
    ...(TemplateURL === undefined ? {} : { 'cloudformation:templateurl': TemplateURL }),
    ...(StackPolicyURL === undefined ? {} : { 'cloudformation:stackpolicyurl': StackPolicyURL }),
    ...(ResourceTypes === undefined ? {} : { 'cloudformation:resourcetypes': [...ResourceTypes] }),
    ...(Tags.length === 0 ? {} : { 'aws:tagkeys': Tags.map(({ Key = '' }) => Key) }),
    ...Object.fromEntries(
      Tags.map(({ Key = '', Value = '' }) => [`aws:requesttag/${Key.toLowerCase()}`, Value]),
    ),
  };
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export const permissions: Permissions<CloudFormation, State> = {
  createStack: (input, call) => [
    { ...onStack('CreateStack')(input, call), context: requestContext(input) },
    ...passed(input.RoleARN),
  ],
  createChangeSet: (input, call) => [
    {
      ...onStack('CreateChangeSet')(input, call),
      context: { ...requestContext(input), 'cloudformation:changesetname': input.ChangeSetName },
    },
    ...passed(input.RoleARN),
  ],
  deleteChangeSet: onChangeSet('DeleteChangeSet'),
  describeChangeSet: onChangeSet('DescribeChangeSet'),
  executeChangeSet: onChangeSet('ExecuteChangeSet'),
  listChangeSets: onStack('ListChangeSets'),
  updateStack: (input, call) => [
    { ...onStack('UpdateStack')(input, call), context: requestContext(input) },
    ...passed(input.RoleARN),
  ],
  cancelUpdateStack: onStack('CancelUpdateStack'),
  continueUpdateRollback: (input, call) => [
    { ...onStack('ContinueUpdateRollback')(input, call), context: requestContext(input) },
    ...passed(input.RoleARN),
  ],
  rollbackStack: (input, call) => [
    { ...onStack('RollbackStack')(input, call), context: requestContext(input) },
    ...passed(input.RoleARN),
  ],
  deleteStack(input, call) {
    const context = requestContext(input);
    return [{ ...onStack('DeleteStack')(input, call), context }, ...passed(input.RoleARN)];
  },
  describeStackResourceDrifts: onStack('DescribeStackResourceDrifts'),
  detectStackDrift: onStack('DetectStackDrift'),
  detectStackResourceDrift: onStack('DetectStackResourceDrift'),
  describeStackEvents: onStack('DescribeStackEvents'),
  describeStackResource: onStack('DescribeStackResource'),
  describeStackResources: onStack('DescribeStackResources'),
  describeStacks: onStack('DescribeStacks'),
  getStackPolicy: onStack('GetStackPolicy'),
  setStackPolicy: (input, call) => ({
    ...onStack('SetStackPolicy')(input, call),
    ...(input.StackPolicyURL === undefined
      ? {}
      : { context: { 'cloudformation:stackpolicyurl': input.StackPolicyURL } }),
  }),
  getTemplate: onStack('GetTemplate'),
  getTemplateSummary: onStack('GetTemplateSummary'),
  listStackResources: onStack('ListStackResources'),
  signalResource: onStack('SignalResource'),
  updateTerminationProtection: onStack('UpdateTerminationProtection'),
};
