import type { ResourceType } from '../../../cloud/service';
import { layerVersionOf } from './layer-version';
import { ignoreMissing, text } from './properties';

const properties = ['Action', 'LayerVersionArn', 'OrganizationId', 'Principal'] as const;
const statementIdMax = 100;

/** `AWS::Lambda::LayerVersionPermission`: a statement of a layer version's policy; every change replaces it. */
export const layerVersionPermission: ResourceType = {
  properties,
  replaceOn: properties,

  create(request) {
    const { properties } = request;
    const layerVersionArn = text(properties, 'LayerVersionArn') ?? '';
    const StatementId = request.generatedName(statementIdMax);
    request.aws('lambda').addLayerVersionPermission({
      ...layerVersionOf(layerVersionArn),
      StatementId,
      Action: text(properties, 'Action'),
      Principal: text(properties, 'Principal'),
      OrganizationId: text(properties, 'OrganizationId'),
    });
    const physicalId = `${layerVersionArn}#${StatementId}`;
    return { done: true, physicalId, attributes: { Id: physicalId } };
  },

  delete(request) {
    const [layerVersionArn, StatementId] = (request.physicalId ?? '').split('#');
    const statement = { ...layerVersionOf(layerVersionArn), StatementId };
    ignoreMissing(() => void request.aws('lambda').removeLayerVersionPermission(statement));
    return { done: true };
  },
};
