import type {
  FunctionEventInvokeConfig,
  Lambda,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { parseArn, type Operations } from '../../../cloud/service';
import { invalidParameter, notFound } from '../errors';
import { latest, requestedFunction } from '../functions/names';
import type { EventInvokeConfig, LambdaCall, LambdaFunction, State } from '../state';

type Settable = Omit<PutFunctionEventInvokeConfigRequest, 'FunctionName'>;

/** How asynchronous invocations of a function are retried and where their results go (aws-behaviour.md 1.5). */
export const eventInvokeConfigs: Operations<Lambda, State> = {
  putFunctionEventInvokeConfig(input, call) {
    const fn = requestedFunction(input, call);
    return set(fn, { functionName: fn.name, lastModifiedAtMs: call.nowMs }, input, call);
  },

  updateFunctionEventInvokeConfig(input, call) {
    const fn = requestedFunction(input, call);
    return set(fn, existing(fn, call), input, call);
  },

  getFunctionEventInvokeConfig(input, call) {
    const fn = requestedFunction(input, call);
    return shown(fn, existing(fn, call));
  },

  deleteFunctionEventInvokeConfig(input, call) {
    const fn = requestedFunction(input, call);
    existing(fn, call);
    call.state.eventInvokeConfigs.delete(fn.name);
    return {};
  },

  listFunctionEventInvokeConfigs(input, call) {
    const fn = requestedFunction(input, call);
    const config = call.state.eventInvokeConfigs.get(fn.name);
    return { FunctionEventInvokeConfigs: config === undefined ? [] : [shown(fn, config)] };
  },
};

function existing(fn: LambdaFunction, call: LambdaCall): EventInvokeConfig {
  const config = call.state.eventInvokeConfigs.get(fn.name);
  if (config === undefined) {
    throw notFound(`The function ${fn.arn}:${latest} doesn't have an EventInvokeConfig`);
  }
  return config;
}

function set(fn: LambdaFunction, old: EventInvokeConfig, input: Settable, call: LambdaCall) {
  const { MaximumRetryAttempts: retriesMax, MaximumEventAgeInSeconds: eventAgeMaxSeconds } = input;
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  if (retriesMax === undefined && eventAgeMaxSeconds === undefined && input.DestinationConfig === undefined) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.');
  }
  const { onSuccess: oldSuccess, onFailure: oldFailure, ...rest } = old;
  const onSuccess = input.DestinationConfig === undefined ? oldSuccess : OnSuccess?.Destination;
  const onFailure = input.DestinationConfig === undefined ? oldFailure : OnFailure?.Destination;
  for (const destination of [onSuccess, onFailure]) checkDestination(fn, destination, call);
  const config: EventInvokeConfig = {
    ...rest,
    lastModifiedAtMs: call.nowMs,
    ...(retriesMax === undefined ? {} : { retriesMax }),
    ...(eventAgeMaxSeconds === undefined ? {} : { eventAgeMaxSeconds }),
    ...(onSuccess === undefined || onSuccess === '' ? {} : { onSuccess }),
    ...(onFailure === undefined || onFailure === '' ? {} : { onFailure }),
  };
  call.state.eventInvokeConfigs.set(fn.name, config);
  return shown(fn, config);
}

function checkDestination(fn: LambdaFunction, destination: string | undefined, call: LambdaCall): void {
  if (destination === undefined || destination === '') return;
  const service = parseArn(destination)?.service;
  if (service !== 'sqs' && service !== 'sns' && service !== 'lambda') {
    call.notEmulated(`lambda: a destination of the service ${service ?? destination}`);
  }
  if (destination === fn.arn || destination === `${fn.arn}:${latest}`) {
    throw invalidParameter("You can't specify the function as a destination for itself.");
  }
}

function shown(fn: LambdaFunction, config: EventInvokeConfig): FunctionEventInvokeConfig {
  return {
    LastModified: new Date(config.lastModifiedAtMs),
    FunctionArn: `${fn.arn}:${latest}`,
    ...(config.retriesMax === undefined ? {} : { MaximumRetryAttempts: config.retriesMax }),
    ...(config.eventAgeMaxSeconds === undefined
      ? {}
      : { MaximumEventAgeInSeconds: config.eventAgeMaxSeconds }),
    DestinationConfig: {
      OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  };
}
