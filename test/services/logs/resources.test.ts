import type { ResourceRequest } from '../../../framework/cloud/service';
import { resources } from '../../../framework/services/logs/resources';
import { testCloud, type TestCloud } from '../../test-cloud';

const types = { group: resources['AWS::Logs::LogGroup'], stream: resources['AWS::Logs::LogStream'] };

function request(cloud: TestCloud, given: Partial<ResourceRequest>): ResourceRequest {
  return {
    logicalId: 'Log',
    type: 'AWS::Logs::LogGroup',
    stackName: 'shop',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties: {},
    tags: {},
    aws: (service) => cloud.ask(service),
    generatedName: () => 'shop-Log-ABCDEFGHIJKL',
    notEmulated(what) {
      throw new Error(`not emulated: ${what}`);
    },
    modelledOnly: () => undefined,
    ...given,
  };
}

const only = (cloud: TestCloud) => cloud.ask('logs').describeLogGroups({}).logGroups?.[0];

test('a log group is created, changed in place and deleted', () => {
  const cloud = testCloud();
  const properties = { RetentionInDays: 7, Tags: [{ Key: 'team', Value: 'a' }] };
  expect(types.group?.create(request(cloud, { properties }))).toEqual({
    done: true,
    physicalId: 'shop-Log-ABCDEFGHIJKL',
    attributes: { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:shop-Log-ABCDEFGHIJKL:*' },
  });
  expect(only(cloud)?.retentionInDays).toBe(7);
  const physicalId = 'shop-Log-ABCDEFGHIJKL';
  types.group?.update?.(request(cloud, { physicalId, previous: properties, properties: {} }));
  expect(only(cloud)?.retentionInDays).toBeUndefined();
  expect(cloud.ask('logs').listTagsLogGroup({ logGroupName: physicalId })).toEqual({ tags: {} });
  expect(types.group?.delete(request(cloud, { physicalId }))).toEqual({ done: true });
  expect(types.group?.delete(request(cloud, { physicalId }))).toEqual({ done: true });
  expect(only(cloud)).toBeUndefined();
});

test('a log stream belongs to its group', () => {
  const cloud = testCloud();
  cloud.ask('logs').createLogGroup({ logGroupName: 'app' });
  const properties = { LogGroupName: 'app', LogStreamName: 's' };
  expect(types.stream?.create(request(cloud, { properties }))).toEqual({ done: true, physicalId: 's' });
  const streams = () => cloud.ask('logs').describeLogStreams({ logGroupName: 'app' }).logStreams;
  expect(streams()).toHaveLength(1);
  types.stream?.delete(request(cloud, { physicalId: 's', properties }));
  expect(streams()).toEqual([]);
});

test('a class of log group without behaviour here is refused', () => {
  const properties = { LogGroupClass: 'INFREQUENT_ACCESS' };
  expect(() => types.group?.create(request(testCloud(), { properties }))).toThrow(
    'not emulated: AWS::Logs::LogGroup.LogGroupClass INFREQUENT_ACCESS',
  );
});
