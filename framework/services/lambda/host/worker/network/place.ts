import type { Place } from '../../contract';

const FRAMES = 60;
const TASK = '/var/task/';
const FILE_URL = 'file://';

/**
 * The innermost frame of the function's own code on the (asynchronous) stack, its packages only if there is no other.
 *
 * Costs a stack capture, so it is asked once per request.
 */
export function currentPlace(): Place | undefined {
  const { stackTraceLimit, prepareStackTrace } = Error;
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
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
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
