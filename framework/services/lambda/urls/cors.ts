/** Who may read a URL's answers from a page of another origin (Lambda's guide, "Cross-origin resource sharing"). */
import type { HttpRequest } from '../../../cloud/service';
import type { UrlCors } from './state';

/** A page asks before it sends: the URL answers that itself, and no function hears of it. */
export const isPreflight = ({ method, headers }: HttpRequest): boolean =>
  method === 'OPTIONS' &&
  headers['origin'] !== undefined &&
  headers['access-control-request-method'] !== undefined;

function allowedOrigin({ AllowOrigins = [] }: UrlCors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (AllowOrigins.includes('*')) return '*';
  return AllowOrigins.includes(origin) ? origin : undefined;
}

/** What every answer to the origin says; nothing to an origin that is not among the allowed ones. */
export function corsHeaders(cors: UrlCors, { headers }: HttpRequest): Record<string, string> {
  const origin = allowedOrigin(cors, headers['origin']);
  if (origin === undefined) return {};
  const exposed = cors.ExposeHeaders ?? [];
  return {
    'access-control-allow-origin': origin,
    ...(cors.AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(exposed.length === 0 ? {} : { 'access-control-expose-headers': exposed.join(',') }),
    ...(origin === '*' ? {} : { vary: 'Origin' }),
  };
}

export function preflightHeaders(cors: UrlCors, request: HttpRequest): Record<string, string> {
  const common = corsHeaders(cors, request);
  if (common['access-control-allow-origin'] === undefined) return {};
  const { AllowMethods: methods = [], AllowHeaders: names = [], MaxAge } = cors;
  return {
    ...common,
    ...(methods.length === 0 ? {} : { 'access-control-allow-methods': methods.join(',') }),
    ...(names.length === 0 ? {} : { 'access-control-allow-headers': names.join(',') }),
    ...(MaxAge === undefined ? {} : { 'access-control-max-age': String(MaxAge) }),
  };
}
