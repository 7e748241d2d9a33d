import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import { STS } from '@aws-sdk/client-sts';
import { milliseconds, type Duration, type WorldData } from '../kernel';
import type { Abilities } from './abilities';
import type { Backend } from './backend';
import { deploy, type DeployOptions } from './deploy';
import { Embedded, type EmbeddedOptions } from './embedded/embedded';
import { Endpoint, type EndpointOptions } from './endpoint/endpoint';
import { localstack, type LocalstackOptions } from './localstack/localstack';
import { observed, type Observer } from './observer';
import type { RequestHandler } from './request-handler';
import type { Stack } from './stack';
import { rescueStack, type Rescued } from './stack-changes';

/** What every client of the cloud is made with. */
export interface ClientConfig {
  region: string;
  credentials: Credentials | (() => Promise<Credentials>);
  requestHandler: RequestHandler;
  maxAttempts: number;
  retryMode: string;
  useDualstackEndpoint: boolean;
  useFipsEndpoint: boolean;
  endpoint?: string;
  /** S3's: buckets in the path, where no name server knows their hosts. */
  forcePathStyle?: boolean;
  /** SQS's: a queue's URL names it, and says nothing of where to ask. */
  useQueueUrlAsEndpoint?: boolean;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** An SDK client's class: `S3`, `S3Client`, `DynamoDB` … */
export type ClientClass<C> = new (config: ClientConfig) => C;

/** A class that wraps a client, such as `DynamoDBDocument`. */
export interface DocumentClass<C> {
  from(client: DynamoDB.DynamoDBClient): C;
}

export interface ClientOptions {
  /** The ARN of a role to act as; by default the account's root. */
  as?: string;
  region?: string;
}

export interface CloudOptions extends Omit<EmbeddedOptions, 'seed'> {
  /** Which of all possible runs this is; by default 0. */
  seed?: number | string;
  accountId?: string;
  region?: string;
}

/**
 * Something that answers AWS calls.
 *
 * @example
 * await using cloud = await Cloud.embedded({ seed: 1 });
 * await cloud.aws(S3).createBucket({ Bucket: 'uploads' });
 */
export class Cloud {
  private readonly clients = new Map<unknown, Map<string, unknown>>();
  /** Told of each call of the clients made from then on, with input and output as the SDK has them. */
  observer: Observer | undefined;

  private constructor(
    readonly backend: Backend,
    readonly accountId: string,
    readonly region: string,
  ) {}

  /** The embedded cloud: in this process, deterministic, in virtual time, without Docker. */
  static embedded(options: CloudOptions = {}): Promise<Cloud> {
    const { seed = 0, accountId = '000000000000', region = 'us-east-1', ...rest } = options;
    return Promise.resolve(new Cloud(Embedded.create({ ...rest, seed: String(seed) }), accountId, region));
  }

  /** A saved world, gone on with. */
  static load(data: WorldData, options: Omit<CloudOptions, 'seed'> = {}): Promise<Cloud> {
    const { accountId = '000000000000', region = 'us-east-1', ...rest } = options;
    return Promise.resolve(new Cloud(Embedded.load(data, rest), accountId, region));
  }

  /** Any cloud that answers over HTTP: in real time; `can` says what it can do. */
  static async endpoint(url: string, options: EndpointOptions = {}): Promise<Cloud> {
    const endpoint = await Endpoint.connect(url, options);
    return new Cloud(endpoint, endpoint.accountId, endpoint.region);
  }

  /** A LocalStack container of its own, by testcontainers; it goes when the cloud is closed. */
  static async localstack(options: LocalstackOptions = {}): Promise<Cloud> {
    const endpoint = await localstack(options);
    return new Cloud(endpoint, endpoint.accountId, endpoint.region);
  }

  /** A cloud on a backend made elsewhere. */
  static on(backend: Backend, place: { accountId: string; region: string }): Cloud {
    return new Cloud(backend, place.accountId, place.region);
  }

  get can(): Abilities {
    return this.backend.can;
  }

  /** Virtual now. */
  get now(): Date {
    return new Date(this.backend.nowMs());
  }

  /** The SDK's own client, answered by this cloud; made once for each class and options. */
  aws<C>(client: ClientClass<C> | DocumentClass<C>, options: ClientOptions = {}): C {
    let made = this.clients.get(client);
    if (made === undefined) {
      made = new Map();
      this.clients.set(client, made);
    }
    const key = JSON.stringify([options.as, options.region]);
    if (!made.has(key)) made.set(key, this.newClient(client, options));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by this very class
    return made.get(key) as C;
  }

  /** Deploys a template file (see `DeployOptions`) and waits until the stack is complete. */
  deploy(template: string, options: DeployOptions = {}): Promise<Stack> {
    return deploy(this, template, options);
  }

  /**
   * Finds and takes the steps out of whatever state a stack is stuck in, also one that never was complete (see
   * `Stack.rescue`).
   */
  rescue(stackName: string): Promise<Rescued> {
    return this.play(async () => {
      const client = this.aws(CloudFormation);
      const { Stacks: [stack] = [] } = await client.describeStacks({ StackName: stackName });
      return rescueStack(client, stack?.StackId ?? stackName, stackName, this);
    });
  }

  /** Runs code whose timers, dates and chance are the cloud's: sleeping costs nothing, and every run is the same. */
  play<T>(body: () => Promise<T>): Promise<T> {
    return this.backend.play(body);
  }

  /** Goes on until no work is left (deliveries, retries, sleeping code); at most 24 virtual hours. */
  settle(within?: Duration): Promise<void> {
    return this.backend.settle(within === undefined ? undefined : milliseconds(within));
  }

  /** Lets virtual time pass. */
  advance(span: Duration): Promise<void> {
    return this.backend.advance(milliseconds(span));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.backend.close();
  }

  private newClient<C>(client: ClientClass<C> | DocumentClass<C>, options: ClientOptions): C {
    if ('from' in client) {
      // Loaded here, because most programs don't need it.
      const { DynamoDBClient }: typeof DynamoDB = require('@aws-sdk/client-dynamodb');
      return client.from(this.aws(DynamoDBClient, options));
    }
    const made = new client(this.config(options));
    if (this.observer !== undefined) observed(made, (call) => this.observer?.(call));
    return made;
  }

  private config({ as, region = this.region }: ClientOptions): ClientConfig {
    const root = { accessKeyId: this.accountId, secretAccessKey: 'test' };
    return {
      region,
      credentials: as === undefined ? root : () => this.assume(as),
      requestHandler: this.backend.requestHandler,
      // Said here, because otherwise the machine's profile and environment would decide.
      maxAttempts: 3,
      retryMode: 'standard',
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      ...(this.backend.endpoint === undefined
        ? {}
        : { endpoint: this.backend.endpoint, forcePathStyle: true, useQueueUrlAsEndpoint: false }),
    };
  }

  private async assume(roleArn: string): Promise<Credentials & { expiration?: Date }> {
    const { Credentials: issued } = await this.aws(STS).assumeRole({
      RoleArn: roleArn,
      RoleSessionName: 'stormproof',
    });
    return {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
      ...(issued?.Expiration === undefined ? {} : { expiration: issued.Expiration }),
    };
  }
}
