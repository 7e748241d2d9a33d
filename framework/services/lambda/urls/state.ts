import type { Cors, FunctionUrlAuthType } from '@aws-sdk/client-lambda';

/** As it was set. */
export type UrlCors = Readonly<Cors>;

export interface FunctionUrl {
  /** The first label of its host. */
  id: string;
  functionName: string;
  /** An alias. */
  qualifier?: string;
  authType: FunctionUrlAuthType;
  cors?: UrlCors;
  createdAtMs: number;
  lastModifiedAtMs: number;
}
