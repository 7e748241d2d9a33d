/** Lambda's own lines around those of a function, as text or as JSON (aws-behaviour.md 1.6). */
import type { SystemLogLevel } from '@aws-sdk/client-lambda';
import type { Environment, Invocation, LambdaCall, LogLine } from '../state';
import type { Outcome } from './outcome';
import { traceHeader } from './trace';

/** Memory in use is not measured: reports show this, or all of it where memory ran out. */
const memoryUsedMb = 75;
const levels = ['DEBUG', 'INFO', 'WARN'] as const satisfies readonly SystemLogLevel[];

/** All lines of an invocation that ends now. */
export function invocationLines(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): LogLine[] {
  const own = invocation.lines.filter(({ text }) => text !== '');
  const { before, after } =
    environment.logFormat === 'JSON'
      ? records(environment, invocation, outcome, call)
      : sentences(environment, invocation, outcome, call);
  return [...before, ...own, ...after];
}

/** What was measured of an invocation that ends now. */
interface Measured {
  initMs: number;
  durationMs: number;
  billedMs: number;
  memoryMb: number;
  usedMb: number;
}

function measured(
  { initialisedAtMs, memoryMb }: Environment,
  { beganAtMs, isCold }: Invocation,
  { errorType }: Outcome,
  call: LambdaCall,
): Measured {
  const initMs = isCold ? (initialisedAtMs ?? call.nowMs) - beganAtMs : 0;
  const durationMs = call.nowMs - beganAtMs - initMs;
  return {
    initMs,
    durationMs,
    billedMs: Math.max(1, durationMs + initMs),
    memoryMb,
    usedMb: errorType === 'Runtime.OutOfMemory' ? memoryMb : Math.min(memoryMb, memoryUsedMb),
  };
}

interface Around {
  before: LogLine[];
  after: LogLine[];
}

function sentences(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): Around {
  const { requestId, beganAtMs } = invocation;
  const text = `START RequestId: ${requestId} Version: ${environment.version}`;
  const after = [
    ...failureSentences(outcome, requestId, environment, call),
    `END RequestId: ${requestId}`,
    reportSentence(environment, invocation, outcome, call),
  ];
  return {
    before: [{ atMs: beganAtMs, text }],
    after: after.map((line) => ({ atMs: call.nowMs, text: line })),
  };
}

function failureSentences(
  outcome: Outcome,
  requestId: string,
  { timeoutSeconds }: Environment,
  call: LambdaCall,
): string[] {
  if (outcome.kind === 'timeout') {
    return [
      `${new Date(call.nowMs).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    ];
  }
  if (outcome.kind === 'exit') return [outcome.errorMessage ?? '', outcome.errorType ?? ''];
  return [];
}

function reportSentence(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): string {
  const { initMs, durationMs, billedMs, memoryMb, usedMb } = measured(environment, invocation, outcome, call);
  return [
    `REPORT RequestId: ${invocation.requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${usedMb} MB`,
    ...(invocation.isCold ? [`Init Duration: ${initMs.toFixed(2)} ms`] : []),
    ...(outcome.kind === 'timeout' ? ['Status: timeout'] : []),
    ...(outcome.kind === 'exit' ? ['Status: error', `Error Type: ${outcome.errorType}`] : []),
    ...traceSentence(invocation),
    '',
  ].join('\t');
}

/** Lambda puts this under its report; it is one event with it. */
function traceSentence({ trace, functionSegment }: Invocation): string[] {
  if (!trace.isSampled) return [];
  return [`\nXRAY TraceId: ${trace.root}`, `SegmentId: ${functionSegment}`, 'Sampled: true'];
}

/** A record of the platform with the level that AWS gives it. */
interface PlatformRecord {
  atMs: number;
  level: (typeof levels)[number];
  type: string;
  record: object;
}

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
function records(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): Around {
  const { requestId, beganAtMs } = invocation;
  const { initMs, durationMs, billedMs, memoryMb, usedMb } = measured(environment, invocation, outcome, call);
  const status = { value: 'success', error: 'error', timeout: 'timeout', exit: 'failure' }[outcome.kind];
  const isSuccess = outcome.kind === 'value';
  const tracing = invocation.trace.isSampled
    ? {
        tracing: {
          spanId: invocation.functionSegment,
          type: 'X-Amzn-Trace-Id',
          value: traceHeader(invocation.trace, invocation.functionSegment),
        },
      }
    : {};
  const ended = {
    ...tracing,
    requestId,
    status,
    ...(isSuccess ? {} : { errorType: outcome.errorType ?? 'Unhandled' }),
  };
  const isAnswer = outcome.kind === 'value' || outcome.kind === 'error';
  const producedBytes = isAnswer ? Buffer.byteLength(outcome.json) : 0;
  const metrics = {
    durationMs,
    billedDurationMs: billedMs,
    memorySizeMB: memoryMb,
    maxMemoryUsedMB: usedMb,
    ...(invocation.isCold ? { initDurationMs: initMs } : {}),
  };
  const atMs = call.nowMs;
  return {
    before: shown(environment, [
      ...(invocation.isCold ? initRecords(environment, initMs) : []),
      {
        atMs: beganAtMs + initMs,
        level: 'INFO',
        type: 'start',
        record: { ...tracing, requestId, version: environment.version },
      },
    ]),
    after: shown(environment, [
      {
        atMs,
        level: isSuccess ? 'DEBUG' : 'WARN',
        type: 'runtimeDone',
        record: { ...ended, metrics: { durationMs, producedBytes } },
      },
      { atMs, level: isSuccess ? 'INFO' : 'WARN', type: 'report', record: { ...ended, metrics } },
    ]),
  };
}

function initRecords(environment: Environment, durationMs: number): PlatformRecord[] {
  const { startedAtMs, initialisedAtMs, functionName, version } = environment;
  const phase = { initializationType: 'on-demand', phase: 'init' };
  const started: PlatformRecord = {
    atMs: startedAtMs,
    level: 'INFO',
    type: 'initStart',
    record: {
      ...phase,
      runtimeVersion: environment.runtimeVersion,
      functionName,
      functionVersion: version,
    },
  };
  if (initialisedAtMs === undefined) return [started];
  const done = { ...phase, status: 'success' };
  return [
    started,
    { atMs: initialisedAtMs, level: 'DEBUG', type: 'initRuntimeDone', record: done },
    {
      atMs: initialisedAtMs,
      level: 'DEBUG',
      type: 'initReport',
      record: { ...done, metrics: { durationMs } },
    },
  ];
}

function shown({ systemLogLevel }: Environment, all: readonly PlatformRecord[]): LogLine[] {
  const lowest = levels.findIndex((level) => level === systemLogLevel);
  return all
    .filter(({ level }) => levels.indexOf(level) >= lowest)
    .map(({ atMs, type, record }) => {
      const time = new Date(atMs).toISOString();
      return { atMs, text: JSON.stringify({ time, type: `platform.${type}`, record }) };
    });
}
