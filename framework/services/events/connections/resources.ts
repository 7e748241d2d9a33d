/** `AWS::Events::Connection` and `AWS::Events::ApiDestination`. */
import type {
  CreateApiDestinationRequest,
  CreateConnectionRequest,
  UpdateApiDestinationRequest,
  UpdateConnectionRequest,
} from '@aws-sdk/client-eventbridge';
import {
  template,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { unlessGone } from '../unless-gone';

const { flagOf, inputOf, isRecord, textOf, typedOf } = template;

/** What policies name: the ARN without the id at its end. */
const forPolicy = (arn: string): string => arn.replace(/\/[^/]+$/, '');

function connectionProgress(request: ResourceRequest, Name: string): ResourceProgress {
  const { ConnectionArn: Arn = '', SecretArn = '' } = request.aws('events').describeConnection({ Name });
  return { done: true, physicalId: Name, attributes: { Arn, ArnForPolicy: forPolicy(Arn), SecretArn } };
}

/** All are texts, a password of digits too, but for the flags. */
function parametersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(parametersOf);
  if (!isRecord(value)) return textOf(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === 'IsValueSecret' ? flagOf(each) : parametersOf(each),
    ]),
  );
}

const authentication = ({ properties }: ResourceRequest) => ({
  Description: textOf(properties['Description']),
  AuthorizationType: textOf(properties['AuthorizationType']),
  AuthParameters: parametersOf(properties['AuthParameters']),
  InvocationConnectivityParameters: properties['InvocationConnectivityParameters'],
  KmsKeyIdentifier: textOf(properties['KmsKeyIdentifier']),
});

export const connection: ResourceType = {
  properties: [
    'AuthParameters',
    'AuthorizationType',
    'Description',
    'InvocationConnectivityParameters',
    'KmsKeyIdentifier',
    'Name',
  ],
  replaceOn: ['Name'],

  create(request) {
    const Name = textOf(request.properties['Name']) ?? request.generatedName(64);
    request
      .aws('events')
      .createConnection(inputOf<CreateConnectionRequest>({ Name, ...authentication(request) }));
    return connectionProgress(request, Name);
  },

  update(request) {
    const { physicalId: Name = '' } = request;
    request
      .aws('events')
      .updateConnection(inputOf<UpdateConnectionRequest>({ Name, ...authentication(request) }));
    return connectionProgress(request, Name);
  },

  delete: (request) =>
    unlessGone(() => void request.aws('events').deleteConnection({ Name: request.physicalId ?? '' })),
};

const settingsOf = ({ properties }: ResourceRequest) => ({
  Description: textOf(properties['Description']),
  ConnectionArn: textOf(properties['ConnectionArn']),
  HttpMethod: textOf(properties['HttpMethod']),
  InvocationEndpoint: textOf(properties['InvocationEndpoint']),
  InvocationRateLimitPerSecond: typedOf(properties['InvocationRateLimitPerSecond']),
});

const made = (physicalId: string, Arn: string): ResourceProgress => ({
  done: true,
  physicalId,
  attributes: { Arn, ArnForPolicy: forPolicy(Arn) },
});

export const apiDestination: ResourceType = {
  properties: [
    'ConnectionArn',
    'Description',
    'HttpMethod',
    'InvocationEndpoint',
    'InvocationRateLimitPerSecond',
    'Name',
  ],
  replaceOn: ['Name'],

  create(request) {
    const Name = textOf(request.properties['Name']) ?? request.generatedName(64);
    const { ApiDestinationArn = '' } = request
      .aws('events')
      .createApiDestination(inputOf<CreateApiDestinationRequest>({ Name, ...settingsOf(request) }));
    return made(Name, ApiDestinationArn);
  },

  update(request) {
    const { physicalId: Name = '' } = request;
    const { ApiDestinationArn = '' } = request
      .aws('events')
      .updateApiDestination(inputOf<UpdateApiDestinationRequest>({ Name, ...settingsOf(request) }));
    return made(Name, ApiDestinationArn);
  },

  delete: (request) =>
    unlessGone(() => void request.aws('events').deleteApiDestination({ Name: request.physicalId ?? '' })),
};
