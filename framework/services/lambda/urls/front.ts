/** Requests to function URLs: HTTP that becomes an invocation, and an invocation's answer that becomes HTTP. */
import {
  AwsError,
  formatArn,
  type Fronted,
  type HttpRequest,
  type HttpResponse,
} from '../../../cloud/service';
import { latest } from '../functions/names';
import type { LambdaCall } from '../state';
import type { FunctionUrl } from './state';
import { corsHeaders, isPreflight, preflightHeaders } from './cors';
import { eventOf } from './event';
import { urlNamed } from './urls';

const hosts = /^([a-z0-9]+)\.lambda-url\.[a-z0-9-]+\.on\.aws(?::\d+)?$/;
const json = { 'content-type': 'application/json' };

/** What a request to a function URL asks for; undefined where it is one of Lambda's API. */
export function front(request: HttpRequest, call: LambdaCall): Fronted | undefined {
  const [, id] = hosts.exec(request.host.toLowerCase()) ?? [];
  if (id === undefined) return undefined;
  const found = urlNamed(id, call);
  if (found === undefined) {
    return { operation: 'Invoke', input: {}, accesses: [], answer, refusal: forbidden() };
  }
  const { url, accountId } = found;
  const isOpen = url.authType === 'NONE';
  const FunctionName = arnOf(url, accountId, call);
  if (url.cors !== undefined && isPreflight(request)) {
    const headers = preflightHeaders(url.cors, request);
    const preflight = (): HttpResponse => ({ status: 200, headers, body: Buffer.alloc(0) });
    return { operation: 'Invoke', input: {}, accesses: [], answer: preflight, refusal: forbidden() };
  }
  const cors = url.cors === undefined ? {} : corsHeaders(url.cors, request);
  return {
    operation: 'Invoke',
    accountId,
    isOpen,
    input: { FunctionName, Payload: Buffer.from(JSON.stringify(eventOf(request, url, isOpen, call))) },
    // Both are asked for since October 2025 (aws-behaviour.md 1.10).
    accesses: [
      {
        action: 'lambda:InvokeFunctionUrl',
        resource: FunctionName,
        context: { 'lambda:functionurlauthtype': url.authType },
      },
      {
        action: 'lambda:InvokeFunction',
        resource: FunctionName,
        context: { 'lambda:invokedviafunctionurl': true },
      },
    ],
    answer(outcome, requestId) {
      const { headers, ...rest } = answer(outcome, requestId);
      // What the URL says of other origins stands before what the function says.
      return { ...rest, headers: { ...headers, ...cors } };
    },
  };
}

function forbidden(): AwsError {
  return new AwsError('AccessDeniedException', 'Forbidden', { status: 403 });
}

function arnOf({ functionName, qualifier }: FunctionUrl, accountId: string, call: LambdaCall): string {
  const { partition, region } = call;
  const name =
    qualifier === undefined || qualifier === latest ? functionName : `${functionName}:${qualifier}`;
  return formatArn({ partition, service: 'lambda', region, accountId, resource: `function:${name}` });
}

function answer(outcome: { output?: object; error?: Error }, requestId: string): HttpResponse {
  const { status, headers, body } = answerOf(outcome);
  return { status, headers: { ...headers, 'x-amzn-requestid': requestId }, body };
}

function answerOf({ output, error }: { output?: object; error?: Error }): HttpResponse {
  if (error !== undefined) return refused(error);
  const payload: unknown = output === undefined ? undefined : Reflect.get(output, 'Payload');
  const isFailure = output !== undefined && Reflect.has(output, 'FunctionError');
  if (isFailure || !(payload instanceof Uint8Array)) {
    return { status: 502, headers: json, body: Buffer.from('Internal Server Error') };
  }
  const text = Buffer.from(payload).toString('utf8');
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return { status: 200, headers: json, body: Buffer.from(typeof value === 'string' ? value : text) };
  }
  return shaped(value);
}

/** An answer in the form that the function itself gave it: status, headers, cookies and body. */
function shaped(value: object): HttpResponse {
  const given = (name: string): unknown => Reflect.get(value, name);
  const headers: Record<string, string> = { ...json };
  for (const [name, header] of Object.entries(given('headers') ?? {}))
    headers[name.toLowerCase()] = String(header);
  const cookies = given('cookies');
  if (Array.isArray(cookies)) headers['set-cookie'] = cookies.map(String).join(', ');
  const body = given('body');
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return {
    status: Number(given('statusCode')),
    headers,
    body: Buffer.from(text, given('isBase64Encoded') === true ? 'base64' : 'utf8'),
  };
}

const message = (Message: string): Buffer => Buffer.from(JSON.stringify({ Message }));

function refused(error: Error): HttpResponse {
  const status = error instanceof AwsError ? (error.status ?? 500) : 501;
  // Who may not is not told why.
  if (status === 403) return { status, headers: json, body: message('Forbidden') };
  return { status, headers: json, body: message(error.message) };
}
