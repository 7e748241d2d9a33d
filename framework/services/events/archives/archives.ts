import type { Archive as ArchiveOutput, EventBridge } from '@aws-sdk/client-eventbridge';
import type { Operations } from '../../../cloud/service';
import { arnOf, busAt, ruleArn } from '../buses/find';
import { page } from '../buses/pages';
import { alreadyExists, doesNotExist, validation } from '../errors';
import { readPattern } from '../patterns/check';
import { ruleKey, type EventsCall, type Pattern, type Rule, type State } from '../state';
import { archivedEvents, forget } from './kept-events';
import type { Archive } from './state';

const rulePrefix = 'Events-Archive-';
export const managedBy = 'prod.vhs.events.aws.internal';

/** Archives: a rule of AWS's own sends them what they keep (EventBridge's guide, "Archiving events"). */
export const archives: Operations<EventBridge, State> = {
  createArchive(input, call) {
    const { ArchiveName: name, EventSourceArn: sourceArn, Description, EventPattern } = input;
    if (input.KmsKeyIdentifier !== undefined) call.notEmulated('events:CreateArchive with KmsKeyIdentifier');
    const bus = busAt(call, sourceArn);
    if (call.state.archives.has(name)) throw alreadyExists(`Archive ${name}`);
    const archive: Archive = {
      name,
      arn: arnOf(call, `archive/${name}`),
      sourceArn,
      bus: bus.name,
      ...(Description === undefined ? {} : { description: Description }),
      ...patternOf(EventPattern),
      retentionDays: input.RetentionDays ?? 0,
      createdAtMs: call.nowMs,
    };
    save(call, archive);
    return changed(archive);
  },

  updateArchive(input, call) {
    const { Description, EventPattern, RetentionDays } = input;
    if (input.KmsKeyIdentifier !== undefined) call.notEmulated('events:UpdateArchive with KmsKeyIdentifier');
    const archive: Archive = {
      ...archiveAt(call, input.ArchiveName),
      ...(Description === undefined ? {} : { description: Description }),
      ...patternOf(EventPattern),
      ...(RetentionDays === undefined ? {} : { retentionDays: RetentionDays }),
    };
    save(call, archive);
    return changed(archive);
  },

  deleteArchive({ ArchiveName }, call) {
    const { name, bus } = archiveAt(call, ArchiveName);
    call.state.archives.delete(name);
    call.state.rules.delete(ruleKey(bus, `${rulePrefix}${name}`));
    forget(call, name);
    return {};
  },

  describeArchive({ ArchiveName }, call) {
    const archive = archiveAt(call, ArchiveName);
    return {
      ArchiveArn: archive.arn,
      ...(archive.description === undefined ? {} : { Description: archive.description }),
      ...(archive.pattern === undefined ? {} : { EventPattern: archive.pattern.text }),
      ...listed(call, archive),
    };
  },

  listArchives(input, call) {
    const { NamePrefix, EventSourceArn, State: state } = input;
    if ([NamePrefix, EventSourceArn, state].filter((each) => each !== undefined).length > 1) {
      throw validation(
        'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
      );
    }
    if (EventSourceArn !== undefined) busAt(call, EventSourceArn);
    const found = [...call.state.archives.values()].filter(
      ({ name, sourceArn }) =>
        name.startsWith(NamePrefix ?? '') &&
        (EventSourceArn === undefined || sourceArn === EventSourceArn) &&
        (state === undefined || state === 'ENABLED'),
    );
    const { rows, token } = page(found, input);
    return { Archives: rows.map((archive) => listed(call, archive)), ...token };
  },
};

export function archiveAt(call: EventsCall, name: string): Archive {
  const archive = call.state.archives.get(name);
  if (archive === undefined) throw doesNotExist(`Archive ${name}`);
  return archive;
}

/** The archive that a rule of AWS's own sends events to. */
export const archiveOfRule = (rule: string): string => rule.slice(rulePrefix.length);

const patternOf = (text: string | undefined): { pattern?: Pattern } =>
  text === undefined || text === '' ? {} : { pattern: readPattern(text) };

const changed = ({ arn, createdAtMs }: Archive) => ({
  ArchiveArn: arn,
  State: 'ENABLED' as const,
  CreationTime: new Date(createdAtMs),
});

function listed(call: EventsCall, archive: Archive): ArchiveOutput {
  const kept = archivedEvents(call, archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.sourceArn,
    State: 'ENABLED',
    RetentionDays: archive.retentionDays,
    SizeBytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    EventCount: kept.length,
    CreationTime: new Date(archive.createdAtMs),
  };
}

/** Keeps the archive and the rule that feeds it: events that are sent again are not kept again. */
function save(call: EventsCall, archive: Archive): void {
  call.state.archives.set(archive.name, archive);
  const name = `${rulePrefix}${archive.name}`;
  const rules = { ...archive.pattern?.rules, 'replay-name': [{ exists: false }] };
  const rule: Rule = {
    name,
    arn: ruleArn(call, archive.bus, name),
    bus: archive.bus,
    state: 'ENABLED',
    pattern: { text: JSON.stringify(rules), rules },
    managedBy,
    sinceMs: archive.createdAtMs,
    createdBy: call.accountId,
    targets: [
      {
        id: name,
        arn: `arn:${call.partition}:events:${call.region}:::`,
        transformer: {
          paths: {},
          template: `{"archive-arn": "${archive.arn}", "event": <aws.events.event.json>, "ingestion-time": <aws.events.event.ingestion-time>}`,
        },
      },
    ],
    tags: {},
  };
  call.state.rules.set(ruleKey(rule.bus, name), rule);
}
