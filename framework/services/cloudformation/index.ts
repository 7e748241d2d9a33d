import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { defineService } from '../../cloud/service';
import {
  beginDelete,
  beginForward,
  checkResource,
  completeResource,
  endMonitoring,
  goOnRestoring,
  timeOut,
  watchTriggers,
  workOnResource,
} from './life-cycle/operation';
import { permissions } from './permissions';
import { createStack, updateTerminationProtection } from './stacks/create-stack';
import { deleteStack } from './stacks/delete-stack';
import { describingStacks } from './stacks/describe-stacks';
import { exporting } from './stacks/exports';
import { rollingBack } from './stacks/rolling-back';
import { stackPolicies } from './stacks/stack-policies';
import { describingResources } from './stacks/stack-resources';
import { updateStack } from './stacks/update-stack';
import { state } from './state';
import { readingTemplates } from './templates/templates';

/**
 * AWS CloudFormation: stacks that are created, updated, rolled back and deleted in terms of the services' own APIs
 * (aws-behaviour.md 8).
 */
export const cloudformation = defineService<CloudFormation>()({
  name: 'cloudformation',
  state,
  operations: {
    createStack,
    deleteStack,
    updateStack,
    updateTerminationProtection,
    ...describingStacks,
    ...describingResources,
    ...exporting,
    ...rollingBack,
    ...stackPolicies,
    ...readingTemplates,
  },
  permissions,
  subjects: {
    createStack: ({ StackName }) => StackName,
    deleteStack: ({ StackName }) => StackName,
    updateStack: ({ StackName }) => StackName,
    continueUpdateRollback: ({ StackName }) => StackName,
    cancelUpdateStack: ({ StackName }) => StackName,
    rollbackStack: ({ StackName }) => StackName,
  },
  later: {
    beginForward,
    beginDelete,
    goOnRestoring,
    workOnResource,
    checkResource,
    completeResource,
    timeOut,
    watchTriggers,
    endMonitoring,
  },
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
});
