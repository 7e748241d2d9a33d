import { Cloud } from '../backends/cloud';
import { authToken } from '../backends/localstack/environment';
import { isAlive } from '../backends/localstack/leftovers';
import { compose } from './compose';
import { removeLeftoverStacks } from '../backends/endpoint/stacks';

export interface OpenOptions {
  image?: string;
  verbose?: boolean;
  seed?: string;
  say: (line: string) => void;
}

/** Opens a cloud by the name that the command line has for it. */
export async function openCloud(name: string, options: OpenOptions): Promise<Cloud> {
  const { image, verbose = false, seed, say } = options;
  const shared = { say, ...(seed === undefined ? {} : { seed }) };
  if (name === 'embedded') return Cloud.embedded({ seed: seed ?? 'clouds' });
  if (name === 'localstack') {
    const token = authToken();
    return Cloud.localstack({
      ...shared,
      name: 'localstack',
      ...(image === undefined ? {} : { image }),
      ...(token === undefined ? {} : { token }),
      ...(verbose ? { log: (line: string) => say(`| ${line}`) } : {}),
    });
  }
  const [, isComposed, profile] = /^(compose)(?::([\w-]+))?$/.exec(name) ?? [];
  const cloud =
    isComposed === undefined
      ? await Cloud.endpoint(name, { ...shared, name })
      : await composed({ ...shared, name, ...(profile === undefined ? {} : { profile }) });
  for (const stack of await removeLeftoverStacks(cloud, isAlive))
    say(`deleted the stack ${stack}, which a run that died had left`);
  return cloud;
}

async function composed(options: Parameters<typeof compose>[0]): Promise<Cloud> {
  const endpoint = await compose(options);
  return Cloud.on(endpoint, endpoint);
}
