import type { TraceEntry } from '../../kernel';
import type { Evidence } from '../../properties/property';

/** What our own cloud refused because it is not emulated, also where the code under test swallowed that. */
export function notEmulated(trace: readonly TraceEntry[]): string[] {
  return trace.flatMap((entry) =>
    entry.type === 'answer' && entry.code === 'STORM_NOT_EMULATED' ? [entry.message ?? ''] : [],
  );
}

/** Of a story that was not told to its end. */
export function noEvidence(trace: readonly TraceEntry[], startMs: number): Evidence {
  const names = {
    of: (name: string) => name,
    template: () => undefined,
    source: (_: string, place: string) => place,
  };
  return { trace, startMs, noun: 'work item', submitted: [], outcomes: [], deadLetters: [], names };
}
