import type { SSM } from '@aws-sdk/client-ssm';
import type { Operations } from '../../../cloud/service';
import { tooManyLabels, versionNotFound } from '../errors';
import type { State } from '../state';
import { current, parameterAt } from './names';
import { tellChange } from './notices';

const labelsMax = 10;

const isLabel = (label: string): boolean => /^(?!aws|ssm)[a-z_][\w.-]*$/i.test(label);

export const labels: Operations<SSM, State> = {
  /** A label stands at one version: it moves. */
  labelParameterVersion({ Name, ParameterVersion, Labels }, call) {
    const parameter = parameterAt(call, Name);
    const number = ParameterVersion ?? current(parameter).number;
    const version = parameter.versions.find((each) => each.number === number);
    if (version === undefined) throw versionNotFound(parameter.name, number);
    const valid = Labels.filter(isLabel);
    if (new Set([...version.labels, ...valid]).size > labelsMax) throw tooManyLabels();
    const versions = parameter.versions.map((each) => {
      const kept = each.labels.filter((label) => !valid.includes(label));
      return each.number === number ? { ...each, labels: [...kept, ...valid] } : { ...each, labels: kept };
    });
    call.state.parameters.set(parameter.name, { ...parameter, versions });
    if (valid.length > 0) tellChange(call, parameter, 'LabelParameterVersion');
    return { InvalidLabels: Labels.filter((label) => !isLabel(label)), ParameterVersion: number };
  },

  unlabelParameterVersion({ Name, ParameterVersion, Labels }, call) {
    const parameter = parameterAt(call, Name);
    const version = parameter.versions.find(({ number }) => number === ParameterVersion);
    if (version === undefined) throw versionNotFound(parameter.name, ParameterVersion);
    const RemovedLabels = Labels.filter((label) => version.labels.includes(label));
    const versions = parameter.versions.map((each) =>
      each === version
        ? { ...each, labels: each.labels.filter((label) => !RemovedLabels.includes(label)) }
        : each,
    );
    call.state.parameters.set(parameter.name, { ...parameter, versions });
    return { RemovedLabels, InvalidLabels: Labels.filter((label) => !RemovedLabels.includes(label)) };
  },
};
