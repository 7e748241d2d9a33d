/** Handing an event to a target, with retries and a dead-letter queue (aws-behaviour.md 6.4). */
import { AwsError, parseArn, urlSuffixOf, type AskOptions } from '../../../cloud/service';
import { ruleKey, type BusEvent, type EventsCall, type Rule, type Target } from '../state';
import { asCaller } from './caller';
import { handToEvents } from './forward';
import { inputFor } from './inputs';

/** A type, because it is the payload of a step. */
export type Delivery = {
  bus: string;
  rule: string;
  target: string;
  eventBlob: string;
  sinceMs: number;
  attempts: number;
};

const retriesDefault = 185;
const ageDefaultSeconds = 86_400;
const backOffMs = { first: 1_000, most: 480_000 };

export function deliver(delivery: Delivery, call: EventsCall): void {
  const rule = call.state.rules.get(ruleKey(delivery.bus, delivery.rule));
  const target = rule?.targets.find(({ id }) => id === delivery.target);
  const event: BusEvent = JSON.parse(Buffer.from(call.blobs.get(delivery.eventBlob)).toString('utf8'));
  if (rule === undefined || target === undefined) {
    call.note('event dropped', delivery.rule, { eventId: event.id, reason: 'TargetRemoved' });
    return;
  }
  try {
    hand(call, rule, target, event);
    count(call, rule, 'Invocations');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    failed(call, rule, target, delivery, { event, error });
  }
}

const count = (call: EventsCall, { name: RuleName }: Rule, name: string): void =>
  call.metric({ namespace: 'AWS/Events', name, unit: 'Count', value: 1, dimensions: { RuleName } });

function queueUrl(arn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(arn) ?? {};
  return `https://sqs.${region}.${urlSuffixOf(region)}/${accountId}/${resource}`;
}

function hand(call: EventsCall, rule: Rule, target: Target, event: BusEvent): void {
  const { arn, roleArn, messageGroupId } = target;
  const text = inputFor(target, rule, event, call.nowMs);
  const { service, resource = '' } = parseArn(arn) ?? {};
  if (service === 'events') {
    handToEvents(call, rule, target, event);
    return;
  }
  const caller = asCaller(call, rule, arn, roleArn);
  switch (service) {
    case 'lambda':
      call
        .ask('lambda', caller)
        .invoke({ FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text) });
      return;
    case 'sqs':
      call.ask('sqs', caller).sendMessage({
        QueueUrl: queueUrl(arn),
        MessageBody: text,
        ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
      });
      return;
    case 'sns':
      call.ask('sns', caller).publish({ TopicArn: arn, Message: text });
      return;
    case 'states':
      call.ask('states', caller).startExecution({ stateMachineArn: arn, input: text });
      return;
    case 'logs':
      writeLog(call, caller, resource, text);
      return;
    default:
      call.modelledOnly(`events: deliveries to the service ${service}`);
      call.note('event reached a target that is only modelled', rule.arn, { target: arn });
  }
}

/** Each event is a stream of its own, as AWS does it. */
function writeLog(call: EventsCall, caller: AskOptions, resource: string, message: string): void {
  const logGroupName = resource.replace(/^log-group:/, '').replace(/:\*$/, '');
  const logStreamName = call.random('log stream').uuid();
  const logs = call.ask('logs', caller);
  logs.createLogStream({ logGroupName, logStreamName });
  logs.putLogEvents({ logGroupName, logStreamName, logEvents: [{ timestamp: call.nowMs, message }] });
}

/** What no retry can mend, as the dead letter names it. */
function finalCode({ code, status = 400 }: AwsError): string | undefined {
  if (/AccessDenied|AuthorizationError|NotAuthorized/.test(code)) return 'NO_PERMISSIONS';
  if (/NotFound|NonExistent|DoesNotExist|NoSuch/.test(code)) return 'NO_RESOURCE';
  const isRetriable = status >= 500 || status === 429 || /Throttl|TooManyRequests|RequestLimit/.test(code);
  return isRetriable ? undefined : 'SDK_CLIENT_ERROR';
}

interface Failure {
  readonly event: BusEvent;
  readonly error: AwsError;
}

function failed(call: EventsCall, rule: Rule, target: Target, delivery: Delivery, failure: Failure): void {
  const { retriesMax = retriesDefault, ageMaxSeconds = ageDefaultSeconds } = target;
  const final = finalCode(failure.error);
  const attempts = delivery.attempts + 1;
  const afterMs = Math.min(backOffMs.first * 2 ** delivery.attempts, backOffMs.most);
  const isTooOld = call.nowMs + afterMs > delivery.sinceMs + ageMaxSeconds * 1000;
  if (final === undefined && attempts <= retriesMax && !isTooOld) {
    call.note('delivery retry scheduled', rule.arn, {
      target: target.arn,
      attempt: attempts,
      afterMs,
      code: failure.error.code,
    });
    call.later({ afterMs, kind: 'deliver', payload: { ...delivery, attempts } });
    return;
  }
  count(call, rule, 'FailedInvocations');
  const condition =
    final !== undefined
      ? undefined
      : attempts > retriesMax
        ? 'MaximumRetryAttempts'
        : 'MaximumEventAgeInSeconds';
  giveUp(call, rule, target, failure, {
    ERROR_CODE: final ?? (/Throttl|TooMany/.test(failure.error.code) ? 'THROTTLING' : 'SDK_CLIENT_ERROR'),
    ERROR_MESSAGE: failure.error.message === '' ? failure.error.code : failure.error.message,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    RETRY_ATTEMPTS: String(delivery.attempts),
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
  });
}

/** To the target's dead-letter queue, or nowhere. */
function giveUp(
  call: EventsCall,
  rule: Rule,
  { arn, deadLetterArn }: Target,
  { event, error }: Failure,
  attributes: Readonly<Record<string, string>>,
): void {
  const eventId = event.id;
  if (deadLetterArn === undefined) {
    call.note('event dropped', rule.arn, { eventId, target: arn, code: error.code, reason: error.message });
    return;
  }
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  try {
    call.ask('sqs', asCaller(call, rule, deadLetterArn, undefined)).sendMessage({
      QueueUrl: queueUrl(deadLetterArn),
      MessageBody: JSON.stringify(event),
      MessageAttributes,
    });
    count(call, rule, 'InvocationsSentToDlq');
    call.note('message moved to dead-letter queue', rule.arn, {
      eventId,
      deadLetterQueueArn: deadLetterArn,
      code: attributes['ERROR_CODE'] ?? '',
    });
  } catch (refusal) {
    if (!(refusal instanceof AwsError)) throw refusal;
    count(call, rule, 'InvocationsFailedToBeSentToDlq');
    call.note('dead letter not delivered', rule.arn, {
      eventId,
      queue: deadLetterArn,
      reason: refusal.message,
    });
  }
}
