import type { EventBridge, Target as TargetInput } from '@aws-sdk/client-eventbridge';
import { parseArn, type Operations } from '../../../cloud/service';
import { ruleAt } from '../buses/find';
import { page } from '../buses/pages';
import { limitExceeded, managedRule, validation } from '../errors';
import { ruleKey, type EventsCall, type Rule, type State, type Target } from '../state';
import { placeholders } from '../delivery/inputs';

const targetsMax = 5;
const services = ['events', 'lambda', 'logs', 'sns', 'sqs', 'states'];
const otherParameters = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
] as const;

function refuse(call: EventsCall, target: TargetInput, { arn: ruleArn }: Rule): void {
  const { service = '', resource = '' } = parseArn(target.Arn ?? '') ?? {};
  if (service === '') {
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  // Templates wire rules to much that isn't emulated: the target is kept, and reports say that nothing reaches it.
  if (!services.includes(service)) call.modelledOnly(`events: targets of the service ${service}`);
  if (service === 'events' && resource.startsWith('api-destination/')) {
    call.modelledOnly('events: deliveries to API destinations');
  }
  if (service === 'states' && target.RoleArn === undefined) {
    throw validation(`RoleArn is required for target ${target.Arn} of rule ${ruleArn}.`);
  }
}

function checkGroup({ Id, Arn = '', SqsParameters }: TargetInput): void {
  if (parseArn(Arn)?.service !== 'sqs' || !Arn.endsWith('.fifo') || SqsParameters !== undefined) return;
  throw validation(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
}

function checkInput({ Id, Input, InputPath, InputTransformer }: TargetInput): void {
  const given = [Input, InputPath, InputTransformer].filter((each) => each !== undefined);
  if (given.length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined) {
    try {
      JSON.parse(Input);
    } catch {
      throw validation(`JSON syntax error in input for target ${Id}.`);
    }
  }
  const known = Object.keys(InputTransformer?.InputPathsMap ?? {});
  for (const name of placeholders(InputTransformer?.InputTemplate ?? '')) {
    if (!name.startsWith('aws.events.') && !known.includes(name)) {
      throw validation(`InputTemplate for target ${Id} contains invalid placeholder ${name}.`);
    }
  }
}

function readTarget(call: EventsCall, target: TargetInput, rule: Rule): Target {
  refuse(call, target, rule);
  checkInput(target);
  const { Id = '', Arn = '', RoleArn, Input, InputPath, InputTransformer, RetryPolicy } = target;
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = RetryPolicy ?? {};
  const { MessageGroupId } = target.SqsParameters ?? {};
  const { Arn: deadLetterArn } = target.DeadLetterConfig ?? {};
  if (deadLetterArn !== undefined && parseArn(deadLetterArn)?.service !== 'sqs') {
    throw validation('Parameter DeadLetterConfig.Arn is not valid.');
  }
  return {
    id: Id,
    arn: Arn,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    ...(Input === undefined ? {} : { input: Input }),
    ...(InputPath === undefined ? {} : { inputPath: InputPath }),
    ...(InputTransformer === undefined
      ? {}
      : {
          transformer: {
            paths: InputTransformer.InputPathsMap ?? {},
            template: InputTransformer.InputTemplate ?? '',
          },
        }),
    ...(MessageGroupId === undefined ? {} : { messageGroupId: MessageGroupId }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    ...(MaximumRetryAttempts === undefined ? {} : { retriesMax: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { ageMaxSeconds: MaximumEventAgeInSeconds }),
    ...(otherParameters.some((name) => target[name] !== undefined) ? { others: othersOf(target) } : {}),
  };
}

/** Parameters for services that are not emulated, kept as they are. */
function othersOf(target: TargetInput): NonNullable<Target['others']> {
  return Object.fromEntries(
    otherParameters.flatMap((name) => (target[name] === undefined ? [] : [[name, { ...target[name] }]])),
  );
}

const retryOutput = ({ retriesMax, ageMaxSeconds }: Target) =>
  retriesMax === undefined && ageMaxSeconds === undefined
    ? {}
    : {
        RetryPolicy: {
          ...(retriesMax === undefined ? {} : { MaximumRetryAttempts: retriesMax }),
          ...(ageMaxSeconds === undefined ? {} : { MaximumEventAgeInSeconds: ageMaxSeconds }),
        },
      };

const targetOutput = (target: Target): TargetInput => ({
  Id: target.id,
  Arn: target.arn,
  ...(target.roleArn === undefined ? {} : { RoleArn: target.roleArn }),
  ...(target.input === undefined ? {} : { Input: target.input }),
  ...(target.inputPath === undefined ? {} : { InputPath: target.inputPath }),
  ...(target.transformer === undefined
    ? {}
    : {
        InputTransformer: {
          InputPathsMap: { ...target.transformer.paths },
          InputTemplate: target.transformer.template,
        },
      }),
  ...(target.messageGroupId === undefined
    ? {}
    : { SqsParameters: { MessageGroupId: target.messageGroupId } }),
  ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
  ...retryOutput(target),
  ...target.others,
});

export const targets: Operations<EventBridge, State> = {
  /** A target of the same id is replaced. Whether it exists is found out when it is to be reached. */
  putTargets({ Rule: name, EventBusName, Targets }, call) {
    for (const target of Targets) checkGroup(target);
    const rule = ruleAt(call, name, EventBusName);
    if (rule.managedBy !== undefined) throw managedRule(rule.name);
    const added = Targets.map((target) => readTarget(call, target, rule));
    const kept = rule.targets.filter(({ id }) => !added.some((target) => target.id === id));
    if (kept.length + added.length > targetsMax) {
      throw limitExceeded('The requested resource exceeds the maximum number allowed.');
    }
    call.state.rules.set(ruleKey(rule.bus, name), { ...rule, targets: [...kept, ...added] });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  removeTargets({ Rule: name, EventBusName, Ids, Force = false }, call) {
    const rule = ruleAt(call, name, EventBusName);
    if (rule.managedBy !== undefined && !Force) throw managedRule(rule.name);
    const left = rule.targets.filter(({ id }) => !Ids.includes(id));
    call.state.rules.set(ruleKey(rule.bus, name), { ...rule, targets: left });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  listTargetsByRule(input, call) {
    const { rows, token } = page(ruleAt(call, input.Rule, input.EventBusName).targets, input);
    return { Targets: rows.map(targetOutput), ...token };
  },
};
