import type { Stack } from '../backends/stack';
import type { TraceEntry } from '../kernel';
import type {
  DeadLetterPlace,
  Evidence,
  Grant,
  Look,
  Outcome,
  StackState,
  Tried,
  Work,
} from '../properties/property';
import { namesOf } from './names';

/** Reads what lies in the declared dead-letter places. */
export async function readDeadLetters(stack: Stack, places: readonly string[]): Promise<DeadLetterPlace[]> {
  const read: DeadLetterPlace[] = [];
  for (const logicalId of places) {
    // A flaw may have taken the place away: then nothing can lie there.
    if (!stack.has(logicalId)) continue;
    const messages = await stack.queue(logicalId).messages();
    read.push({
      logicalId,
      arn: stack.att(logicalId, 'Arn'),
      messages: messages.map(({ Body = '', MessageAttributes = {}, Attributes = {} }) => ({
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { DataType = '', StringValue = '' }]) => [
            name,
            { type: DataType, value: StringValue },
          ]),
        ),
        receiveCount: Number(Attributes.ApproximateReceiveCount ?? 0),
      })),
    });
  }
  return read;
}

/** Puts together what verdicts rest on. */
export function evidenceOf(
  stack: Stack,
  noun: string,
  run: {
    trace: readonly TraceEntry[];
    startMs: number;
    submitted: readonly Work[];
    outcomes: readonly Outcome[];
    deadLetters: readonly DeadLetterPlace[];
    looks: readonly Look[];
    tried: readonly Tried[];
    grants?: readonly Grant[];
    leftovers?: readonly { kind: string; name: string; logicalId?: string }[];
    stacks?: readonly StackState[];
    twin?: readonly Outcome[];
  },
): Evidence {
  return { ...run, noun, names: namesOf(stack) };
}
