import { epochMs, Trace, type CallEntry, type EventEntry } from '../../framework/kernel';
import type { DeadLetter, Evidence, Names } from '../../framework/properties/property';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:orders-Processor-1X';
export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders-Dlq-2Y';
const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders-Ledger-3Z';
const bucketArn = 'arn:aws:s3:::orders-uploads';
const task = 'orders-Processor-1X/1';
const handler = '/var/task/handler.mjs:31';
const empty = { sha256: '', size: 0 };

type More = Partial<Omit<CallEntry, 'type' | 'n' | 'atMs'>>;
type Answer = { status?: number; code?: string; message?: string; fault?: string };

const logicalIds = new Map([
  [functionArn, 'Processor'],
  ['orders-Processor-1X', 'Processor'],
  [queueArn, 'Dlq'],
  [tableArn, 'Ledger'],
  [bucketArn, 'Uploads'],
]);

/** Names as a stack gives them that knows a few resources. */
const names: Names = {
  of: (arnOrName) => logicalIds.get(arnOrName) ?? arnOrName.split(/[:/]/).at(-1) ?? arnOrName,
  template: (logicalId) => (logicalId === 'Processor' ? 'template.yaml:12' : undefined),
  source: (_, place) => place.replace('/var/task/', 'src/'),
};

/** A trace told by hand: each step comes 10 ms after the last, and answers its number for what it causes. */
export function story() {
  const trace = new Trace();
  let atMs = epochMs;
  let calls = 0;
  const at = () => (atMs += 10);

  function call(
    cause: number,
    entry: More & { service: string; operation: string },
    answer: Answer | null,
  ): number {
    const n = trace.add(at(), {
      type: 'call',
      cause,
      task,
      principal: 'p',
      accountId: '000000000000',
      region: 'us-east-1',
      input: empty,
      ...entry,
    });
    if (answer === null) return n;
    const { status = answer.code === undefined ? 200 : 400, code, message, fault } = answer;
    if (fault !== undefined) trace.add(at(), { type: 'fault', cause: n, fault, effect: 'fault' });
    const refusal = {
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
    };
    trace.add(at(), { type: 'answer', cause: n, status, output: empty, ...refusal });
    return n;
  }

  function event(
    cause: number,
    name: string,
    detail: EventEntry['detail'] = {},
    resource = functionArn,
  ): number {
    return trace.add(at(), { type: 'event', cause, service: 'lambda', event: name, resource, detail });
  }

  return {
    trace,
    call,
    event,
    /** The scenario puts an object for a piece of work. */
    submit: (work: string): number =>
      call(
        0,
        {
          task: 'scenario',
          call: ++calls,
          work,
          service: 's3',
          operation: 'PutObject',
          resource: bucketArn,
          subject: `${work}.json`,
        },
        {},
      ),
    /** Nothing happens for so long. */
    wait: (spanMs: number): void => {
      atMs += spanMs;
    },
    invoke: (cause: number, attempt = 1): number =>
      event(cause, 'invocation started', { requestId: 'r', attempt }),
    /** Function code writes the outcome. */
    write: (cause: number, answer: Answer | null = {}, more: More = {}): number =>
      call(
        cause,
        {
          call: ++calls,
          service: 'dynamodb',
          operation: 'PutItem',
          resource: tableArn,
          place: handler,
          ...more,
        },
        answer,
      ),
    fail: (cause: number): number => event(cause, 'invocation failed', { errorType: 'Error' }),
    /** Lambda sends the event to the dead-letter queue. */
    deadLetter: (cause: number, answer: Answer = {}): number =>
      call(cause, { task: 'lambda', service: 'sqs', operation: 'SendMessage', resource: queueArn }, answer),
    log: (cause: number, text: string): number => trace.add(at(), { type: 'log', cause, task, text }),
    evidence: (submitted: string[], outcomes: string[], messages: DeadLetter[] = []): Evidence => ({
      trace: trace.entries,
      startMs: epochMs,
      noun: 'order',
      submitted: submitted.map((id) => ({ id })),
      outcomes: outcomes.map((id) => ({ id })),
      deadLetters: [{ logicalId: 'Dlq', arn: queueArn, messages }],
      names,
    }),
  };
}

export type Story = ReturnType<typeof story>;

/** An order that is processed without trouble. */
export function processed(told: Story, work: string): void {
  told.write(told.invoke(told.submit(work)));
}

/** An order that fails `attempts` times and is given to the dead-letter queue. */
export function givenUp(told: Story, work: string, attempts = 3): void {
  const submitted = told.submit(work);
  for (let attempt = 1; attempt <= attempts; attempt++) told.fail(told.invoke(submitted, attempt));
  told.deadLetter(submitted);
}

/** A dead letter as Lambda sends it. */
export function letter(body = '{}', absent: readonly string[] = []): DeadLetter {
  const all = { RequestID: 'r', ErrorCode: '200', ErrorMessage: 'boom' };
  const attributes = Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !absent.includes(name))
      .map(([name, value]) => [name, { type: 'String', value }]),
  );
  return { body, attributes, receiveCount: 1 };
}
