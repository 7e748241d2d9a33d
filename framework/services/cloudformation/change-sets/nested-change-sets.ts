/** Change sets of nested stacks: each has one of its own, which is executed and deleted with its parent's. */
import { AwsError, formatArn } from '../../../cloud/service';
import { physicalName } from '../life-cycle/physical-names';
import type { ResourceChange } from '../life-cycle/plan';
import { nestedRequest } from '../nested/request';
import { unknown } from '../properties/check';
import { configure } from '../stacks/configuration';
import { newStackId } from '../stacks/create-stack';
import type { CloudFormationCall, Stack, StackConfiguration } from '../state';
import { readingTemplate, textAt } from '../templates/source';
import { putChangeSet } from './find';
import type { ChangeSet } from './state';
import { putUnderReview } from './under-review';

const changeSetNameMax = 128;
const afterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * Begins the change set of a nested stack; one that is to come is put under review. Undefined where its template is
 * not known before its parent is changed.
 */
export function nestedChangeSet(
  call: CloudFormationCall,
  parent: ChangeSet,
  parentStack: Stack,
  { logicalId, resource, wanted = {} }: ResourceChange,
): { changeSet: ChangeSet; stack: Stack } | undefined {
  const { url, input } = nestedRequest(parent.configuration, known(wanted));
  if (url.includes(afterApply)) return undefined;
  const existing = resource === undefined ? undefined : call.state.stacks.get(resource.physicalId ?? '');
  const name = existing?.name ?? physicalName(call, parentStack.name, logicalId, changeSetNameMax);
  const place = { stackId: existing?.stackId ?? newStackId(call, name), name };
  const begun = begunFor(call, parent, place, logicalId);
  try {
    const text = textAt(call, url, parentStack.principal);
    const { configuration } = readingTemplate(() => configure(call, input, text, place, existing));
    const nestedIn = {
      stackId: parentStack.stackId,
      logicalId,
      rootId: parentStack.nestedIn?.rootId ?? parentStack.stackId,
    };
    const { principal } = parentStack;
    const stack = existing ?? putUnderReview(call, place, { configuration }, { principal, nestedIn });
    return { changeSet: putChangeSet(call, { ...begun, configuration }), stack };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const failed = { ...begun, status: 'FAILED' as const, reason: error.message };
    return { changeSet: putChangeSet(call, failed), stack: existing ?? parentStack };
  }
}

function begunFor(
  call: CloudFormationCall,
  parent: ChangeSet,
  { stackId, name: stackName }: { stackId: string; name: string },
  logicalId: string,
): ChangeSet {
  const name = physicalName(call, parent.name, logicalId, changeSetNameMax);
  const { partition, region, accountId } = call;
  const resource = `changeSet/${name}/${call.random('change set id').uuid()}`;
  const { roleArn } = parent;
  return {
    id: formatArn({ partition, service: 'cloudformation', region, accountId, resource }),
    name,
    stackId,
    stackName,
    type: parent.type,
    status: 'CREATE_IN_PROGRESS',
    executionStatus: 'UNAVAILABLE',
    createdMs: call.nowMs,
    configuration: unread(parent.configuration),
    changes: [],
    ...(roleArn === undefined ? {} : { roleArn }),
    includeNestedStacks: true,
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
    imported: [],
  };
}

/** Of a nested stack whose template could not be read, the parent's settings are all that is known. */
function unread(configuration: StackConfiguration): StackConfiguration {
  return { ...configuration, parameters: [], values: {}, conditions: {}, outputs: [], imports: [] };
}

/** Properties with CloudFormation's words for what is known only when the parent has been changed. */
function known(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]));
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.includes(unknown) ? afterApply : value;
  if (Array.isArray(value)) return value.map(shown);
  return typeof value === 'object' && value !== null ? known({ ...value }) : value;
}
