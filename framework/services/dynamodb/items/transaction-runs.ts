import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../../cloud/service';
import {
  type Consumption,
  consumedCapacity,
  doubled,
  readOf,
  readUnits,
  refusedWriteOf,
  sum,
  writeOf,
} from '../capacity';
import {
  type CancellationReason,
  CONDITION_FAILED,
  DUPLICATE_ITEM,
  idempotentParameterMismatch,
  invalid,
  ItemProblem,
  transactionCancelled,
} from '../errors';
import type { DynamoCall, DynamoTable, StoredItem } from '../state';
import { spend } from '../throughput/table-units';
import { throttledReason } from '../throughput/throttling';
import { toWireItem } from './attribute-value';
import { itemSize } from './item-size';
import { replaceItem } from './stored-items';
import { earlierDigest, remember, requestDigest } from './transaction-tokens';
import { type CarriedOut, conditionHolds, type Write, type Written } from './writes';

/** What one transaction may bring or read (aws-behaviour.md 3.2). */
const TRANSACTION_BYTES_MAX = 4 * 1024 * 1024;
const ONE_ITEM_TWICE = 'Transaction request cannot include multiple operations on one item';
const PAYLOAD_TOO_LARGE = 'Transaction payload size cannot exceed 4 MB';
const TOO_LARGE = 'Transaction size has exceeded the maximum allowed size';

type How = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

/** A read of a transaction. */
export interface TransactionGet {
  readonly table: DynamoTable;
  readonly tableName: string;
  /** Where the item lies, see `itemKey`. */
  readonly key: string;
}

interface WritesRequest {
  readonly token: string | undefined;
  /** What the token stands for. */
  readonly asked: object;
  readonly how: How;
}

/**
 * Reads each action. What is wrong with a request as such refuses it; a key or an item that does not fit its table
 * cancels the transaction, the first of them before any condition is looked at.
 */
export function readEach<A, R>(actions: readonly A[], read: (action: A) => R): R[] {
  let problem: { at: number; message: string } | undefined;
  const found: R[] = [];
  for (const [at, action] of actions.entries()) {
    try {
      found.push(read(action));
    } catch (error) {
      if (!(error instanceof ItemProblem)) throw error;
      problem ??= { at, message: error.message };
    }
  }
  if (problem === undefined) return found;
  const { at: wrong, message } = problem;
  throw transactionCancelled(
    actions.map((_, at) => (at === wrong ? { Code: 'ValidationError', Message: message } : { Code: 'None' })),
  );
}

/** Carries out all writes or none, and at once; the same token again reads the items and changes nothing. */
export function runWrites(
  call: DynamoCall,
  writes: readonly Write[],
  { token, asked, how }: WritesRequest,
): { ConsumedCapacity?: ConsumedCapacity[] } {
  refuseTwice(writes);
  const digest = token === undefined ? '' : requestDigest(asked);
  const earlier = token === undefined ? undefined : earlierDigest(call, token);
  if (earlier !== undefined && earlier !== digest) throw idempotentParameterMismatch();
  if (earlier !== undefined) return repeatedAnswer(call, how, writes);
  const outcomes = decide(call, writes);
  for (const { write, before, after } of outcomes) {
    if (after !== before) replaceItem(call, write.table, write.key, before, after);
  }
  if (token !== undefined) remember(call, token, digest);
  return capacities(
    how,
    outcomes.map(({ write, consumption }) => ({ ...write, consumption })),
  );
}

/** Reads all items, or none where one read is throttled. */
export function runGets<G extends TransactionGet>(
  call: DynamoCall,
  gets: readonly G[],
  how: How,
): {
  found: (G & { stored: StoredItem | undefined })[];
  capacity: { ConsumedCapacity?: ConsumedCapacity[] };
} {
  refuseTwice(gets);
  const found = gets.map((get) => {
    const stored = call.state.items.get(get.key);
    return { ...get, stored, consumption: doubled(readOf(readUnits(stored?.size ?? 0, true))) };
  });
  const bytes = found.reduce((total, { stored }) => total + (stored?.size ?? 0), 0);
  if (bytes > TRANSACTION_BYTES_MAX) invalid(TOO_LARGE);
  spendAll(call, found);
  return { found, capacity: capacities(how, found) };
}

function refuseTwice(actions: readonly { key: string }[]): void {
  if (new Set(actions.map(({ key }) => key)).size < actions.length) invalid(ONE_ITEM_TWICE);
}

/** An action of a transaction that can be done, and paid. */
interface Decided extends CarriedOut {
  readonly write: Write;
}

/** What each write would do; cancels the transaction if one of them cannot be done. Its units are gone even so. */
function decide(call: DynamoCall, writes: readonly Write[]): Decided[] {
  const outcomes: Decided[] = [];
  const reasons: CancellationReason[] = [];
  // Large items that are only deleted or checked do not count.
  let bytes = writes.reduce((total, { named }) => total + itemSize(named), 0);
  if (bytes > TRANSACTION_BYTES_MAX) invalid(PAYLOAD_TOO_LARGE);
  for (const write of writes) {
    const before = call.state.items.get(write.key);
    const outcome = outcomeOf(write, before);
    const used =
      'Code' in outcome ? refusedWriteOf(before) : writeOf(write.table, write.key, before, outcome.after);
    const consumption = doubled(used);
    const throttling = spend(call, write.table, consumption);
    if (throttling !== undefined) {
      reasons.push(throttledReason(throttling));
    } else if ('Code' in outcome) {
      reasons.push(outcome);
    } else {
      reasons.push({ Code: 'None' });
      outcomes.push({ ...outcome, write, consumption });
      if (write.update !== undefined) bytes += growthOf(outcome);
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
  if (bytes > TRANSACTION_BYTES_MAX) invalid(PAYLOAD_TOO_LARGE);
  return outcomes;
}

const growthOf = ({ before, after }: Written): number =>
  Math.max(0, (after?.size ?? 0) - (before?.size ?? 0));

function outcomeOf(write: Write, before: StoredItem | undefined): Written | CancellationReason {
  if (!conditionHolds(write, before)) {
    if (write.isInsert) return { Code: 'DuplicateItem', Message: DUPLICATE_ITEM };
    const isReturned = write.returnsItemOnFailure && before !== undefined;
    return {
      Code: 'ConditionalCheckFailed',
      Message: CONDITION_FAILED,
      ...(isReturned ? { Item: toWireItem(before.item) } : {}),
    };
  }
  try {
    return { before, after: write.after(before) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Code: 'ValidationError', Message: error.message };
  }
}

/** Takes what the reads of a transaction consume; cancels it where one of them is throttled. */
function spendAll(
  call: DynamoCall,
  reads: readonly { table: DynamoTable; consumption: Consumption }[],
): void {
  const reasons = reads.map(({ table, consumption }): CancellationReason => {
    const throttling = spend(call, table, consumption);
    return throttling === undefined ? { Code: 'None' } : throttledReason(throttling);
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
}

/** The same token again: a success without an effect, which reads the items (aws-behaviour.md 3.4). */
function repeatedAnswer(
  call: DynamoCall,
  how: How,
  writes: readonly Write[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  const read = writes.map((write) => {
    const size = call.state.items.get(write.key)?.size ?? 0;
    return { ...write, consumption: doubled(readOf(readUnits(size, true))) };
  });
  spendAll(call, read);
  return capacities(how, read);
}

function capacities(
  how: How,
  parts: readonly { table: DynamoTable; tableName: string; consumption: Consumption }[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (how !== 'TOTAL' && how !== 'INDEXES') return {};
  const byTable = new Map<string, { table: DynamoTable; consumption: Consumption }>();
  for (const { table, tableName, consumption } of parts) {
    const known = byTable.get(tableName);
    byTable.set(tableName, { table, consumption: known ? sum(known.consumption, consumption) : consumption });
  }
  return {
    ConsumedCapacity: [...byTable].map(([tableName, { table, consumption }]) =>
      consumedCapacity(how, consumption, { table, tableName, isTransaction: true }),
    ),
  };
}
