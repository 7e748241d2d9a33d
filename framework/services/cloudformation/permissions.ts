import type { CloudFormation } from '@aws-sdk/client-cloudformation';
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

function passed(roleArn: string | undefined): Access[] {
  if (roleArn === undefined) return [];
  const context = { 'iam:passedtoservice': 'cloudformation.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: roleArn, context }];
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export const permissions: Permissions<CloudFormation, State> = {
  createStack(input, call) {
    const { RoleARN, TemplateURL, ResourceTypes, Tags = [] } = input;
    const context: Access['context'] = {
      ...(RoleARN === undefined ? {} : { 'cloudformation:rolearn': RoleARN }),
      ...(TemplateURL === undefined ? {} : { 'cloudformation:templateurl': TemplateURL }),
      ...(ResourceTypes === undefined ? {} : { 'cloudformation:resourcetypes': [...ResourceTypes] }),
      ...(Tags.length === 0 ? {} : { 'aws:tagkeys': Tags.map(({ Key = '' }) => Key) }),
      ...Object.fromEntries(
        Tags.map(({ Key = '', Value = '' }) => [`aws:requesttag/${Key.toLowerCase()}`, Value]),
      ),
    };
    return [{ ...onStack('CreateStack')(input, call), context }, ...passed(RoleARN)];
  },
  deleteStack(input, call) {
    const { RoleARN } = input;
    const context: Access['context'] = RoleARN === undefined ? {} : { 'cloudformation:rolearn': RoleARN };
    return [{ ...onStack('DeleteStack')(input, call), context }, ...passed(RoleARN)];
  },
  describeStackEvents: onStack('DescribeStackEvents'),
  describeStackResource: onStack('DescribeStackResource'),
  describeStackResources: onStack('DescribeStackResources'),
  describeStacks: onStack('DescribeStacks'),
  getTemplate: onStack('GetTemplate'),
  getTemplateSummary: onStack('GetTemplateSummary'),
  listStackResources: onStack('ListStackResources'),
  updateTerminationProtection: onStack('UpdateTerminationProtection'),
};
