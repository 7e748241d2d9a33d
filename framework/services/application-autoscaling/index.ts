import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { defineService } from '../../cloud/service';
import { permissions } from './permissions';
import { policies } from './policies/policies';
import { alarm } from './policies/track';
import { resources } from './resources';
import { scheduledActions } from './scheduled/actions';
import { scheduled } from './scheduled/timing';
import { state } from './state';
import { activities, settled } from './targets/activities';
import { targets } from './targets/targets';

/** Application Auto Scaling of DynamoDB's tables and indexes. */
export const applicationAutoScaling = defineService<ApplicationAutoScaling>()({
  name: 'application-autoscaling',
  state,
  operations: { ...targets, ...activities, ...policies, ...scheduledActions },
  permissions,
  subjects: {
    putScalingPolicy: ({ PolicyName }) => PolicyName,
    putScheduledAction: ({ ScheduledActionName }) => ScheduledActionName,
    registerScalableTarget: ({ ResourceId }) => ResourceId,
  },
  later: { settled, scheduled },
  hears: { alarm },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalServiceException', status: 500, message: 'The service failed.' },
  resources,
});
