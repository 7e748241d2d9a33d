import type { EnvironmentReport } from '../../../cloud/service';
import { admitWaiting, afterAttempt } from '../asynchronous/queue';
import { latest } from '../functions/names';
import { functionMetric } from '../metrics';
import type { Environment, Invocation, LambdaCall } from '../state';
import { beginAgain, initialised } from './begin';
import { keepIdle, stopEnvironment } from './environments';
import { invocationLines, tailOf, writeLogs } from './logs';
import { outcomeOf, timeoutOutcome, type Outcome } from './outcome';

/** Takes in what an execution environment reported: its lines, and the end of its invocation where that has come. */
export function reported(report: EnvironmentReport, call: LambdaCall): void {
  const known = call.state.environments.get(report.environmentId);
  // An environment that was stopped meanwhile has nothing more to say.
  if (known === undefined) return;
  let environment = known;
  if (report.initialised && environment.status === 'initialising') {
    environment = initialised(environment, call);
  }
  const { invocation } = environment;
  if (invocation === undefined) {
    if (report.exit !== undefined) stopEnvironment(environment, call);
    return;
  }
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
  const isInitialising = environment.status === 'initialising' && !environment.initRanOut;
  if (isInitialising && !environment.hangs && fn !== undefined) {
    call.note('initialisation timed out', fn.arn, { requestId, attempt, environment: environment.id });
    stopEnvironment(environment, call);
    beginAgain(environment, fn, call);
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
  const lines = invocationLines(environment, invocation, outcome, call);
  const logged = writeLogs(environment, lines, call);
  if (isGone || environment.initialisedAtMs === undefined || isOutdated(environment, call)) {
    stopEnvironment(logged, call);
  } else {
    keepIdle(logged, call);
  }
  if (answerTo.kind === 'caller') answer(answerTo, outcome, tailOf(lines), call);
  else afterAttempt(answerTo.event, outcome, call);
  admitWaiting({ polls: false }, call);
}

/** Told for the moment at which the invocation began; the time of initialisation is none of its duration. */
function measure(
  { functionName, initialisedAtMs }: Environment,
  { beganAtMs, isCold }: Invocation,
  { kind }: Outcome,
  call: LambdaCall,
): void {
  const ownFromMs = isCold ? (initialisedAtMs ?? call.nowMs) : beganAtMs;
  functionMetric(call, functionName, 'Invocations', { atMs: beganAtMs });
  functionMetric(call, functionName, 'Errors', { atMs: beganAtMs, value: kind === 'value' ? 0 : 1 });
  const duration = { unit: 'Milliseconds', value: call.nowMs - ownFromMs, atMs: beganAtMs } as const;
  functionMetric(call, functionName, 'Duration', duration);
}

function answer(
  { parked, wantsLogs }: Extract<Invocation['answerTo'], { kind: 'caller' }>,
  outcome: Outcome,
  tail: string,
  call: LambdaCall,
): void {
  call.answer(parked, {
    StatusCode: 200,
    ExecutedVersion: latest,
    Payload: Buffer.from(outcome.json),
    ...(outcome.kind === 'value' ? {} : { FunctionError: 'Unhandled' }),
    ...(wantsLogs ? { LogResult: tail } : {}),
  });
}

function isOutdated({ functionName, deployment }: Environment, call: LambdaCall): boolean {
  return call.state.functions.get(functionName)?.deployment !== deployment;
}
