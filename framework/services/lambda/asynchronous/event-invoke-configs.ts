import type {
  FunctionEventInvokeConfig,
  Lambda,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { parseArn, type Operations } from '../../../cloud/service';
import { invalidParameter, notFound } from '../errors';
import { arnOf, checkedReference, latest, referenceOf, targetOf, type Target } from '../functions/names';
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
    checkSomething(input);
    const { fn, qualifier = latest } = configurable(input, call);
    return set(fn, { functionName: fn.name, qualifier, lastModifiedAtMs: call.nowMs }, input, call);
  },

  updateFunctionEventInvokeConfig(input, call) {
    checkSomething(input);
    const { fn } = configurable(input, call);
    return set(fn, existing(input, call), input, call);
  },

  getFunctionEventInvokeConfig(input, call) {
    return shown(existing(input, call), call);
  },

  deleteFunctionEventInvokeConfig(input, call) {
    const { functionName, qualifier } = existing(input, call);
    call.state.eventInvokeConfigs.delete(qualifiedKey(functionName, qualifier));
    return {};
  },

  listFunctionEventInvokeConfigs(input, call) {
    const { fn } = configurable({ FunctionName: input.FunctionName }, call);
    const all = Array.from(
      call.state.eventInvokeConfigs.prefix(qualifiedKey(fn.name, '')),
      ([, config]) => config,
    );
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const first =
      input.Marker === undefined ? 0 : all.findIndex(({ qualifier }) => qualifier === input.Marker);
    const next = all[first + size];
    return {
      FunctionEventInvokeConfigs: all.slice(first, first + size).map((config) => shown(config, call)),
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

interface Named {
  FunctionName: string;
  Qualifier?: string | undefined;
}

/** Whether there is such a function AWS does not ask here. */
function existing(input: Named, call: LambdaCall): EventInvokeConfig {
  const reference = checkedReference(input, call);
  const { qualifier = latest } = reference;
  const config = eventInvokeConfigOf({ functionName: reference.name, qualifier }, call);
  if (config === undefined) {
    throw notFound(
      `The function ${arnOf({ ...reference, qualifier }, call)} doesn't have an EventInvokeConfig`,
    );
  }
  return config;
}

/** The version or alias that a configuration is to be for, in words of its own where there is none. */
function configurable(input: Named, call: LambdaCall): Target {
  const { name, qualifier } = checkedReference(input, call);
  const fn = call.state.functions.get(name);
  const target = fn === undefined ? undefined : targetOf(fn, qualifier, call);
  if (target === undefined) throw notFound("The function doesn't exist.");
  return target;
}

function checkSomething({
  MaximumRetryAttempts,
  MaximumEventAgeInSeconds,
  DestinationConfig,
}: Settable): void {
  const given = [MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig];
  if (given.some((each) => each !== undefined)) return;
  throw invalidParameter('You must specify at least one of error handling or destination setting.');
}

function set(fn: LambdaFunction, old: EventInvokeConfig, input: Settable, call: LambdaCall) {
  const { MaximumRetryAttempts: retriesMax, MaximumEventAgeInSeconds: eventAgeMaxSeconds } = input;
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  const { onSuccess: oldSuccess, onFailure: oldFailure, ...rest } = old;
  const onSuccess = input.DestinationConfig === undefined ? oldSuccess : OnSuccess?.Destination;
  const onFailure = input.DestinationConfig === undefined ? oldFailure : OnFailure?.Destination;
  for (const destination of [onSuccess, onFailure]) {
    checkDestination(fn, old.qualifier, destination, { onSuccess, onFailure }, call);
  }
  const config: EventInvokeConfig = {
    ...rest,
    lastModifiedAtMs: call.nowMs,
    ...(retriesMax === undefined ? {} : { retriesMax }),
    ...(eventAgeMaxSeconds === undefined ? {} : { eventAgeMaxSeconds }),
    ...(onSuccess === undefined || onSuccess === '' ? {} : { onSuccess }),
    ...(onFailure === undefined || onFailure === '' ? {} : { onFailure }),
  };
  call.state.eventInvokeConfigs.set(qualifiedKey(fn.name, config.qualifier), config);
  return shown(config, call);
}

/** Services that AWS sends results to. */
const destinations = ['events', 'lambda', 's3', 'sns', 'sqs'];

function checkDestination(
  fn: LambdaFunction,
  qualifier: string,
  destination: string | undefined,
  both: Destinations,
  call: LambdaCall,
): void {
  if (destination === undefined || destination === '') return;
  const { service, resource = '' } = parseArn(destination) ?? {};
  if (service === undefined || !destinations.includes(service)) {
    throw invalidParameter(`The provided destination config ${printed(both)} is invalid.`);
  }
  if (service !== 'sqs' && service !== 'sns' && service !== 'lambda') {
    call.notEmulated(`lambda: a destination of the service ${service ?? destination}`);
  }
  const isOwnName = qualifier === latest && destination === fn.arn;
  if (isOwnName || destination === `${fn.arn}:${qualifier}`) {
    throw invalidParameter("You can't specify the function as a destination for itself.");
  }
  const { name, region, accountId } = referenceOf(destination, undefined, call);
  const isHere = region === call.region && accountId === call.accountId;
  if (service === 'lambda' && resource !== '' && isHere && !call.state.functions.has(name)) {
    throw invalidParameter(`The destination ARN ${destination} is invalid.`);
  }
}

const side = (name: string, destination: string | undefined): string =>
  destination === undefined ? 'null' : `${name}(destination=${destination})`;

interface Destinations {
  onSuccess?: string | undefined;
  onFailure?: string | undefined;
}

/** As Java prints it. */
const printed = ({ onSuccess, onFailure }: Destinations): string =>
  `DestinationConfig(onSuccess=${side('OnSuccess', onSuccess)}, onFailure=${side('OnFailure', onFailure)})`;

function shown(config: EventInvokeConfig, call: LambdaCall): FunctionEventInvokeConfig {
  const { functionName: name, qualifier } = config;
  return {
    LastModified: new Date(config.lastModifiedAtMs),
    FunctionArn: arnOf({ accountId: call.accountId, region: call.region, name, qualifier }, call),
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
