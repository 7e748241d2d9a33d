import type { ResourceType } from '../../../cloud/service';
import { alias } from './alias';
import { eventInvokeConfig } from './event-invoke-config';
import { eventSourceMapping } from './event-source-mapping';
import { lambdaFunction } from './function';
import { layerVersion } from './layer-version';
import { layerVersionPermission } from './layer-version-permission';
import { permission } from './permission';
import { url } from './url';
import { version } from './version';

/** CloudFormation's Lambda types, in terms of the Lambda API. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::LayerVersionPermission': layerVersionPermission,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Url': url,
  'AWS::Lambda::Version': version,
};
