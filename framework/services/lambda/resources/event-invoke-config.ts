import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { ignoreMissing, number, record, text, type Properties } from './properties';

/** `AWS::Lambda::EventInvokeConfig`: retries and destinations of asynchronous invocations. */
export const eventInvokeConfig: ResourceType = {
  properties: [
    'DestinationConfig',
    'FunctionName',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
    'Qualifier',
  ],
  replaceOn: ['FunctionName', 'Qualifier'],
  create: put,
  update: put,

  delete(request) {
    const named = nameOf(request.properties);
    ignoreMissing(() => void request.aws('lambda').deleteFunctionEventInvokeConfig(named));
    return { done: true };
  },
};

function put(request: ResourceRequest): ResourceProgress {
  const { properties } = request;
  const named = nameOf(properties);
  const destinations = record(properties, 'DestinationConfig');
  request.aws('lambda').putFunctionEventInvokeConfig({
    ...named,
    // Without any setting CloudFormation still makes the configuration, with AWS's defaults.
    MaximumRetryAttempts: number(properties, 'MaximumRetryAttempts') ?? 2,
    MaximumEventAgeInSeconds: number(properties, 'MaximumEventAgeInSeconds'),
    DestinationConfig:
      destinations === undefined
        ? undefined
        : {
            OnSuccess: destinationOf(destinations, 'OnSuccess'),
            OnFailure: destinationOf(destinations, 'OnFailure'),
          },
  });
  return { done: true, physicalId: `${named.FunctionName}|${named.Qualifier}` };
}

function nameOf(properties: Properties): { FunctionName: string; Qualifier: string } {
  return {
    FunctionName: text(properties, 'FunctionName') ?? '',
    Qualifier: text(properties, 'Qualifier') ?? '',
  };
}

function destinationOf(destinations: Properties, name: string): { Destination: string } | undefined {
  const Destination = text(record(destinations, name) ?? {}, 'Destination');
  return Destination === undefined ? undefined : { Destination };
}
