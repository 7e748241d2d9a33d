import type {
  CreateEventSourceMappingRequest,
  UpdateEventSourceMappingRequest,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../cloud/service';
import { invalidParameter } from '../errors';
import type { LambdaCall } from '../state';
import type { EventSourceMapping } from './state';
import { checkPattern } from './filter';

type Given = Partial<CreateEventSourceMappingRequest & UpdateEventSourceMappingRequest>;

type Settings = Pick<
  EventSourceMapping,
  'batchSize' | 'windowSeconds' | 'filters' | 'reportsItemFailures' | 'maximumConcurrency'
>;

const filtersMax = 10;
const smallBatch = 10;

/** What only streams and brokers take. */
const ofOtherSources = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'ParallelizationFactor',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'TumblingWindowInSeconds',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'SelfManagedEventSource',
  'AmazonManagedKafkaEventSourceConfig',
  'SelfManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
] as const satisfies readonly (keyof Given)[];

/** What queues take as well, and what is not emulated for them. */
const notEmulated = [
  'ProvisionedPollerConfig',
  'KMSKeyArn',
  'MetricsConfig',
  'LoggingConfig',
] as const satisfies readonly (keyof Given)[];

/** Checks what the API model leaves open (aws-behaviour.md 1.7). */
export function checkMapping(
  input: Given & { EventSourceArn: string },
  operation: string,
  call: LambdaCall,
): void {
  const source = parseArn(input.EventSourceArn);
  if (source?.service !== 'sqs') {
    call.notEmulated(
      `lambda:${operation} with an event source of the service ${source?.service ?? 'unknown'}`,
    );
  }
  if (source.region !== call.region) {
    throw invalidParameter(`The event source ARN must be in the region ${call.region}.`);
  }
  for (const name of ofOtherSources) {
    if (input[name] === undefined) continue;
    throw invalidParameter(`Unsupported ${name} parameter for given event source mapping type.`);
  }
  for (const name of notEmulated) {
    if (input[name] !== undefined) call.notEmulated(`lambda:${operation} with ${name}`);
  }
  const isFifo = input.EventSourceArn.endsWith('.fifo');
  if (isFifo && (input.BatchSize ?? 1) > smallBatch) {
    throw invalidParameter('Batch size must be less than or equal to 10 for FIFO queues.');
  }
  if (isFifo && (input.MaximumBatchingWindowInSeconds ?? 0) > 0) {
    throw invalidParameter('Batching window is not supported for FIFO queues');
  }
  const filters = input.FilterCriteria?.Filters ?? [];
  if (filters.length > filtersMax) {
    throw invalidParameter(`The number of filters must not be greater than ${filtersMax}.`);
  }
  for (const { Pattern = '' } of filters) checkPattern(Pattern);
}

/** A mapping's settings; what the request leaves out stays, or is AWS's default. */
export function settingsOf(input: Given, before: Settings | undefined): Settings {
  const batchSize = input.BatchSize ?? before?.batchSize ?? smallBatch;
  const windowSeconds = input.MaximumBatchingWindowInSeconds ?? before?.windowSeconds ?? 0;
  if (batchSize > smallBatch && windowSeconds === 0) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  const types = input.FunctionResponseTypes;
  const maximumConcurrency =
    input.ScalingConfig === undefined ? before?.maximumConcurrency : input.ScalingConfig.MaximumConcurrency;
  return {
    batchSize,
    windowSeconds,
    filters:
      input.FilterCriteria === undefined
        ? (before?.filters ?? [])
        : (input.FilterCriteria.Filters ?? []).map(({ Pattern = '{}' }) => Pattern),
    reportsItemFailures:
      types === undefined
        ? (before?.reportsItemFailures ?? false)
        : types.includes('ReportBatchItemFailures'),
    ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
  };
}
