/** Rollback triggers: alarms that are watched while a stack is created or updated, and for a while after. */
import { AwsError } from '../../../cloud/service';
import { setStack, type CloudFormationCall, type Stack } from '../state';

const everyMs = 10_000;

/** Looks at the alarms now and then until the operation's way forward is over. */
export function watchLater(call: CloudFormationCall, stack: Stack, afterMs = everyMs): Stack {
  if (stack.rollbackTriggers.length === 0) return stack;
  const watchId = call.later({ afterMs, kind: 'watchTriggers', payload: { stackId: stack.stackId } });
  return setStack(call, stack, { operation: { ...stack.operation, watchId } });
}

export function stopWatching(call: CloudFormationCall, { operation: { watchId } }: Stack): void {
  if (watchId !== undefined) call.cancel(watchId);
}

/** Why the alarms ask for a rollback; undefined while they don't. */
export function triggered(call: CloudFormationCall, stack: Stack): string | undefined {
  for (const { Arn = '' } of stack.rollbackTriggers) {
    const state = alarmState(call, stack, Arn);
    if (state === undefined) return `Rollback trigger ${Arn} does not exist.`;
    if (state === 'ALARM') return `Rollback trigger ${Arn} is in ALARM state.`;
  }
  return undefined;
}

function alarmState(call: CloudFormationCall, stack: Stack, arn: string): string | undefined {
  const [, name = ''] = /:alarm:(.+)$/.exec(arn) ?? [];
  try {
    const { MetricAlarms = [], CompositeAlarms = [] } = call
      .ask('cloudwatch', { as: stack.principal })
      .describeAlarms({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    return [...MetricAlarms, ...CompositeAlarms].find(({ AlarmArn }) => AlarmArn === arn)?.StateValue;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
