import { formatArn } from '../../../cloud/service';
import { functionNotFound, notFound } from '../errors';
import type { LambdaCall, LambdaFunction } from '../state';

/** What a `FunctionName` may say: a name, `account:function:name` or an ARN, each with a qualifier or without. */
export interface FunctionReference {
  accountId: string;
  region: string;
  name: string;
  qualifier?: string;
}

const REFERENCE =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** The only qualifier there is here: versions and aliases are not emulated. */
export const latest = '$LATEST';

/** Reads a `FunctionName`; a `Qualifier` beside it wins over one inside. */
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

/** The function that a request speaks of, or AWS's 404 (aws-behaviour.md 1.3). */
export function requestedFunction(
  input: { FunctionName?: string | undefined; Qualifier?: string | undefined },
  call: LambdaCall,
): LambdaFunction {
  const reference = referenceOf(input.FunctionName ?? '', input.Qualifier, call);
  if (reference.region !== call.region) {
    throw notFound(
      `Functions from '${reference.region}' are not reachable in this region ('${call.region}')`,
    );
  }
  if (reference.accountId !== call.accountId)
    call.notEmulated('lambda: calling a function of another account');
  const found = call.state.functions.get(reference.name);
  if (found === undefined || (reference.qualifier !== undefined && reference.qualifier !== latest)) {
    throw functionNotFound(arnOf(reference, call));
  }
  return found;
}
