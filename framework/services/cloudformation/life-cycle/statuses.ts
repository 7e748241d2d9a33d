import type { ResourceStatus } from '@aws-sdk/client-cloudformation';
import type { ResourceAction } from '../state';

/** What a resource's events say while something is done to it, and when it is done or has failed. */
export const statuses: Readonly<
  Record<ResourceAction, { begun: ResourceStatus; done: ResourceStatus; failed: ResourceStatus }>
> = {
  create: { begun: 'CREATE_IN_PROGRESS', done: 'CREATE_COMPLETE', failed: 'CREATE_FAILED' },
  update: { begun: 'UPDATE_IN_PROGRESS', done: 'UPDATE_COMPLETE', failed: 'UPDATE_FAILED' },
  replace: { begun: 'UPDATE_IN_PROGRESS', done: 'UPDATE_COMPLETE', failed: 'UPDATE_FAILED' },
  restore: { begun: 'UPDATE_IN_PROGRESS', done: 'UPDATE_COMPLETE', failed: 'UPDATE_FAILED' },
  discard: { begun: 'DELETE_IN_PROGRESS', done: 'DELETE_COMPLETE', failed: 'DELETE_FAILED' },
  delete: { begun: 'DELETE_IN_PROGRESS', done: 'DELETE_COMPLETE', failed: 'DELETE_FAILED' },
};

export const isDeletion = (action: ResourceAction): boolean => action === 'delete' || action === 'discard';
