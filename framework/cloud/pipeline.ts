/**
 * The path of a request, read top to bottom: every call takes it, whether it comes from a client, function
 * code or a service.
 */
import { StormError, canonicalJson, digest } from '../kernel';
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { Fronted } from './fronted';
import { decide, denialMessage, plainDenialMessage, type Decision } from './iam';
import { anonymousPrincipal, claimOf, globalContext, unissuedKeyPrincipal } from './identify';
import { asArrived, meetFaults } from './meet-faults';
import { refuseStaleSignature } from './presigned';
import { inServiceWords, tokenIsInvalid } from './token-refusal';
import { decode, isWireError, loadModel, modelledServices, protocolOf, validate } from './protocols';
import type { Access, Service } from './service';
import { partitionOf } from './arn';
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
  { name: 'trace call', run: traceCall, always: true },
  { name: 'validate', run: validateInput },
  { name: 'faults before', run: faultsBefore },
  { name: 'authorize', run: authorize },
  { name: 'operation', run: operate },
  { name: 'faults after', run: faultsAfter },
  { name: 'on the way', run: sendOnItsWay, always: true },
  { name: 'encode', run: encodeAnswer, always: true },
  { name: 'measure', run: measure, always: true },
  { name: 'trace answer', run: traceAnswer, always: true },
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
  const modelled = modelledServices.find((name) => name === exchange.serviceName);
  if (modelled !== undefined) exchange.model = loadModel(modelled);
  // Known before the key is looked at, because a refusal is answered in the service's own form.
  if (wire !== undefined && exchange.model !== undefined) {
    exchange.protocol = protocolOf(exchange.model, wire);
  }
  refuseStaleSignature(exchange, engine.world.nowMs);
  if (claim?.accessKeyId === undefined) return;
  const principal =
    engine.issuedPrincipal(claim.accessKeyId, exchange) ??
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
  const fronted = service?.front?.(wire, engine.call(exchange, service));
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
  if (accountId !== undefined) exchange.accountId = accountId;
  if (region !== undefined) exchange.region = region;
  if (isOpen === true) exchange.principal = anonymousPrincipal();
  if (refusal !== undefined) throw refusal;
}

/** 'PutObject' is `putObject` among a service's operations, as in the SDK's aggregated clients. */
export function operationKey(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

function traceCall(exchange: Exchange, engine: Engine): void {
  const { origin, service, operation, principal } = exchange;
  const key = operationKey(operation);
  // An operation may name its resource wrongly (a malformed URL): that is the operation's error, met again below.
  if (service !== undefined && exchange.error === undefined && exchange.fronted === undefined) {
    exchange.accesses = accessesOf(exchange, service, key, engine);
  }
  const resource = exchange.accesses[0]?.resource;
  const subject = exchange.error === undefined ? service?.subjects[key]?.(exchange.input) : undefined;
  exchange.entry = engine.trace({
    type: 'call',
    cause: origin.cause,
    task: origin.task,
    ...(origin.call === undefined ? {} : { call: origin.call }),
    service: exchange.serviceName,
    operation,
    principal: principal.arn,
    accountId: exchange.accountId,
    region: exchange.region,
    ...(resource === undefined ? {} : { resource }),
    ...(isOrdinary(exchange) ? {} : { accesses: distinctAccesses(exchange.accesses) }),
    ...(subject === undefined ? {} : { subject }),
    ...(origin.place === undefined ? {} : { place: origin.place }),
    ...(origin.work === undefined ? {} : { work: origin.work }),
    input: digest(canonicalJson(exchange.input)),
  });
}

/** Most calls need one permission, which their name tells. */
function isOrdinary({ accesses, serviceName, operation }: Exchange): boolean {
  const [first] = accesses;
  return first === undefined || (accesses.length === 1 && first.action === `${serviceName}:${operation}`);
}

function distinctAccesses(accesses: readonly Access[]): { action: string; resource: string }[] {
  const seen = new Map(
    accesses.map(({ action, resource }) => [`${action} ${resource}`, { action, resource }] as const),
  );
  return [...seen.values()];
}

function accessesOf(exchange: Exchange, service: Service, key: string, engine: Engine): Access[] {
  if (service.open.includes(key)) return [];
  const permission = service.permissions[key];
  const ordinary = { action: `${service.name}:${exchange.operation}`, resource: '*' };
  if (permission === undefined) return [ordinary];
  try {
    // The model's check comes later, so an input that lacks members may make this throw.
    const accesses = permission(exchange.input, engine.call(exchange, service));
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

function authorize(exchange: Exchange, engine: Engine): void {
  const { service, principal } = exchange;
  if (service === undefined) return;
  const context = globalContext(exchange, engine.world.nowMs);
  for (const access of exchange.accesses) {
    const resourceAccountId = access.accountId ?? accountOf(access.resource) ?? exchange.accountId;
    const attached = engine.resourcePolicy(access, exchange);
    const request = {
      principal,
      policies: engine.policiesOf(principal, exchange),
      action: access.action,
      resource: access.resource,
      resourceAccountId,
      context: access.context === undefined ? context : { ...context, ...access.context },
      ...(attached === undefined
        ? {}
        : { resourcePolicy: attached.policy, resourcePolicyKind: attached.kind }),
    };
    const decision = without(decide(request), exchange.revoked ?? [], access);
    if (decision.allowed) continue;
    const { code, status } = service.accessDenied;
    throw new AwsError(code, deniedWords(service, request, decision), { status });
  }
}

function deniedWords(
  { accessDenied }: Service,
  request: Parameters<typeof denialMessage>[0],
  decision: Decision,
): string {
  const { message, plain, quoted, toOutsiders } = accessDenied;
  const isOutsider = request.principal.accountId !== request.resourceAccountId;
  const fixed = message ?? (isOutsider ? toOutsiders : undefined);
  if (fixed !== undefined) return fixed;
  const words = plain === true ? plainDenialMessage(request) : denialMessage(request, decision);
  const { resource } = request;
  return quoted === true
    ? words.replace(`on resource: ${resource}`, () => `on resource: "${resource}"`)
    : words;
}

/** As if no policy of the caller's allowed an action that a fault took away. */
function without(decision: Decision, revoked: readonly string[], { action }: Access): Decision {
  if (!decision.allowed || !revoked.includes(action)) return decision;
  return { allowed: false, reason: 'no-identity-based-policy', considered: decision.considered };
}

function accountOf(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account === undefined || account === '' ? undefined : account;
}

function operate(exchange: Exchange, engine: Engine): void {
  const { service } = exchange;
  const operation = service?.operations[operationKey(exchange.operation)];
  if (service === undefined || operation === undefined) return;
  // The model has checked the input's shape, which is what the operation's own type says.
  const output = operation(exchange.input, engine.call(exchange, service));
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
  const more = service?.answerHeaders?.(wire, engine.call(exchange, service));
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
  service.answered(answer, engine.call(exchange, service));
}

function traceAnswer(exchange: Exchange, engine: Engine): void {
  const { error, response } = exchange;
  engine.trace({
    type: 'answer',
    cause: exchange.entry,
    status:
      exchange.lost !== undefined
        ? 0
        : (response?.status ??
          (error instanceof AwsError ? (error.status ?? 400) : error === undefined ? 200 : 501)),
    ...(error === undefined ? {} : { code: error.code, message: error.message }),
    output: digest(error === undefined ? canonicalJson(exchange.output ?? {}) : ''),
  });
  if (exchange.lost !== undefined) exchange.onLost?.(exchange.lost);
  else if (response !== undefined) exchange.onAnswer?.(response);
  exchange.onEnd?.();
}
