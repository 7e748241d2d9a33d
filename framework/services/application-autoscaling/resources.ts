/** CloudFormation's types, in terms of the API. */
import type {
  PutScalingPolicyRequest,
  PutScheduledActionRequest,
  RegisterScalableTargetRequest,
} from '@aws-sdk/client-application-auto-scaling';
import {
  AwsError,
  template,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';

const { inputOf, numberOf: number, recordsOf: records, textOf: text, typedOf: typed } = template;

interface TargetName {
  ResourceId: string;
  ScalableDimension: string;
  ServiceNamespace: string;
}

const idOf = ({ ResourceId, ScalableDimension, ServiceNamespace }: TargetName): string =>
  `${ResourceId}|${ScalableDimension}|${ServiceNamespace}`;

function nameOf(properties: Readonly<Record<string, unknown>>): TargetName {
  return {
    ResourceId: text(properties['ResourceId']) ?? '',
    ScalableDimension: text(properties['ScalableDimension']) ?? '',
    ServiceNamespace: text(properties['ServiceNamespace']) ?? '',
  };
}

function nameOfId(id: string): TargetName {
  const [ResourceId = '', ScalableDimension = '', ServiceNamespace = ''] = id.split('|');
  return { ResourceId, ScalableDimension, ServiceNamespace };
}

const isGone = (error: unknown): boolean =>
  error instanceof AwsError && error.code === 'ObjectNotFoundException';

function unlessGone(act: () => void): { done: true } {
  try {
    act();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return { done: true };
}

/** Puts the template's scheduled actions and takes away those that it no longer has. */
function scheduledActions(request: ResourceRequest, name: TargetName): void {
  const scaling = request.aws('application-autoscaling');
  const wanted = records(request.properties['ScheduledActions']);
  const names = wanted.map((action) => text(action['ScheduledActionName']));
  for (const former of records(request.previous?.['ScheduledActions'])) {
    const ScheduledActionName = text(former['ScheduledActionName']) ?? '';
    if (names.includes(ScheduledActionName)) continue;
    unlessGone(() => scaling.deleteScheduledAction({ ...asInput(name), ScheduledActionName }));
  }
  for (const action of wanted) {
    const { StartTime, EndTime } = action;
    const input = inputOf<PutScheduledActionRequest>({
      ...name,
      ScheduledActionName: text(action['ScheduledActionName']),
      Schedule: text(action['Schedule']),
      Timezone: text(action['Timezone']),
      StartTime: StartTime === undefined ? undefined : new Date(text(StartTime) ?? ''),
      EndTime: EndTime === undefined ? undefined : new Date(text(EndTime) ?? ''),
      ScalableTargetAction: typed(action['ScalableTargetAction']),
    });
    scaling.putScheduledAction(input);
  }
}

type InputName = Pick<RegisterScalableTargetRequest, keyof TargetName>;
const asInput = (name: TargetName): InputName => inputOf<InputName>({ ...name });

function register(request: ResourceRequest): ResourceProgress {
  const { properties } = request;
  const name = nameOf(properties);
  const input = inputOf<RegisterScalableTargetRequest>({
    ...name,
    MinCapacity: number(properties['MinCapacity']),
    MaxCapacity: number(properties['MaxCapacity']),
    RoleARN: text(properties['RoleARN']),
    SuspendedState: typed(properties['SuspendedState']),
  });
  request.aws('application-autoscaling').registerScalableTarget(input);
  if (request.previous === undefined) request.made?.(idOf(name));
  scheduledActions(request, name);
  return { done: true, physicalId: idOf(name), attributes: { Id: idOf(name) } };
}

const scalableTarget: ResourceType = {
  properties: [
    'MaxCapacity',
    'MinCapacity',
    'ResourceId',
    'RoleARN',
    'ScalableDimension',
    'ScheduledActions',
    'ServiceNamespace',
    'SuspendedState',
  ],
  replaceOn: ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],

  create(request) {
    const { ResourceId, ScalableDimension, ServiceNamespace } = asInput(nameOf(request.properties));
    const { ScalableTargets = [] } = request
      .aws('application-autoscaling')
      .describeScalableTargets({ ServiceNamespace, ResourceIds: [ResourceId ?? ''], ScalableDimension });
    // Registering changes a target that is there; CloudFormation must not adopt it.
    if (ScalableTargets.length > 0) {
      const id = idOf(nameOf(request.properties));
      throw new AwsError('AlreadyExists', `${id} already exists in stack ${request.stackName}`);
    }
    return register(request);
  },
  update: register,
  delete(request) {
    const scaling = request.aws('application-autoscaling');
    return unlessGone(() => scaling.deregisterScalableTarget(asInput(nameOfId(request.physicalId ?? ''))));
  },
};

const targetOf = ({ properties }: ResourceRequest): TargetName => {
  const id = text(properties['ScalingTargetId']);
  return id === undefined ? nameOf(properties) : nameOfId(id);
};

function putPolicy(request: ResourceRequest): ResourceProgress {
  const { properties } = request;
  const input = inputOf<PutScalingPolicyRequest>({
    ...targetOf(request),
    PolicyName: text(properties['PolicyName']),
    PolicyType: text(properties['PolicyType']),
    TargetTrackingScalingPolicyConfiguration: typed(properties['TargetTrackingScalingPolicyConfiguration']),
    StepScalingPolicyConfiguration: typed(properties['StepScalingPolicyConfiguration']),
  });
  const { PolicyARN = '' } = request.aws('application-autoscaling').putScalingPolicy(input);
  return { done: true, physicalId: PolicyARN, attributes: { Arn: PolicyARN } };
}

const scalingPolicy: ResourceType = {
  properties: [
    'PolicyName',
    'PolicyType',
    'ResourceId',
    'ScalableDimension',
    'ScalingTargetId',
    'ServiceNamespace',
    'StepScalingPolicyConfiguration',
    'TargetTrackingScalingPolicyConfiguration',
  ],
  replaceOn: ['PolicyName', 'ResourceId', 'ScalableDimension', 'ScalingTargetId', 'ServiceNamespace'],
  create: putPolicy,
  update: putPolicy,
  delete: (request) =>
    unlessGone(() =>
      request.aws('application-autoscaling').deleteScalingPolicy({
        ...asInput(targetOf(request)),
        PolicyName: text(request.properties['PolicyName']),
      }),
    ),
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
};
