import type { HttpRequest } from '../../../cloud/service';
import type { LambdaCall } from '../state';
import type { FunctionUrl } from './state';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const textTypes = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded))/;
const sourceIp = '127.0.0.1';

/**
 * The event of a request, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function eventOf(
  request: HttpRequest,
  { id }: FunctionUrl,
  isOpen: boolean,
  call: LambdaCall,
): object {
  const { method, host, path, headers, body } = request;
  const [rawPath = '/', rawQueryString = ''] = path.split(/\?(.*)/s, 2);
  const { cookie, ...rest } = headers;
  const query = queryOf(rawQueryString);
  const isText = textTypes.test(headers['content-type'] ?? 'text/plain');
  const isBase64Encoded = body.length > 0 && !isText;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...rest,
      host,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: isOpen ? 'anonymous' : call.principal.accountId,
      apiId: id,
      ...(isOpen ? {} : { authorizer: { iam: callerOf(call) } }),
      domainName: host,
      domainPrefix: id,
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: call.requestId,
      routeKey: '$default',
      stage: '$default',
      time: timeOf(call.date()),
      timeEpoch: call.nowMs,
    },
    ...(body.length === 0 ? {} : { body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function callerOf({ principal, accessKeyId }: LambdaCall): object {
  const userId = principal.userId ?? principal.accountId;
  return {
    accessKey: accessKeyId ?? '',
    accountId: principal.accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal.arn,
    userId,
  };
}

/** Several values of one name are joined by commas. */
function queryOf(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    query[name] = before === undefined ? value : `${before},${value}`;
  }
  return query;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `12/Mar/2020:19:03:58 +0000` */
function timeOf(at: Date): string {
  const day = `${two(at.getUTCDate())}/${months[at.getUTCMonth()] ?? ''}/${at.getUTCFullYear()}`;
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
