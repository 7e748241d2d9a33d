import type { ResourceType } from '../../../cloud/service';
import { presignedUrl } from '../custom-resources/presigned';
import type { CloudFormationCall } from '../state';

/** As long as a presigned URL may be good for. */
const urlSeconds = 86_400;

/** A URL that takes signals for wait conditions; `Ref` gives it. */
export function waitHandle(call: CloudFormationCall): ResourceType {
  return {
    properties: [],
    replaceOn: [],
    create({ stackId, logicalId }) {
      const bucket = `cloudformation-waitcondition-${call.region}`;
      const physicalId = presignedUrl(call, bucket, `${stackId}/${logicalId}`, urlSeconds);
      return { done: true, physicalId };
    },
    update: ({ physicalId = '' }) => ({ done: true, physicalId }),
    delete: () => ({ done: true }),
  };
}
