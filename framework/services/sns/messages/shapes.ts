/** What a subscriber gets to see of a message (aws-behaviour.md 5.3). */
import { createHash } from 'node:crypto';
import { urlSuffixOf } from '../../../cloud/service';
import type { PublishedMessage, SnsCall, StoredAttribute, Subscription, Topic } from '../state';

/** The text for a protocol. */
export const bodyFor = ({ messages, message }: PublishedMessage, protocol: string): string =>
  messages[protocol] ?? message;

type ShownAttributes = Record<string, { Type: string; Value: string }>;

function shownAttributes(attributes: Readonly<Record<string, StoredAttribute>>): ShownAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { dataType, value }]) => [name, { Type: dataType, Value: value }]),
  );
}

/** Made up from the message's id: it has the form of a signature, but nobody can check it. */
function signatureOf(messageId: string): string {
  const parts = [0, 1, 2, 3].map((part) => createHash('sha512').update(`${messageId}${part}`).digest());
  return Buffer.concat(parts).toString('base64');
}

const host = (call: SnsCall): string => `https://sns.${call.region}.${urlSuffixOf(call.region)}`;

const certificateUrl = (call: SnsCall): string =>
  `${host(call)}/SimpleNotificationService-6209c161c6221fdf56ec1eb5c821d112.pem`;

const unsubscribeUrl = (call: SnsCall, { arn }: Subscription): string =>
  `${host(call)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;

/** Version 2 where the topic asks for it. */
const signature = (call: SnsCall, messageId: string, version: string): [string, string][] => [
  ['SignatureVersion', version],
  ['Signature', signatureOf(messageId)],
  ['SigningCertURL', certificateUrl(call)],
];

/** The JSON that queues get, laid out as AWS lays it out. */
export function envelope(
  call: SnsCall,
  message: PublishedMessage,
  subscription: Subscription,
  topic: Topic,
): string {
  const { messageId, topicArn, subject, attributes, sequenceNumber } = message;
  const members: [string, string][] = [
    ['Type', 'Notification'],
    ['MessageId', messageId],
    ...(sequenceNumber === undefined
      ? []
      : ([['SequenceNumber', sequenceNumber]] satisfies [string, string][])),
    ['TopicArn', topicArn],
    ...(subject === undefined ? [] : ([['Subject', subject]] satisfies [string, string][])),
    ['Message', bodyFor(message, subscription.protocol)],
    ['Timestamp', new Date(message.publishedAtMs).toISOString()],
    // Notifications of FIFO topics are not signed.
    ...(sequenceNumber === undefined
      ? signature(call, messageId, topic.attributes['SignatureVersion'] ?? '1')
      : []),
    ['UnsubscribeURL', unsubscribeUrl(call, subscription)],
  ];
  const lines = members.map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`);
  const shown = Object.entries(shownAttributes(attributes));
  if (shown.length > 0) {
    const inner = shown.map(([name, value]) => `    ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
    lines.push(`  "MessageAttributes" : {\n${inner.join(',\n')}\n  }`);
  }
  return `{\n${lines.join(',\n')}\n}`;
}

/** The event that functions get; `Subject` is there, as null, even where it has none; it is signed as of version 1. */
export function lambdaEvent(call: SnsCall, message: PublishedMessage, subscription: Subscription): string {
  return JSON.stringify({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: message.messageId,
          TopicArn: message.topicArn,
          Subject: message.subject ?? null,
          Message: bodyFor(message, 'lambda'),
          Timestamp: new Date(message.publishedAtMs).toISOString(),
          SignatureVersion: '1',
          Signature: signatureOf(message.messageId),
          SigningCertUrl: certificateUrl(call),
          UnsubscribeUrl: unsubscribeUrl(call, subscription),
          MessageAttributes: shownAttributes(message.attributes),
        },
      },
    ],
  });
}
