import type { Table } from '../../kernel';
import { table, type Call, type PolicyDocument } from '../../cloud/service';

/** A topic and what is set on it; its subscriptions lie in a table of their own, under `id`. */
export interface Topic {
  /** Tells a topic from one of the same name that was deleted before. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  /** Attributes as they were set, as AWS spells them; defaults are not among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The `Policy` attribute, read; the default policy where none was set. */
  readonly policy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** Kept and given back; nothing is held back by it. */
  readonly dataProtectionPolicy?: string;
}

/** What mobile push is set up by; see `push/`. */
export interface PlatformApplication {
  readonly arn: string;
  readonly platform: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A device, or what stands for one. */
export interface PlatformEndpoint {
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const protocols = [
  'application',
  'email',
  'email-json',
  'http',
  'https',
  'lambda',
  'sms',
  'sqs',
] as const;
export type Protocol = (typeof protocols)[number];

/** A filter policy as plain JSON. */
export type FilterPolicy = { readonly [key: string]: unknown };

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** The account that subscribed. */
  readonly owner: string;
  readonly subscribedBy: string;
  readonly subscribedAtMs: number;
  /** Set while nobody has confirmed it. */
  readonly token?: string;
  /** What it was confirmed by: confirming it again is no error. */
  readonly confirmedBy?: string;
  /** Whether the confirmation was signed, so that unsubscribing needs a signature as well. */
  readonly isAuthenticated: boolean;
  /** Attributes as they were set. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The `FilterPolicy` attribute, read. */
  readonly filterPolicy?: FilterPolicy;
  readonly deadLetterArn?: string;
}

/** A message attribute; binary values are base64 text, because state is plain JSON. */
export interface StoredAttribute {
  readonly dataType: string;
  readonly value: string;
}

/** What a publish says, checked; kept as JSON in a blob until all its deliveries are done. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly publishedAtMs: number;
  readonly subject?: string;
  /** What goes to protocols that have no text of their own. */
  readonly message: string;
  /** With MessageStructure `json`: other texts, by protocol. */
  readonly messages: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  /** Queues get it as their own; of a FIFO topic, messages of a group come in order. */
  readonly groupId?: string;
  /** Of a FIFO topic. */
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** The trace of X-Ray that the publish came with; queues and functions go on with it. */
  readonly traceHeader?: string;
}

/** A message that a FIFO topic took within the last five minutes. */
export interface Taken {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

/** One message on its way to one subscriber; a type, because it is the payload of a step. */
export type Delivery = {
  /** Holds the message as JSON. */
  messageBlob: string;
  messageId: string;
  subscriptionArn: string;
  subject: string;
  failures: number;
  /** Of a FIFO topic: which line it stands in. */
  line?: string;
};

export type State = {
  topics: Table<Topic>;
  /** By topic id and subscription id. */
  subscriptions: Table<Subscription>;
  /** By ARN. */
  applications: Table<PlatformApplication>;
  /** By the ARN of the application and their own. */
  endpoints: Table<PlatformEndpoint>;
  /** Settings of text messages, by name. */
  smsAttributes: Table<string>;
  /** By topic id, scope and deduplication id. */
  taken: Table<Taken>;
  /** By subscription and message group: what waits behind the delivery that is under way, which stands first. */
  lines: Table<readonly Delivery[]>;
};

export const state: State = {
  topics: table<Topic>(),
  subscriptions: table<Subscription>(),
  applications: table<PlatformApplication>(),
  endpoints: table<PlatformEndpoint>(),
  smsAttributes: table<string>(),
  taken: table<Taken>(),
  lines: table<readonly Delivery[]>(),
};

export type SnsCall = Call<State>;

/** A topic together with the state that holds it, which may be another account's. */
export interface Place {
  readonly state: State;
  readonly topic: Topic;
}

export const isFifo = ({ attributes }: Topic): boolean => attributes['FifoTopic'] === 'true';

export const subscriptionKey = (topic: Topic, subscriptionArn: string): string =>
  `${topic.id}\u0000${subscriptionArn.slice(subscriptionArn.lastIndexOf(':') + 1)}`;
