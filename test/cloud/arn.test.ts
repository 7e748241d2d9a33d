import {
  availabilityZones,
  formatArn,
  isRegion,
  parseArn,
  partitionOf,
  urlSuffixOf,
} from '../../framework/cloud/arn';
import { partitions, regionZones } from '../../framework/cloud/regions';

test.each([
  [
    'arn:aws:s3:::bucket/key',
    { partition: 'aws', service: 's3', region: '', accountId: '', resource: 'bucket/key' },
  ],
  [
    'arn:aws-cn:lambda:cn-north-1:012345678901:function:f:$LATEST',
    {
      partition: 'aws-cn',
      service: 'lambda',
      region: 'cn-north-1',
      accountId: '012345678901',
      resource: 'function:f:$LATEST',
    },
  ],
  [
    'arn:aws:iam::111111111111:root',
    { partition: 'aws', service: 'iam', region: '', accountId: '111111111111', resource: 'root' },
  ],
])('%s is read and written back', (text, parts) => {
  const arn = parseArn(text);
  expect(arn).toEqual(parts);
  expect(formatArn(parts)).toBe(text);
});

test.each(['', '*', 'arn', 'arn:aws:s3', 'arn:aws:s3:::', 'arn::s3:::b', 'arn:aws::::b', 'urn:aws:s3:::b'])(
  '%j is no ARN',
  (text) => {
    expect(parseArn(text)).toBeUndefined();
  },
);

test.each([
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['xx-new-9', 'aws', 'amazonaws.com'],
  ['mx-central-1', 'aws', 'amazonaws.com'],
  ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
  ['cn-south-4', 'aws-cn', 'amazonaws.com.cn'],
  ['aws-cn-global', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-west-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
])('%s lies in %s, whose hosts end with %s', (region, partition, suffix) => {
  expect([partitionOf(region), urlSuffixOf(region)]).toEqual([partition, suffix]);
});

test('a region is one of the table, not whatever looks like one', () => {
  expect(['eu-west-1', 'eu-west-9', 'constructor', '', 'aws-global'].map(isRegion)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('zones are the region and a letter', () => {
  expect(availabilityZones('us-west-1')).toEqual(['us-west-1a', 'us-west-1c']);
  expect(availabilityZones('us-west-9')).toEqual([]);
});

test('each region of the table belongs to one partition, and each partition has its global region there', () => {
  for (const region of Object.keys(regionZones)) {
    expect(partitions.filter(({ regionPattern }) => regionPattern.test(region))).toHaveLength(1);
  }
  expect(
    partitions.filter(
      ({ globalRegion, name }) => !isRegion(globalRegion) || partitionOf(globalRegion) !== name,
    ),
  ).toEqual([]);
});
