import { invalidParameter } from '../errors';
import type { AttachedLayer, LambdaCall } from '../state';
import { layerReference, layerVersionAt } from './names';

const layersMax = 5;

/** The layers that a function is to have, checked as AWS does (aws-behaviour.md 1.6). */
export function attachedLayers(arns: readonly string[], call: LambdaCall): AttachedLayer[] {
  if (arns.length > layersMax) throw invalidParameter('Cannot reference more than 5 layers.');
  const seen = new Map<string, string>();
  return arns.map((arn) => {
    const reference = layerReference(arn, call);
    const { accountId, region, name, version } = reference;
    if (version === undefined) {
      throw invalidParameter(`Layer version ARN ${arn} is invalid.`);
    }
    if (region !== call.region) {
      throw invalidParameter(
        `Layers are not in the same region as the function. Layers are expected to be in region ${call.region}.`,
      );
    }
    const other = seen.get(`${accountId}:${name}`);
    if (other !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${arn} are versions of the same layer.`,
      );
    }
    seen.set(`${accountId}:${name}`, arn);
    const layer = layerVersionAt(reference, version, call);
    if (layer === undefined) {
      // AWS and its partners publish layers from accounts of their own, which no world here holds.
      if (accountId !== call.accountId) call.notEmulated(`lambda: the layer ${arn} of another account`);
      throw invalidParameter(`Layer version ${arn} does not exist.`);
    }
    const { blob, size, unzippedBytes } = layer.code;
    return { arn, blob, size, unzippedBytes };
  });
}
