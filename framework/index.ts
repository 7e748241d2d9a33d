/** The public API: all that scenarios and tests import, as `stormproof`. */
import * as faultKinds from './faults';
import * as propertyKinds from './properties';

export { Cloud, type ClientOptions, type CloudOptions } from './backends/cloud';
export type { Abilities } from './backends/abilities';
export type { DeployOptions } from './backends/deploy';
export type { Queue } from './backends/queue';
export type { Stack } from './backends/stack';
export type { DeleteOptions, Rescued, StackEnd, UpdateOptions } from './backends/stack-changes';
export { StormError, type Duration, type StormErrorCode, type TraceEntry } from './kernel';
export type {
  ClockSkewOptions,
  ColdStartOptions,
  CorruptOptions,
  CrashOptions,
  Deliveries,
  DelayOptions,
  DisableKeyOptions,
  Dose,
  DuplicateOptions,
  ErrorOptions,
  Fault,
  FisParameters,
  LatencyOptions,
  LostResponseOptions,
  OutageOptions,
  PartitionOptions,
  PoisonOptions,
  ReorderOptions,
  RepeatOptions,
  Requests,
  RevokeOptions,
  StackFailureOptions,
  ThrottleOptions,
  TimeoutOptions,
} from './faults';
export type { DeadLetter, Evidence, Outcome, Property, Verdict, Work } from './properties/property';
export { playScenario } from './scenario/play-scenario';
export type { PlayOptions, Played } from './scenario/played';
export { failureMessage } from './scenario/message';
export {
  scenario,
  type Injected,
  type Scenario,
  type ScenarioDefinition,
  type StormContext,
} from './scenario/scenario';
export { defineSystem, type Flaw, type Patch, type System, type SystemContext } from './scenario/system';

const { clockSkew, coldStart, corrupt, crash, delay, disableKey, dropDelivery, duplicate, error } =
  faultKinds;
const { fis, latency, lostResponse, none, outage, outOfMemory, partition, poison, reorder } = faultKinds;
const { repeat, revoke, stackFailure, throttle, timeout } = faultKinds;

/** Things that go wrong; see each for what it hits and how it can be dosed. */
export const faults = {
  clockSkew,
  coldStart,
  corrupt,
  crash,
  delay,
  disableKey,
  dropDelivery,
  duplicate,
  error,
  fis,
  latency,
  lostResponse,
  none,
  outage,
  outOfMemory,
  partition,
  poison,
  reorder,
  repeat,
  revoke,
  stackFailure,
  throttle,
  timeout,
};

/** Claims that must hold. */
export const properties = propertyKinds;
