import type { FunctionUrlConfig as ShownUrl, InvokeMode, Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { conflict, noSuchResource, notFound, validationError } from '../errors';
import { checkedReference, isVersionNumber, latest, targetOf, type Target } from '../functions/names';
import { qualifiedKey, type LambdaCall, type State } from '../state';
import type { FunctionUrl, UrlCors } from './state';

const pageSize = 50;
const idAlphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idLength = 32;
/** In place of an account: the names of URLs are those of a region. */
const registry = 'function-urls';

interface Named {
  FunctionName: string;
  Qualifier?: string | undefined;
}

/** Function URLs (aws-behaviour.md 1.10). */
export const functionUrls: Operations<Lambda, State> = {
  createFunctionUrlConfig(input, call) {
    const target = urlTarget(input, call);
    refuseStreaming(input, 'CreateFunctionUrlConfig', call);
    const { fn, qualifier } = target;
    const key = qualifiedKey(fn.name, qualifier ?? latest);
    if (call.state.urls.has(key)) {
      throw conflict(
        `Failed to create function url config for [functionArn = ${arnOf(target)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      );
    }
    const id = call.random('function url').text(idLength, idAlphabet);
    const url: FunctionUrl = {
      id,
      functionName: fn.name,
      ...(qualifier === undefined ? {} : { qualifier }),
      authType: input.AuthType,
      ...corsOf(input),
      createdAtMs: call.nowMs,
      lastModifiedAtMs: call.nowMs,
    };
    call.state.urls.set(key, url);
    const owner = { accountId: call.accountId, key };
    call.stateOf(registry, call.region).urlOwners.set(id, owner);
    const { LastModifiedTime: _, InvokeMode: __, ...answer } = shown(url, call);
    return { ...answer, ...modeOf(input) };
  },

  updateFunctionUrlConfig(input, call) {
    const target = urlTarget(input, call);
    refuseStreaming(input, 'UpdateFunctionUrlConfig', call);
    const { cors, ...old } = existing(target, call);
    const url: FunctionUrl = {
      ...old,
      authType: input.AuthType ?? old.authType,
      ...(input.Cors === undefined ? (cors === undefined ? {} : { cors }) : corsOf(input)),
      lastModifiedAtMs: call.nowMs,
    };
    call.state.urls.set(qualifiedKey(url.functionName, url.qualifier ?? latest), url);
    const { InvokeMode: _, ...answer } = shown(url, call);
    return { ...answer, ...modeOf(input) };
  },

  getFunctionUrlConfig(input, call) {
    return shown(existing(urlTarget(input, call, noSuchResource()), call), call);
  },

  deleteFunctionUrlConfig(input, call) {
    deleteUrl(existing(urlTarget(input, call, noSuchResource()), call), call);
    return {};
  },

  listFunctionUrlConfigs(input, call) {
    const { fn } = urlTarget({ FunctionName: input.FunctionName }, call);
    const all = urlsOf(fn.name, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const first = input.Marker === undefined ? 0 : all.findIndex(({ id }) => id === input.Marker);
    const next = all[first + size];
    return {
      FunctionUrlConfigs: all.slice(first, first + size).map((url) => shown(url, call)),
      ...(next === undefined ? {} : { NextMarker: next.id }),
    };
  },
};

/** The URL of a host name's first label, and the account it is of. */
export function urlNamed(id: string, call: LambdaCall): { url: FunctionUrl; accountId: string } | undefined {
  const owner = call.stateOf(registry, call.region).urlOwners.get(id);
  if (owner === undefined) return undefined;
  const url = call.stateOf(owner.accountId, call.region).urls.get(owner.key);
  return url?.id === id ? { url, accountId: owner.accountId } : undefined;
}

export function urlsOf(functionName: string, call: LambdaCall): FunctionUrl[] {
  return Array.from(call.state.urls.prefix(qualifiedKey(functionName, '')), ([, url]) => url);
}

export function deleteUrl({ id, functionName, qualifier }: FunctionUrl, call: LambdaCall): void {
  call.state.urls.delete(qualifiedKey(functionName, qualifier ?? latest));
  call.stateOf(registry, call.region).urlOwners.delete(id);
}

/** The function or an alias of it; versions have no URL. */
function urlTarget(input: Named, call: LambdaCall, missing = notFound('Function does not exist')): Target {
  const { Qualifier } = input;
  if (Qualifier !== undefined && (Qualifier === latest || isVersionNumber(Qualifier))) {
    throw validationError(
      Qualifier,
      'qualifier',
      String.raw`Member must satisfy regular expression pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)`,
    );
  }
  const { name, qualifier } = checkedReference(input, call);
  const fn = call.state.functions.get(name);
  const target = fn === undefined ? undefined : targetOf(fn, qualifier, call);
  if (target === undefined) throw missing;
  return target;
}

const corsOf = ({ Cors }: { Cors?: UrlCors | undefined }): { cors?: UrlCors } =>
  Cors === undefined || Object.keys(Cors).length === 0 ? {} : { cors: { ...Cors } };

/** Only a request that names it is told it again. */
const modeOf = ({ InvokeMode }: { InvokeMode?: InvokeMode | undefined }): { InvokeMode?: InvokeMode } =>
  InvokeMode === undefined ? {} : { InvokeMode };

function refuseStreaming(
  input: { InvokeMode?: string | undefined },
  operation: string,
  call: LambdaCall,
): void {
  if (input.InvokeMode === 'RESPONSE_STREAM') {
    call.notEmulated(`lambda:${operation} with InvokeMode RESPONSE_STREAM`);
  }
}

function existing({ fn, qualifier }: Target, call: LambdaCall): FunctionUrl {
  const url = call.state.urls.get(qualifiedKey(fn.name, qualifier ?? latest));
  if (url === undefined) throw noSuchResource();
  return url;
}

function arnOf({ fn, qualifier }: Pick<Target, 'fn' | 'qualifier'>): string {
  return qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`;
}

function shown(url: FunctionUrl, call: LambdaCall): ShownUrl {
  const fn = call.state.functions.get(url.functionName);
  const arn = fn?.arn ?? '';
  return {
    FunctionUrl: `https://${url.id}.lambda-url.${call.region}.on.aws/`,
    FunctionArn: url.qualifier === undefined ? arn : `${arn}:${url.qualifier}`,
    AuthType: url.authType,
    ...(url.cors === undefined ? {} : { Cors: { ...url.cors } }),
    CreationTime: new Date(url.createdAtMs).toISOString(),
    LastModifiedTime: new Date(url.lastModifiedAtMs).toISOString(),
    InvokeMode: 'BUFFERED',
  };
}
