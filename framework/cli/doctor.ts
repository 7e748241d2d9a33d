import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { spawnSync } from 'node:child_process';
import pc from 'picocolors';
import { composeFile, composeHere } from './compose';
import { Endpoint } from '../backends/endpoint/endpoint';
import { authToken } from '../backends/localstack/environment';
import { pinnedImage } from '../backends/localstack/localstack';
import { dockerHere, type DockerHere } from '../backends/localstack/docker-here';
import { exitCodes, type ExitCode } from './exit-codes';

export interface DoctorOptions {
  /** What is to work: a cloud, as for `run --cloud`. */
  cloud?: string;
  image?: string;
  port: number;
}

interface Finding {
  subject: string;
  isFine: boolean;
  text: string;
  /** What to do about it. */
  fix?: string;
  /** Which clouds can't work without it. */
  neededBy?: string;
}

const programs = [
  { subject: 'Python', commands: ['python3'], fix: 'install Python 3, for functions that are written in it' },
  {
    subject: 'compiler',
    commands: ['cc', 'gcc', 'clang'],
    fix: 'install a C compiler, for the shim that gives Python functions virtual time',
  },
] as const;

/** Looks at what this machine has, and says what to do about what is missing; 2 where the asked-for can't work. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const { cloud = 'embedded', image = pinnedImage, port } = options;
  const findings = [
    { subject: 'Node', isFine: true, text: process.versions.node },
    ...dockerFindings(await dockerHere(image), image),
    await portFinding(port),
    ...programs.map(programFinding),
    ...(cloud === 'compose' ? [composeFinding()] : []),
    ...(cloud.startsWith('http') ? [await endpointFinding(cloud)] : []),
  ];
  for (const { subject, isFine, text, fix } of findings) {
    const mark = isFine ? pc.green('✓') : pc.yellow('!');
    process.stdout.write(`${mark} ${subject.padEnd(12)} ${text}\n`);
    if (fix !== undefined) process.stdout.write(`  ${''.padEnd(12)} ${fix}\n`);
  }
  const broken = findings.filter(({ isFine, neededBy }) => !isFine && neededBy === cloud);
  const verdict =
    broken.length === 0 ? pc.green(`${cloud} can work here`) : pc.red(`${cloud} can't work here`);
  process.stdout.write(`${verdict}\n`);
  return broken.length === 0 ? exitCodes.green : exitCodes.badInput;
}

function dockerFindings(
  { library, engine, image: found, wantsToken, error }: DockerHere,
  image: string,
): Finding[] {
  const neededBy = 'localstack';
  const findings: Finding[] = [
    library
      ? { subject: 'packages', isFine: true, text: 'testcontainers is installed' }
      : {
          subject: 'packages',
          isFine: false,
          text: 'testcontainers is not installed',
          fix: 'npm install --save-dev testcontainers @testcontainers/localstack',
          neededBy,
        },
  ];
  if (engine === undefined) {
    const fix = 'start Docker, or let this user reach its socket; the embedded cloud needs none';
    return [
      ...findings,
      { subject: 'Docker', isFine: false, text: `not reachable: ${error ?? ''}`, fix, neededBy },
    ];
  }
  findings.push({ subject: 'Docker', isFine: true, text: `engine ${engine}` });
  findings.push(
    found
      ? { subject: 'image', isFine: true, text: `${image} is here` }
      : {
          subject: 'image',
          isFine: false,
          text: `${image} is not here`,
          fix: `docker pull ${image}`,
          neededBy,
        },
  );
  const isToken = wantsToken && authToken() === undefined;
  findings.push(
    isToken
      ? {
          subject: 'token',
          isFine: false,
          text: `${image} does not start without a token`,
          fix: `set LOCALSTACK_AUTH_TOKEN, or use ${pinnedImage}, which needs none`,
          neededBy,
        }
      : {
          subject: 'token',
          isFine: true,
          text: wantsToken ? 'LOCALSTACK_AUTH_TOKEN is set' : 'none is needed',
        },
  );
  return findings;
}

function portFinding(port: number): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const socket = createConnection({ port, host: '127.0.0.1' });
  const subject = `port ${port}`;
  socket.on('connect', () => {
    socket.destroy();
    const fix = `end it, or name another port (serve --port), or play on it (--cloud http://127.0.0.1:${port})`;
    resolve({ subject, isFine: false, text: 'somebody listens there', fix, neededBy: 'serve' });
  });
  socket.on('error', () => resolve({ subject, isFine: true, text: 'free' }));
  return promise;
}

function programFinding({ subject, commands, fix }: (typeof programs)[number]): Finding {
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 10_000 });
    if (status === 0) return { subject, isFine: true, text: stdout.split('\n')[0] ?? command };
  }
  return { subject, isFine: false, text: `none (${commands.join(', ')})`, fix };
}

function composeFinding(): Finding {
  const here = composeHere();
  const subject = 'compose';
  if (here === undefined)
    return {
      subject,
      isFine: false,
      text: 'not here',
      fix: 'install docker compose or docker-compose (1.28 or newer)',
      neededBy: subject,
    };
  if (!existsSync(composeFile))
    return {
      subject,
      isFine: false,
      text: `no ${composeFile} here`,
      fix: 'go where it is',
      neededBy: subject,
    };
  return { subject, isFine: true, text: `${here.command.join(' ')} ${here.version}` };
}

async function endpointFinding(url: string): Promise<Finding> {
  try {
    const endpoint = await Endpoint.connect(url, { readyWithinMs: 2000 });
    const lacking = Object.entries(endpoint.can).flatMap(([ability, has]) => (has === true ? [] : [ability]));
    await endpoint.close();
    const text = `${endpoint.product} of account ${endpoint.accountId}; it lacks ${lacking.join(', ') || 'nothing'}`;
    return { subject: 'cloud', isFine: true, text };
  } catch (error) {
    const [text = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { subject: 'cloud', isFine: false, text, fix: 'start it, or check the address', neededBy: url };
  }
}
