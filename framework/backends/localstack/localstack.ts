import { hostname } from 'node:os';
import type { StartedLocalStackContainer } from '@testcontainers/localstack';
import type { ContainerRuntimeClient } from 'testcontainers';
import { StormError } from '../../kernel';
import { Endpoint, type EndpointOptions } from '../endpoint/endpoint';
import { asksForToken, tokenNeeded } from '../endpoint/ready';
import { goWithoutRyuk } from './environment';
import { image as pinned } from './image.json';
import { removeLeftovers } from './leftovers';
import { dockerUnreachable, loadTestcontainers, type Testcontainers } from './testcontainers';

export interface LocalstackOptions extends Omit<EndpointOptions, 'onClose' | 'hostForFunctions'> {
  /** Any image that serves AWS on port 4566; by default the last of LocalStack's that starts without a token. */
  image?: string;
  /** LocalStack's, for images that want one. */
  token?: string;
  environment?: Record<string, string>;
  /** The name of a Docker network to join. */
  network?: string;
  /** Hands the container Docker's socket, for images that run function code in containers. */
  dockerSocket?: boolean;
  /** Keeps the container for the next run, which takes it as it is. */
  reuse?: boolean;
  /** Hears each line of the container's log. */
  log?: (line: string) => void;
  startWithinMs?: number;
}

/** The image that runs where no other is asked for. */
export const pinnedImage: string = pinned;

const pullWords = /pull|manifest|no such image|not found|lookup|registry/i;
const port = 4566;
/** Under which name containers reach this machine. */
const machine = 'host.docker.internal';
const logLinesKept = 200;
const ownerLabel = 'stormproof.owner';

/** Starts a container and connects to it; it goes when the backend is closed. */
export async function localstack(options: LocalstackOptions = {}): Promise<Endpoint> {
  const { image = pinnedImage, startWithinMs = 120_000, reuse = false, say = () => undefined } = options;
  const library = await loadTestcontainers();
  const client = await library.testcontainers.getContainerRuntimeClient().catch((cause: unknown) => {
    throw dockerUnreachable(cause);
  });
  for (const name of await removeLeftovers(client, ownerLabel, hostname()))
    say(`removed the container ${name}, which a run that died had left`);
  const log: string[] = [];
  const start = () => container(library, image, options, log).withStartupTimeout(startWithinMs).start();
  const started = await start()
    .catch((error: unknown) => startAgain(error, client, image, start, say))
    .catch((error: unknown) => {
      throw startFailed(error, image, log);
    });
  const { say: _, name = image, ...rest } = options;
  try {
    return await Endpoint.connect(started.getConnectionUri(), {
      ...rest,
      name,
      say,
      hostForFunctions: machine,
      onClose: () => (reuse ? Promise.resolve() : stop(started)),
    });
  } catch (error) {
    await stop(started);
    throw error;
  }
}

async function stop(started: StartedLocalStackContainer): Promise<void> {
  // It may be gone already, killed by somebody else.
  await started.stop({ remove: true, timeout: 0 }).catch(() => undefined);
}

function container(
  { testcontainers, LocalstackContainer }: Testcontainers,
  image: string,
  options: LocalstackOptions,
  log: string[],
) {
  const owner = `${hostname()}:${process.pid}`;
  const { token, environment = {}, network, dockerSocket = false, reuse = false } = options;
  let made = new LocalstackContainer(image)
    // The word that the log says comes before the first request is answered.
    .withWaitStrategy(testcontainers.Wait.forHttp('/_localstack/health', port).forStatusCode(200))
    .withLabels({ [ownerLabel]: owner })
    .withEnvironment({
      LAMBDA_DOCKER_FLAGS: `-l ${ownerLabel}=${owner}`,
      ...(token === undefined ? {} : { LOCALSTACK_AUTH_TOKEN: token }),
      ...environment,
    })
    .withExtraHosts([{ host: machine, ipAddress: 'host-gateway' }])
    .withLogConsumer((stream) => {
      stream.on('data', (line: Buffer | string) => {
        const text = String(line).trimEnd();
        log.push(text);
        if (log.length > logLinesKept) log.shift();
        options.log?.(text);
      });
    });
  if (network !== undefined) made = made.withNetworkMode(network);
  if (dockerSocket)
    made = made.withBindMounts([{ source: '/var/run/docker.sock', target: '/var/run/docker.sock' }]);
  return reuse ? made.withReuse() : made;
}

/** Where Ryuk's image can't be had though ours is here, we go without: the next run removes what a dead one leaves. */
async function startAgain<T>(
  error: unknown,
  client: ContainerRuntimeClient,
  image: string,
  start: () => Promise<T>,
  say: (line: string) => void,
): Promise<T> {
  const isPull = pullWords.test(error instanceof Error ? error.message : String(error));
  if (!isPull || !(await isHere(client, image))) throw error;
  say(
    'the image of Ryuk, which removes containers of dead runs, can’t be had; the next run removes them instead',
  );
  goWithoutRyuk();
  return start();
}

function isHere(client: ContainerRuntimeClient, image: string): Promise<boolean> {
  return client.container.dockerode
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

function startFailed(error: unknown, image: string, log: readonly string[]): StormError {
  if (error instanceof StormError) return error;
  const what = error instanceof Error ? error.message : String(error);
  if (asksForToken(log.join('\n'))) return tokenNeeded(image);
  if (pullWords.test(what) && log.length === 0) {
    return new StormError(
      'STORM_CLOUD_UNREACHABLE',
      `The image ${image} is not here and can't be pulled: ${what.split('\n')[0] ?? ''}`,
      { fix: `pull or build it, or name another one with --image` },
    );
  }
  const tail = log.slice(-10).map((line) => `    ${line}`);
  return new StormError(
    'STORM_CLOUD_UNREACHABLE',
    [`The container of ${image} did not become ready: ${what.split('\n')[0] ?? ''}`, ...tail].join('\n'),
    { fix: 'its last lines stand above; --verbose shows all of them' },
  );
}
