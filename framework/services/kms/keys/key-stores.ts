import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { keyStoreNotFound } from '../errors';
import type { State } from '../state';

/** Custom key stores cannot be made here, so there are none. */
export const keyStores: Operations<KMS, State> = {
  describeCustomKeyStores({ CustomKeyStoreId, CustomKeyStoreName }) {
    if (CustomKeyStoreId !== undefined || CustomKeyStoreName !== undefined) throw keyStoreNotFound();
    return { CustomKeyStores: [], Truncated: false };
  },
};
