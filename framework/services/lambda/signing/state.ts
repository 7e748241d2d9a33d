import type { CodeSigningPolicy } from '@aws-sdk/client-lambda';

/** By its ARN. */
export interface CodeSigningConfig {
  id: string;
  arn: string;
  description: string;
  publishers: string[];
  policy: CodeSigningPolicy;
  tags: Record<string, string>;
  lastModifiedAtMs: number;
}
