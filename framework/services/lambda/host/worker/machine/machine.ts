import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import os from 'node:os';
import workerThreads from 'node:worker_threads';
import type { EnvironmentSpec } from '../../contract';
import { replace } from '../patch';
import { readClock, originOfTime } from '../time/clock';
import { SCRATCH, TASK } from './paths';

const HOSTNAME = '169.254.76.1';
const PID = 8;
const MIB = 1024 * 1024;
const CPUS = 2;
let memoryMb = 128;
const CHILDREN = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];

/** Gives `process` and `os` one fixed machine, and closes the ways to start code that is not under control. */
export function patchMachine(): void {
  patchProcess();
  patchOs();
  for (const name of CHILDREN) replace(childProcess, name, refuse(`child_process.${name}`));
  replace(workerThreads, 'Worker', refuse('worker_threads.Worker'));
  replace(cluster, 'fork', refuse('cluster.fork'));
}

/** A function that is not an arrow, so that `new Worker()` gets this error and not one about constructors. */
function refuse(name: string): () => never {
  return function refused(): never {
    throw new Error(`STORM_NOT_EMULATED ${name}: its time, chance and network would be the machine's`);
  };
}

function micros(): number {
  return (readClock() - originOfTime()) * 1000;
}

function cpuUsage(before = { user: 0, system: 0 }): object {
  return { user: micros() - before.user, system: 0 };
}

/** Gives the machine the size and the variables of one environment. */
export function startMachine(spec: EnvironmentSpec): void {
  memoryMb = spec.memoryMb;
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, spec.env);
  process.exitCode = undefined;
}

function patchProcess(): void {
  const fixed = {
    pid: PID,
    ppid: 1,
    title: '/var/lang/bin/node',
    execPath: '/var/lang/bin/node',
    execArgv: [],
  };
  for (const [name, value] of Object.entries(fixed)) replace(process, name, value);
  replace(process, 'argv', ['/var/lang/bin/node', '/var/runtime/index.mjs']);
  replace(process, 'cwd', () => TASK);
  for (const name of ['getuid', 'geteuid']) replace(process, name, () => 993);
  for (const name of ['getgid', 'getegid']) replace(process, name, () => 990);
  const used = {
    rss: 96 * MIB,
    heapTotal: 48 * MIB,
    heapUsed: 32 * MIB,
    external: 4 * MIB,
    arrayBuffers: 1 * MIB,
  };
  replace(
    process,
    'memoryUsage',
    Object.assign(() => ({ ...used }), { rss: () => used.rss }),
  );
  replace(process, 'constrainedMemory', () => memoryMb * MIB);
  replace(process, 'availableMemory', () => (memoryMb - 96) * MIB);
  replace(process, 'cpuUsage', cpuUsage);
  replace(process, 'threadCpuUsage', cpuUsage);
}

function patchOs(): void {
  const cpu = {
    model: 'Intel(R) Xeon(R) Processor',
    speed: 2500,
    times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
  };
  const answers: Record<string, unknown> = {
    hostname: HOSTNAME,
    uptime: 0,
    loadavg: [0, 0, 0],
    cpus: Array.from({ length: CPUS }, () => cpu),
    availableParallelism: CPUS,
    networkInterfaces: {},
    tmpdir: SCRATCH,
    homedir: '/home/sbx_user1051',
    platform: 'linux',
    type: 'Linux',
    release: '5.10.0',
    version: '#1 SMP',
    machine: 'x86_64',
    arch: 'x64',
    userInfo: {
      uid: 993,
      gid: 990,
      username: 'sbx_user1051',
      homedir: '/home/sbx_user1051',
      shell: '/sbin/nologin',
    },
  };
  for (const [name, value] of Object.entries(answers)) replace(os, name, () => structuredClone(value));
  replace(os, 'freemem', () => (memoryMb - 96) * MIB);
  replace(os, 'totalmem', () => memoryMb * MIB);
}
