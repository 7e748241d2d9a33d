import { Lambda } from '@aws-sdk/client-lambda';
import type { Armed } from '../../faults';
import { real } from '../../kernel';
import type { ArchiveFile } from '../../template';
import { isMap, own, type Template, type Value, type ValueMap } from '../../template';
import type { Endpoint } from '../endpoint/endpoint';
import { pause } from '../endpoint/quiet';
import { captured, captureModule } from './capture';
import { FaultProxy, type Captured } from './proxy';

/** Which service an event came from. */
const sources: Readonly<Record<string, string>> = { 'aws:s3': 's3', 'aws:sns': 'sns' };

/** Who says nothing for so long has died. */
const invocationMaxMs = 10_000;

/** The longest that a copy of a delivery is put off in real time. */
const copyMaxMs = 3000;

/** Function code of a cloud: pointed at the fault proxy, and known by what it tells of its invocations. */
export class Invocations {
  private proxy: FaultProxy | undefined;
  /** When each invocation began that has not told of its end. */
  private readonly begun = new Map<string, number>();
  private told = 0;
  private readonly copies = new Set<string>();
  private readonly pending: Promise<void>[] = [];
  private pendingCount = 0;

  constructor(
    private readonly cloud: Endpoint,
    private readonly host: string,
  ) {}

  /** Invocations that have begun and not ended, and copies that are still to come. */
  get running(): number {
    const now = real.nowMs();
    const running = [...this.begun.values()].filter((atMs) => now - atMs < invocationMaxMs).length;
    return running + this.pendingCount;
  }

  /** Changes with everything that function code does. */
  get activity(): number {
    return this.told + (this.proxy?.passed ?? 0);
  }

  /** Begins to listen; function code that is deployed from now on goes through the proxy. */
  async listen(): Promise<void> {
    if (this.proxy !== undefined || !this.cloud.can.functions) return;
    // Function code of our own cloud reaches that cloud and nothing else, so no proxy either.
    if (this.cloud.product === 'stormproof') return;
    const host = this.host === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0';
    this.proxy = await FaultProxy.listen(this.cloud.way, { host, captured: (told) => this.hear(told) });
  }

  /** The template with each Node function's environment and handler made to go through the proxy. */
  instrumented(template: Template): Template {
    const { proxy } = this;
    if (proxy === undefined) return template;
    const resources: ValueMap = {};
    for (const [logicalId, resource] of Object.entries(template.resources))
      resources[logicalId] = isNodeFunction(template, resource)
        ? instrumented(resource, `http://${this.host}:${proxy.port}`)
        : resource;
    return { ...template, resources, body: { ...template.body, Resources: resources } };
  }

  /** The package of a function, with the module that tells of its invocations. */
  packaged(template: Template, logicalId: string, files: ArchiveFile[]): ArchiveFile[] {
    return this.proxy !== undefined && isNodeFunction(template, own(template.resources, logicalId))
      ? captured(files)
      : files;
  }

  async close(): Promise<void> {
    await Promise.all(this.pending.splice(0));
    await this.proxy?.close();
    this.proxy = undefined;
  }

  private hear(told: Captured): void {
    this.told++;
    if (told.phase === 'ended') {
      this.begun.delete(told.requestId);
      return;
    }
    this.begun.set(told.requestId, real.nowMs());
    // A copy that we made ourselves, or Lambda's own retry, is no new delivery.
    const name = `${told.function} ${JSON.stringify(told.event)}`;
    if (this.copies.has(name)) return;
    this.copies.add(name);
    const { event } = told;
    const service = serviceOf(event);
    const view = {
      service,
      kind: 'delivery',
      to: told.function,
      subject: undefined,
      key: `${service}#${this.copies.size}`,
    };
    for (const { fault, effect } of this.cloud.injector.deliver(view)) {
      for (const afterMs of effect.copiesAfterMs ?? []) this.pending.push(this.copy(told, fault, afterMs));
    }
  }

  private async copy(told: Captured, fault: Armed, afterMs: number): Promise<void> {
    this.pendingCount++;
    const lambda = new Lambda(this.cloud.clientConfig());
    try {
      await pause(Math.min(afterMs, copyMaxMs));
      await lambda.invoke({
        FunctionName: told.function,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(told.event)),
      });
      fault.tookEffect('copy');
      this.cloud.way.trace({ type: 'fault', cause: 0, fault: fault.id, effect: 'extra copy delivered' });
    } finally {
      this.pendingCount--;
      lambda.destroy();
    }
  }
}

function serviceOf(event: unknown): string {
  if (typeof event !== 'object' || event === null || !('Records' in event) || !Array.isArray(event.Records))
    return 'lambda';
  const [record]: unknown[] = event.Records;
  if (typeof record !== 'object' || record === null) return 'lambda';
  const source: unknown = Reflect.get(record, 'eventSource') ?? Reflect.get(record, 'EventSource');
  return (typeof source === 'string' ? sources[source] : undefined) ?? 'lambda';
}

function isNodeFunction(
  template: Template,
  resource: unknown,
): resource is ValueMap & { Properties: ValueMap } {
  if (!isMap(resource) || own(resource, 'Type') !== 'AWS::Lambda::Function') return false;
  const properties = own(resource, 'Properties');
  if (!isMap(properties) || typeof properties['Handler'] !== 'string') return false;
  return runtimeOf(template, properties['Runtime']).startsWith('nodejs');
}

/** The runtime's name; of a parameter, what it is by default. */
function runtimeOf(template: Template, runtime: Value | undefined): string {
  if (typeof runtime === 'string') return runtime;
  const name = isMap(runtime) ? own(runtime, 'Ref') : undefined;
  const parameters = own(template.body, 'Parameters');
  const parameter = typeof name === 'string' && isMap(parameters) ? own(parameters, name) : undefined;
  const byDefault = isMap(parameter) ? own(parameter, 'Default') : undefined;
  return typeof byDefault === 'string' ? byDefault : '';
}

function instrumented(resource: ValueMap & { Properties: ValueMap }, proxy: string): ValueMap {
  const { Properties: properties } = resource;
  const environment = isMap(properties['Environment']) ? properties['Environment'] : {};
  const variables = isMap(environment['Variables']) ? environment['Variables'] : {};
  const handler = properties['Handler'] ?? '';
  return {
    ...resource,
    Properties: {
      ...properties,
      Handler: `${captureModule}.handler`,
      Environment: {
        ...environment,
        Variables: {
          ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, asText(value)])),
          AWS_ENDPOINT_URL: proxy,
          STORMPROOF_PROXY: proxy,
          STORMPROOF_HANDLER: handler,
        },
      },
    },
  };
}

/** CloudFormation makes text of numbers in a function's environment; MiniStack does not, so it is told to. */
function asText(value: Value): Value {
  return typeof value === 'string' ? value : { 'Fn::Join': ['', [value]] };
}
