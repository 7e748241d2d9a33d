import type { Table } from '../../kernel';
import { table, type Call, type PolicyDocument } from '../../cloud/service';
import type { Item } from './items/attribute-value';
import type { KeyAttribute, KeySchema } from './items/key-schema';
import type { StreamedRecord, StreamShard, StreamViewType, TableStream } from './streams/stored';

export interface Throughput {
  readonly read: number;
  readonly write: number;
  readonly increasedAtMs?: number;
  readonly decreasedAtMs?: number;
  readonly decreasesToday: number;
}

export interface Projection {
  readonly type: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
  /** With INCLUDE: the attributes beside the keys. */
  readonly attributes: readonly string[];
}

/** A global or local secondary index; its entries are references to items, see `items/index-entries.ts`. */
export interface SecondaryIndex {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly schema: KeySchema;
  readonly projection: Projection;
  readonly status: 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE';
  /** True while an index that was added later is being filled: then it cannot be read. */
  readonly backfilling: boolean;
  readonly throughput: Throughput;
  readonly onDemandMax?: OnDemandMax;
  readonly warmth?: Warmth;
  readonly warming?: Warmth | undefined;
}

/** `OnDemandThroughput`: the most units a second, where the owner set a limit. */
export interface OnDemandMax {
  readonly Read?: number;
  readonly Write?: number;
}

/** `WarmThroughput`: units a second that a table or index is ready for, where its owner asked or paid for so many. */
export interface Warmth {
  readonly Read: number;
  readonly Write: number;
}

/** Units of a provisioned table or index that can be spent; less than none after a large request. */
export interface UnitBank {
  readonly kind: 'bank';
  readonly milliunits: number;
  readonly atMs: number;
}

/** What an on-demand table or index was asked for. */
export interface UnitDemand {
  readonly kind: 'demand';
  /** The second that `units` were used in. */
  readonly second: number;
  readonly units: number;
  /** Units of the highest second before `risingSinceMs`; twice as many can be had. */
  readonly peak: number;
  /** Units of the highest second since. */
  readonly rising: number;
  readonly risingSinceMs: number;
}

export type CapacityUse = UnitBank | UnitDemand;

export interface TimeToLive {
  readonly attribute: string;
  readonly status: 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';
}

export interface PointInTimeRecovery {
  /** The earliest moment of which the journal tells. */
  readonly sinceMs: number;
  readonly days: number;
}

/** A table's journal: what its items were before each change, see `backups/journal.ts`. */
export interface Journal {
  readonly nextEntry: number;
  readonly trimmedAtMs: number;
}

export interface JournalEntry {
  /** `itemKey` of the changed item. */
  readonly key: string;
  /** Null: there was none. */
  readonly before: StoredItem | null;
}

/** Where a restored table came from. */
export interface Restored {
  readonly tableArn: string;
  readonly backupArn?: string;
  readonly atMs: number;
}

/** A backup; its items lie in a table of their own, under `id`. */
export interface Backup {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly type: 'USER' | 'SYSTEM';
  readonly status: 'CREATING' | 'AVAILABLE';
  readonly atMs: number;
  readonly expiresAtMs?: number;
  readonly items: number;
  readonly bytes: number;
  /** The table as it was. */
  readonly table: DynamoTable;
}

/** A key of KMS that a table is encrypted with. */
export interface TableEncryption {
  readonly keyArn: string;
  readonly grantId: string;
  /** The table key as KMS encrypted it, in base64. */
  readonly tableKey: string;
  readonly context: Readonly<Record<string, string>>;
}

/** A table and what is set on it; its items lie in a table of their own, under `id`. */
export interface DynamoTable {
  /** Tells a table from one of the same name that was deleted before. */
  readonly id: string;
  /** `TableId`. */
  readonly uuid: string;
  readonly name: string;
  readonly arn: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  readonly createdAtMs: number;
  readonly attributes: readonly KeyAttribute[];
  readonly schema: KeySchema;
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly onDemandSinceMs?: number;
  readonly throughput: Throughput;
  readonly onDemandMax?: OnDemandMax;
  readonly warmth?: Warmth;
  readonly warming?: Warmth | undefined;
  readonly indexes: readonly SecondaryIndex[];
  readonly deletionProtected: boolean;
  readonly tableClass?: {
    readonly name: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
    readonly sinceMs?: number;
  };
  readonly timeToLive?: TimeToLive;
  /** The latest stream; DescribeTable names it also when it has been disabled. */
  readonly stream?: {
    readonly arn: string;
    readonly label: string;
    readonly viewType: StreamViewType;
    readonly isEnabled: boolean;
  };
  readonly recovery?: PointInTimeRecovery;
  readonly restored?: Restored;
  /** Absent: encrypted with a key of AWS's that nobody sees. */
  readonly encryption?: TableEncryption;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StoredItem {
  readonly item: Item;
  /** `itemSize` of it. */
  readonly size: number;
}

/** How much a table or index holds, and what DescribeTable says of it, which AWS measures every six hours or so. */
export interface Counts {
  readonly items: number;
  readonly bytes: number;
  readonly seenItems: number;
  readonly seenBytes: number;
  readonly seenAtMs: number;
}

export interface ResourcePolicy {
  /** As it was given. */
  readonly text: string;
  readonly document: PolicyDocument;
  readonly revisionId: string;
}

/** The next removal of expired items of a table. */
export interface Sweep {
  readonly laterId: number;
  readonly atMs: number;
}

/** A TransactWriteItems that succeeded and is not carried out again. */
export interface TransactionToken {
  readonly digest: string;
  readonly atMs: number;
}

export type State = {
  /** By name. */
  tables: Table<DynamoTable>;
  /** All items, by `itemKey`. */
  items: Table<StoredItem>;
  /** Entries of all indexes, by `entryKey`: the key of the item each stands for. */
  indexEntries: Table<string>;
  /** By table id, or table id and index name. */
  counts: Table<Counts>;
  /** By table id, index name (none: the table) and kind of unit. */
  capacityUses: Table<CapacityUse>;
  /** By table id; of tables with point-in-time recovery. */
  journals: Table<Journal>;
  /** By table id, time and number. */
  journalEntries: Table<JournalEntry>;
  /** By ARN. */
  backups: Table<Backup>;
  /** By backup id and place. */
  backupItems: Table<StoredItem>;
  /** Keys of items that expire, by table id, second of expiry and item key; of tables whose TTL is enabled. */
  expiries: Table<string>;
  /** By the ARN of a table or stream. */
  resourcePolicies: Table<ResourcePolicy>;
  /** By ARN. */
  streams: Table<TableStream>;
  /** By stream and id, which begins with the time. */
  streamShards: Table<StreamShard>;
  /** By stream, shard and sequence number. */
  streamRecords: Table<StreamedRecord>;
  /** By table id. */
  sweeps: Table<Sweep>;
  /** When a principal used a table last: by table id, table key and principal; of encrypted tables. */
  openTableKeys: Table<number>;
  transactionTokens: Table<TransactionToken>;
  /** The same tokens, by age. */
  transactionTokenAges: Table<string>;
};

export const state: State = {
  tables: table<DynamoTable>(),
  items: table<StoredItem>(),
  indexEntries: table<string>(),
  counts: table<Counts>(),
  capacityUses: table<CapacityUse>(),
  journals: table<Journal>(),
  journalEntries: table<JournalEntry>(),
  backups: table<Backup>(),
  backupItems: table<StoredItem>(),
  expiries: table<string>(),
  resourcePolicies: table<ResourcePolicy>(),
  streams: table<TableStream>(),
  streamShards: table<StreamShard>(),
  streamRecords: table<StreamedRecord>(),
  sweeps: table<Sweep>(),
  openTableKeys: table<number>(),
  transactionTokens: table<TransactionToken>(),
  transactionTokenAges: table<string>(),
};

export type DynamoCall = Call<State>;

/** Which table a later step is about; one that was made anew under the name has another id. */
export type TableKey = { readonly name: string; readonly id: string };

/** The table that a later step was about, if it is still there. */
export function tableOf(call: DynamoCall, { name, id }: TableKey): DynamoTable | undefined {
  const found = call.state.tables.get(name);
  return found?.id === id ? found : undefined;
}

/** A number as text that orders as the number does. */
export const ordered = (value: number): string => String(value).padStart(16, '0');
