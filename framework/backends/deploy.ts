import { dirname, resolve } from 'node:path';
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  type Capability,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { canonicalJson, sha256, StormError } from '../kernel';
import { placeOf, type Template } from '../template';
import { notAwaited } from './awaited';
import type { Cloud } from './cloud';
import { placeText, readTemplate, templateInput } from './packages';
import { Sources } from './sources';
import { Stack } from './stack';
import { nextRescue, rescueCommand } from './rescue';
import { eventsOf } from './stack-changes';

export { readTemplate } from './packages';

export interface DeployOptions {
  /** By default the name of the template's folder. */
  stackName?: string;
  parameters?: Record<string, string>;
  /** What the deployer acknowledges; everything by default, unlike AWS, where naming it is a safety catch. */
  capabilities?: readonly Capability[];
  tags?: Record<string, string>;
  /** Deploy as this role, and hand CloudFormation no more than it may do. */
  as?: string;
  sources?: Sources;
}

const waitSecondsMax = 7200;
/** Where time is real, nobody waits for as long. */
const realWaitSecondsMax = 300;

/** Deploys a template file: packages its local code, creates the stack and waits, through the SDK's clients alone. */
export async function deploy(cloud: Cloud, file: string, options: DeployOptions = {}): Promise<Stack> {
  const sources = options.sources ?? new Sources();
  const written = readTemplate(file, sources);
  const template = cloud.backend.invocations?.instrumented(written) ?? written;
  const stackName =
    options.stackName ?? (dirname(resolve(file)).split('/').at(-1) ?? 'stack').replace(/[^A-Za-z0-9-]/g, '-');
  const { pace } = cloud.backend;
  return cloud.play(async () => {
    const body = await templateInput(cloud, template, sources);
    const client = cloud.aws(CloudFormation, options.as === undefined ? {} : { as: options.as });
    const { StackId } = await client.createStack({
      StackName: stackName,
      ...body,
      Parameters: Object.entries(options.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: [...(options.capabilities ?? ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'])],
      Tags: Object.entries(options.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    });
    const stackId = StackId ?? stackName;
    const waited = await waitUntilStackCreateComplete(
      { client, maxWaitTime: pace === undefined ? waitSecondsMax : realWaitSecondsMax, ...pace },
      { StackName: stackId },
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (waited !== undefined) throw await deployFailed(cloud, client, stackId, stackName, template, waited);
    return Stack.read(cloud, stackId, template, sources);
  });
}

interface LoadFailure {
  errorType?: string;
  errorMessage?: string;
}

async function deployFailed(
  cloud: Cloud,
  client: CloudFormation,
  stackId: string,
  stackName: string,
  template: Template,
  cause: unknown,
): Promise<StormError> {
  const events = await eventsOf(client, stackId);
  const failures = events.filter(isFailure);
  const [first] = failures;
  const lines = failures.map(
    (event) =>
      `  ${event.LogicalResourceId ?? '?'}  ${event.ResourceStatus ?? ''}  ${event.ResourceStatusReason ?? ''}`,
  );
  const place =
    first === undefined ? undefined : placeOf(template, ['Resources', first.LogicalResourceId ?? '']);
  const status =
    events.findLast((event) => event.LogicalResourceId === stackName)?.ResourceStatus ?? 'unknown';
  const missing = notAwaited(template, events, first?.LogicalResourceId ?? '');
  const hint =
    missing.length === 0
      ? ''
      : `; it does not wait for ${missing.join(', ')}, which ${missing.length === 1 ? 'was' : 'were'} not there yet: if it needs ${missing.length === 1 ? 'it' : 'one of them'}, give it a DependsOn`;
  const look = `look at ${first?.LogicalResourceId ?? 'the stack'}  ${placeText(place) ?? template.file}`;
  return new StormError(
    'STORM_DEPLOY_FAILED',
    `The stack ${stackName} ended in ${status}.\n\n${[...lines, ...notLoaded(cloud)].join('\n')}`,
    {
      fix: `${look}${hint}${wayOut(status, stackName, cloud.region)}`,
      cause,
    },
  );
}

/** Handlers that could not be loaded: a custom resource of theirs is waited for in vain. */
const notLoaded = ({ backend: { unloadable = new Map() } }: Cloud): string[] =>
  [...unloadable].map(([name, payload]) => {
    const { errorType = 'Error', errorMessage = '' }: LoadFailure = JSON.parse(payload);
    return `  ${name}  its handler can't be loaded: ${errorType}: ${errorMessage}`;
  });

/** What makes room for the next attempt. */
function wayOut(status: string, stackName: string, region: string): string {
  const step = nextRescue({ status, failed: [] }, []);
  return step === undefined ? '' : `\n             to try again  ${rescueCommand(step, stackName, region)}`;
}

function isFailure(event: StackEvent): boolean {
  return (
    (event.ResourceStatus ?? '').endsWith('_FAILED') && !/cancelled/.test(event.ResourceStatusReason ?? '')
  );
}

/** A name for a deployed template's content, for the repro file. */
export function templateHash(template: Template): string {
  return sha256(canonicalJson(template.body)).slice(0, 16);
}
