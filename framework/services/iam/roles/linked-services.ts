/** A role that a service of AWS makes for itself. */
export interface LinkedRole {
  readonly name: string;
  readonly policy: string;
  readonly takesSuffix?: true;
}

const role = (service: string, policy: string): LinkedRole => ({
  name: `AWSServiceRoleFor${service}`,
  policy,
});

/** By the service that takes the role on (AWS services that work with IAM, "Service-linked roles"). */
export const linked: Readonly<Record<string, LinkedRole>> = {
  'apidestinations.events.amazonaws.com': role(
    'AmazonEventBridgeApiDestinations',
    'AmazonEventBridgeApiDestinationsServiceRolePolicy',
  ),
  'autoscaling.amazonaws.com': { ...role('AutoScaling', 'AutoScalingServiceRolePolicy'), takesSuffix: true },
  'batch.amazonaws.com': role('Batch', 'BatchServiceRolePolicy'),
  'cloudtrail.amazonaws.com': role('CloudTrail', 'CloudTrailServiceRolePolicy'),
  'config.amazonaws.com': role('Config', 'AWSConfigServiceRolePolicy'),
  'custom-resource.application-autoscaling.amazonaws.com': role(
    'ApplicationAutoScaling_CustomResource',
    'AWSApplicationAutoscalingCustomResourcePolicy',
  ),
  'dynamodb.application-autoscaling.amazonaws.com': role(
    'ApplicationAutoScaling_DynamoDBTable',
    'AWSApplicationAutoscalingDynamoDBTablePolicy',
  ),
  'ecs.amazonaws.com': role('ECS', 'AmazonECSServiceRolePolicy'),
  'ecs.application-autoscaling.amazonaws.com': role(
    'ApplicationAutoScaling_ECSService',
    'AWSApplicationAutoscalingECSServicePolicy',
  ),
  'eks.amazonaws.com': role('AmazonEKS', 'AmazonEKSServiceRolePolicy'),
  'elasticache.amazonaws.com': role('ElastiCache', 'ElastiCacheServiceRolePolicy'),
  'elasticbeanstalk.amazonaws.com': role('ElasticBeanstalk', 'AWSElasticBeanstalkServiceRolePolicy'),
  'elasticloadbalancing.amazonaws.com': role(
    'ElasticLoadBalancing',
    'AWSElasticLoadBalancingServiceRolePolicy',
  ),
  'events.amazonaws.com': role('CloudWatchEvents', 'CloudWatchEventsServiceRolePolicy'),
  'guardduty.amazonaws.com': role('AmazonGuardDuty', 'AmazonGuardDutyServiceRolePolicy'),
  'lambda.application-autoscaling.amazonaws.com': role(
    'ApplicationAutoScaling_LambdaConcurrency',
    'AWSApplicationAutoscalingLambdaConcurrencyPolicy',
  ),
  'opensearchservice.amazonaws.com': role('AmazonOpenSearchService', 'AmazonOpenSearchServiceRolePolicy'),
  'organizations.amazonaws.com': role('Organizations', 'AWSOrganizationsServiceTrustPolicy'),
  'rds.amazonaws.com': role('RDS', 'AmazonRDSServiceRolePolicy'),
  'spot.amazonaws.com': role('EC2Spot', 'AWSEC2SpotServiceRolePolicy'),
  'ssm.amazonaws.com': role('AmazonSSM', 'AmazonSSMServiceRolePolicy'),
  'sso.amazonaws.com': role('SSO', 'AWSSSOServiceRolePolicy'),
};
