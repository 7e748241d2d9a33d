import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { changedStackDoesNotExist, validationError } from '../errors';
import { findStack, setStack, type State } from '../state';
import { stackPolicyText } from './policy-input';

export const stackPolicies: Pick<Operations<CloudFormation, State>, 'getStackPolicy' | 'setStackPolicy'> = {
  setStackPolicy({ StackName, StackPolicyBody, StackPolicyURL }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(StackName);
    const stackPolicy = stackPolicyText(call, StackPolicyBody, StackPolicyURL);
    if (stackPolicy === undefined)
      throw validationError('Error validating stack policy: Invalid stack policy');
    setStack(call, stack, { stackPolicy });
    return {};
  },

  getStackPolicy({ StackName }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined) throw changedStackDoesNotExist(StackName);
    return stack.stackPolicy === undefined ? {} : { StackPolicyBody: stack.stackPolicy };
  },
};
