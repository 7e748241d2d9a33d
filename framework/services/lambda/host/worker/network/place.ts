import { AsyncLocalStorage } from 'node:async_hooks';
import type { Place } from '../../contract';

const FRAMES = 60;
const TASK = '/var/task/';
const FILE_URL = 'file://';
const known = new AsyncLocalStorage<Place>();

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
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  let found: Place | undefined;
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (_, frames) => {
    found = firstPlace(frames);
    return '';
  };
  try {
    const holder: { stack?: string } = {};
    Error.captureStackTrace(holder, currentPlace);
    void holder.stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Reflect.set(Error, 'prepareStackTrace', prepare);
  }
  return found;
}

function firstPlace(frames: readonly NodeJS.CallSite[]): Place | undefined {
  let inPackage: Place | undefined;
  for (const frame of frames) {
    const name = frame.getFileName();
    const file = name?.startsWith(FILE_URL) ? name.slice(FILE_URL.length) : name;
    if (!file?.startsWith(TASK)) continue;
    if (!file.includes('/node_modules/')) return { file, line: frame.getLineNumber() ?? 0 };
    inPackage ??= { file, line: frame.getLineNumber() ?? 0 };
  }
  return inPackage;
}
