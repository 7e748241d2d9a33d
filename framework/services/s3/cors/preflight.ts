/** What browsers ask before a script's request, and what they look for in its answer (S3 user guide, "Using CORS"). */
import { AwsError, pathStyle, type Fronted, type HttpRequest } from '../../../cloud/service';
import { refusal } from '../refusal';
import type { S3Call } from '../state';
import { errorAnswer } from '../xml-document';
import { corsHeaders, type CrossOrigin } from './rules';

function addressOf({ host, path }: HttpRequest): { bucket: string; isObject: boolean } {
  const [, bucket = '', key = ''] = /^\/([^/?]*)\/?([^?]*)/.exec(pathStyle(host, path)) ?? [];
  return { bucket, isObject: key !== '' };
}

function crossOrigin({ method, headers }: HttpRequest, origin: string): CrossOrigin {
  const asked = headers['access-control-request-headers'] ?? '';
  return {
    origin,
    // S3 believes this header in requests that are no preflights too.
    method: headers['access-control-request-method'] ?? method,
    headers: asked
      .split(',')
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each !== ''),
  };
}

/** Why a preflight is refused, or the headers that admit the request it announces. */
function judged(request: HttpRequest, call: S3Call): AwsError | Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined) {
    return refusal(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  const { bucket: name, isObject } = addressOf(request);
  const asked = crossOrigin(request, origin);
  const forbidden = (message: string, isAboutObject: boolean): AwsError =>
    refusal(403, 'AccessForbidden', `CORSResponse: ${message}`, {
      Method: asked.method,
      ResourceType: isAboutObject ? 'OBJECT' : 'BUCKET',
    });
  const bucket = call.state.buckets.get(name);
  if (bucket === undefined) return forbidden('Bucket not found', false);
  if (bucket.cors === undefined) return forbidden('CORS is not enabled for this bucket.', false);
  if (request.headers['access-control-request-method'] === undefined) {
    return refusal(400, 'BadRequest', 'Invalid Access-Control-Request-Method: null');
  }
  return (
    corsHeaders(bucket.cors, asked) ??
    forbidden(
      "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      isObject,
    )
  );
}

/** A preflight: nobody signs it, and nothing is asked but the bucket's rules. */
export function preflight(request: HttpRequest, call: S3Call): Fronted {
  const found = judged(request, call);
  return {
    operation: 'GetBucketCors',
    input: { Bucket: addressOf(request).bucket },
    accesses: [],
    isOpen: true,
    ...(found instanceof AwsError ? { refusal: found } : {}),
    answer: ({ error }, requestId) =>
      error === undefined && !(found instanceof AwsError)
        ? { status: 200, headers: { ...found, 'x-amz-request-id': requestId }, body: Buffer.alloc(0) }
        : errorAnswer(error, call),
  };
}

/** What the answer to a script's request says, so that its browser hands it over. */
export function crossOriginHeaders(request: HttpRequest, call: S3Call): Record<string, string> | undefined {
  const { origin } = request.headers;
  if (origin === undefined || request.method === 'OPTIONS') return undefined;
  const cors = call.state.buckets.get(addressOf(request).bucket)?.cors;
  return cors === undefined ? undefined : corsHeaders(cors, crossOrigin(request, origin));
}
