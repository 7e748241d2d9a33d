import { formatArn, parseArn } from '../../../cloud/service';
import type { LambdaCall, LayerVersion } from '../state';
import { versionKey } from '../state';

/** Where a layer is and what it is called; a version where the text names one. */
export interface LayerReference {
  accountId: string;
  region: string;
  name: string;
  version?: string;
}

/** Reads a layer's name or ARN. */
export function layerReference(text: string, call: LambdaCall): LayerReference {
  const arn = parseArn(text);
  const [, name = text, version] = /^layer:([^:]+)(?::(\d+))?$/.exec(arn?.resource ?? '') ?? [];
  return {
    accountId: arn?.accountId ?? call.accountId,
    region: arn?.region ?? call.region,
    name,
    ...(version === undefined ? {} : { version }),
  };
}

export function layerArn({ accountId, region, name }: LayerReference, call: LambdaCall): string {
  return formatArn({
    partition: call.partition,
    service: 'lambda',
    region,
    accountId,
    resource: `layer:${name}`,
  });
}

export function layerVersionArn(
  reference: LayerReference,
  version: number | string,
  call: LambdaCall,
): string {
  return `${layerArn(reference, call)}:${version}`;
}

/** A layer version, whoever's it is. */
export function layerVersionAt(
  { accountId, region, name }: LayerReference,
  version: number | string,
  call: LambdaCall,
): LayerVersion | undefined {
  return call.stateOf(accountId, region).layerVersions.get(versionKey(name, String(version)));
}
