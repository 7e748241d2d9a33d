import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StormError } from '../kernel';
import { Endpoint, type EndpointOptions } from '../backends/endpoint/endpoint';
import { composePort } from '../backends/localstack/environment';

interface ComposeOptions extends Omit<EndpointOptions, 'onClose' | 'hostForFunctions'> {
  /** Which cloud of the file; LocalStack by default. */
  profile?: string;
}

/** The file that a project has, by its usual name. */
export const composeFile = 'docker-compose.yml';

/** Images may have to be pulled before. */
const startWithinMs = 120_000;
const alreadyWithinMs = 1000;

/** The two forms that Docker Compose comes in: a plugin of Docker's, and a program of its own. */
const forms = [['docker', 'compose'], ['docker-compose']] as const;

/** How Docker Compose is called on this machine, with the version that it tells; undefined where it is missing. */
export function composeHere(): { command: readonly string[]; version: string } | undefined {
  for (const command of forms) {
    const { status, stdout } = call([...command, 'version', '--short']);
    if (status === 0) return { command, version: stdout.trim() };
  }
  return undefined;
}

/** Where the file publishes its clouds. */
function composeUrl(): string {
  return `http://127.0.0.1:${composePort()}`;
}

/**
 * Connects to a cloud of the project's compose file. One that runs already is taken as it is, and goes on running;
 * else the profile is started, and taken down when the cloud is closed.
 */
export async function compose({
  profile = 'localstack',
  ...options
}: ComposeOptions = {}): Promise<Endpoint> {
  const { say = () => undefined } = options;
  const url = composeUrl();
  const shared = { name: 'compose', ...options, hostForFunctions: 'host.docker.internal' };
  const running = await Endpoint.connect(url, { ...shared, readyWithinMs: alreadyWithinMs }).catch(
    (error: unknown) => {
      if (error instanceof StormError && /did not answer/.test(error.what)) return undefined;
      throw error;
    },
  );
  if (running !== undefined) {
    say(`${running.product} runs already at ${url}, and goes on running afterwards`);
    return running;
  }
  const down = up(profile);
  try {
    const readyWithinMs = options.readyWithinMs ?? startWithinMs;
    return await Endpoint.connect(url, { ...shared, readyWithinMs, onClose: () => Promise.resolve(down()) });
  } catch (error) {
    down();
    throw error;
  }
}

/** Starts a profile; answers how it is taken down. */
function up(profile: string): () => void {
  if (!existsSync(composeFile)) {
    throw new StormError('STORM_BAD_INPUT', `There is no ${composeFile} in this folder.`, {
      fix: 'run it where yours is, or play on a container (--cloud localstack) or an address',
    });
  }
  const here = composeHere();
  if (here === undefined) {
    throw new StormError(
      'STORM_CLOUD_UNREACHABLE',
      'Docker Compose is not here: install it (docker compose or docker-compose), or play on a container (--cloud localstack).',
    );
  }
  const [program = '', ...first] = here.command;
  const all = [program, ...first, '--file', composeFile, '--profile', profile];
  const { status, stderr } = call([...all, 'up', '--detach']);
  const down = () => void call([...all, 'down', '--timeout', '1', '--volumes']);
  // A profile that no service has starts nothing, which is no error to some versions.
  if (status === 0 && call([...all, 'ps', '--quiet']).stdout.trim() !== '') return down;
  down();
  const lines = stderr
    .trim()
    .split('\n')
    .slice(-3)
    .map((line) => `    ${line}`);
  throw new StormError(
    'STORM_CLOUD_UNREACHABLE',
    [`The profile '${profile}' of ${composeFile} did not start.`, ...lines].join('\n'),
    { fix: `see that Docker runs, that the profile is there, and that the image can be had` },
  );
}

function call([command = '', ...args]: readonly string[]) {
  return spawnSync(command, args, { encoding: 'utf8' });
}
