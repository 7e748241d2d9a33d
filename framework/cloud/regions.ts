/** What AWS keeps apart: nothing crosses from one partition to another (aws-behaviour.md 11). */
export interface Partition {
  name: string;
  /** What host names end with. */
  urlSuffix: string;
  /** Where the partition's global services, such as IAM, have their control plane. */
  globalRegion: string;
  /** The shape of its regions' names, so that a region newer than the table below still finds its partition. */
  regionPattern: RegExp;
}

const commercial: Partition = {
  name: 'aws',
  urlSuffix: 'amazonaws.com',
  globalRegion: 'us-east-1',
  regionPattern: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
};

/** Ordered so that a special shape (`us-gov-`) is tried before the general one. */
export const partitions: readonly Partition[] = [
  {
    name: 'aws-us-gov',
    urlSuffix: 'amazonaws.com',
    globalRegion: 'us-gov-west-1',
    regionPattern: /^us-gov-\w+-\d+$/,
  },
  {
    name: 'aws-cn',
    urlSuffix: 'amazonaws.com.cn',
    globalRegion: 'cn-northwest-1',
    regionPattern: /^cn-\w+-\d+$/,
  },
  {
    name: 'aws-eusc',
    urlSuffix: 'amazonaws.eu',
    globalRegion: 'eusc-de-east-1',
    regionPattern: /^eusc-de-\w+-\d+$/,
  },
  {
    name: 'aws-iso',
    urlSuffix: 'c2s.ic.gov',
    globalRegion: 'us-iso-east-1',
    regionPattern: /^us-iso-\w+-\d+$/,
  },
  {
    name: 'aws-iso-b',
    urlSuffix: 'sc2s.sgov.gov',
    globalRegion: 'us-isob-east-1',
    regionPattern: /^us-isob-\w+-\d+$/,
  },
  {
    name: 'aws-iso-e',
    urlSuffix: 'cloud.adc-e.uk',
    globalRegion: 'eu-isoe-west-1',
    regionPattern: /^eu-isoe-\w+-\d+$/,
  },
  {
    name: 'aws-iso-f',
    urlSuffix: 'csp.hci.ic.gov',
    globalRegion: 'us-isof-south-1',
    regionPattern: /^us-isof-\w+-\d+$/,
  },
  commercial,
];

/**
 * The partition of a region, or of a pseudo-region such as `aws-cn-global`. A name of no known shape falls into `aws`,
 * as it does in the SDKs.
 */
export function findPartition(region: string): Partition {
  const known = partitionOfRegion.get(region);
  if (known !== undefined) return known;
  const found = partitions.find(
    ({ name, regionPattern }) => regionPattern.test(region) || region === `${name}-global`,
  );
  const partition = found ?? commercial;
  if (isRegion(region)) partitionOfRegion.set(region, partition);
  return partition;
}

const partitionOfRegion = new Map<string, Partition>();

export const partitionNames: readonly string[] = partitions.map((partition) => partition.name);

/**
 * The regions and the letters of the availability zones that a new account sees in each.
 *
 * Which letters an account sees differs between accounts in the older regions; these are the usual ones.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const regionZones: Readonly<Record<string, string>> = {
  'af-south-1': 'abc',
  'ap-east-1': 'abc',
  'ap-east-2': 'abc',
  'ap-northeast-1': 'acd',
  'ap-northeast-2': 'abcd',
  'ap-northeast-3': 'abc',
  'ap-south-1': 'abc',
  'ap-south-2': 'abc',
  'ap-southeast-1': 'abc',
  'ap-southeast-2': 'abc',
  'ap-southeast-3': 'abc',
  'ap-southeast-4': 'abc',
  'ap-southeast-5': 'abc',
  'ap-southeast-6': 'abc',
  'ap-southeast-7': 'abc',
  'ca-central-1': 'abd',
  'ca-west-1': 'abc',
  'cn-north-1': 'abd',
  'cn-northwest-1': 'abc',
  'eu-central-1': 'abc',
  'eu-central-2': 'abc',
  'eu-isoe-west-1': 'abc',
  'eu-north-1': 'abc',
  'eu-south-1': 'abc',
  'eu-south-2': 'abc',
  'eu-west-1': 'abc',
  'eu-west-2': 'abc',
  'eu-west-3': 'abc',
  'eusc-de-east-1': 'abc',
  'il-central-1': 'abc',
  'me-central-1': 'abc',
  'me-south-1': 'abc',
  'me-west-1': 'abc',
  'mx-central-1': 'abc',
  'sa-east-1': 'abc',
  'sa-west-1': 'abc',
  'us-east-1': 'abcdef',
  'us-east-2': 'abc',
  'us-gov-east-1': 'abc',
  'us-gov-west-1': 'abc',
  'us-iso-east-1': 'abc',
  'us-iso-west-1': 'abc',
  'us-isob-east-1': 'abc',
  'us-isob-west-1': 'abc',
  'us-isof-east-1': 'abc',
  'us-isof-south-1': 'abc',
  'us-west-1': 'ac',
  'us-west-2': 'abcd',
};

/** Tells whether AWS has a region of this name. */
export const isRegion = (name: string): boolean => Object.hasOwn(regionZones, name);

/** The availability zones of a region, `us-east-1a` and on; none where there is no such region. */
export const availabilityZones = (region: string): string[] =>
  isRegion(region) ? (regionZones[region] ?? '').split('').map((letter) => `${region}${letter}`) : [];
