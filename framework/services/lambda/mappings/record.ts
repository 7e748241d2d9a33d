import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { parseArn } from '../../../cloud/service';
import type { EventSourceMapping, ReceivedMessage } from './state';

/** A message of a queue as functions get it (aws-behaviour.md 1.7). */
export function receivedMessage(message: Message, { queueArn }: EventSourceMapping): ReceivedMessage {
  const { MessageId = '', ReceiptHandle = '', MD5OfMessageAttributes } = message;
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    record: {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: message.Body ?? '',
      attributes: { ...message.Attributes },
      messageAttributes: Object.fromEntries(attributes.map(([name, value]) => [name, attributeOf(value)])),
      // Null where a message has none, as AWS's own events were recorded.
      md5OfMessageAttributes: MD5OfMessageAttributes ?? null,
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: parseArn(queueArn)?.region ?? '',
    },
  };
}

function attributeOf({ StringValue, BinaryValue, DataType = '' }: MessageAttributeValue) {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

export function eventOf(messages: readonly ReceivedMessage[]): string {
  return JSON.stringify({ Records: messages.map(({ record }) => record) });
}
