import type { Json } from '../../../cloud/service';

/** An event source mapping of a queue. */
export interface EventSourceMapping {
  uuid: string;
  arn: string;
  queueArn: string;
  functionName: string;
  /** As the mapping names the function. */
  functionArn: string;
  qualifier?: string;
  batchSize: number;
  windowSeconds: number;
  filters: string[];
  reportsItemFailures: boolean;
  maximumConcurrency?: number;
  tags: Record<string, string>;
  state: 'Creating' | 'Enabled' | 'Enabling' | 'Disabled' | 'Disabling' | 'Updating' | 'Deleting';
  isEnabled: boolean;
  /** Names the change of state under way. */
  change: number;
  lastModifiedAtMs: number;
  lastResult?: string;
}

/** How a mapping's polling stands; apart from the mapping, which only its owner changes. */
export interface Polling {
  /** The next poll. */
  next?: { laterId: number; atMs: number };
  /** The queue's own visibility timeout, as last read. */
  visibility?: { seconds: number; readAtMs: number };
  /** Since when there has been more than one batch at a time could handle. */
  busySinceMs?: number;
  /** A poll was due but could not be made: the mapping runs as many batches as it may. */
  isHeldBack: boolean;
  /** Messages received for a batch that is not complete yet. */
  gathered: ReceivedMessage[];
  gatheredBytes: number;
  /** When those messages can be received again. */
  untilMs?: number;
  /** Names the batch that is gathered. */
  batch: number;
}

/** A message of a queue that a mapping has received. A type, not an interface: it travels in pending work. */
export type ReceivedMessage = {
  messageId: string;
  receiptHandle: string;
  /** The record of the event. */
  record: { readonly [name: string]: Json };
};

/** A batch on its way to its function. */
export type MappingBatch = {
  uuid: string;
  /** Names it among those of its mapping. */
  batch: number;
  messages: ReceivedMessage[];
  /** When the messages can be received again by anybody: from then on the batch is nobody's. */
  untilMs: number;
  throttles: number;
};
