import type { Embedded } from '../backends/embedded/embedded';
import { StormError } from '../kernel';
import type { Evidence } from '../properties/property';
import type { Failure } from './judge';

/** A handler that does not load is bad input: what the scenario saw of it proves nothing. */
export function unloadableHandlers(embedded: Embedded, { names }: Evidence): Failure[] {
  return [...embedded.unloadable].map(([name, payload]) => {
    const parsed: { errorType?: string; errorMessage?: string } = JSON.parse(payload);
    const logicalId = names.of(name);
    const error = new StormError(
      'STORM_BAD_INPUT',
      `The handler of ${logicalId} can't be loaded: ${parsed.errorType ?? 'Error'}: ${parsed.errorMessage ?? ''}`,
      { fix: `check its Handler and its code  ${names.template(logicalId) ?? ''}` },
    );
    return { kind: 'error', part: 'function code', error };
  });
}
