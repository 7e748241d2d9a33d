import { loadTestcontainers } from './testcontainers';

/** What there is of Docker on this machine, for one image. */
export interface DockerHere {
  /** Whether testcontainers is installed. */
  library: boolean;
  /** The engine's version; undefined where none is reached. */
  engine?: string;
  error?: string;
  image: boolean;
  wantsToken: boolean;
}

/** Looks for Docker and an image, without starting anything. */
export async function dockerHere(image: string): Promise<DockerHere> {
  const nothing = { library: false, image: false, wantsToken: wantsToken(image) };
  const library = await loadTestcontainers().catch(() => undefined);
  if (library === undefined) return { ...nothing, error: 'not looked at' };
  try {
    const client = await library.testcontainers.getContainerRuntimeClient();
    const { dockerode } = client.container;
    const { Version } = await dockerode.version();
    const isHere = await dockerode
      .getImage(image)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    return { ...nothing, library: true, engine: Version, image: isHere };
  } catch (error) {
    return { ...nothing, library: true, error: error instanceof Error ? error.message : String(error) };
  }
}

/** LocalStack's own images want a token from the release after 4.14 on; they are counted by the year since then. */
function wantsToken(image: string): boolean {
  const [, tag = 'latest'] = /^(?:docker\.io\/)?localstack\/localstack(?:-pro)?(?::(.+))?$/.exec(image) ?? [
    image,
    '0',
  ];
  const [major = 0, minor = 0] = tag.split('.').map(Number);
  if (image.includes('localstack-pro')) return true;
  return Number.isNaN(major) || major > 4 || (major === 4 && minor > 14);
}
