import type { Lambda } from '@aws-sdk/client-lambda';
import { parsePolicy, type NamedPolicy, type Operations } from '../../../cloud/service';
import { conflict, layerRevisionMismatch, layerVersionMissing, notFound } from '../errors';
import { versionKey, type LambdaCall, type LayerVersion, type PrintedStatement, type State } from '../state';
import { layerReference, layerVersionArn, layerVersionAt } from './names';

/** Who else may use a layer version (aws-behaviour.md 1.10). */
export const layerPolicies: Operations<Lambda, State> = {
  addLayerVersionPermission(input, call) {
    const layer = existing(input.LayerName, input.VersionNumber, call);
    if (input.RevisionId !== undefined && input.RevisionId !== layer.policy?.revisionId) {
      throw layerRevisionMismatch();
    }
    const statements = layer.policy?.statements ?? [];
    if (statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw conflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const { OrganizationId } = input;
    const statement: PrintedStatement = {
      Sid: input.StatementId,
      Effect: 'Allow',
      Principal:
        input.Principal === '*' ? '*' : { AWS: `arn:${call.partition}:iam::${input.Principal}:root` },
      Action: input.Action,
      Resource: layer.arn,
      ...(OrganizationId === undefined
        ? {}
        : { Condition: { StringEquals: { 'aws:PrincipalOrgID': OrganizationId } } }),
    };
    const RevisionId = setPolicy(layer, [...statements, statement], call);
    return { Statement: JSON.stringify(statement), RevisionId };
  },

  removeLayerVersionPermission(input, call) {
    const layer = existing(input.LayerName, input.VersionNumber, call);
    if (input.RevisionId !== undefined && input.RevisionId !== layer.policy?.revisionId) {
      throw layerRevisionMismatch();
    }
    const statements = layer.policy?.statements ?? [];
    const rest = statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (rest.length === statements.length) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    setPolicy(layer, rest, call);
    return {};
  },

  getLayerVersionPolicy(input, call) {
    const { policy } = existing(input.LayerName, input.VersionNumber, call);
    if (policy === undefined) throw notFound('No policy is associated with the given resource.');
    return { Policy: printed(policy.statements), RevisionId: policy.revisionId };
  },
};

/** What IAM asks: the policy on a layer version. */
export function layerPolicy(
  arn: string,
  call: LambdaCall,
): { policy: NamedPolicy; kind: 'ordinary' } | undefined {
  const { version, ...reference } = layerReference(arn, call);
  const layer = version === undefined ? undefined : layerVersionAt(reference, version, call);
  if (layer?.policy === undefined) return undefined;
  const { document } = layer.policy;
  return { policy: { name: `layer policy of ${layer.name}`, document }, kind: 'ordinary' };
}

function existing(nameOrArn: string, version: number, call: LambdaCall): LayerVersion {
  const reference = layerReference(nameOrArn, call);
  const layer = layerVersionAt(reference, version, call);
  if (layer === undefined) throw layerVersionMissing(layerVersionArn(reference, version, call));
  return layer;
}

function printed(statements: readonly PrintedStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function setPolicy(layer: LayerVersion, statements: PrintedStatement[], call: LambdaCall): string {
  const { policy: _, ...rest } = layer;
  const key = versionKey(layer.name, String(layer.version));
  const revisionId = call.random('policy revision id').uuid();
  if (statements.length === 0) {
    call.state.layerVersions.set(key, rest);
    return revisionId;
  }
  const document = parsePolicy(printed(statements), 'any');
  call.state.layerVersions.set(key, { ...rest, policy: { statements, document, revisionId } });
  return revisionId;
}
