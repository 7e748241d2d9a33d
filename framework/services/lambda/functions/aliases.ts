import type { AliasConfiguration, AliasRoutingConfiguration, Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import {
  aliasExists,
  aliasNotFound,
  aliasToChangeNotFound,
  functionNotFound,
  invalidParameter,
  invalidParameterUntyped,
  revisionMismatch,
  validationError,
} from '../errors';
import { allocate, deleteProvisioned } from '../execution/provisioned';
import { qualifiedKey, type FunctionAlias, type LambdaCall, type LambdaFunction, type State } from '../state';
import { arnOf, checkedReference, isVersionNumber, latest, requestedFunction, versionOf } from './names';

const pageSize = 50;

/** Names for versions, with weights where an alias names two (aws-behaviour.md 1.10). */
export const aliases: Operations<Lambda, State> = {
  createAlias(input, call) {
    const name = input.Name;
    checkName(name);
    const fn = functionToName(input, call);
    const key = qualifiedKey(fn.name, name);
    checkVersion(fn, input.FunctionVersion, call);
    if (call.state.aliases.has(key)) throw aliasExists(`${fn.arn}:${name}`);
    const alias: FunctionAlias = {
      functionName: fn.name,
      name,
      version: input.FunctionVersion,
      ...secondOf(fn, input.FunctionVersion, input.RoutingConfig, call),
      description: input.Description ?? '',
      revisionId: call.random('revision id').uuid(),
    };
    call.state.aliases.set(key, alias);
    return shown(fn, alias);
  },

  updateAlias(input, call) {
    const fn = requestedFunction(input, call);
    const old = call.state.aliases.get(qualifiedKey(fn.name, input.Name));
    if (old === undefined) throw aliasToChangeNotFound(`${fn.arn}:${input.Name}`);
    if (input.RevisionId !== undefined && input.RevisionId !== old.revisionId) throw revisionMismatch();
    const version = input.FunctionVersion ?? old.version;
    checkVersion(fn, version, call);
    const { second, ...rest } = old;
    const alias: FunctionAlias = {
      ...rest,
      version,
      ...(input.RoutingConfig === undefined
        ? second === undefined
          ? {}
          : { second }
        : secondOf(fn, version, input.RoutingConfig, call)),
      description: input.Description ?? old.description,
      revisionId: call.random('revision id').uuid(),
    };
    call.state.aliases.set(qualifiedKey(fn.name, alias.name), alias);
    const provisioned = call.state.provisioned.get(qualifiedKey(fn.name, alias.name));
    if (provisioned !== undefined && provisioned.version !== version) {
      allocate({ ...provisioned, version }, call);
    }
    return shown(fn, alias);
  },

  getAlias(input, call) {
    const fn = requestedFunction(input, call);
    return shown(fn, existing(fn, input.Name, call));
  },

  /** An alias that is not there counts as deleted. */
  deleteAlias(input, call) {
    const fn = requestedFunction(input, call);
    const key = qualifiedKey(fn.name, input.Name);
    deleteProvisioned(fn.name, input.Name, call);
    call.state.aliases.delete(key);
    call.state.eventInvokeConfigs.delete(key);
    return {};
  },

  listAliases(input, call) {
    const fn = requestedFunction(input, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const all: FunctionAlias[] = [];
    for (const [, alias] of call.state.aliases.prefix(qualifiedKey(fn.name, ''))) {
      if (input.FunctionVersion === undefined || names(alias, input.FunctionVersion)) all.push(alias);
    }
    const first = input.Marker === undefined ? 0 : all.findIndex(({ name }) => name === input.Marker);
    const next = all[first + size];
    return {
      Aliases: all.slice(first, first + size).map((alias) => shown(fn, alias)),
      ...(next === undefined ? {} : { NextMarker: next.name }),
    };
  },
};

/** Whether an alias sends invocations to a version. */
export function names({ version, second }: FunctionAlias, wanted: string): boolean {
  return version === wanted || second?.version === wanted;
}

/** The function of a new alias; AWS says which version of it is missing. */
function functionToName(
  input: { FunctionName: string; FunctionVersion: string },
  call: LambdaCall,
): LambdaFunction {
  const reference = checkedReference(input, call);
  if (!call.state.functions.has(reference.name)) {
    throw functionNotFound(arnOf({ ...reference, qualifier: input.FunctionVersion }, call));
  }
  return requestedFunction(input, call);
}

function existing(fn: LambdaFunction, name: string, call: LambdaCall): FunctionAlias {
  const alias = call.state.aliases.get(qualifiedKey(fn.name, name));
  if (alias === undefined) throw aliasNotFound(`${fn.arn}:${name}`);
  return alias;
}

function checkName(name: string): void {
  if (!isVersionNumber(name)) return;
  throw validationError(
    name,
    'name',
    'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)',
  );
}

function checkVersion(fn: LambdaFunction, version: string, call: LambdaCall): void {
  if (versionOf(fn, version, call) === undefined) throw functionNotFound(`${fn.arn}:${version}`);
}

function secondOf(
  fn: LambdaFunction,
  version: string,
  routing: AliasRoutingConfiguration | undefined,
  call: LambdaCall,
): Pick<FunctionAlias, 'second'> {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  const [only, ...more] = weights;
  if (only === undefined) return {};
  if (more.length > 0) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  const [other, weight] = only;
  checkWeight(other, weight);
  if (other === version) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (version === latest) {
    throw invalidParameterUntyped('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  checkVersion(fn, other, call);
  return { second: { version: other, weight } };
}

function checkWeight(version: string, weight: number): void {
  const where = 'routingConfig.additionalVersionWeights';
  if (weight < 0 || weight > 1) {
    throw validationError(
      `{${version}=${weight}}`,
      where,
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  }
  if (!isVersionNumber(version)) {
    throw validationError(
      `{${version}=${weight}}`,
      where,
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]',
    );
  }
}

function shown(fn: LambdaFunction, alias: FunctionAlias): AliasConfiguration {
  const { second } = alias;
  return {
    AliasArn: `${fn.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(second === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [second.version]: second.weight } } }),
    RevisionId: alias.revisionId,
  };
}
