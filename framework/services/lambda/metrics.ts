/** Metrics of AWS/Lambda (aws-behaviour.md 1.10). */
import type { Answer } from '../../cloud/service';
import { parseArn } from '../../cloud/service';
import type { LambdaCall, Through } from './state';

interface Point extends Through {
  unit?: 'Count' | 'Milliseconds';
  value?: number;
  atMs?: number;
}

/** A point of a function: by its name, by name and resource, and for all functions together. */
export function functionMetric(
  call: LambdaCall,
  functionName: string,
  name: string,
  { unit = 'Count', value = 1, atMs = call.nowMs, qualifier, executedVersion }: Point = {},
): void {
  const namespace = 'AWS/Lambda';
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const byName = { FunctionName: functionName };
  const byResource = { FunctionName: functionName, Resource };
  call.metric({ namespace, name, unit, value, atMs, dimensions: byName });
  call.metric({ namespace, name, unit, value, atMs, dimensions: byResource });
  call.metric({ namespace, name, unit, value, atMs, dimensions: {} });
  if (executedVersion === undefined) return;
  const dimensions = { FunctionName: functionName, Resource, ExecutedVersion: executedVersion };
  call.metric({ namespace, name, unit, value, atMs, dimensions });
}

/** Counts synchronous invocations that were throttled. */
export function answered({ operation, code, resource = '' }: Answer, call: LambdaCall): void {
  if (operation !== 'Invoke' || code !== 'TooManyRequestsException') return;
  const [, name, qualifier] = /^function:([^:]+)(?::(.+))?/.exec(parseArn(resource)?.resource ?? '') ?? [];
  if (name !== undefined) functionMetric(call, name, 'Throttles', { qualifier });
}
