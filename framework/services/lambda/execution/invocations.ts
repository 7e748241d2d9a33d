import type { EnvironmentReport } from '../../../cloud/service';
import { admitWaiting, afterAttempt } from '../asynchronous/queue';
import { versionOf } from '../functions/names';
import { afterBatch } from '../mappings/batches';
import { functionMetric } from '../metrics';
import type { Environment, Invocation, LambdaCall } from '../state';
import { beginAgain, initialised } from './begin';
import { keepIdle, stopEnvironment } from './environments';
import { tailOf, writeLogs } from './logs';
import { outcomeOf, timeoutOutcome, type Outcome, type RunOutcome } from './outcome';
import { traceAttempt, tracedAttempt } from './segments';
import { invocationLines } from './system-log';
import { failedAhead, isWanted, readyAhead, replaceProvisioned } from './provisioned';

/** Takes in what an execution environment reported: its lines, and the end of its invocation where that has come. */
export function reported(report: EnvironmentReport, call: LambdaCall): void {
  const known = call.state.environments.get(report.environmentId);
  // An environment that was stopped meanwhile has nothing more to say.
  if (known === undefined) return;
  if (known.invocation === undefined) {
    reportedIdle(report, known, call);
    return;
  }
  const isReady = report.initialised && known.status === 'initialising';
  const environment = isReady ? initialised(known, call) : known;
  const { invocation = known.invocation } = environment;
  const running: Environment = {
    ...environment,
    hangs: report.exit?.reason === 'watchdog',
    invocation: { ...invocation, lines: [...invocation.lines, ...report.logs] },
  };
  call.state.environments.set(running.id, running);
  if (running.hangs) return;
  const outcome = outcomeOf(report, invocation.requestId);
  if (outcome !== undefined) end(running, outcome, { isGone: report.exit !== undefined }, call);
}

/** An environment without an invocation says that it is ready, or that it has ended. */
function reportedIdle(report: EnvironmentReport, environment: Environment, call: LambdaCall): void {
  const isAhead = environment.status === 'initialising';
  if (report.exit !== undefined) {
    if (isAhead) failedAhead(environment, call);
    else stopEnvironment(environment, call);
  } else if (isAhead && report.initialised) {
    readyAhead(environment, call);
  }
}

/** The time of an initialisation or of an invocation is over. */
export function timeIsUp(
  { environmentId, requestId, attempt }: { environmentId: string; requestId: string; attempt: number },
  call: LambdaCall,
): void {
  const environment = call.state.environments.get(environmentId);
  const invocation = environment?.invocation;
  if (environment === undefined || invocation === undefined) return;
  if (invocation.requestId !== requestId || invocation.attempt !== attempt) return;
  const fn = call.state.functions.get(environment.functionName);
  const version = fn === undefined ? undefined : versionOf(fn, environment.version, call);
  const isInitialising = environment.status === 'initialising' && !environment.initRanOut;
  if (isInitialising && !environment.hangs && version !== undefined) {
    call.note('initialisation timed out', environment.functionArn, {
      requestId,
      attempt,
      environment: environment.id,
    });
    stopEnvironment(environment, call);
    beginAgain(environment, version, call);
    return;
  }
  const outcome = timeoutOutcome(requestId, environment.timeoutSeconds);
  end(environment, outcome, { isGone: true }, call);
}

/**
 * Ends an invocation: logs, answer or retry, and what becomes of the environment.
 *
 * After a time-out or an exit AWS begins the process anew but keeps `/tmp`; here the whole environment ends.
 */
function end(
  environment: Environment,
  outcome: Outcome,
  { isGone }: { isGone: boolean },
  call: LambdaCall,
): void {
  const { invocation } = environment;
  if (invocation === undefined) return;
  call.cancel(invocation.timer);
  const { requestId, attempt, answerTo } = invocation;
  call.note('invocation ended', environment.functionArn, {
    requestId,
    attempt,
    environment: environment.id,
    outcome: outcome.kind,
    ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
    ...(outcome.errorMessage === undefined ? {} : { errorMessage: outcome.errorMessage }),
    durationMs: call.nowMs - invocation.beganAtMs,
  });
  measure(environment, invocation, outcome, call);
  traceAttempt(environment, invocation, outcome, call);
  const lines = invocationLines(environment, invocation, outcome, call);
  const logged = writeLogs(environment, lines, call);
  if (isGone || environment.initialisedAtMs === undefined || isOutdated(environment, call)) {
    stopEnvironment(logged, call);
    replaceProvisioned(logged, call);
  } else {
    keepIdle(logged, call);
  }
  const { version } = environment;
  if (answerTo.kind === 'caller') answer(answerTo, { ...outcome, version }, tailOf(lines), call);
  else if (answerTo.kind === 'queue') {
    const traced = tracedAttempt(invocation, outcome, call);
    afterAttempt(answerTo.event, { ...outcome, version }, traced, call);
  } else afterBatch(answerTo.batch, outcome, call);
  admitWaiting({ polls: false }, call);
}

/** Told for the moment at which the invocation began; the time of initialisation is none of its duration. */
function measure(
  { functionName, initialisedAtMs }: Environment,
  { beganAtMs, isCold, through }: Invocation,
  { kind }: Outcome,
  call: LambdaCall,
): void {
  const ownFromMs = isCold ? (initialisedAtMs ?? call.nowMs) : beganAtMs;
  functionMetric(call, functionName, 'Invocations', { ...through, atMs: beganAtMs });
  const errors = kind === 'value' ? 0 : 1;
  functionMetric(call, functionName, 'Errors', { ...through, atMs: beganAtMs, value: errors });
  const value = call.nowMs - ownFromMs;
  const duration = { ...through, unit: 'Milliseconds', value, atMs: beganAtMs } as const;
  functionMetric(call, functionName, 'Duration', duration);
}

function answer(
  { parked, wantsLogs }: Extract<Invocation['answerTo'], { kind: 'caller' }>,
  outcome: RunOutcome,
  tail: string,
  call: LambdaCall,
): void {
  call.answer(parked, {
    StatusCode: 200,
    ExecutedVersion: outcome.version,
    Payload: Buffer.from(outcome.json),
    ...(outcome.kind === 'value' ? {} : { FunctionError: 'Unhandled' }),
    ...(wantsLogs ? { LogResult: tail } : {}),
  });
}

function isOutdated(environment: Environment, call: LambdaCall): boolean {
  const fn = call.state.functions.get(environment.functionName);
  if (fn === undefined) return true;
  const version = versionOf(fn, environment.version, call);
  return version?.deployment !== environment.deployment || !isWanted(environment, call);
}
