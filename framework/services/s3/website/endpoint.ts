/** A bucket's website: plain HTTP, in which everybody is anonymous (S3 user guide, "Hosting a static website"). */
import type { WebsiteConfiguration } from '@aws-sdk/client-s3';
import { AwsError, type Fronted, type HttpRequest, type HttpResponse } from '../../../cloud/service';
import { readAccess } from '../permissions';
import { refusal } from '../refusal';
import type { S3Call } from '../state';
import { currentObject } from '../versions';
import { errorPage, objectAnswer, redirection } from './answers';
import { asDirectory, elsewhere, ruleFor, type Onward, type Visit } from './routing';

const hosts = [
  /^(.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^(.+)\.s3-website(?:[.-][a-z0-9-]+)?\.localhost(?:\.localstack\.cloud)?$/,
];

function bucketOf(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return hosts.map((pattern) => pattern.exec(name)?.[1]).find((bucket) => bucket !== undefined);
}

/** What a request to a website comes to; undefined where it is to none. */
export function website(request: HttpRequest, call: S3Call): Fronted | undefined {
  const name = bucketOf(request.host);
  if (name === undefined) return undefined;
  const bucket = call.state.buckets.get(name);
  const visit = visitOf(request, name);
  const fronted = (): Fronted => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed(request, visit, call);
    if (bucket?.website === undefined) return siteItself(visit, undefined, call);
    const place = placeOf(visit, bucket.website, call);
    if (typeof place !== 'string') return siteItself(visit, place, call);
    return page({ visit, site: bucket.website, key: place }, request, call);
  };
  return { ...fronted(), isOpen: true, region: bucket?.region ?? call.region };
}

function visitOf({ host, path, origin, method }: HttpRequest, bucket: string): Visit {
  const [raw = ''] = path.split('?');
  const scheme = origin?.startsWith('https:') === true ? 'https' : 'http';
  const isHead = method === 'HEAD';
  return { scheme, host, bucket, key: decoded(raw.replace(/^\//, '')), isHead };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The key that a visit is shown, or where it is sent on to. */
function placeOf(visit: Visit, site: WebsiteConfiguration, call: S3Call): string | Onward {
  const away = elsewhere(site, visit) ?? ruleFor(site, visit);
  if (away !== undefined) return away;
  const { bucket, key } = visit;
  const index = site.IndexDocument?.Suffix ?? '';
  if (key === '' || key.endsWith('/')) return `${key}${index}`;
  const isThere = (one: string) => currentObject(call.state, bucket, one) !== undefined;
  return !isThere(key) && isThere(`${key}/${index}`) ? asDirectory(visit) : key;
}

/** What is answered without a look at any object: a redirection, or that there is no such site. */
function siteItself(visit: Visit, onward: Onward | undefined, call: S3Call): Fronted {
  return {
    operation: 'GetBucketWebsite',
    input: { Bucket: visit.bucket },
    accesses: [],
    answer({ error }) {
      if (error !== undefined) return withoutBody(visit, errorPage(error, undefined, call));
      return redirection(onward ?? { status: 301, to: '/' }, call);
    },
  };
}

function notAllowed({ method }: HttpRequest, visit: Visit, call: S3Call): Fronted {
  const words = 'The specified method is not allowed against this resource.';
  const fields = { Method: method, ResourceType: 'OBJECT' };
  return { ...siteItself(visit, undefined, call), refusal: refusal(405, 'MethodNotAllowed', words, fields) };
}

interface Shown {
  visit: Visit;
  site: WebsiteConfiguration;
  key: string;
}

const conditions = {
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  range: 'Range',
} as const;
const dates = { 'if-modified-since': 'IfModifiedSince', 'if-unmodified-since': 'IfUnmodifiedSince' } as const;

function conditionsOf({ headers }: HttpRequest): Record<string, string | Date> {
  const members: Record<string, string | Date> = {};
  for (const [name, member] of Object.entries(conditions)) {
    const value = headers[name];
    if (value !== undefined) members[member] = value;
  }
  for (const [name, member] of Object.entries(dates)) {
    const date = new Date(headers[name] ?? '');
    if (!Number.isNaN(date.getTime())) members[member] = date;
  }
  return members;
}

function page(shown: Shown, request: HttpRequest, call: S3Call): Fronted {
  const { visit, key } = shown;
  const input = { Bucket: visit.bucket, Key: key };
  return {
    operation: 'GetObject',
    input: { ...input, ...conditionsOf(request) },
    accesses: readAccess(input, call),
    answer: ({ output, error }) =>
      withoutBody(
        visit,
        error === undefined ? objectOrOnward(output ?? {}, undefined, call) : failed(shown, error, call),
      ),
  };
}

/** Objects may send on to another one, also those that are the page of an error. */
function objectOrOnward(object: object, status: number | undefined, call: S3Call): HttpResponse {
  const to: unknown = Reflect.get(object, 'WebsiteRedirectLocation');
  if (typeof to === 'string') return redirection({ status: 301, to }, call);
  const body: unknown = Reflect.get(object, 'Body');
  const isPart = Reflect.get(object, 'ContentRange') !== undefined;
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  return objectAnswer(object, bytes, status ?? (isPart ? 206 : 200), call);
}

/** A site has rules for errors, and a page of its own. */
function failed({ visit, site }: Shown, error: Error, call: S3Call): HttpResponse {
  const status = error instanceof AwsError ? (error.status ?? 400) : 501;
  if (!(error instanceof AwsError) || status < 400) {
    const headers = error instanceof AwsError ? { ...error.headers } : {};
    return status < 400 ? { status, headers, body: Buffer.alloc(0) } : errorPage(error, undefined, call);
  }
  const onward = ruleFor(site, visit, status);
  if (onward !== undefined) return redirection(onward, call);
  const { ErrorDocument: own } = site;
  if (own?.Key === undefined || status >= 500) return errorPage(error, undefined, call);
  try {
    // The caller is nobody by now.
    const visitor = call.ask('s3', { as: call.principal });
    return objectOrOnward(visitor.getObject({ Bucket: visit.bucket, Key: own.Key }), status, call);
  } catch (ofPage) {
    if (ofPage instanceof AwsError) return errorPage(error, ofPage, call);
    throw ofPage;
  }
}

const withoutBody = ({ isHead }: Visit, answer: HttpResponse): HttpResponse =>
  isHead ? { ...answer, body: Buffer.alloc(0) } : answer;
