import type { FunctionUrlAuthType } from '@aws-sdk/client-lambda';

export interface FunctionUrl {
  /** The first label of its host. */
  id: string;
  functionName: string;
  /** An alias. */
  qualifier?: string;
  authType: FunctionUrlAuthType;
  createdAtMs: number;
  lastModifiedAtMs: number;
}
