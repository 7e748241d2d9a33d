import type { ResourceType } from '../../../cloud/service';
import { flag, ignoreMissing, oneOf, text } from './properties';

const properties = [
  'Action',
  'EventSourceToken',
  'FunctionName',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'Principal',
  'PrincipalOrgID',
  'SourceAccount',
  'SourceArn',
] as const;

const statementIdMax = 100;

/** `AWS::Lambda::Permission`: a statement of a function's policy; every change replaces it. */
export const permission: ResourceType = {
  properties,
  replaceOn: properties,

  create(request) {
    const { properties } = request;
    const id = request.generatedName(statementIdMax);
    request.aws('lambda').addPermission({
      FunctionName: text(properties, 'FunctionName'),
      StatementId: id,
      Action: text(properties, 'Action'),
      Principal: text(properties, 'Principal'),
      SourceArn: text(properties, 'SourceArn'),
      SourceAccount: text(properties, 'SourceAccount'),
      EventSourceToken: text(properties, 'EventSourceToken'),
      PrincipalOrgID: text(properties, 'PrincipalOrgID'),
      InvokedViaFunctionUrl: flag(properties, 'InvokedViaFunctionUrl'),
      FunctionUrlAuthType: oneOf(properties, 'FunctionUrlAuthType', ['NONE', 'AWS_IAM']),
    });
    return { done: true, physicalId: id, attributes: { Id: id } };
  },

  delete(request) {
    const FunctionName = text(request.properties, 'FunctionName');
    const { physicalId: StatementId } = request;
    ignoreMissing(() => void request.aws('lambda').removePermission({ FunctionName, StatementId }));
    return { done: true };
  },
};
