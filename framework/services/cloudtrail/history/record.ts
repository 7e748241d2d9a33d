/** The one place where calls are recorded. It runs within every call of the world, so it leaves early where it can. */
import type { ApiCall } from '../../../cloud/service';
import type { Json } from '../../../kernel';
import { deliverSoon } from '../trails/delivery';
import { wants } from '../trails/selectors';
import { keyOf, numberKey, type RecordedCall, type TrailCall } from '../state';
import { isDataEvent, isReadOnly } from './kinds';

export const historyMs = 90 * 86_400_000;
/** How often old events are looked for, in events. */
const sweepEvery = 256;

export function recorded(api: ApiCall, call: TrailCall): void {
  const isData = isDataEvent(api.service, api.operation);
  const { trails } = call.state;
  if (isData && trails.size === 0) return;
  // What a trail delivers is no news.
  if (api.via === 'cloudtrail') return;
  const record = recordOf(api, call.nowMs, isData);
  const number = call.count('event');
  if (!isData) {
    call.state.history.set(keyOf(api.region, numberKey(number)), record);
    if (number % sweepEvery === 0) forgetOld(call, api.region);
  }
  if (trails.size === 0) return;
  for (const [key, trail] of trails.range()) {
    if (!trail.isLogging || !wants(trail, record)) continue;
    call.state.undelivered.set(keyOf(key, api.region, numberKey(number)), record);
    deliverSoon(call, key);
  }
}

function recordOf(api: ApiCall, atMs: number, isData: boolean): RecordedCall {
  const { accessKeyId, via, userAgent, error } = api;
  const readOnly = isReadOnly(api.service, api.operation);
  return {
    atMs,
    service: api.service,
    operation: api.operation,
    readOnly,
    isData,
    principal: api.principal,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(via === undefined ? {} : { via }),
    accountId: api.accountId,
    region: api.region,
    requestId: api.requestId,
    ...(userAgent === undefined ? {} : { userAgent }),
    resources: api.resources,
    ...(error === undefined ? {} : { error }),
    request: asJson(api.requestParameters()),
    response: readOnly || error !== undefined ? null : asJson(api.responseElements()),
  };
}

/** What is recorded was made of plain values only. */
function asJson(value: Record<string, unknown>): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- plain data by the contract of ApiCall
  return value as { [key: string]: Json };
}

/** The events of a region stand in the order of their time, so the first young one ends the search. */
function forgetOld(call: TrailCall, region: string): void {
  for (const [key, { atMs }] of call.state.history.prefix(keyOf(region, ''))) {
    if (atMs > call.nowMs - historyMs) return;
    call.state.history.delete(key);
  }
}
