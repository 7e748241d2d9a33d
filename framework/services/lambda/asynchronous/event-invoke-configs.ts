import type {
  FunctionEventInvokeConfig,
  Lambda,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { parseArn, type Operations } from '../../../cloud/service';
import { invalidParameter, notFound } from '../errors';
import { latest, requestedFunction, requestedTarget, type Target } from '../functions/names';
import {
  qualifiedKey,
  type AsynchronousEvent,
  type EventInvokeConfig,
  type LambdaCall,
  type LambdaFunction,
  type State,
} from '../state';

const pageSize = 50;

type Settable = Omit<PutFunctionEventInvokeConfigRequest, 'FunctionName'>;

/** How asynchronous invocations of a function are retried and where their results go (aws-behaviour.md 1.5). */
export const eventInvokeConfigs: Operations<Lambda, State> = {
  putFunctionEventInvokeConfig(input, call) {
    const { fn, qualifier = latest } = requestedTarget(input, call);
    return set(fn, { functionName: fn.name, qualifier, lastModifiedAtMs: call.nowMs }, input, call);
  },

  updateFunctionEventInvokeConfig(input, call) {
    const target = requestedTarget(input, call);
    return set(target.fn, existing(target, call), input, call);
  },

  getFunctionEventInvokeConfig(input, call) {
    const target = requestedTarget(input, call);
    return shown(target.fn, existing(target, call));
  },

  deleteFunctionEventInvokeConfig(input, call) {
    const { functionName, qualifier } = existing(requestedTarget(input, call), call);
    call.state.eventInvokeConfigs.delete(qualifiedKey(functionName, qualifier));
    return {};
  },

  listFunctionEventInvokeConfigs(input, call) {
    const fn = requestedFunction(input, call);
    const all = Array.from(
      call.state.eventInvokeConfigs.prefix(qualifiedKey(fn.name, '')),
      ([, config]) => config,
    );
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const first =
      input.Marker === undefined ? 0 : all.findIndex(({ qualifier }) => qualifier === input.Marker);
    const next = all[first + size];
    return {
      FunctionEventInvokeConfigs: all.slice(first, first + size).map((config) => shown(fn, config)),
      ...(next === undefined ? {} : { NextMarker: next.qualifier }),
    };
  },
};

/** The configuration that holds for an event: that of the name by which the function was invoked. */
export function eventInvokeConfigOf(
  { functionName, qualifier = latest }: Pick<AsynchronousEvent, 'functionName' | 'qualifier'>,
  call: LambdaCall,
): EventInvokeConfig | undefined {
  return call.state.eventInvokeConfigs.get(qualifiedKey(functionName, qualifier));
}

function existing({ fn, qualifier = latest }: Target, call: LambdaCall): EventInvokeConfig {
  const config = eventInvokeConfigOf({ functionName: fn.name, qualifier }, call);
  if (config === undefined) {
    throw notFound(`The function ${fn.arn}:${qualifier} doesn't have an EventInvokeConfig`);
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
  for (const destination of [onSuccess, onFailure]) checkDestination(fn, old.qualifier, destination, call);
  const config: EventInvokeConfig = {
    ...rest,
    lastModifiedAtMs: call.nowMs,
    ...(retriesMax === undefined ? {} : { retriesMax }),
    ...(eventAgeMaxSeconds === undefined ? {} : { eventAgeMaxSeconds }),
    ...(onSuccess === undefined || onSuccess === '' ? {} : { onSuccess }),
    ...(onFailure === undefined || onFailure === '' ? {} : { onFailure }),
  };
  call.state.eventInvokeConfigs.set(qualifiedKey(fn.name, config.qualifier), config);
  return shown(fn, config);
}

function checkDestination(
  fn: LambdaFunction,
  qualifier: string,
  destination: string | undefined,
  call: LambdaCall,
): void {
  if (destination === undefined || destination === '') return;
  const service = parseArn(destination)?.service;
  if (service !== 'sqs' && service !== 'sns' && service !== 'lambda') {
    call.notEmulated(`lambda: a destination of the service ${service ?? destination}`);
  }
  const isOwnName = qualifier === latest && destination === fn.arn;
  if (isOwnName || destination === `${fn.arn}:${qualifier}`) {
    throw invalidParameter("You can't specify the function as a destination for itself.");
  }
}

function shown(fn: LambdaFunction, config: EventInvokeConfig): FunctionEventInvokeConfig {
  return {
    LastModified: new Date(config.lastModifiedAtMs),
    FunctionArn: `${fn.arn}:${config.qualifier}`,
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
