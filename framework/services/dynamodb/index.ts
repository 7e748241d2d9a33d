import { defineService, type ServiceClients } from '../../cloud/service';
import { backupCreated, backups } from './backups/backups';
import { continuousBackups } from './backups/continuous-backups';
import { tableRestored } from './backups/restored-table';
import { batches } from './items/batches';
import { itemOperations } from './items/item-operations';
import { transactions } from './items/transactions';
import { answered } from './metrics';
import { statements } from './partiql/statements';
import { permissions } from './permissions';
import { queries } from './queries/queries';
import { resources } from './resources';
import { state } from './state';
import { streamForgotten } from './streams/specification';
import { streams } from './streams/streams';
import { subjects } from './subjects';
import { tableCreated } from './tables/create-table';
import { sweepExpired } from './tables/expiry-sweep';
import { policyOn, resourcePolicies } from './tables/resource-policies';
import { tableDeleted, tables } from './tables/tables';
import { tags } from './tables/tags';
import { timeToLive, timeToLiveSettled } from './tables/time-to-live';
import { indexesUpdated } from './tables/index-updates';
import { tableUpdated } from './tables/update-table';
import { tableWarmed } from './tables/warm-throughput';

/** Amazon DynamoDB: tables, items, queries, transactions, capacity, expiry, streams, backups (aws-behaviour.md 3). */
export const dynamodb = defineService<ServiceClients['dynamodb']>()({
  name: 'dynamodb',
  state,
  operations: {
    ...tables,
    ...itemOperations,
    ...queries,
    ...batches,
    ...transactions,
    ...resourcePolicies,
    ...statements,
    ...streams,
    ...tags,
    ...timeToLive,
    ...continuousBackups,
    ...backups,
  },
  permissions,
  subjects,
  later: {
    backupCreated,
    indexesUpdated,
    streamForgotten,
    sweepExpired,
    tableCreated,
    tableDeleted,
    tableRestored,
    tableUpdated,
    tableWarmed,
    timeToLiveSettled,
  },
  resourcePolicy: policyOn,
  answered,
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: {
    code: 'ProvisionedThroughputExceededException',
    status: 400,
    message:
      'The level of configured provisioned throughput for the table was exceeded. ' +
      'Consider increasing your provisioning level with the UpdateTable API.',
  },
  internalError: { code: 'InternalServerError', status: 500, message: 'Internal server error' },
  resources,
});
