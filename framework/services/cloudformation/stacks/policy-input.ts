import { AwsError } from '../../../cloud/service';
import { validationError } from '../errors';
import { checkStackPolicy } from '../life-cycle/stack-policy';
import type { CloudFormationCall } from '../state';
import { textAt } from '../templates/source';

/** A stack policy that a request brings or points to, checked. */
export function stackPolicyText(
  call: CloudFormationCall,
  body: string | undefined,
  url: string | undefined,
  names: readonly [body: string, url: string] = ['StackPolicyBody', 'StackPolicyURL'],
): string | undefined {
  if (body !== undefined && url !== undefined)
    throw validationError(`You cannot specify both ${names[1]} and ${names[0]}`);
  const text = url === undefined ? body : readPolicy(call, url);
  if (text !== undefined) checkStackPolicy(text);
  return text;
}

function readPolicy(call: CloudFormationCall, url: string): string {
  try {
    return textAt(call, url);
  } catch (error) {
    if (error instanceof AwsError && error.message === 'TemplateURL must be a supported URL.')
      throw validationError('StackPolicyURL must be a supported URL.');
    throw error;
  }
}
