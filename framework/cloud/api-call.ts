import type { Engine } from './engine';
import type { Exchange } from './exchange';
import { AwsError } from './error';
import type { Principal } from './iam';
import type { Member, ServiceModel } from './protocols';
import type { Service } from './service';

/** A request to any service and how it ended, as CloudTrail may record it; its parts are made when asked for. */
export interface ApiCall {
  readonly service: string;
  /** 'PutObject' */
  readonly operation: string;
  readonly principal: Principal;
  readonly accessKeyId: string | undefined;
  /** The service that asked, on whose own behalf or its caller's. */
  readonly via: string | undefined;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  readonly userAgent: string | undefined;
  readonly resources: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Plain data with sensitive values hidden and bytes left out. */
  requestParameters(): Record<string, unknown>;
  responseElements(): Record<string, unknown>;
}

/** Hands requests to the service that records them. */
export type Recording = (exchange: Exchange) => void;

/** What AWS writes where the API model calls a member sensitive. */
const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Undefined where no service records. */
export function recordingOf(engine: Engine, services: readonly Service[]): Recording | undefined {
  const recorders = services.flatMap((service) =>
    service.recorded === undefined ? [] : [{ service, record: service.recorded }],
  );
  if (recorders.length === 0) return undefined;
  return (exchange) => {
    const { error } = exchange;
    // What is not emulated is no call that AWS would have answered.
    if (exchange.service === undefined || (error !== undefined && !(error instanceof AwsError))) return;
    const view = new RequestView(exchange, engine);
    for (const { service, record } of recorders) record(view, engine.call(exchange, service));
  };
}

/** Reads an exchange when it is asked: most calls are recorded by nobody, and must cost nothing here. */
class RequestView implements ApiCall {
  constructor(
    private readonly exchange: Exchange,
    private readonly engine: Engine,
  ) {}

  get service(): string {
    return this.exchange.serviceName;
  }

  get operation(): string {
    return this.exchange.operation;
  }

  get principal(): Principal {
    return this.exchange.principal;
  }

  get accessKeyId(): string | undefined {
    return this.exchange.accessKeyId;
  }

  get via(): string | undefined {
    const { origin } = this.exchange;
    return origin.call === undefined ? this.engine.service(origin.task)?.name : undefined;
  }

  get accountId(): string {
    return this.exchange.accountId;
  }

  get region(): string {
    return this.exchange.region;
  }

  get requestId(): string {
    return this.exchange.requestId;
  }

  get userAgent(): string | undefined {
    return this.exchange.wire?.headers['user-agent'];
  }

  get resources(): string[] {
    return this.exchange.accesses.map(({ resource }) => resource);
  }

  get error(): ApiCall['error'] {
    const { error } = this.exchange;
    return error === undefined ? undefined : { code: error.code, message: error.message };
  }

  requestParameters(): Record<string, unknown> {
    const { model, operation, input } = this.exchange;
    return told(model, model?.operation(operation)?.input, input);
  }

  responseElements(): Record<string, unknown> {
    const { model, operation, output } = this.exchange;
    return told(model, model?.operation(operation)?.output, output);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function told(
  model: ServiceModel | undefined,
  shapeName: string | undefined,
  value: unknown,
): Record<string, unknown> {
  if (model === undefined || shapeName === undefined) return {};
  const plain = plainOf(model, { shape: shapeName }, value);
  return isRecord(plain) ? plain : {};
}

/** A value as plain data, by the shape that the model gives it. */
function plainOf(model: ServiceModel, member: Pick<Member, 'shape'> | undefined, value: unknown): unknown {
  if (value === undefined || value === null || value instanceof Uint8Array) return undefined;
  if (value instanceof Date) return value.toISOString();
  const shape = member === undefined ? undefined : model.shape(member.shape);
  if (shape?.sensitive === true) return hidden;
  if (Array.isArray(value)) return value.map((element) => plainOf(model, shape?.element, element) ?? null);
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const plain = plainOf(model, shape?.members.get(name) ?? shape?.value, inner);
    if (plain !== undefined) result[name] = plain;
  }
  return result;
}
