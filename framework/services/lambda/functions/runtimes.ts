import type { Runtime } from '@aws-sdk/client-lambda';

/** Runtimes that function code runs in here. */
const hostedRuntimes = [
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'python3.8',
  'python3.9',
] as const satisfies readonly Runtime[];

/** Runtimes that AWS takes no more; aws-behaviour.md 1.10 has the recorded list of those that it takes. */
export const endedRuntimes = [
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'java8',
  'nodejs',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'provided',
  'python2.7',
  'python3.6',
  'python3.7',
  'ruby2.5',
  'ruby2.7',
] as const satisfies readonly Runtime[];

/** Runtimes that AWS has and that are not run: functions of them can be made, calling them is refused loudly. */
const otherRuntimes = [
  'dotnet10',
  'dotnet6',
  'dotnet8',
  'java11',
  'java17',
  'java21',
  'java25',
  'java8.al2',
  'provided.al2',
  'provided.al2023',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
] as const satisfies readonly Runtime[];

export const allRuntimes: readonly Runtime[] = [...hostedRuntimes, ...endedRuntimes, ...otherRuntimes];

/** Whether code of a runtime runs in here. */
export const isHosted = (runtime: string): boolean => hostedRuntimes.some((one) => one === runtime);

export const isRuntime = (runtime: string): runtime is Runtime =>
  allRuntimes.some((known) => known === runtime);

export const snapStartRuntimes = [
  'dotnet8',
  'java11',
  'java17',
  'java21',
  'java25',
  'python3.12',
  'python3.13',
  'python3.14',
] as const satisfies readonly Runtime[];

/** Those that AWS names to whoever asks for one that it does not have, in its order (recorded 2025/26). */
export const takenRuntimes = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java17',
  'nodejs16.x',
  'java25',
  'dotnet8',
  'python3.10',
  'java11',
  'python3.11',
  'dotnet6',
  'java21',
  'nodejs18.x',
  'provided.al2',
  'ruby3.3',
  'ruby3.4',
  'java8.al2',
  'ruby3.2',
  'python3.8',
  'python3.9',
] as const satisfies readonly Runtime[];
