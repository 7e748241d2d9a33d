import type { EventBridge, Replay as ReplayOutput } from '@aws-sdk/client-eventbridge';
import { AwsError, parseArn, type Operations } from '../../../cloud/service';
import { arnOf, busAt } from '../buses/find';
import { page } from '../buses/pages';
import { accept } from '../delivery/dispatch';
import { alreadyExists, doesNotExist, limitExceeded, validation } from '../errors';
import type { BusEvent, EventsCall, State } from '../state';
import { archivedEvents } from './kept-events';
import type { Replay } from './state';

const activeMax = 10;
const active: readonly string[] = ['STARTING', 'RUNNING', 'CANCELLING'];
/** AWS takes minutes and promises nothing. */
const stepMs = { low: 500, high: 2_000 };

/** Events of an archive that are sent again (EventBridge's guide, "Replaying events"). */
export const replays: Operations<EventBridge, State> = {
  startReplay(input, call) {
    const { ReplayName: name, Description, EventSourceArn, Destination } = input;
    const [fromMs, toMs] = [input.EventStartTime.getTime(), input.EventEndTime.getTime()];
    if (fromMs >= toMs) {
      throw validation(
        'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
      );
    }
    const archive = checkedArchive(call, EventSourceArn, Destination.Arn ?? '');
    if (call.state.replays.has(name)) throw alreadyExists(`Replay ${name}`);
    if ([...call.state.replays.values()].filter(({ state }) => active.includes(state)).length >= activeMax) {
      throw limitExceeded('The requested resource exceeds the maximum number allowed.');
    }
    const replay: Replay = {
      name,
      arn: arnOf(call, `replay/${name}`),
      ...(Description === undefined ? {} : { description: Description }),
      archive,
      archiveArn: EventSourceArn,
      destination: { ...Destination },
      fromMs,
      toMs,
      state: 'STARTING',
      startedAtMs: call.nowMs,
    };
    goOn(call, replay);
    return {
      ReplayArn: replay.arn,
      State: replay.state,
      ReplayStartTime: new Date(replay.startedAtMs),
    };
  },

  cancelReplay({ ReplayName }, call) {
    const replay = replayAt(call, ReplayName);
    if (replay.state !== 'STARTING' && replay.state !== 'RUNNING') {
      throw new AwsError(
        'IllegalStatusException',
        `Replay ${replay.name} is not in a valid state for this operation.`,
        { status: 400 },
      );
    }
    if (replay.laterId !== undefined) call.cancel(replay.laterId);
    goOn(call, { ...replay, state: 'CANCELLING' });
    return { ReplayArn: replay.arn, State: 'CANCELLING' };
  },

  describeReplay({ ReplayName }, call) {
    const replay = replayAt(call, ReplayName);
    return {
      ReplayArn: replay.arn,
      ...(replay.description === undefined ? {} : { Description: replay.description }),
      Destination: { ...replay.destination },
      ...listed(replay),
    };
  },

  listReplays(input, call) {
    const { NamePrefix, EventSourceArn, State: state } = input;
    if ([NamePrefix, EventSourceArn, state].filter((each) => each !== undefined).length > 1) {
      throw validation(
        'At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.',
      );
    }
    const found = [...call.state.replays.values()].filter(
      (replay) =>
        replay.name.startsWith(NamePrefix ?? '') &&
        (EventSourceArn === undefined || replay.archiveArn === EventSourceArn) &&
        (state === undefined || replay.state === state),
    );
    const { rows, token } = page(found, input);
    return { Replays: rows.map(listed), ...token };
  },
};

/** The archive of a replay, which goes to the bus that its events came from. */
function checkedArchive(call: EventsCall, archiveArn: string, busArn: string): string {
  if (parseArn(busArn)?.resource.startsWith('event-bus/') !== true) {
    throw validation('Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.');
  }
  const bus = busAt(call, busArn);
  const name = parseArn(archiveArn)?.resource.replace(/^archive\//, '') ?? archiveArn;
  const archive = call.state.archives.get(name);
  if (archive === undefined) {
    throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${name} does not exist.`);
  }
  if (archive.bus !== bus.name) {
    throw validation(
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    );
  }
  return name;
}

function replayAt(call: EventsCall, name: string): Replay {
  const replay = call.state.replays.get(name);
  if (replay === undefined) throw doesNotExist(`Replay ${name}`);
  return replay;
}

function goOn(call: EventsCall, replay: Replay): void {
  const afterMs = call.random('replay').between(stepMs.low, stepMs.high);
  const laterId = call.later({ afterMs, kind: 'stepReplay', payload: { name: replay.name } });
  call.state.replays.set(replay.name, { ...replay, laterId });
}

/** A replay's next state; what it sends it sends at once. */
export function stepReplay({ name }: { name: string }, call: EventsCall): void {
  const { laterId: _, ...replay } = call.state.replays.get(name) ?? {};
  if (!('arn' in replay)) return;
  if (replay.state === 'STARTING') {
    goOn(call, { ...replay, state: 'RUNNING', ...sendAgain(call, replay) });
    return;
  }
  const state = replay.state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED';
  call.state.replays.set(name, { ...replay, state, endedAtMs: call.nowMs });
}

function sendAgain(call: EventsCall, replay: Replay): { lastReplayedMs?: number } {
  const archive = call.state.archives.get(replay.archive);
  if (archive === undefined) return {};
  const events = archivedEvents(call, archive).filter(
    ({ atMs }) => atMs >= replay.fromMs && atMs < replay.toMs,
  );
  for (const { blob } of events) {
    const kept: BusEvent = JSON.parse(Buffer.from(call.blobs.get(blob)).toString('utf8'));
    const { resources, detail, ...rest } = kept;
    const event: BusEvent = { ...rest, 'replay-name': replay.name, resources, detail };
    accept(call, replay.destination.Arn, event, replay.destination.FilterArns);
  }
  const last = events.at(-1);
  return last === undefined ? {} : { lastReplayedMs: last.atMs };
}

const listed = (replay: Replay): ReplayOutput => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archiveArn,
  State: replay.state,
  EventStartTime: new Date(replay.fromMs),
  EventEndTime: new Date(replay.toMs),
  ...(replay.lastReplayedMs === undefined ? {} : { EventLastReplayedTime: new Date(replay.lastReplayedMs) }),
  ReplayStartTime: new Date(replay.startedAtMs),
  ...(replay.endedAtMs === undefined ? {} : { ReplayEndTime: new Date(replay.endedAtMs) }),
});
