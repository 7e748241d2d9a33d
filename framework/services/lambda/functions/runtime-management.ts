import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { invalidParameter } from '../errors';
import {
  versionKey,
  type FunctionVersion,
  type LambdaCall,
  type RuntimeManagement,
  type State,
} from '../state';
import { arnOf, latest, requestedTarget } from './names';
import { runtimeVersionArn } from './configuration';

/** When a function gets patches of its runtime: never here, so what is set is kept and changes nothing. */
export const runtimeManagement: Operations<Lambda, State> = {
  putRuntimeManagementConfig(input, call) {
    const { version } = requestedTarget(input, call);
    const { UpdateRuntimeOn: updateOn, RuntimeVersionArn } = input;
    if (updateOn === 'Manual' && RuntimeVersionArn === undefined) {
      throw invalidParameter('RuntimeVersionArn is required when UpdateRuntimeOn is Manual.');
    }
    if (updateOn !== 'Manual' && RuntimeVersionArn !== undefined) {
      throw invalidParameter('RuntimeVersionArn can only be specified when UpdateRuntimeOn is Manual.');
    }
    if (RuntimeVersionArn !== undefined && RuntimeVersionArn !== runtimeVersionArn(version)) {
      throw invalidParameter(`Invalid runtime version ARN: ${RuntimeVersionArn}`);
    }
    const runtimeManagementConfig: RuntimeManagement = {
      updateOn,
      ...(RuntimeVersionArn === undefined ? {} : { versionArn: RuntimeVersionArn }),
    };
    keep({ ...version, runtimeManagement: runtimeManagementConfig }, call);
    return shown(version, runtimeManagementConfig, call);
  },

  getRuntimeManagementConfig(input, call) {
    const { version } = requestedTarget(input, call);
    return shown(version, version.runtimeManagement ?? { updateOn: 'Auto' }, call);
  },
};

function keep(version: FunctionVersion, call: LambdaCall): void {
  const { name, version: number } = version;
  const fn = call.state.functions.get(name);
  if (number !== latest) call.state.versions.set(versionKey(name, number), version);
  else if (fn !== undefined) call.state.functions.set(name, { ...fn, ...version });
}

function shown(
  { name, version: qualifier }: FunctionVersion,
  { updateOn, versionArn }: RuntimeManagement,
  call: LambdaCall,
) {
  const { accountId, region } = call;
  return {
    UpdateRuntimeOn: updateOn,
    FunctionArn: arnOf({ accountId, region, name, qualifier }, call),
    ...(versionArn === undefined ? {} : { RuntimeVersionArn: versionArn }),
  };
}
