import type { AliasRoutingConfiguration } from '@aws-sdk/client-lambda';
import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { ignoreMissing, isProperties, number, record, text, type Properties } from './properties';
import { provision, provisioned, wantedOf } from './version';

const waitMs = 1000;

/** `AWS::Lambda::Alias`. */
export const alias: ResourceType = {
  properties: [
    'Description',
    'FunctionName',
    'FunctionVersion',
    'Name',
    'ProvisionedConcurrencyConfig',
    'RoutingConfig',
  ],
  replaceOn: ['FunctionName', 'Name'],

  create(request) {
    const { AliasArn = '' } = request.aws('lambda').createAlias(settingsOf(request.properties));
    return progress(request, AliasArn, provision(request, nameOf(request)));
  },

  update(request) {
    const { physicalId = '', properties, previous = {} } = request;
    const lambda = request.aws('lambda');
    const FunctionName = text(properties, 'FunctionName');
    // What the template leaves out goes back to its default.
    const {
      RoutingConfig = { AdditionalVersionWeights: {} },
      Description = '',
      ...settings
    } = settingsOf(properties);
    lambda.updateAlias({ ...settings, Description, RoutingConfig });
    const [before, after] = [wantedOf(previous), wantedOf(properties)];
    if (after === undefined && before !== undefined) {
      lambda.deleteProvisionedConcurrencyConfig({ FunctionName, Qualifier: nameOf(request) });
    }
    if (after !== before) provision(request, nameOf(request));
    // Another version begins to be made ready by itself.
    return progress(request, physicalId, after !== undefined);
  },

  check: (request) => progress(request, request.physicalId ?? '', true),

  delete(request) {
    const FunctionName = text(request.properties, 'FunctionName');
    ignoreMissing(() => void request.aws('lambda').deleteAlias({ FunctionName, Name: nameOf(request) }));
    return { done: true };
  },
};

function progress(request: ResourceRequest, physicalId: string, isProvisioned: boolean): ResourceProgress {
  const state = isProvisioned ? provisioned(request, nameOf(request)) : { done: true };
  return { ...state, ...(state.done ? {} : { waitMs }), physicalId, attributes: { AliasArn: physicalId } };
}

function nameOf({ properties }: ResourceRequest): string {
  return text(properties, 'Name') ?? '';
}

function settingsOf(properties: Properties) {
  return {
    FunctionName: text(properties, 'FunctionName'),
    FunctionVersion: text(properties, 'FunctionVersion'),
    Name: text(properties, 'Name'),
    Description: text(properties, 'Description'),
    RoutingConfig: routingOf(record(properties, 'RoutingConfig')),
  };
}

/** CloudFormation lists the weights; the API has a map. */
function routingOf(routing: Properties | undefined): AliasRoutingConfiguration | undefined {
  const list = routing?.['AdditionalVersionWeights'];
  if (!Array.isArray(list)) return undefined;
  const weights = list
    .filter(isProperties)
    .map((item): [string, number] => [
      text(item, 'FunctionVersion') ?? '',
      number(item, 'FunctionWeight') ?? 0,
    ]);
  return { AdditionalVersionWeights: Object.fromEntries(weights) };
}
