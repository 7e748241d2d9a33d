import { AsyncLocalStorage } from 'node:async_hooks';
import type { Place } from '../../contract';

// The function's own line is mostly near; walking the whole asynchronous stack costs ten times as much.
const FRAMES_AT_FIRST = 7;
const FRAMES = 60;
const TASK = '/var/task/';
const FILE_URL = 'file://';
const known = new AsyncLocalStorage<Place>();
const ofRequests = new WeakMap<object, Place>();

/** Notes which line asked for a request of Node's http client, while its stack still tells. */
export function rememberPlace(request: object): void {
  const place = placeOfRequest();
  if (place) ofRequests.set(request, place);
}

/** The line that asked for the request, if it was noted. */
export function rememberedPlace(request: object | null | undefined): Place | undefined {
  return request ? ofRequests.get(request) : undefined;
}

/** Runs something that knows from then on which line of the function asked for it. */
export function placed(run: () => unknown): unknown {
  const place = currentPlace();
  return place ? known.run(place, run) : run();
}

/** The line that asked for what goes on now: remembered, or read off the stack. */
export function placeOfRequest(): Place | undefined {
  return known.getStore() ?? currentPlace();
}

/**
 * The innermost frame of the function's own code on the (asynchronous) stack, its packages only if there is no other.
 *
 * Costs a stack capture, so it is asked once per request.
 */
export function currentPlace(): Place | undefined {
  const near = placeWithin(FRAMES_AT_FIRST);
  if (near && !near.isInPackage) return near.place;
  return placeWithin(FRAMES)?.place;
}

interface Found {
  place: Place;
  isInPackage: boolean;
}

function placeWithin(limit: number): Found | undefined {
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  Error.stackTraceLimit = limit;
  Error.prepareStackTrace = noteFrames;
  noted = undefined;
  try {
    const holder: { stack?: string } = {};
    Error.captureStackTrace(holder, currentPlace);
    void holder.stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // What Node has there from the start; see `preparePlaces`.
    Reflect.set(Error, 'prepareStackTrace', prepare);
  }
  return noted;
}

let noted: Found | undefined;

function noteFrames(_: unknown, frames: readonly NodeJS.CallSite[]): string {
  noted = firstPlace(frames);
  return '';
}

/** Gives `Error.prepareStackTrace` a place: adding and deleting it with each request makes all uses of `Error` slow. */
export function preparePlaces(): void {
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: undefined,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

function firstPlace(frames: readonly NodeJS.CallSite[]): Found | undefined {
  let inPackage: Found | undefined;
  for (const frame of frames) {
    const name = frame.getFileName();
    const file = name?.startsWith(FILE_URL) ? name.slice(FILE_URL.length) : name;
    if (!file?.startsWith(TASK)) continue;
    const place = { file, line: frame.getLineNumber() ?? 0 };
    if (!file.includes('/node_modules/')) return { place, isInPackage: false };
    inPackage ??= { place, isInPackage: true };
  }
  return inPackage;
}
