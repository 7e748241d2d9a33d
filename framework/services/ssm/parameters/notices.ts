/** What EventBridge hears of parameters. */
import type { Parameter, SsmCall } from '../state';
import { current } from './names';

export function tellOf(
  call: SsmCall,
  detailType: string,
  { arn }: Pick<Parameter, 'arn'>,
  detail: Record<string, string>,
): void {
  call.tell('events', 'event', { source: 'aws.ssm', detailType, resources: [arn], detail });
}

export function tellChange(call: SsmCall, parameter: Parameter, operation: string): void {
  const { type, description } = current(parameter);
  tellOf(call, 'Parameter Store Change', parameter, {
    operation,
    name: parameter.name,
    type,
    ...(description === undefined ? {} : { description }),
  });
}
