/** URLs that carry their signature in the query string: S3's presigned ones. */
import { AwsError } from './error';
import type { Exchange } from './exchange';
import type { HttpRequest } from './protocols';

/** The longest a URL may be good for (S3 API, query string authentication). */
const expiresMaxSeconds = 604_800;

/** A field of the query string, decoded; names know no case. Undefined also where it can't be decoded. */
export function queryValue(path: string, name: string): string | undefined {
  const mark = path.indexOf('?');
  if (mark < 0) return undefined;
  const wanted = name.toLowerCase();
  for (const pair of path.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=');
    if ((equals < 0 ? pair : pair.slice(0, equals)).toLowerCase() !== wanted) continue;
    try {
      return decodeURIComponent(equals < 0 ? '' : pair.slice(equals + 1));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The access key of a URL of signature version 2, which boto3 and AWS CLI 1 make where nobody says otherwise. */
export function version2Key(path: string): string | undefined {
  return queryValue(path, 'Signature') === undefined ? undefined : queryValue(path, 'AWSAccessKeyId');
}

/**
 * Refuses a presigned URL that is incomplete or whose time is over, in S3's words, and a header that is signed by
 * version 2, which no new bucket takes. Signatures themselves are not checked: any credentials are good.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function refuseStaleSignature({ wire, serviceName }: Exchange, nowMs: number): void {
  if (wire === undefined || serviceName !== 's3') return;
  if (wire.headers['authorization']?.startsWith('AWS ') === true) {
    throw new AwsError(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      { status: 400 },
    );
  }
  refuseUnknownMechanism(wire);
  if (version2Names.some((name) => queryValue(wire.path, name) !== undefined)) refuseVersion2(wire, nowMs);
  else if (version4Names.some((name) => queryValue(wire.path, `X-Amz-${name}`) !== undefined)) {
    refuseVersion4(wire, nowMs);
  }
}

/** `Expires` alone is no sign of a signature. */
const version2Names = ['Signature', 'AWSAccessKeyId'];
const version4Names = ['Algorithm', 'Credential', 'Signature'];

/** A header that is signed in no way S3 knows, or one beside a signature in the query string. */
function refuseUnknownMechanism({ headers, path }: HttpRequest): void {
  const authorization = headers['authorization'];
  if (authorization === undefined || authorization === '') return;
  const named = { ArgumentName: 'Authorization', ArgumentValue: authorization };
  if (!authorization.startsWith('AWS4-')) {
    throw new AwsError('InvalidArgument', 'Unsupported Authorization Type', { status: 400, fields: named });
  }
  if (queryValue(path, 'X-Amz-Algorithm') === undefined && queryValue(path, 'Signature') === undefined)
    return;
  throw new AwsError(
    'InvalidArgument',
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    { status: 400, fields: named },
  );
}

function refuseVersion2({ path }: HttpRequest, nowMs: number): void {
  if ([...version2Names, 'Expires'].some((name) => queryValue(path, name) === undefined)) {
    throw new AwsError(
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      { status: 403 },
    );
  }
  const expires = queryValue(path, 'Expires') ?? '';
  if (!/^\d+$/.test(expires)) {
    throw new AwsError('AccessDenied', `Invalid date (should be seconds since epoch): ${expires}`, {
      status: 403,
    });
  }
  const expiresMs = Number(expires) * 1000;
  if (nowMs > expiresMs) throw expired(expiresMs, nowMs);
}

const credentialForm = /^[^/]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request$/;

function refuseVersion4({ path, headers }: HttpRequest, nowMs: number): void {
  const names = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];
  if (names.some((name) => queryValue(path, `X-Amz-${name}`) === undefined)) {
    throw parametersError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (!credentialForm.test(queryValue(path, 'X-Amz-Credential') ?? '')) {
    throw parametersError(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const expires = queryValue(path, 'X-Amz-Expires') ?? '';
  if (!/^-?\d+$/.test(expires)) throw parametersError('X-Amz-Expires should be a number');
  const seconds = Number(expires);
  if (seconds < 0) throw parametersError('X-Amz-Expires must be non-negative');
  if (seconds > expiresMaxSeconds) {
    throw parametersError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(queryValue(path, 'X-Amz-Date') ?? '') ?? [];
  if (second === undefined) {
    throw parametersError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  const fields = [
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ] as const;
  const expiresMs = Date.UTC(...fields) + seconds * 1000;
  if (nowMs > expiresMs) throw expired(expiresMs, nowMs, expires);
  refuseUnsigned(headers, queryValue(path, 'X-Amz-SignedHeaders') ?? '');
}

/** Headers of AWS's own must be among the signed ones; that of the body's hash alone need not. */
function refuseUnsigned(headers: HttpRequest['headers'], signedHeaders: string): void {
  const signed = new Set(signedHeaders.toLowerCase().split(';'));
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signed.has(name),
  );
  if (unsigned.length === 0) return;
  throw new AwsError('AccessDenied', 'There were headers present in the request which were not signed', {
    status: 403,
    fields: { HeadersNotSigned: unsigned.join(', ') },
  });
}

function parametersError(message: string): AwsError {
  return new AwsError('AuthorizationQueryParametersError', message, { status: 400 });
}

/** To the second, as S3 writes moments in this answer. */
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

function expired(expiresMs: number, nowMs: number, seconds?: string): AwsError {
  return new AwsError('AccessDenied', 'Request has expired', {
    status: 403,
    fields: {
      ...(seconds === undefined ? {} : { 'X-Amz-Expires': seconds }),
      Expires: iso(expiresMs),
      ServerTime: iso(nowMs),
    },
  });
}
