import type { FunctionVersion, LambdaCall, Trace } from '../state';

/** Requests of a second beyond the first are traced by this share, as X-Ray's default rule has it. */
const sampledShare = 0.05;

/**
 * The trace that a request to a function belongs to: its caller's, or a new one.
 *
 * Whether it is recorded is the caller's decision; without one an actively traced function decides, the first request
 * of each second and one in twenty of the others.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function traceOf(
  { name, inForce }: FunctionVersion,
  header: string | undefined,
  call: LambdaCall,
): Trace {
  const given = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const [key = '', value = ''] = part.split('=', 2);
    given.set(key.trim(), value.trim());
  }
  const random = call.random('trace id');
  const seconds = Math.floor(call.nowMs / 1000);
  const root = given.get('Root') ?? `1-${seconds.toString(16)}-${random.hex(24)}`;
  const parent = given.get('Parent');
  const decided = given.get('Sampled');
  const isSampled =
    decided === '1' || (decided !== '0' && inForce.tracing === 'Active' && isChosen(name, seconds, call));
  return {
    root,
    isSampled,
    ...(parent === undefined ? {} : { parent }),
    segment: isSampled ? call.random('segment id').hex(16) : '',
  };
}

function isChosen(functionName: string, second: number, call: LambdaCall): boolean {
  if (call.state.sampledSeconds.get(functionName) === second) {
    return call.random(`sampling of ${functionName}`).unit() < sampledShare;
  }
  call.state.sampledSeconds.set(functionName, second);
  return true;
}

/** As function code and the services that it calls get it. */
export function traceHeader({ root, isSampled }: Trace, functionSegment: string): string {
  return `Root=${root};Parent=${functionSegment};Sampled=${isSampled ? 1 : 0}`;
}
