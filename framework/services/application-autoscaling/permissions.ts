import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { Access, Permissions } from '../../cloud/service';
import type { ScalingCall, State } from './state';

interface OnTarget {
  ServiceNamespace: string;
  ResourceId: string;
  ScalableDimension: string;
}

/** Targets are named by keys of conditions; before they are registered they have no ARN. */
const onTarget =
  (action: string) =>
  ({ ServiceNamespace, ResourceId, ScalableDimension }: OnTarget, call: ScalingCall): Access => {
    const found = call.state.targets.get(`${ResourceId}\u0000${ScalableDimension}`);
    const { partition, region, accountId } = call;
    return {
      action: `application-autoscaling:${action}`,
      resource:
        found?.arn ?? `arn:${partition}:application-autoscaling:${region}:${accountId}:scalable-target/*`,
      context: {
        'application-autoscaling:service-namespace': ServiceNamespace,
        'application-autoscaling:scalable-dimension': ScalableDimension,
      },
    };
  };

const onArn =
  (action: string) =>
  ({ ResourceARN }: { ResourceARN: string }): Access => ({
    action: `application-autoscaling:${action}`,
    resource: ResourceARN,
  });

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html */
export const permissions: Permissions<ApplicationAutoScaling, State> = {
  deleteScalingPolicy: onTarget('DeleteScalingPolicy'),
  deleteScheduledAction: onTarget('DeleteScheduledAction'),
  deregisterScalableTarget: onTarget('DeregisterScalableTarget'),
  listTagsForResource: onArn('ListTagsForResource'),
  putScalingPolicy: onTarget('PutScalingPolicy'),
  putScheduledAction: onTarget('PutScheduledAction'),
  registerScalableTarget: (input, call) => [
    onTarget('RegisterScalableTarget')(input, call),
    ...(input.RoleARN === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: input.RoleARN,
            context: { 'iam:passedtoservice': 'application-autoscaling.amazonaws.com' },
          },
        ]),
  ],
  tagResource: onArn('TagResource'),
  untagResource: onArn('UntagResource'),
};
