import type { Lambda, LayerVersionsListItem } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, noSuchResource } from '../errors';
import { readCode } from '../functions/code';
import { momentOf } from '../functions/configuration';
import { qualifiedKey, versionKey, type LambdaCall, type LayerVersion, type State } from '../state';
import { layerArn, layerReference, layerVersionArn, layerVersionAt } from './names';

const pageSize = 50;

type Compatible = {
  CompatibleRuntime?: string | undefined;
  CompatibleArchitecture?: string | undefined;
};

/** Layers: zips whose content functions find at `/opt` (aws-behaviour.md 1.6). */
export const layers: Operations<Lambda, State> = {
  publishLayerVersion(input, call) {
    const reference = layerReference(input.LayerName, call);
    const { name } = reference;
    const code = readCode(input.Content, 'PublishLayerVersion', call);
    const version = (call.state.layers.get(name) ?? 0) + 1;
    const layer: LayerVersion = {
      name,
      version,
      arn: layerVersionArn(reference, version, call),
      code,
      description: input.Description ?? '',
      ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
      ...(input.CompatibleRuntimes === undefined ? {} : { runtimes: input.CompatibleRuntimes }),
      ...(input.CompatibleArchitectures === undefined
        ? {}
        : { architectures: input.CompatibleArchitectures }),
      createdAtMs: call.nowMs,
    };
    call.state.layers.set(name, version);
    call.state.layerVersions.set(versionKey(name, String(version)), layer);
    return withContent(layer, call);
  },

  getLayerVersion(input, call) {
    if (input.VersionNumber < 1) throw invalidParameter('Layer Version Cannot be less than 1');
    return withContent(existing(input.LayerName, input.VersionNumber, call), call);
  },

  getLayerVersionByArn(input, call) {
    const { version = '' } = layerReference(input.Arn, call);
    return withContent(existing(input.Arn, version, call), call);
  },

  listLayers(input, call) {
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const newest: LayerVersion[] = [];
    for (const [name] of call.state.layers.range({ from: input.Marker ?? '' })) {
      const latest = versionsOf(name, input, call)[0];
      if (latest !== undefined) newest.push(latest);
    }
    const next = newest[size];
    return {
      Layers: newest.slice(0, size).map((layer) => ({
        LayerName: layer.name,
        LayerArn: layerArn(layerReference(layer.arn, call), call),
        LatestMatchingVersion: shown(layer),
      })),
      ...(next === undefined ? {} : { NextMarker: next.name }),
    };
  },

  listLayerVersions(input, call) {
    const { name } = layerReference(input.LayerName, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const all = versionsOf(name, input, call);
    const first =
      input.Marker === undefined ? 0 : all.findIndex(({ version }) => String(version) === input.Marker);
    const next = all[first + size];
    return {
      LayerVersions: all.slice(first, first + size).map(shown),
      ...(next === undefined ? {} : { NextMarker: String(next.version) }),
    };
  },

  /** A version that is not there counts as deleted; functions that have it keep it. */
  deleteLayerVersion(input, call) {
    if (input.VersionNumber < 1) throw invalidParameter('Layer Version Cannot be less than 1');
    const { name } = layerReference(input.LayerName, call);
    call.state.layerVersions.delete(versionKey(name, String(input.VersionNumber)));
    return {};
  },
};

/** Newest first, those alone that say that they go with what is asked for. */
function versionsOf(
  name: string,
  { CompatibleRuntime: runtime, CompatibleArchitecture: architecture }: Compatible,
  call: LambdaCall,
): LayerVersion[] {
  const all = Array.from(call.state.layerVersions.prefix(qualifiedKey(name, '')), ([, layer]) => layer);
  return all
    .filter(
      ({ runtimes, architectures }) =>
        (runtime === undefined || runtimes?.some((each) => each === runtime) === true) &&
        (architecture === undefined || architectures?.some((each) => each === architecture) === true),
    )
    .toReversed();
}

function existing(nameOrArn: string, version: number | string, call: LambdaCall): LayerVersion {
  const layer = layerVersionAt(layerReference(nameOrArn, call), version, call);
  if (layer === undefined) throw noSuchResource();
  return layer;
}

function shown(layer: LayerVersion): LayerVersionsListItem {
  return {
    LayerVersionArn: layer.arn,
    Version: layer.version,
    Description: layer.description,
    CreatedDate: momentOf(layer.createdAtMs),
    ...(layer.runtimes === undefined ? {} : { CompatibleRuntimes: layer.runtimes }),
    ...(layer.architectures === undefined ? {} : { CompatibleArchitectures: layer.architectures }),
    ...(layer.licenseInfo === undefined ? {} : { LicenseInfo: layer.licenseInfo }),
  };
}

function withContent(layer: LayerVersion, call: LambdaCall) {
  const { accountId, region, name } = layerReference(layer.arn, call);
  return {
    Content: {
      Location: `https://prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com/snapshots/${accountId}/${name}-${layer.version}`,
      CodeSha256: layer.code.sha256,
      CodeSize: layer.code.size,
    },
    LayerArn: layer.arn.slice(0, layer.arn.lastIndexOf(':')),
    ...shown(layer),
  };
}
