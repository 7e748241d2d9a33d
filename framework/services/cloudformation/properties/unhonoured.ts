import { resourceSchema } from '../schema/load';
import type { CloudFormationCall } from '../state';

/**
 * Properties of emulated types without which the type would do something else here than on AWS, so that keeping them
 * would be wrong.
 */
const refused: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudWatch::Alarm': ['EvaluationCriteria', 'EvaluationInterval', 'ThresholdMetricId'],
  'AWS::CloudWatch::CompositeAlarm': ['ActionsSuppressor'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification'],
  'AWS::Lambda::Function': ['CapacityProviderConfig', 'DurableConfig', 'TenancyConfig'],
  'AWS::Logs::MetricFilter': ['FieldSelectionCriteria'],
  'AWS::S3::Bucket': ['BucketNamePrefix', 'BucketNamespace'],
  'AWS::SNS::Topic': ['FifoThroughputScope'],
};

/**
 * Goes through the properties that a type's emulation does not honour: those that change what the type does are
 * refused loudly, the others are kept with the resource and reported as modelled only.
 */
export function tellUnhonoured(
  call: CloudFormationCall,
  type: string,
  honoured: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): void {
  const known = resourceSchema(type)?.p ?? {};
  for (const name of Object.keys(properties)) {
    if (honoured.includes(name) || !Object.hasOwn(known, name)) continue;
    if (Object.hasOwn(refused, type) && refused[type]?.includes(name) === true)
      call.notEmulated(`${type}.${name}`);
    call.modelledOnly(`${type}.${name}`);
  }
}
