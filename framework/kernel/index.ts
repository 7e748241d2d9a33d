export { Blobs, sha256 } from './blobs';
export { Chance, type ChanceRoots } from './chance';
export { Decisions, type DecisionRecord } from './decisions';
export { milliseconds, momentText, spanText, type Duration } from './duration';
export { StormError, stormErrorCodes, type StormErrorCode } from './errors';
export { canonicalJson, type Json } from './json';
export { mixText, Random } from './random';
export { lowerBound, Table, utf8Ordered } from './table';
export type { Later } from './timers';
export {
  digest,
  traceVersion,
  type CallEntry,
  type EventEntry,
  type NewTraceEntry,
  type TraceEntry,
} from './trace';
export { Trace } from './trace';
export { World, epochMs, type WorldData, type WorldOptions } from './world';
export { poolJobsUnderWay } from './pool-jobs';
export { enterRealm, real, type RealmClock } from './realm';
