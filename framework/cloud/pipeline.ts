/**
 * The path of a request, read top to bottom: every call takes it, whether it comes from a client, function
 * code or a service.
 */
import { StormError } from '../kernel';
import { authorize } from './authorize';
import type { CallContext } from './call';
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { Fronted } from './fronted';
import { anonymousPrincipal, claimOf, unissuedKeyPrincipal } from './identify';
import { asArrived, meetFaults } from './meet-faults';
import { refuseStaleSignature } from './presigned';
import { inServiceWords, tokenIsInvalid } from './token-refusal';
import { decode, isWireError, modelOf, protocolOf, validate } from './protocols';
import type { Access, Service } from './service';
import { partitionOf } from './arn';
import { traceAnswer, traceCall } from './traced';
import { wireAnswer } from './wire-answer';

interface Stage {
  name: string;
  run(exchange: Exchange, engine: Engine): void;
  /** Runs also when an earlier stage refused the request. */
  always?: true;
}

/**
 * The one ordered list. A stage that throws refuses the request; what follows is skipped but for the stages
 * marked `always`.
 */
export const pipeline: readonly Stage[] = [
  { name: 'identify', run: identify },
  { name: 'decode', run: decodeInput },
  { name: 'trace call', run: noteCall, always: true },
  { name: 'validate', run: validateInput },
  { name: 'faults before', run: faultsBefore },
  { name: 'authorize', run: authorize },
  { name: 'operation', run: operate },
  { name: 'faults after', run: faultsAfter },
  { name: 'on the way', run: sendOnItsWay, always: true },
  { name: 'encode', run: encodeAnswer, always: true },
  { name: 'measure', run: measure, always: true },
  { name: 'trace answer', run: endWithAnswer, always: true },
];

const afterOperation = pipeline.findIndex((stage) => stage.name === 'faults after');
const arrival = pipeline.findIndex((stage) => stage.name === 'encode');

/** Sends a request down the path; it ends answered, refused, or parked. */
export function run(exchange: Exchange, engine: Engine): void {
  runFrom(0, exchange, engine);
}

/** Goes on with a parked request whose output or error has come. */
export function resume(exchange: Exchange, engine: Engine): void {
  runFrom(afterOperation, exchange, engine);
}

function runFrom(first: number, exchange: Exchange, engine: Engine): void {
  for (let index = first; index < pipeline.length; index++) {
    const stage = pipeline[index];
    if (stage === undefined || (exchange.error !== undefined && stage.always !== true)) continue;
    try {
      stage.run(exchange, engine);
    } catch (error) {
      exchange.error = refusal(error, exchange);
    }
    const isParked = exchange.parked !== undefined && exchange.output === undefined;
    if ((isParked && exchange.error === undefined) || exchange.isOnTheWay === true) return;
  }
}

/** A refusal in AWS's words or ours; anything else is a fault of the program and goes up. */
function refusal(error: unknown, exchange: Exchange): AwsError | StormError {
  if (error instanceof AwsError) return inServiceWords(error, exchange);
  if (error instanceof StormError) return error;
  if (isWireError(error)) return new AwsError(error.code, error.message, error);
  throw error;
}

function identify(exchange: Exchange, engine: Engine): void {
  const { wire } = exchange;
  const claim = wire === undefined ? undefined : claimOf(wire);
  if (claim !== undefined) {
    exchange.serviceName = claim.service;
    exchange.region = claim.region;
    exchange.principal = anonymousPrincipal();
  }
  const service = engine.service(exchange.serviceName);
  if (service !== undefined) exchange.service = service;
  const model = modelOf(exchange.serviceName);
  if (model !== undefined) exchange.model = model;
  // Known before the key is looked at, because a refusal is answered in the service's own form.
  if (wire !== undefined && exchange.model !== undefined) {
    exchange.protocol = protocolOf(exchange.model, wire);
  }
  refuseStaleSignature(exchange, engine.world.nowMs);
  if (claim?.accessKeyId === undefined) return;
  const principal =
    engine.callers.issuedPrincipal(claim.accessKeyId, exchange) ??
    unissuedKeyPrincipal(claim.accessKeyId, partitionOf(claim.region));
  if (principal === undefined) throw tokenIsInvalid();
  exchange.accessKeyId = claim.accessKeyId;
  exchange.principal = principal;
  exchange.accountId = principal.accountId;
}

function decodeInput(exchange: Exchange, engine: Engine): void {
  const { model, wire, serviceName } = exchange;
  if (model === undefined) {
    throw new StormError('STORM_NOT_EMULATED', `The service '${serviceName}' is not emulated.`, {
      fix: 'see the list of emulated services in the README, or run this scenario on another cloud',
    });
  }
  if (wire === undefined) return;
  const { service } = exchange;
  const fronted = service?.front?.(wire, callOf(exchange, service, engine));
  if (fronted !== undefined) {
    arriveFronted(exchange, fronted);
    return;
  }
  const { operation, input, protocol } = decode(model, wire);
  exchange.operation = operation;
  exchange.input = input;
  exchange.protocol = protocol;
}

function arriveFronted(exchange: Exchange, fronted: Fronted): void {
  const { operation, input, accesses, accountId, region, isOpen, refusal } = fronted;
  Object.assign(exchange, { fronted, operation, input, accesses });
  delete exchange.call;
  if (accountId !== undefined) exchange.accountId = accountId;
  if (region !== undefined) exchange.region = region;
  if (isOpen === true) exchange.principal = anonymousPrincipal();
  if (refusal !== undefined) throw refusal;
}

/** What the request's own service gets to touch; made once for all stages. */
function callOf(exchange: Exchange, service: Service, engine: Engine): CallContext {
  exchange.call ??= engine.call(exchange, service);
  return exchange.call;
}

/** 'PutObject' is `putObject` among a service's operations, as in the SDK's aggregated clients. */
export function operationKey(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

/** An operation may name its resource wrongly (a malformed URL): that is the operation's error, met again below. */
function noteCall(exchange: Exchange, engine: Engine): void {
  const { service, operation, error } = exchange;
  const key = operationKey(operation);
  if (service !== undefined && error === undefined && exchange.fronted === undefined) {
    exchange.accesses = accessesOf(exchange, service, key, engine);
  }
  traceCall(exchange, error === undefined ? service?.subjects[key]?.(exchange.input) : undefined, engine);
}

function accessesOf(exchange: Exchange, service: Service, key: string, engine: Engine): Access[] {
  if (service.open.includes(key)) return [];
  const permission = service.permissions[key];
  const ordinary = { action: `${service.name}:${exchange.operation}`, resource: '*' };
  if (permission === undefined) return [ordinary];
  try {
    // The model's check comes later, so an input that lacks members may make this throw.
    const accesses = permission(exchange.input, callOf(exchange, service, engine));
    return Array.isArray(accesses) ? accesses : [accesses];
  } catch (error) {
    if (error instanceof AwsError || error instanceof TypeError) return [ordinary];
    throw error;
  }
}

function validateInput(exchange: Exchange): void {
  const { service, model, operation, serviceName } = exchange;
  if (service?.operations[operationKey(operation)] === undefined) {
    throw new StormError('STORM_NOT_EMULATED', `${serviceName}:${operation} is not emulated.`, {
      fix: `add it under framework/services/${serviceName}/, or run this scenario on another cloud`,
    });
  }
  const problem = model === undefined ? undefined : validate(model, operation, { ...exchange.input });
  if (problem !== undefined) throw new AwsError(problem.code, problem.message, problem);
}

function faultsBefore(exchange: Exchange, engine: Engine): void {
  meetFaults(exchange, engine, 'before');
}

function faultsAfter(exchange: Exchange, engine: Engine): void {
  meetFaults(exchange, engine, 'after');
}

function operate(exchange: Exchange, engine: Engine): void {
  const { service } = exchange;
  const operation = service?.operations[operationKey(exchange.operation)];
  if (service === undefined || operation === undefined) return;
  // The model has checked the input's shape, which is what the operation's own type says.
  const output = operation(exchange.input, callOf(exchange, service, engine));
  if ('parked' in output && typeof output.parked === 'string') {
    exchange.parked = output.parked;
    engine.parkExchange(output.parked, exchange);
  } else {
    exchange.output = output;
  }
}

/** Where a fault lets the answer come later, a step of its own brings it. */
function sendOnItsWay(exchange: Exchange, engine: Engine): void {
  const { lateMs, lost } = exchange;
  if (lateMs === undefined || lost !== undefined) return;
  exchange.isOnTheWay = true;
  engine.lateAnswers.add(engine, exchange, lateMs, () => {
    exchange.isOnTheWay = false;
    runFrom(arrival, exchange, engine);
  });
}

function encodeAnswer(exchange: Exchange, engine: Engine): void {
  const { wire, error, lost } = exchange;
  if (error instanceof StormError) engine.sawStormError(error);
  if (wire === undefined || lost !== undefined) return;
  const response = wireAnswer(exchange);
  const { service } = exchange;
  const more = service?.answerHeaders?.(wire, callOf(exchange, service, engine));
  const whole = more === undefined ? response : { ...response, headers: { ...response.headers, ...more } };
  exchange.response = asArrived(whole, exchange);
}

/**
 * Records the call, and lets the service count its answers.
 *
 * A caller that crashed has none, and what is not emulated is no error of AWS.
 */
function measure(exchange: Exchange, engine: Engine): void {
  const { service, operation, accesses, error } = exchange;
  engine.recording?.(exchange);
  if (service?.answered === undefined || exchange.lost !== undefined || error instanceof StormError) return;
  const resource = accesses[0]?.resource;
  const answer = {
    operation,
    ...(resource === undefined ? {} : { resource }),
    ...(error === undefined ? {} : { code: error.code }),
    status: error === undefined ? 200 : (error.status ?? 400),
  };
  service.answered(answer, callOf(exchange, service, engine));
}

function endWithAnswer(exchange: Exchange, engine: Engine): void {
  traceAnswer(exchange, engine);
  const { lost, response } = exchange;
  if (lost !== undefined) exchange.onLost?.(lost);
  else if (response !== undefined) exchange.onAnswer?.(response);
  exchange.onEnd?.();
}
