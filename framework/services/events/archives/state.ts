import type { ReplayDestination, ReplayState } from '@aws-sdk/client-eventbridge';
import type { Pattern } from '../state';

/** What becomes of a bus's events when they are gone: kept, to be sent again. */
export interface Archive {
  readonly name: string;
  readonly arn: string;
  readonly sourceArn: string;
  readonly bus: string;
  readonly description?: string;
  readonly pattern?: Pattern;
  /** Zero is for ever. */
  readonly retentionDays: number;
  readonly createdAtMs: number;
}

export interface ArchivedEvent {
  /** When it came to the bus. */
  readonly atMs: number;
  readonly blob: string;
  readonly bytes: number;
}

export interface Replay {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly archive: string;
  readonly archiveArn: string;
  readonly destination: ReplayDestination;
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: ReplayState;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** Of the last event that was sent again. */
  readonly lastReplayedMs?: number;
  /** The entry of the timers that brings its next state. */
  readonly laterId?: number;
}
