import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { quietly } from './gone';
import { textOf, textsOf } from './property-values';
import { readInstanceProfile } from './readouts';

function progress(request: ResourceRequest, InstanceProfileName: string): ResourceProgress {
  const { InstanceProfile } = request.aws('iam').getInstanceProfile({ InstanceProfileName });
  return { done: true, physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile?.Arn } };
}

export const instanceProfile: ResourceType = {
  properties: ['InstanceProfileName', 'Path', 'Roles'],
  replaceOn: ['InstanceProfileName', 'Path'],
  read: readInstanceProfile,

  create(request) {
    const iam = request.aws('iam');
    const { properties } = request;
    const InstanceProfileName = textOf(properties['InstanceProfileName']) ?? request.generatedName(128);
    iam.createInstanceProfile({ InstanceProfileName, Path: textOf(properties['Path']) });
    request.made?.(InstanceProfileName);
    for (const RoleName of textsOf(properties['Roles'])) {
      iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName });
    }
    return progress(request, InstanceProfileName);
  },

  update(request) {
    const iam = request.aws('iam');
    const { physicalId: InstanceProfileName = '' } = request;
    for (const RoleName of textsOf(request.previous?.['Roles'])) {
      quietly(() => iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }));
    }
    for (const RoleName of textsOf(request.properties['Roles'])) {
      iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName });
    }
    return progress(request, InstanceProfileName);
  },

  delete(request) {
    const iam = request.aws('iam');
    const { physicalId: InstanceProfileName = '' } = request;
    quietly(() => {
      for (const { RoleName } of iam.getInstanceProfile({ InstanceProfileName }).InstanceProfile?.Roles ??
        []) {
        iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
      }
      iam.deleteInstanceProfile({ InstanceProfileName });
    });
    return { done: true };
  },
};
