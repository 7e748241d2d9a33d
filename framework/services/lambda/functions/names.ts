import { formatArn } from '../../../cloud/service';
import { functionNotFound, notFound, qualifierMismatch } from '../errors';
import {
  qualifiedKey,
  versionKey,
  type FunctionAlias,
  type FunctionVersion,
  type LambdaCall,
  type LambdaFunction,
} from '../state';

/** What a `FunctionName` may say: a name, `account:function:name` or an ARN, each with a qualifier or without. */
export interface FunctionReference {
  accountId: string;
  region: string;
  name: string;
  qualifier?: string;
}

const REFERENCE =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** The version that can still be changed. */
export const latest = '$LATEST';

/** Reads a `FunctionName`; a `Qualifier` beside it, where they differ, is the one that is spoken of. */
export function referenceOf(
  text: string,
  qualifier: string | undefined,
  call: LambdaCall,
): FunctionReference {
  const [, region, accountId, name, inner] = REFERENCE.exec(text) ?? [];
  const given = qualifier ?? inner;
  return {
    accountId: accountId ?? call.accountId,
    region: region ?? call.region,
    name: name ?? text,
    ...(given === undefined ? {} : { qualifier: given }),
  };
}

export function arnOf({ accountId, region, name, qualifier }: FunctionReference, call: LambdaCall): string {
  const resource = `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
  return formatArn({ partition: call.partition, service: 'lambda', region, accountId, resource });
}

/** The ARN that a request speaks of, for authorization. */
export function requestedArn(
  input: { FunctionName?: string | undefined; Qualifier?: string | undefined },
  call: LambdaCall,
): string {
  return arnOf(referenceOf(input.FunctionName ?? '', input.Qualifier, call), call);
}

/** What a request speaks of: a function, and which version of it. */
export interface Target {
  fn: LambdaFunction;
  version: FunctionVersion;
  /** As it was given; undefined where the request names the function alone. */
  qualifier?: string;
  alias?: FunctionAlias;
}

type Named = { FunctionName?: string | undefined; Qualifier?: string | undefined };

/** The function itself, for operations that know no versions; or AWS's 404 (aws-behaviour.md 1.3). */
export function requestedFunction(input: Named, call: LambdaCall): LambdaFunction {
  const { reference, fn } = lookUp(input, call);
  if (fn === undefined || (reference.qualifier !== undefined && reference.qualifier !== latest)) {
    throw functionNotFound(arnOf(reference, call));
  }
  return fn;
}

/** The function of a request that may name a version or an alias; an alias stands for its first version. */
export function requestedTarget(input: Named, call: LambdaCall): Target {
  const { reference, fn } = lookUp(input, call);
  const target = fn === undefined ? undefined : targetOf(fn, reference.qualifier, call);
  if (target === undefined) throw functionNotFound(arnOf(reference, call));
  return target;
}

/** What a qualifier stands for; undefined where it stands for nothing. */
export function targetOf(
  fn: LambdaFunction,
  qualifier: string | undefined,
  call: LambdaCall,
): Target | undefined {
  if (qualifier === undefined) return { fn, version: fn };
  const alias = isVersionNumber(qualifier)
    ? undefined
    : call.state.aliases.get(qualifiedKey(fn.name, qualifier));
  const version = versionOf(fn, alias?.version ?? qualifier, call);
  if (version === undefined) return undefined;
  return { fn, version, qualifier, ...(alias === undefined ? {} : { alias }) };
}

/** `$LATEST` or a published version. */
export function versionOf(
  fn: LambdaFunction,
  version: string,
  call: LambdaCall,
): FunctionVersion | undefined {
  return version === latest ? fn : call.state.versions.get(versionKey(fn.name, version));
}

/** A version that is to run, and the name by which it was reached. */
export interface Routed {
  version: FunctionVersion;
  /** As it was given; undefined where the caller named the function alone. */
  qualifier?: string;
  /** An alias chose among two versions. */
  isWeighted: boolean;
}

/** What an invocation runs: an alias with two versions draws one, by its weights. */
export function routed({ fn, version, alias, qualifier }: Target, call: LambdaCall): Routed {
  const named = qualifier === undefined ? {} : { qualifier };
  const second = alias?.second;
  if (alias === undefined || second === undefined) return { version, ...named, isWeighted: false };
  const isSecond = call.random(`routing of ${fn.name}:${alias.name}`).unit() < second.weight;
  const chosen = isSecond ? versionOf(fn, second.version, call) : undefined;
  return { version: chosen ?? version, ...named, isWeighted: true };
}

export function isVersionNumber(qualifier: string): boolean {
  return /^\d+$/.test(qualifier);
}

function lookUp(
  input: Named,
  call: LambdaCall,
): { reference: FunctionReference; fn: LambdaFunction | undefined } {
  const reference = checkedReference(input, call);
  return { reference, fn: call.state.functions.get(reference.name) };
}

/** Reads what a request speaks of; throws where its two qualifiers differ or the function is elsewhere. */
export function checkedReference(input: Named, call: LambdaCall): FunctionReference {
  const reference = referenceOf(input.FunctionName ?? '', input.Qualifier, call);
  const { qualifier: inner = reference.qualifier } = referenceOf(input.FunctionName ?? '', undefined, call);
  if (inner !== reference.qualifier) throw qualifierMismatch();
  if (reference.region !== call.region) {
    throw notFound(
      `Functions from '${reference.region}' are not reachable in this region ('${call.region}')`,
    );
  }
  if (reference.accountId !== call.accountId)
    call.notEmulated('lambda: calling a function of another account');
  return reference;
}
