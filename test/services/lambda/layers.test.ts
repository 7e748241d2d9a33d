import { zipSync } from 'fflate';
import { allow, functionCloud, refusal } from './function-cloud';

const layerArn = 'arn:aws:lambda:us-east-1:000000000000:layer:tools';

function layerZip(text = 'module.exports = 1;'): Uint8Array {
  const name = 'nodejs/node_modules/tools/index.js';
  return zipSync({ [name]: Buffer.from(text) }, { mtime: new Date(1980, 0, 1) });
}

test('layer versions are published, found, listed and deleted', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const publish = (more: object = {}) =>
    lambda.publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip() }, ...more });
  const first = publish({ CompatibleRuntimes: ['nodejs22.x'], Description: 'one', LicenseInfo: 'MIT' });
  expect(first).toMatchObject({
    LayerArn: layerArn,
    LayerVersionArn: `${layerArn}:1`,
    Version: 1,
    Description: 'one',
    LicenseInfo: 'MIT',
    CompatibleRuntimes: ['nodejs22.x'],
    Content: { CodeSize: layerZip().length },
  });
  expect(publish({ CompatibleRuntimes: ['python3.12'] }).Version).toBe(2);
  expect(lambda.getLayerVersion({ LayerName: 'tools', VersionNumber: 1 })).toEqual(first);
  expect(lambda.getLayerVersionByArn({ Arn: `${layerArn}:1` })).toEqual(first);
  const versions = (more: object = {}) =>
    lambda.listLayerVersions({ LayerName: 'tools', ...more }).LayerVersions?.map(({ Version }) => Version);
  expect(versions()).toEqual([2, 1]);
  expect(versions({ CompatibleRuntime: 'nodejs22.x' })).toEqual([1]);
  expect(lambda.listLayers({}).Layers).toMatchObject([
    { LayerName: 'tools', LayerArn: layerArn, LatestMatchingVersion: { Version: 2 } },
  ]);
  lambda.deleteLayerVersion({ LayerName: 'tools', VersionNumber: 2 });
  lambda.deleteLayerVersion({ LayerName: 'tools', VersionNumber: 2 });
  expect(versions()).toEqual([1]);
  expect(publish().Version).toBe(3);
  expect([
    refusal(() => lambda.getLayerVersion({ LayerName: 'tools', VersionNumber: 2 })),
    refusal(() => lambda.getLayerVersion({ LayerName: 'tools', VersionNumber: 0 })),
  ]).toMatchInlineSnapshot(`
   [
     "ResourceNotFoundException: The resource you requested does not exist.",
     "InvalidParameterValueException: Layer Version Cannot be less than 1",
   ]
  `);
});

test('a function hands its layers to its environments, in their order, even after they were deleted', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  lambda.publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip() } });
  lambda.publishLayerVersion({ LayerName: 'more', Content: { ZipFile: layerZip('2') } });
  const moreArn = 'arn:aws:lambda:us-east-1:000000000000:layer:more:1';
  cloud.createProcessor({ Layers: [`${layerArn}:1`, moreArn] });
  expect(lambda.getFunctionConfiguration({ FunctionName: 'Processor' }).Layers).toEqual([
    { Arn: `${layerArn}:1`, CodeSize: layerZip().length },
    { Arn: moreArn, CodeSize: layerZip('2').length },
  ]);
  lambda.deleteLayerVersion({ LayerName: 'tools', VersionNumber: 1 });
  cloud.invokeAndWait();
  const [start] = cloud.environments.flatMap((effect) =>
    effect.kind === 'start' ? [effect.environment] : [],
  );
  const bytes = start?.layerBlobs.map((blob) => Buffer.from(cloud.world.blobs.get(blob)));
  expect(bytes).toEqual([Buffer.from(layerZip()), Buffer.from(layerZip('2'))]);
  cloud.returnLast();
  lambda.updateFunctionConfiguration({ FunctionName: 'Processor', Layers: [] });
  expect(lambda.getFunctionConfiguration({ FunctionName: 'Processor' })).not.toHaveProperty('Layers');
});

test('layers are refused in AWS words', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  for (let i = 0; i < 2; i++) {
    lambda.publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip() } });
  }
  const create = (...Layers: string[]) => refusal(() => cloud.createProcessor({ Layers }));
  expect([
    create(`${layerArn}:9`),
    create(`${layerArn}:1`, `${layerArn}:2`),
    create(`${layerArn.replace('us-east-1', 'eu-west-1')}:1`),
    create('arn:aws:lambda:us-east-1:094274105915:layer:Powertools:7'),
  ]).toMatchInlineSnapshot(`
   [
     "InvalidParameterValueException: Layer version arn:aws:lambda:us-east-1:000000000000:layer:tools:9 does not exist.",
     "InvalidParameterValueException: Two different versions of the same layer are not allowed to be referenced in the same function. arn:aws:lambda:us-east-1:000000000000:layer:tools:1 and arn:aws:lambda:us-east-1:000000000000:layer:tools:2 are versions of the same layer.",
     "InvalidParameterValueException: Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
     "STORM_NOT_EMULATED: STORM_NOT_EMULATED  lambda: the layer arn:aws:lambda:us-east-1:094274105915:layer:Powertools:7 of another account is not emulated.

     fix        add it under framework/services/lambda/, or run this scenario on another cloud",
   ]
  `);
});

test('code and layers together must fit when unpacked', () => {
  const cloud = functionCloud();
  const lambda = cloud.ask('lambda');
  const big = zipSync({ 'data.bin': Buffer.alloc(100_000_000) }, { mtime: new Date(1980, 0, 1) });
  const names = ['a', 'b', 'c'];
  const arns = names.map(
    (LayerName) => lambda.publishLayerVersion({ LayerName, Content: { ZipFile: big } }).LayerVersionArn ?? '',
  );
  cloud.createProcessor({ Layers: arns.slice(0, 2) });
  const update = () => lambda.updateFunctionConfiguration({ FunctionName: 'Processor', Layers: arns });
  expect(refusal(update)).toBe(
    'InvalidParameterValueException: Unzipped size must be smaller than 262144000 bytes',
  );
});

test('whoever gives a layer to a function must be allowed to read it', () => {
  const cloud = functionCloud();
  cloud.ask('lambda').publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip() } });
  cloud.createProcessor();
  const as = cloud.role('Deployer', [allow('lambda:UpdateFunctionConfiguration')]);
  const update = () =>
    cloud
      .ask('lambda', { as })
      .updateFunctionConfiguration({ FunctionName: 'Processor', Layers: [`${layerArn}:1`] });
  expect(update).toThrow(`not authorized to perform: lambda:GetLayerVersion on resource: ${layerArn}:1`);
});

test('a layer of another account is used where its policy allows that', () => {
  const cloud = functionCloud();
  const other = cloud.ask('lambda', { accountId: '111111111111' });
  const arn =
    other.publishLayerVersion({ LayerName: 'shared', Content: { ZipFile: layerZip() } }).LayerVersionArn ??
    '';
  expect(() => cloud.createProcessor({ Layers: [arn] })).toThrow('lambda:GetLayerVersion');
  const permission = {
    LayerName: 'shared',
    VersionNumber: 1,
    StatementId: 'share',
    Action: 'lambda:GetLayerVersion',
    Principal: '000000000000',
  };
  const added = other.addLayerVersionPermission(permission);
  expect(JSON.parse(added.Statement ?? '')).toEqual({
    Sid: 'share',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
    Action: 'lambda:GetLayerVersion',
    Resource: arn,
  });
  expect(refusal(() => other.addLayerVersionPermission(permission))).toMatch(/^ResourceConflictException/);
  const policy = other.getLayerVersionPolicy({ LayerName: 'shared', VersionNumber: 1 });
  expect(policy.RevisionId).toBe(added.RevisionId);
  cloud.createProcessor({ Layers: [arn] });
  other.removeLayerVersionPermission({ LayerName: 'shared', VersionNumber: 1, StatementId: 'share' });
  expect(refusal(() => other.getLayerVersionPolicy({ LayerName: 'shared', VersionNumber: 1 }))).toBe(
    'ResourceNotFoundException: No policy is associated with the given resource.',
  );
});
