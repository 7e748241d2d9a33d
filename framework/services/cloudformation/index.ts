import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { defineService } from '../../cloud/service';
import {
  beginChangeSet,
  createChangeSet,
  deleteChangeSet,
  finishChangeSet,
} from './change-sets/create-change-set';
import { describingChangeSets } from './change-sets/describe-change-sets';
import { executeChangeSet } from './change-sets/execute-change-set';
import { importResource, takeOver } from './change-sets/import-resources';
import { detectDrift } from './drift/detect';
import { detectingDrift } from './drift/operations';
import {
  beginDelete,
  beginForward,
  checkResource,
  completeResource,
  endMonitoring,
  goOnCleaning,
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
import { ownBucket, signalResource } from './waiting/signals';
import { bringSignals } from './waiting/stand-ins';
import { readingTemplates } from './templates/templates';

/**
 * AWS CloudFormation: stacks that are created, updated, rolled back and deleted in terms of the services' own APIs
 * (aws-behaviour.md 8).
 */
export const cloudformation = defineService<CloudFormation>()({
  name: 'cloudformation',
  state,
  operations: {
    createChangeSet,
    createStack,
    deleteChangeSet,
    deleteStack,
    executeChangeSet,
    signalResource,
    updateStack,
    updateTerminationProtection,
    ...describingChangeSets,
    ...describingStacks,
    ...detectingDrift,
    ...describingResources,
    ...exporting,
    ...rollingBack,
    ...stackPolicies,
    ...readingTemplates,
  },
  permissions,
  subjects: {
    createChangeSet: ({ ChangeSetName }) => ChangeSetName,
    executeChangeSet: ({ ChangeSetName }) => ChangeSetName,
    createStack: ({ StackName }) => StackName,
    deleteStack: ({ StackName }) => StackName,
    updateStack: ({ StackName }) => StackName,
    continueUpdateRollback: ({ StackName }) => StackName,
    cancelUpdateStack: ({ StackName }) => StackName,
    rollbackStack: ({ StackName }) => StackName,
  },
  later: {
    detectDrift,
    beginChangeSet,
    finishChangeSet,
    importResource,
    takeOver,
    beginForward,
    bringSignals,
    beginDelete,
    goOnCleaning,
    goOnRestoring,
    workOnResource,
    checkResource,
    completeResource,
    timeOut,
    watchTriggers,
    endMonitoring,
  },
  hears: { ownBucket },
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
});
