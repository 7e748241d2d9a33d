import { AwsError } from '../../../cloud/service';
import type { CloudFormationCall, Stack, StackEvent } from '../state';

/** Tells a stack's topics of an event; a topic that can't be told is no failure of the stack. */
export function notify(call: CloudFormationCall, stack: Stack, event: StackEvent): void {
  for (const TopicArn of stack.notificationArns) {
    try {
      call.ask('sns', { as: stack.principal }).publish({
        TopicArn,
        Subject: 'AWS CloudFormation Notification',
        Message: message(call, stack, event),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

/** Tells EventBridge's default bus (aws-behaviour.md 8.6). */
export function publish(call: CloudFormationCall, event: StackEvent, isOfStack: boolean): void {
  const { stackId, logicalId, physicalId, type, status, reason = '', token = '' } = event;
  const resource = {
    'logical-resource-id': logicalId,
    'physical-resource-id': physicalId,
    'resource-type': type,
  };
  call.tell('events', 'event', {
    source: 'aws.cloudformation',
    detailType: `CloudFormation ${isOfStack ? 'Stack' : 'Resource'} Status Change`,
    resources: [stackId],
    detail: {
      'stack-id': stackId,
      ...(isOfStack ? {} : resource),
      'status-details': { status, 'status-reason': reason },
      'client-request-token': token,
    },
  });
}

/** One `Name='value'` a line (CloudFormation user guide, "Receive stack notifications"). */
function message(call: CloudFormationCall, stack: Stack, event: StackEvent): string {
  const members: [string, string][] = [
    ['StackId', event.stackId],
    ['Timestamp', new Date(event.atMs).toISOString()],
    ['EventId', event.eventId],
    ['LogicalResourceId', event.logicalId],
    ['Namespace', call.accountId],
    ['PhysicalResourceId', event.physicalId],
    ['PrincipalId', stack.principal.userId ?? call.accountId],
    ['ResourceProperties', event.properties ?? 'null'],
    ['ResourceStatus', event.status],
    ['ResourceStatusReason', event.reason ?? ''],
    ['ResourceType', event.type],
    ['StackName', event.stackName],
    ['ClientRequestToken', event.token ?? 'null'],
  ];
  return members.map(([name, value]) => `${name}='${value}'\n`).join('');
}
