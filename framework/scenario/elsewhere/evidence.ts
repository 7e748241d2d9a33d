import { StormError, type TraceEntry } from '../../kernel';
import type { Evidence } from '../../properties/property';

/** What our own cloud refused because it is not emulated, also where the code under test swallowed that. */
export function notEmulated(trace: readonly TraceEntry[]): string[] {
  return trace.flatMap((entry) =>
    entry.type === 'answer' && entry.code === 'STORM_NOT_EMULATED' ? [entry.message ?? ''] : [],
  );
}

/** What broke in a cloud of our own while the story was told, each once: then nothing can be said of the system. */
export function defectsOf(trace: readonly TraceEntry[]): StormError[] {
  const told = trace.flatMap((entry) =>
    entry.type === 'mark' ? [/^defect: (?:STORM_\w+ +)?(.*)/.exec(entry.mark)?.[1]] : [],
  );
  return [...new Set(told)].flatMap((what) =>
    what === undefined ? [] : [new StormError('STORM_INTERNAL', what)],
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
