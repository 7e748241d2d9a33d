import type { Origin } from '../../cloud/exchange';
import type { HttpRequest } from '../../cloud/protocols';

/** Headers by which a scenario's runner tells the number of a call and the work that it is about. */
const callHeader = 'x-stormproof-call';
const workHeader = 'x-stormproof-work';

/** What a runner's request says of itself. */
export function senderHeaders(call: number, work: string | undefined): Record<string, string> {
  return {
    [callHeader]: String(call),
    ...(work === undefined ? {} : { [workHeader]: encodeURIComponent(work) }),
  };
}

/** Who sends a request: a client, or the runner of a scenario; what tells so goes no further. */
export function sender(
  request: HttpRequest,
  nth: number,
): { origin: Origin & { call: number }; wire: HttpRequest } {
  const { [callHeader]: call, [workHeader]: work, ...headers } = request.headers;
  if (call === undefined || !/^\d{1,15}$/.test(call))
    return { origin: { task: 'client', call: nth, cause: 0 }, wire: request };
  const origin = { task: 'scenario', call: Number(call), cause: 0 };
  return {
    origin: work === undefined ? origin : { ...origin, work: decoded(work) },
    wire: { ...request, headers },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
