/** Metrics of AWS/Lambda (aws-behaviour.md 1.10). */
import type { Answer } from '../../cloud/service';
import { parseArn } from '../../cloud/service';
import type { LambdaCall } from './state';

interface Point {
  unit?: 'Count' | 'Milliseconds';
  value?: number;
  atMs?: number;
}

/** A point of a function: by its name, by name and resource, and for all functions together. */
export function functionMetric(
  call: LambdaCall,
  functionName: string,
  name: string,
  { unit = 'Count', value = 1, atMs = call.nowMs }: Point = {},
): void {
  const point = { namespace: 'AWS/Lambda', name, unit, value, atMs };
  call.metric(
    { ...point, dimensions: { FunctionName: functionName } },
    { ...point, dimensions: { FunctionName: functionName, Resource: functionName } },
    { ...point, dimensions: {} },
  );
}

/** Counts synchronous invocations that were throttled. */
export function answered({ operation, code, resource = '' }: Answer, call: LambdaCall): void {
  if (operation !== 'Invoke' || code !== 'TooManyRequestsException') return;
  const [, name] = /^function:([^:]+)/.exec(parseArn(resource)?.resource ?? '') ?? [];
  if (name !== undefined) functionMetric(call, name, 'Throttles');
}
