import type { ResourceRequest, ResourceType } from '../../../cloud/service';
import { ignoreMissing, oneOf, record, text } from './properties';

const authTypes = ['NONE', 'AWS_IAM'] as const;

/** `AWS::Lambda::Url`: an HTTPS address of a function or an alias. */
export const url: ResourceType = {
  properties: ['AuthType', 'Cors', 'InvokeMode', 'Qualifier', 'TargetFunctionArn'],
  replaceOn: ['Qualifier', 'TargetFunctionArn'],

  create(request) {
    const { FunctionArn: physicalId = '', FunctionUrl } = request.aws('lambda').createFunctionUrlConfig({
      ...named(request),
      AuthType: oneOf(request.properties, 'AuthType', authTypes),
      ...modeOf(request),
    });
    return { done: true, physicalId, attributes: { FunctionArn: physicalId, FunctionUrl } };
  },

  update(request) {
    const { FunctionArn: physicalId = '', FunctionUrl } = request.aws('lambda').updateFunctionUrlConfig({
      ...named(request),
      AuthType: oneOf(request.properties, 'AuthType', authTypes),
      ...modeOf(request),
    });
    return { done: true, physicalId, attributes: { FunctionArn: physicalId, FunctionUrl } };
  },

  delete(request) {
    ignoreMissing(() => void request.aws('lambda').deleteFunctionUrlConfig(named(request)));
    return { done: true };
  },
};

function named({ properties }: ResourceRequest) {
  return {
    FunctionName: text(properties, 'TargetFunctionArn'),
    Qualifier: text(properties, 'Qualifier'),
  };
}

function modeOf({ properties }: ResourceRequest) {
  return {
    InvokeMode: oneOf(properties, 'InvokeMode', ['BUFFERED', 'RESPONSE_STREAM']),
    Cors: record(properties, 'Cors'),
  };
}
