import type { ResourceType } from '../../../cloud/service';
import { allRuntimes } from '../functions/runtimes';
import { ignoreMissing, record, someOf, text } from './properties';

const layerNameMax = 140;
const properties = [
  'CompatibleArchitectures',
  'CompatibleRuntimes',
  'Content',
  'Description',
  'LayerName',
  'LicenseInfo',
] as const;

/** `AWS::Lambda::LayerVersion`: every change makes another version. */
export const layerVersion: ResourceType = {
  properties,
  replaceOn: properties,

  create(request) {
    const { properties } = request;
    const content = record(properties, 'Content') ?? {};
    const { LayerVersionArn: physicalId = '' } = request.aws('lambda').publishLayerVersion({
      LayerName: text(properties, 'LayerName') ?? request.generatedName(layerNameMax),
      Description: text(properties, 'Description'),
      LicenseInfo: text(properties, 'LicenseInfo'),
      CompatibleRuntimes: someOf(properties, 'CompatibleRuntimes', allRuntimes),
      CompatibleArchitectures: someOf(properties, 'CompatibleArchitectures', ['x86_64', 'arm64']),
      Content: {
        S3Bucket: text(content, 'S3Bucket'),
        S3Key: text(content, 'S3Key'),
        S3ObjectVersion: text(content, 'S3ObjectVersion'),
      },
    });
    return { done: true, physicalId, attributes: { LayerVersionArn: physicalId } };
  },

  delete(request) {
    ignoreMissing(() => void request.aws('lambda').deleteLayerVersion(layerVersionOf(request.physicalId)));
    return { done: true };
  },
};

/** A layer version's ARN as the API takes it apart. */
export function layerVersionOf(arn = ''): { LayerName: string; VersionNumber: number } {
  const end = arn.lastIndexOf(':');
  return { LayerName: arn.slice(0, end), VersionNumber: Number(arn.slice(end + 1)) };
}
