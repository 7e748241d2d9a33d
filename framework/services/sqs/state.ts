import type { Table } from '../../kernel';
import { table, type Call, type PolicyDocument, type Principal } from '../../cloud/service';

/** A queue and what is set on it; its messages lie in tables of their own, under `id`. */
export interface Queue {
  /** Tells a queue from one of the same name that was deleted before. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly isFifo: boolean;
  /** Writable attributes in force, defaults included, as AWS spells them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The `Policy` attribute, read. */
  readonly policy?: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly purgedAtMs?: number;
}

/** A message attribute; binary values are base64 text, because state is plain JSON. */
export interface StoredAttribute {
  readonly dataType: string;
  readonly text?: string;
  readonly base64?: string;
}

/** The key of KMS that a message is encrypted with. */
export interface DataKey {
  readonly keyArn: string;
  /** As KMS encrypted it, in base64. */
  readonly ciphertext: string;
  readonly context: Readonly<Record<string, string>>;
}

/** A data key that a producer has, or that a consumer opened. */
export interface DataKeyUse {
  readonly dataKey?: DataKey;
  readonly untilMs: number;
}

export interface StoredMessage {
  readonly queueId: string;
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  /** What `SentTimestamp` says. */
  readonly sentAtMs: number;
  /** What retention counts from; with `sequence` it is the message's place in the queue. */
  readonly enqueuedAtMs: number;
  readonly sequence: number;
  readonly visibleAtMs: number;
  readonly receiveCount: number;
  readonly firstReceivedAtMs?: number;
  /** When it was received last; a message that was not is delayed, not in flight. */
  readonly receivedAtMs?: number;
  /** Of a FIFO queue: the number of the last receive. */
  readonly turn?: number;
  /** Names the last receive; older receipt handles carry another. */
  readonly receipt?: string;
  readonly deadLetterSourceArn?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  readonly dataKey?: DataKey;
}

/** What a ReceiveMessage asked for, checked. */
export interface ReceiveRequest {
  readonly countMax: number;
  readonly visibilityMs: number;
  readonly waitMs: number;
  readonly systemAttributes: readonly string[];
  readonly messageAttributes: readonly string[];
  /** Whose rights count where messages are encrypted; a long poll is answered in somebody else's call. */
  readonly receiver: Principal;
  /** Of a FIFO queue: names the receive, so that it can be tried again. */
  readonly attemptId?: string;
}

/** What a named receive took. */
export interface Attempt {
  readonly untilMs: number;
  readonly messages: readonly {
    readonly enqueuedAtMs: number;
    readonly sequence: number;
    readonly receipt: string;
  }[];
}

/** A long poll that waits for a message. */
export interface WaitingReceive {
  readonly parked: string;
  readonly request: ReceiveRequest;
  readonly untilMs: number;
  readonly timeOutId: number;
}

/** A message that a FIFO queue accepted and will not accept again before `untilMs`. */
export interface Deduplication {
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly untilMs: number;
}

export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly messagesPerSecond?: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  readonly startedAtMs: number;
  readonly movedCount: number;
  readonly toMoveCount: number;
  readonly failureReason?: string;
}

/** An entry of the timers that a queue has at most one of. */
export interface Alarm {
  readonly laterId: number;
  readonly atMs: number;
}

export type State = {
  queues: Table<Queue>;
  /** When queues were deleted, by name. */
  deletions: Table<number>;
  /** All messages, by queue id and seniority. */
  messages: Table<StoredMessage>;
  /** Those that may be received: the same keys. */
  visible: Table<true>;
  /** The others: keys of `messages` by queue id, the moment they become visible, and seniority. */
  hidden: Table<string>;
  /** Messages put into a queue so far, by queue id. */
  sequences: Table<number>;
  /** Receives of a FIFO queue so far, by queue id. */
  turns: Table<number>;
  waiting: Table<WaitingReceive>;
  deduplications: Table<Deduplication>;
  /** By queue id and the receive's name. */
  attempts: Table<Attempt>;
  /** When the oldest message of a queue expires, by queue id. */
  expiries: Table<Alarm>;
  /** When a long poll looks again, by queue id. */
  wakes: Table<Alarm>;
  moveTasks: Table<MoveTask>;
  /** When a queue was used last, by its id. */
  activities: Table<number>;
  /** By queue id, principal, and the key asked for or the data key opened. */
  dataKeys: Table<DataKeyUse>;
  /** Accounts with event source mappings of a queue, by queue name and account. */
  pollers: Table<string>;
};

export const state: State = {
  queues: table<Queue>(),
  deletions: table<number>(),
  messages: table<StoredMessage>(),
  visible: table<true>(),
  hidden: table<string>(),
  sequences: table<number>(),
  turns: table<number>(),
  waiting: table<WaitingReceive>(),
  deduplications: table<Deduplication>(),
  attempts: table<Attempt>(),
  expiries: table<Alarm>(),
  wakes: table<Alarm>(),
  moveTasks: table<MoveTask>(),
  activities: table<number>(),
  dataKeys: table<DataKeyUse>(),
  pollers: table<string>(),
};

export type SqsCall = Call<State>;

/** A queue together with the state that holds it, which may be another account's. */
export interface Place {
  readonly state: State;
  readonly queue: Queue;
}

/** Whose state and which queue a later step is about; a queue made anew under the name has another id. */
export type QueueKey = { readonly accountId: string; readonly name: string; readonly id: string };

export const keyOf = ({ accountId, name, id }: Queue): QueueKey => ({ accountId, name, id });

/** The queue that a later step was about, if it is still there. */
export function placeOf(call: SqsCall, key: QueueKey): Place | undefined {
  const state = call.stateOf(key.accountId, call.region);
  const queue = state.queues.get(key.name);
  return queue === undefined || queue.id !== key.id ? undefined : { state, queue };
}

/** A number as text that orders as the number does. */
export const ordered = (value: number): string => String(value).padStart(16, '0');
