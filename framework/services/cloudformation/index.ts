import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { defineService } from '../../cloud/service';
import { beginCreate, check, complete, create, timeOut } from './life-cycle/creation';
import { beginDelete, deleteResource } from './life-cycle/deletion';
import { permissions } from './permissions';
import { createStack, updateTerminationProtection } from './stacks/create-stack';
import { deleteStack } from './stacks/delete-stack';
import { describingStacks } from './stacks/describe-stacks';
import { exporting } from './stacks/exports';
import { describingResources } from './stacks/stack-resources';
import { state } from './state';
import { readingTemplates } from './templates/templates';

/**
 * AWS CloudFormation: stacks that are created, rolled back and deleted in terms of the services' own APIs
 * (aws-behaviour.md 8).
 */
export const cloudformation = defineService<CloudFormation>()({
  name: 'cloudformation',
  state,
  operations: {
    createStack,
    deleteStack,
    updateTerminationProtection,
    ...describingStacks,
    ...describingResources,
    ...exporting,
    ...readingTemplates,
  },
  permissions,
  subjects: {
    createStack: ({ StackName }) => StackName,
    deleteStack: ({ StackName }) => StackName,
  },
  later: {
    beginCreate,
    createResource: create,
    checkResource: check,
    completeResource: complete,
    timeOut,
    beginDelete,
    deleteResource,
  },
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
});
