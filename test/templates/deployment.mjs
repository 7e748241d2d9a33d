// One template: deployed with its surroundings, deleted again, and what is left of it.
import { createRequire } from 'node:module';
import { leftBehind, snapshot } from './leaks.mjs';
import { parameterValues } from './parameters.mjs';
import { refusedByAws } from './refusals.mjs';
import { emptied, publishAssets, supplied, worldOf } from './surroundings.mjs';

const require = createRequire(import.meta.url);
const { CloudFormation } = require('@aws-sdk/client-cloudformation');

/** How often something that was missed is supplied before the deployment counts as failed. */
const attemptsMax = 12;

/** Orders of creation that are tried before a failure counts. */
const seeds = ['templates', 'templates-2', 'templates-3', 'templates-4'];

/**
 * Deploys and deletes a template in a fork of the base. One that fails is tried in other orders of creation, as
 * CloudFormation promises none: where some succeed, a DependsOn is missing, which is told.
 */
export async function deployed(base, template) {
  let first;
  for (const seed of seeds) {
    const result = await inOneOrder(base, template, seed);
    if (first === undefined && (result.error === undefined || result.refused !== undefined)) return result;
    if (result.error === undefined) {
      const note = `only some orders of creation succeed; another one: ${first.failure.resource} ${first.failure.reason}`;
      return { ...result, notes: [...result.notes, note] };
    }
    first ??= result;
    if (result.failure === undefined || result.failure.resource === '') break;
  }
  return first;
}

async function inOneOrder(base, template, seed) {
  const notes = [];
  const supplies = [];
  for (let attempt = 0; ; attempt++) {
    const cloud = worldOf(base, seed);
    try {
      await publishAssets(cloud, template.file, attempt === 0 ? notes : []);
      for (const failure of supplies) await supplied(cloud, failure, template);
      const result = await round(cloud, template, notes);
      const { failure } = result;
      // What fails beside something that was stood in for may fail because of that.
      if (supplies.length > 0 && result.refused !== undefined) result.refused = undefined;
      const isKnown =
        failure !== undefined &&
        supplies.some((one) => one.reason === failure.reason && one.resource === failure.resource);
      const note =
        failure === undefined || isKnown || attempt >= attemptsMax
          ? undefined
          : await supplied(cloud, failure, template);
      if (note === undefined) return { ...result, notes };
      notes.push(note);
      supplies.push(failure);
    } finally {
      await cloud[Symbol.asyncDispose]();
    }
  }
}

/** Deletes the stack; buckets that stand in the way because something wrote to them are emptied, as people do. */
async function deleted(cloud, StackName, notes) {
  const cfn = cloud.aws(CloudFormation);
  for (let attempt = 0; ; attempt++) {
    await cfn.deleteStack({ StackName });
    await cloud.settle();
    const { Stacks: [stack] = [] } = await cfn.describeStacks({ StackName });
    if (stack?.StackStatus !== 'DELETE_FAILED' || attempt === attemptsMax) return stack;
    const failures = (await eventsOf(cfn, StackName)).filter(
      ({ ResourceStatus, ResourceStatusReason = '' }) =>
        ResourceStatus === 'DELETE_FAILED' &&
        ResourceStatusReason.includes('bucket you tried to delete is not empty'),
    );
    if (failures.length === 0) return stack;
    for (const { LogicalResourceId, PhysicalResourceId } of failures) {
      const note = `the bucket ${LogicalResourceId} was emptied before it could be deleted`;
      if (await emptied(cloud, PhysicalResourceId)) notes.push(note);
    }
  }
}

async function round(cloud, template, notes) {
  const cfn = cloud.aws(CloudFormation);
  const before = snapshot(cloud);
  const parameters = parameterValues(template.parameters, template.mapped);
  const nothing = { leaks: [], resources: 0, modelledOnly: [] };
  let stack;
  try {
    stack = await cloud.deploy(template.file, { stackName: template.name, parameters });
  } catch (error) {
    const failure = await firstFailure(cfn, template.name);
    return {
      ...nothing,
      refused: refusedOutright(error, template) ?? refusedByAws(failure?.reason ?? ''),
      error: [
        error.message,
        ...cloud.backend.engine.notEmulated.map((what) => `  not emulated  ${what}`),
      ].join('\n'),
      failure: failure ?? { reason: error.message, resource: '', properties: {} },
    };
  }
  const { StackResources = [] } = await cfn.describeStackResources({ StackName: stack.id });
  const rest = { resources: StackResources.length, modelledOnly: [...cloud.backend.engine.modelledOnly] };
  const gone = await deleted(cloud, stack.id, notes);
  if (gone?.StackStatus !== 'DELETE_COMPLETE') {
    const failure = await firstFailure(cfn, stack.id);
    const reason =
      failure === undefined ? (gone?.StackStatusReason ?? '') : `${failure.resource}: ${failure.reason}`;
    return { leaks: [], ...rest, error: `deleting ended in ${gone?.StackStatus}\n${reason}` };
  }
  await cloud.advance('40 days');
  const retained = await retainedOf(cfn, stack.id);
  return { ...rest, leaks: leftBehind(cloud, before, retained) };
}

/** What CloudFormation itself refuses about a template is bad input, before there is any stack. */
function refusedOutright({ code, name, message }, template) {
  const parameter = /^Parameter '?(\w+)'? (?:failed to satisfy constraint|must be)/.exec(message)?.[1];
  // A value that we have made up says nothing about the template.
  const isDefault = template.parameters[parameter]?.Default !== undefined;
  const isTemplate = name === 'ValidationError' && /^Template (?:format )?error/.test(message);
  return code === 'STORM_BAD_INPUT' || isTemplate || isDefault
    ? 'CloudFormation refuses it before there is a stack'
    : undefined;
}

async function eventsOf(cfn, StackName) {
  const events = [];
  let NextToken;
  do {
    const answer = await cfn.describeStackEvents({ StackName, NextToken });
    events.push(...(answer.StackEvents ?? []));
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  return events;
}

async function firstFailure(cfn, StackName) {
  const events = await eventsOf(cfn, StackName).catch(() => []);
  const failed = events
    .toReversed()
    .find(
      ({ ResourceStatus = '', ResourceStatusReason = '' }) =>
        (ResourceStatus.endsWith('_FAILED') && !ResourceStatusReason.includes('cancelled')) ||
        ResourceStatus === 'ROLLBACK_IN_PROGRESS',
    );
  if (failed === undefined) return undefined;
  const { LogicalResourceId: resource, ResourceStatusReason: reason = '', ResourceProperties } = failed;
  let properties = {};
  try {
    properties = JSON.parse(ResourceProperties ?? '{}');
  } catch {
    // Events of stacks have none.
  }
  return { resource, reason, properties };
}

/** Physical ids of what the template says to keep. */
async function retainedOf(cfn, stackId) {
  const events = await eventsOf(cfn, stackId);
  return events
    .filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED')
    .map(({ PhysicalResourceId = '' }) => PhysicalResourceId)
    .filter((id) => id !== '');
}
