import type { Exchange } from './exchange';
import type { Principal } from './iam';
import { addressed } from './addressed';
import { queryValue, version2Key } from './presigned';
import type { HttpRequest } from './protocols';

/** What a request says of itself before anything of it is trusted: the scope of its SigV4 signature, or its host. */
export interface Claim {
  accessKeyId?: string;
  region: string;
  service: string;
}

/** Names under which requests are signed or addressed, where they differ from the name in ARNs. */
const serviceAliases: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  queue: 'sqs',
  's3-control': 's3control',
  email: 'ses',
};

const scope = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/**
 * Reads the signature's scope from the Authorization header or a presigned URL; without one, what is addressed tells
 * the service.
 */
export function claimOf(request: HttpRequest): Claim {
  const signed = scope.exec(request.headers['authorization'] ?? '') ?? scope.exec(presigned(request.path));
  if (signed !== null) {
    const [, accessKeyId = '', region = '', service = ''] = signed;
    return { accessKeyId, region, service: serviceAliases[service] ?? service };
  }
  const accessKeyId = version2Key(request.path);
  if (accessKeyId !== undefined) return { accessKeyId, region: 'us-east-1', service: 's3' };
  return formClaim(request) ?? addressed(request);
}

const formField = /name="(x-amz-credential|AWSAccessKeyId)"(?:\r\n[^\r\n]+)*\r\n\r\n([^\r\n]+)/i;
/** A form's fields come before its file, and S3 takes so many bytes of them at most. */
const formFieldsMaxBytes = 20_480;

/** An upload by HTML form carries its signature in its fields. */
function formClaim({ method, headers, body }: HttpRequest): Claim | undefined {
  if (method !== 'POST' || !/^multipart\/form-data/i.test(headers['content-type'] ?? '')) return undefined;
  const head = Buffer.from(body.subarray(0, formFieldsMaxBytes)).toString('latin1');
  const [, , credential = ''] = formField.exec(head) ?? [];
  if (credential === '') return undefined;
  const [accessKeyId = '', , region = 'us-east-1'] = credential.split('/');
  return { accessKeyId, region, service: 's3' };
}

function presigned(path: string): string {
  const key = queryValue(path, 'X-Amz-Credential');
  return key === undefined ? '' : `Credential=${key}`;
}

/** The account's root: how a scenario calls unless told otherwise. */
export function rootPrincipal(accountId: string, partition: string): Principal {
  return { kind: 'root', arn: `arn:${partition}:iam::${accountId}:root`, accountId };
}

/**
 * Who an access key stands for when no service knows it: twelve digits are the root of that account, other made-up
 * keys ('test') that of account 000000000000. Keys in AWS's own form are not made up, so they are refused.
 */
export function unissuedKeyPrincipal(accessKeyId: string, partition: string): Principal | undefined {
  if (/^\d{12}$/.test(accessKeyId)) return rootPrincipal(accessKeyId, partition);
  return /^A(KIA|SIA)[A-Z0-9]{12,}$/.test(accessKeyId) ? undefined : rootPrincipal('000000000000', partition);
}

export function anonymousPrincipal(): Principal {
  return { kind: 'anonymous', arn: '*', accountId: 'anonymous' };
}

let lastIso = { ms: 0, text: new Date(0).toISOString() };

/** Many requests come at one moment. */
function isoOf(ms: number): string {
  if (lastIso.ms !== ms) lastIso = { ms, text: new Date(ms).toISOString() };
  return lastIso.text;
}

/** Condition keys that every request has. */
export function globalContext(exchange: Exchange, nowMs: number): Exchange['context'] {
  const { principal, region, wire } = exchange;
  const context: Exchange['context'] = {
    'aws:currenttime': isoOf(nowMs),
    'aws:epochtime': Math.floor(nowMs / 1000),
    'aws:requestedregion': region,
    'aws:principalisawsservice': principal.kind === 'service',
    'aws:viaawsservice': wire === undefined,
    'aws:securetransport': true,
    'aws:sourceip': '127.0.0.1',
  };
  if (principal.kind !== 'service' && principal.kind !== 'anonymous') {
    context['aws:principalarn'] = principal.roleArn ?? principal.arn;
    context['aws:principalaccount'] = principal.accountId;
    context['aws:principaltype'] =
      principal.kind === 'root' ? 'Account' : principal.kind === 'user' ? 'User' : 'AssumedRole';
    if (principal.userId !== undefined) context['aws:userid'] = principal.userId;
    for (const [key, value] of Object.entries(principal.tags ?? {}))
      context[`aws:principaltag/${key}`] = value;
  }
  return Object.assign(context, exchange.context);
}
