/** What an AWS service answers when it refuses: AWS's own code, words and status, nothing of ours. */
export interface AwsErrorOptions {
  /** HTTP status; by default what the service's API model says for the code, else 400. */
  status?: number;
  fault?: 'client' | 'server';
  /** Further members of the error's shape (`Item`, `CancellationReasons`) or, for S3, further elements. */
  fields?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An error in AWS's words; operations throw it, clients receive it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status?: number;
  readonly fault?: 'client' | 'server';
  readonly fields?: Record<string, unknown>;
  readonly headers?: Record<string, string>;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.code = code;
    if (options.status !== undefined) this.status = options.status;
    if (options.fault !== undefined) this.fault = options.fault;
    if (options.fields !== undefined) this.fields = options.fields;
    if (options.headers !== undefined) this.headers = options.headers;
  }
}
