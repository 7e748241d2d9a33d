import type { KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { Item } from '../items/attribute-value';

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A stream of a table's changes; it outlives its end, and the table's, by a day. */
export interface TableStream {
  readonly arn: string;
  readonly label: string;
  readonly tableName: string;
  readonly schema: readonly KeySchemaElement[];
  readonly viewType: StreamViewType;
  readonly status: 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';
  readonly createdAtMs: number;
}

/** A part of a stream, by sequence number. */
export interface StreamShard {
  readonly id: string;
  readonly parent?: string;
  readonly openedAtMs: number;
  readonly closedAtMs?: number;
  /** The sequence number that it begins with, and the last one that it has. */
  readonly first: string;
  readonly last: string;
  /** Up to this record, what was there is too old to be read. */
  readonly trimmedTo?: string;
}

export interface StreamedRecord {
  readonly id: string;
  readonly name: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly atMs: number;
  readonly sequence: string;
  readonly keys: Item;
  readonly newImage?: Item;
  readonly oldImage?: Item;
  readonly bytes: number;
  /** Time to live removed the item. */
  readonly isExpiry: boolean;
}
