import type { Lambda, GetProvisionedConcurrencyConfigResponse } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import {
  aliasNotFound,
  conflict,
  functionNotFound,
  invalidParameter,
  noProvisionedConcurrency,
} from '../errors';
import { allocate, available, deleteProvisioned, provisionedSum } from '../execution/provisioned';
import { qualifiedKey, type LambdaCall, type ProvisionedConcurrency, type State } from '../state';
import { names } from './aliases';
import { checkUnreserved } from './concurrency';
import { momentOf } from './configuration';
import {
  arnOf,
  checkedReference,
  isVersionNumber,
  latest,
  requestedFunction,
  targetOf,
  type Target,
} from './names';

const pageSize = 50;

/** Provisioned concurrency of versions and aliases (aws-behaviour.md 1.4). */
export const provisionedConcurrency: Operations<Lambda, State> = {
  putProvisionedConcurrencyConfig(input, call) {
    if (input.Qualifier === latest) {
      throw invalidParameter(
        'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      );
    }
    const target = requested(input, call);
    const { fn, version } = target;
    const wanted = input.ProvisionedConcurrentExecutions;
    const key = qualifiedKey(fn.name, input.Qualifier);
    const others = provisionedSum(fn.name, call) - (call.state.provisioned.get(key)?.requested ?? 0);
    if (fn.reservedConcurrency !== undefined && fn.reservedConcurrency < others + wanted) {
      throw invalidParameter(
        'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
      );
    }
    if (fn.reservedConcurrency === undefined) checkUnreserved(key, wanted, call);
    refuseTwice(target, input.Qualifier, call);
    const config = allocate(
      {
        functionName: fn.name,
        qualifier: input.Qualifier,
        version: version.version,
        requested: wanted,
        lastModifiedAtMs: call.nowMs,
      },
      call,
    );
    return shown(config, call);
  },

  getProvisionedConcurrencyConfig(input, call) {
    if (input.Qualifier === latest) {
      throw invalidParameter('The function resource provided must be an alias or a published version.');
    }
    const { fn } = requested(input, call);
    const config = call.state.provisioned.get(qualifiedKey(fn.name, input.Qualifier));
    if (config === undefined) throw noProvisionedConcurrency();
    return shown(config, call);
  },

  deleteProvisionedConcurrencyConfig(input, call) {
    if (input.Qualifier === latest) {
      throw invalidParameter('The function resource provided must be an alias or a published version.');
    }
    const { fn } = requested(input, call);
    deleteProvisioned(fn.name, input.Qualifier, call);
    return {};
  },

  listProvisionedConcurrencyConfigs(input, call) {
    const fn = requestedFunction(input, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const all: ProvisionedConcurrency[] = [];
    for (const [, config] of call.state.provisioned.prefix(qualifiedKey(fn.name, ''))) all.push(config);
    const first =
      input.Marker === undefined ? 0 : all.findIndex(({ qualifier }) => qualifier === input.Marker);
    const next = all[first + size];
    return {
      ProvisionedConcurrencyConfigs: all.slice(first, first + size).map((config) => ({
        FunctionArn: `${fn.arn}:${config.qualifier}`,
        ...shown(config, call),
      })),
      ...(next === undefined ? {} : { NextMarker: next.qualifier }),
    };
  },
};

function requested(input: { FunctionName: string; Qualifier: string }, call: LambdaCall): Target {
  const reference = checkedReference(input, call);
  const fn = call.state.functions.get(reference.name);
  const target = fn === undefined ? undefined : targetOf(fn, input.Qualifier, call);
  if (target !== undefined) return target;
  const arn = arnOf(reference, call);
  throw isVersionNumber(input.Qualifier) ? functionNotFound(arn) : aliasNotFound(arn);
}

/** A version has its environments once: by its number or by one alias. */
function refuseTwice({ fn, version, alias }: Target, qualifier: string, call: LambdaCall): void {
  const { provisioned, aliases } = call.state;
  if (alias !== undefined) {
    if (!provisioned.has(qualifiedKey(fn.name, version.version))) return;
    throw conflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
  for (const [key, other] of aliases.prefix(qualifiedKey(fn.name, ''))) {
    if (names(other, qualifier) && provisioned.has(key)) {
      throw conflict('Version is pointed by a Provisioned Concurrency alias');
    }
  }
}

function shown(config: ProvisionedConcurrency, call: LambdaCall): GetProvisionedConcurrencyConfigResponse {
  return {
    RequestedProvisionedConcurrentExecutions: config.requested,
    AvailableProvisionedConcurrentExecutions: available(config, call),
    AllocatedProvisionedConcurrentExecutions: config.status === 'READY' ? config.requested : 0,
    Status: config.status,
    ...(config.statusReason === undefined ? {} : { StatusReason: config.statusReason }),
    LastModified: momentOf(config.lastModifiedAtMs),
  };
}
