import { parseArn, type ResourceType } from '../../../cloud/service';
import type { CloudFormationCall, StackResource } from '../state';
import { modelledType } from './type';

type Properties = Readonly<Record<string, unknown>>;

/** Whether the emulation of a type has no part in a use of it; by type. */
const foreign: Readonly<Record<string, (call: CloudFormationCall, properties: Properties) => boolean>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': (_call, { ServiceNamespace }) =>
    isOtherNamespace(ServiceNamespace),
  // A target's id ends in its namespace.
  'AWS::ApplicationAutoScaling::ScalingPolicy': (_call, { ServiceNamespace, ScalingTargetId }) =>
    isOtherNamespace(
      typeof ScalingTargetId === 'string' ? ScalingTargetId.split('|').at(-1) : ServiceNamespace,
    ),
  'AWS::Lambda::EventSourceMapping': (call, { EventSourceArn, SelfManagedEventSource }) =>
    SelfManagedEventSource !== undefined || !hasEvents(call, serviceOf(EventSourceArn)),
  'AWS::Logs::SubscriptionFilter': (_call, { DestinationArn }) =>
    ['kinesis', 'firehose', 'logs'].includes(serviceOf(DestinationArn) ?? ''),
  'AWS::SNS::Subscription': (_call, { Protocol }) => Protocol === 'application' || Protocol === 'firehose',
};

/**
 * The modelled type in place of an emulated one, for uses that the emulation has no part in: an event source that is
 * only modelled itself (MSK, MQ, DocumentDB, a stream of a service that isn't there) never has events, and what scales
 * with a service that isn't there never scales.
 */
export function modelledInstead(
  call: CloudFormationCall,
  { type, properties = {} }: Pick<StackResource, 'type' | 'properties'>,
): ResourceType | undefined {
  if (type.startsWith('Custom::')) return modelledType(call, type);
  const isForeign = Object.hasOwn(foreign, type) && foreign[type]?.(call, properties) === true;
  return isForeign ? modelledType(call, type) : undefined;
}

const isOtherNamespace = (namespace: unknown): boolean =>
  typeof namespace === 'string' && namespace !== 'dynamodb';

const serviceOf = (arn: unknown): string | undefined =>
  typeof arn === 'string' ? parseArn(arn)?.service : undefined;

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
