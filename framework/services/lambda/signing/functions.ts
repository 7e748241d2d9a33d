import type { Lambda } from '@aws-sdk/client-lambda';
import { AwsError, type Operations } from '../../../cloud/service';
import { requestedFunction } from '../functions/names';
import type { LambdaCall, State } from '../state';

/** Which code signing configuration holds for a function. */
export const signedFunctions: Operations<Lambda, State> = {
  putFunctionCodeSigningConfig(input, call) {
    checkSigningConfig(input.CodeSigningConfigArn, call);
    const { CodeSigningConfigArn: signingConfigArn } = input;
    const fn = requestedFunction(input, call);
    call.state.functions.set(fn.name, { ...fn, signingConfigArn });
    return { CodeSigningConfigArn: signingConfigArn, FunctionName: fn.name };
  },

  /** Of a function that has none nothing is told. */
  getFunctionCodeSigningConfig(input, call) {
    const { name, signingConfigArn } = requestedFunction(input, call);
    // The type has both; AWS answers neither.
    if (signingConfigArn === undefined) return { CodeSigningConfigArn: undefined, FunctionName: undefined };
    return { CodeSigningConfigArn: signingConfigArn, FunctionName: name };
  },

  /** A function that has none is left as it is. */
  deleteFunctionCodeSigningConfig(input, call) {
    const { signingConfigArn: _, ...fn } = requestedFunction(input, call);
    call.state.functions.set(fn.name, fn);
    return {};
  },
};

export function checkSigningConfig(arn: string, call: LambdaCall): void {
  if (call.state.signingConfigs.has(arn)) return;
  throw new AwsError(
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
    { status: 404, fields: { Type: 'User' } },
  );
}

/** No code here is signed, since AWS Signer is not emulated: where signatures are enforced, nothing is deployed. */
export function refuseUnsigned(signingConfigArn: string | undefined, call: LambdaCall): void {
  if (signingConfigArn === undefined) return;
  if (call.state.signingConfigs.get(signingConfigArn)?.policy !== 'Enforce') return;
  throw new AwsError(
    'CodeVerificationFailedException',
    'The code signature failed one or more of the validation checks for signature mismatch or expiry, and the code signing policy is set to ENFORCE. Lambda blocks the deployment.',
    { status: 400, fields: { Type: 'User' } },
  );
}
