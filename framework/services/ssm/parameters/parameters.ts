import type { SSM } from '@aws-sdk/client-ssm';
import type { Operations } from '../../../cloud/service';
import { notFound } from '../errors';
import type { SsmCall, State } from '../state';
import { findParameter } from './names';
import { tellChange } from './notices';
import { putParameter } from './put';

/** Whether there was one. */
function remove(call: SsmCall, name: string): boolean {
  const parameter = findParameter(call, name);
  if (parameter === undefined) return false;
  for (const id of parameter.laterIds) call.cancel(id);
  call.state.parameters.delete(parameter.name);
  tellChange(call, parameter, 'Delete');
  return true;
}

export const parameters: Operations<SSM, State> = {
  putParameter,

  deleteParameter({ Name }, call) {
    if (!remove(call, Name)) throw notFound();
    return {};
  },

  deleteParameters({ Names }, call) {
    const DeletedParameters = Names.filter((name) => remove(call, name));
    return {
      DeletedParameters,
      InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)),
    };
  },
};
