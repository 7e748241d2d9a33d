import type { Exchange } from '../../../framework/cloud/exchange';
import { run } from '../../../framework/cloud/pipeline';
import type { HttpRequest } from '../../../framework/cloud/protocols';
import type { TestCloud } from '../../test-cloud';

interface WireRequest {
  accessKeyId: string;
  service: string;
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  body: string;
}

/** A request that says nothing yet. */
export function exchangeOf(cloud: TestCloud): Exchange {
  return {
    origin: { task: 'test', cause: 0 },
    requestId: cloud.engine.newRequestId(),
    serviceName: '',
    operation: '',
    input: {},
    principal: { kind: 'anonymous', arn: '*', accountId: 'anonymous' },
    accountId: '000000000000',
    region: 'us-east-1',
    context: {},
    accesses: [],
    entry: 0,
  };
}

/** Sends a request as a client would that signed with the key; answers status and body. */
export function overTheWire(cloud: TestCloud, request: WireRequest): { status: number; body: string } {
  const { accessKeyId, service } = request;
  const wire: HttpRequest = {
    method: request.method ?? 'POST',
    host: `${service}.us-east-1.amazonaws.com`,
    path: request.path ?? '/',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...request.headers,
    },
    body: Buffer.from(request.body),
  };
  const exchange: Exchange = { ...exchangeOf(cloud), wire };
  run(exchange, cloud.engine);
  const { status = 0, body = '' } = exchange.response ?? {};
  return { status, body: Buffer.from(body).toString() };
}

/** GetCallerIdentity's ARN for an access key, or how it was refused. */
export function callerOf(cloud: TestCloud, accessKeyId: string): string {
  return answerOf(cloud, accessKeyId, 'Action=GetCallerIdentity&Version=2011-06-15', 'sts', 'Arn');
}

/** One element of a query service's answer, or how it was refused. */
export function answerOf(
  cloud: TestCloud,
  accessKeyId: string,
  body: string,
  service: string,
  element: string,
): string {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = overTheWire(cloud, { accessKeyId, service, headers, body });
  const read = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.body)?.[1];
  const code = read('Code');
  return code === undefined
    ? `${answer.status} ${read(element)}`
    : `${answer.status} ${code}: ${read('Message')}`;
}
