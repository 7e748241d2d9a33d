import type { ContainerRuntimeClient } from 'testcontainers';

/** Removes containers whose owner on this machine is dead; answers their names. */
export async function removeLeftovers(
  client: ContainerRuntimeClient,
  label: string,
  host: string,
): Promise<string[]> {
  const { dockerode } = client.container;
  const removed: string[] = [];
  for (const { Id, Labels, Names } of await dockerode.listContainers({
    all: true,
    filters: { label: [label] },
  })) {
    const [machine, pid] = (Labels[label] ?? '').split(/:(?=\d+$)/);
    if (machine !== host || isAlive(Number(pid))) continue;
    // Another run may be quicker.
    await dockerode
      .getContainer(Id)
      .remove({ force: true, v: true })
      .then(
        () => removed.push((Names[0] ?? Id).replace(/^\//, '')),
        () => undefined,
      );
  }
  return removed;
}

/** Whether a process of that number runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
