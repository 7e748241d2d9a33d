import type { SSM } from '@aws-sdk/client-ssm';
import { defineService } from '../../cloud/service';
import { labels } from './parameters/labels';
import { parameters } from './parameters/parameters';
import { policy } from './parameters/policies';
import { reads } from './parameters/read';
import { tags } from './parameters/tags';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';

/** AWS Systems Manager: Parameter Store (aws-behaviour.md 10.7). */
export const ssm = defineService<SSM>()({
  name: 'ssm',
  state,
  operations: { ...parameters, ...reads, ...labels, ...tags },
  permissions,
  subjects: {
    getParameter: ({ Name }) => Name,
    getParameters: ({ Names }) => Names.join(' '),
    getParametersByPath: ({ Path }) => Path,
    putParameter: ({ Name }) => Name,
  },
  later: { policy },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalServerError',
    status: 500,
    message: 'An error occurred on the server side.',
  },
  resources,
});
