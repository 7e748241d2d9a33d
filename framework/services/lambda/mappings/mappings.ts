import type { EventSourceMappingConfiguration, Lambda } from '@aws-sdk/client-lambda';
import { AwsError, formatArn, parseArn, type Operations } from '../../../cloud/service';
import { conflict, invalidParameter, noSuchResource } from '../errors';
import { queueUrl, roleSession } from '../functions/role';
import { referenceOf, targetOf, type Target } from '../functions/names';
import type { LambdaCall, State } from '../state';
import type { EventSourceMapping } from './state';
import { checkMapping, settingsOf } from './input';
import { cancelPoll } from './next-poll';

const pageSize = 100;
/** AWS takes its time for each change of a mapping; it promises none. */
const changeMs = { low: 2000, high: 10_000 };

/** Event source mappings of SQS queues (aws-behaviour.md 1.7). */
export const mappings: Operations<Lambda, State> = {
  createEventSourceMapping(input, call) {
    const { EventSourceArn: queueArn } = input;
    if (queueArn === undefined) throw invalidParameter('Unrecognized event source.');
    checkMapping({ ...input, EventSourceArn: queueArn }, 'CreateEventSourceMapping', call);
    const target = functionOf(input.FunctionName, call);
    const settings = settingsOf(input, undefined);
    checkQueue(queueArn, target, call);
    const functionArn = arnOf(target);
    refuseSecond(queueArn, functionArn, target.fn.name, call);
    const uuid = call.random('mapping').uuid();
    const { partition, region, accountId } = call;
    const isEnabled = input.Enabled ?? true;
    const resource = `event-source-mapping:${uuid}`;
    const mapping: EventSourceMapping = {
      uuid,
      arn: formatArn({ partition, service: 'lambda', region, accountId, resource }),
      queueArn,
      functionName: target.fn.name,
      functionArn,
      ...(target.qualifier === undefined ? {} : { qualifier: target.qualifier }),
      ...settings,
      tags: input.Tags ?? {},
      state: 'Creating',
      isEnabled,
      change: 0,
      lastModifiedAtMs: call.nowMs,
    };
    return shown(begin(mapping, 'Creating', call));
  },

  updateEventSourceMapping(input, call) {
    const before = existing(input.UUID, call);
    refuseWhileChanging(before, 'update');
    checkMapping({ ...input, EventSourceArn: before.queueArn }, 'UpdateEventSourceMapping', call);
    const target = functionOf(input.FunctionName ?? before.functionArn, call);
    const settings = settingsOf(input, before);
    checkQueue(before.queueArn, target, call);
    const { qualifier: _, maximumConcurrency: _before, ...rest } = before;
    const isEnabled = input.Enabled ?? before.isEnabled;
    const mapping: EventSourceMapping = {
      ...rest,
      functionName: target.fn.name,
      functionArn: arnOf(target),
      ...(target.qualifier === undefined ? {} : { qualifier: target.qualifier }),
      ...settings,
      isEnabled,
      lastModifiedAtMs: call.nowMs,
    };
    const toggled = isEnabled ? 'Enabling' : 'Disabling';
    return shown(begin(mapping, isEnabled === before.isEnabled ? 'Updating' : toggled, call));
  },

  getEventSourceMapping(input, call) {
    return shown(existing(input.UUID, call));
  },

  deleteEventSourceMapping(input, call) {
    const mapping = existing(input.UUID, call);
    refuseWhileChanging(mapping, 'delete');
    return shown(begin({ ...mapping, isEnabled: false, lastModifiedAtMs: call.nowMs }, 'Deleting', call));
  },

  listEventSourceMappings(input, call) {
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const name =
      input.FunctionName === undefined ? undefined : referenceOf(input.FunctionName, undefined, call);
    const found: EventSourceMapping[] = [];
    for (const [, mapping] of call.state.mappings.range({ from: input.Marker ?? '' })) {
      if (input.EventSourceArn !== undefined && mapping.queueArn !== input.EventSourceArn) continue;
      if (name !== undefined && mapping.functionName !== name.name) continue;
      if (name?.qualifier !== undefined && mapping.qualifier !== name.qualifier) continue;
      found.push(mapping);
    }
    const next = found[size];
    return {
      EventSourceMappings: found.slice(0, size).map(shown),
      ...(next === undefined ? {} : { NextMarker: next.uuid }),
    };
  },
};

/** A change of a mapping is complete: polling begins, goes on or is over. */
export function completeMapping({ uuid, change }: { uuid: string; change: number }, call: LambdaCall): void {
  const mapping = call.state.mappings.get(uuid);
  if (mapping === undefined || mapping.change !== change) return;
  if (mapping.state === 'Deleting') {
    call.state.mappings.delete(uuid);
    call.state.pollings.delete(uuid);
    return;
  }
  call.state.mappings.set(uuid, { ...mapping, state: mapping.isEnabled ? 'Enabled' : 'Disabled' });
  if (mapping.isEnabled) tellQueue(mapping, true, call);
}

function begin(
  before: EventSourceMapping,
  state: EventSourceMapping['state'],
  call: LambdaCall,
): EventSourceMapping {
  const mapping = { ...before, state, change: call.count('change of a mapping') };
  call.state.mappings.set(mapping.uuid, mapping);
  cancelPoll(mapping.uuid, call);
  // What was gathered shows up in the queue again.
  if (!mapping.isEnabled) call.state.pollings.delete(mapping.uuid);
  if (!mapping.isEnabled && !isPolledByAnother(mapping, call)) tellQueue(mapping, false, call);
  call.later({
    afterMs: call.random('change of a mapping').between(changeMs.low, changeMs.high),
    kind: 'completeMapping',
    payload: { uuid: mapping.uuid, change: mapping.change },
  });
  return mapping;
}

function isPolledByAnother({ uuid, queueArn }: EventSourceMapping, call: LambdaCall): boolean {
  for (const other of call.state.mappings.values()) {
    if (other.uuid !== uuid && other.queueArn === queueArn && other.isEnabled) return true;
  }
  return false;
}

function tellQueue({ queueArn }: EventSourceMapping, isPolling: boolean, call: LambdaCall): void {
  const owner = parseArn(queueArn)?.accountId ?? call.accountId;
  call.tell('sqs', 'pollers', { queueArn, accountId: call.accountId, isPolling }, { accountId: owner });
}

function existing(uuid: string, call: LambdaCall): EventSourceMapping {
  const mapping = call.state.mappings.get(uuid);
  if (mapping === undefined) throw noSuchResource();
  return mapping;
}

/** In the words that AWS has for this; it is in use until the change under way is complete. */
function refuseWhileChanging({ state }: EventSourceMapping, verb: 'update' | 'delete'): void {
  if (state === 'Enabled' || state === 'Disabled') return;
  throw new AwsError(
    'ResourceInUseException',
    `Cannot ${verb} the event source mapping because it is in use.`,
    { status: 400, fields: { Type: 'User' } },
  );
}

function functionOf(name: string, call: LambdaCall): Target {
  const { name: functionName, qualifier } = referenceOf(name, undefined, call);
  const fn = call.state.functions.get(functionName);
  const target = fn === undefined ? undefined : targetOf(fn, qualifier, call);
  if (target === undefined) {
    throw invalidParameter('Function does not exist');
  }
  return target;
}

function arnOf({ fn, qualifier }: Target): string {
  return qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`;
}

function refuseSecond(queueArn: string, functionArn: string, functionName: string, call: LambdaCall): void {
  for (const { uuid, ...other } of call.state.mappings.values()) {
    if (other.queueArn !== queueArn || other.functionArn !== functionArn) continue;
    throw conflict(
      `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${functionName} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    );
  }
}

/**
 * The queue is there, hides messages for as long as the function may run, and the role may poll it.
 *
 * As with dead-letter queues the role's calls are real ones that SQS refuses after it has authorized them.
 */
function checkQueue(queueArn: string, { version }: Target, call: LambdaCall): void {
  const region = parseArn(queueArn)?.region ?? call.region;
  const queue = call.ask('sqs', { as: roleSession(version, call).principal, region });
  const QueueUrl = queueUrl(queueArn);
  tried('ReceiveMessage', () => queue.receiveMessage({ QueueUrl, MaxNumberOfMessages: 0 }));
  tried('DeleteMessage', () => queue.deleteMessage({ QueueUrl, ReceiptHandle: '' }));
  const attributes = tried('GetQueueAttributes', () =>
    queue.getQueueAttributes({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const visibility = Number(attributes?.Attributes?.['VisibilityTimeout'] ?? 30);
  const timeout = version.inForce.timeoutSeconds;
  if (visibility < timeout) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  }
}

function tried<T>(operation: string, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code.startsWith('AccessDenied')) {
      throw invalidParameter(
        `The provided execution role does not have permissions to call ${operation} on SQS`,
      );
    }
    if (/NonExistentQueue|QueueDoesNotExist/.test(error.code)) {
      throw invalidParameter(
        `Error occurred while ${operation}. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: ${error.message}`,
      );
    }
    return undefined;
  }
}

function shown(mapping: EventSourceMapping): EventSourceMappingConfiguration {
  const { filters, maximumConcurrency } = mapping;
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    EventSourceArn: mapping.queueArn,
    EventSourceMappingArn: mapping.arn,
    FunctionArn: mapping.functionArn,
    LastModified: new Date(mapping.lastModifiedAtMs),
    ...(mapping.lastResult === undefined ? {} : { LastProcessingResult: mapping.lastResult }),
    State: mapping.state,
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(filters.length === 0 ? {} : { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}
