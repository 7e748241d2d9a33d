import { parseArn, type ResourceType } from '../../../cloud/service';
import type { CloudFormationCall, StackResource } from '../state';
import { modelledType } from './type';

/**
 * The modelled type in place of an emulated one, for uses that the emulation has no part in: an event source that is
 * only modelled itself (MSK, MQ, DocumentDB, a stream of a service that isn't there) never has events.
 */
export function modelledInstead(
  call: CloudFormationCall,
  { type, properties = {} }: Pick<StackResource, 'type' | 'properties'>,
): ResourceType | undefined {
  if (type.startsWith('Custom::')) return modelledType(call, type);
  if (type !== 'AWS::Lambda::EventSourceMapping') return undefined;
  const { EventSourceArn: arn, SelfManagedEventSource: own } = properties;
  const service = typeof arn === 'string' ? parseArn(arn)?.service : undefined;
  return own === undefined && hasEvents(call, service) ? undefined : modelledType(call, type);
}

/** Whether events of a service's queues or streams come to be here; what is no ARN is for Lambda to refuse. */
function hasEvents(call: CloudFormationCall, service: string | undefined): boolean {
  switch (service) {
    case undefined:
    case 'sqs':
      return true;
    case 'kinesis':
      return call.resourceTypes.has('AWS::Kinesis::Stream');
    default:
      return false;
  }
}
