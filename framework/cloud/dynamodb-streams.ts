import type { AttributeValue, KeySchemaElement, StreamViewType } from '@aws-sdk/client-dynamodb';

/** An operation as an SDK's aggregated client has it. */
interface Ask<I, O> {
  (args: I, options?: never): Promise<O>;
  (args: I, done: never): void;
  (args: I, options: never, done: never): void;
}

type Image = Record<string, AttributeValue>;

export interface StreamsRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: {
    ApproximateCreationDateTime: Date;
    Keys: Image;
    NewImage?: Image;
    OldImage?: Image;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  userIdentity?: { PrincipalId: string; Type: string };
}

export interface StreamShard {
  ShardId: string;
  SequenceNumberRange: { StartingSequenceNumber: string; EndingSequenceNumber?: string };
  ParentShardId?: string;
}

export interface StreamsDescription {
  StreamArn: string;
  StreamLabel: string;
  StreamStatus: 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';
  StreamViewType: StreamViewType;
  CreationRequestDateTime: Date;
  TableName: string;
  KeySchema: KeySchemaElement[];
  Shards: StreamShard[];
  LastEvaluatedShardId?: string;
}

export type ShardIteratorType = 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';

/**
 * The API of DynamoDB's streams: four operations with a target prefix of their own that are signed as DynamoDB's, so
 * they are DynamoDB's operations here. Written out because no client of it is installed.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export interface DynamoDBStreams {
  listStreams: Ask<
    {
      TableName?: string | undefined;
      Limit?: number | undefined;
      ExclusiveStartStreamArn?: string | undefined;
    },
    {
      Streams: { StreamArn: string; TableName: string; StreamLabel: string }[];
      LastEvaluatedStreamArn?: string;
    }
  >;
  describeStream: Ask<
    {
      StreamArn: string | undefined;
      Limit?: number | undefined;
      ExclusiveStartShardId?: string | undefined;
      ShardFilter?: { Type?: 'CHILD_SHARDS'; ShardId?: string } | undefined;
    },
    { StreamDescription: StreamsDescription }
  >;
  getShardIterator: Ask<
    {
      StreamArn: string | undefined;
      ShardId: string | undefined;
      ShardIteratorType: ShardIteratorType | undefined;
      SequenceNumber?: string | undefined;
    },
    { ShardIterator: string }
  >;
  getRecords: Ask<
    { ShardIterator: string | undefined; Limit?: number | undefined },
    { Records: StreamsRecord[]; NextShardIterator?: string }
  >;
}
