import type { ServiceModel, Shape } from '../models/model';

/**
 * The shape of every AWS error in the program.
 *
 * `code` is the error shape's name or its code in the query protocol. `fields` are the error shape's further
 * members (`Item`,
 * `CancellationReasons`, `Reason`) or S3's further elements (`BucketName`, `Key`, `Condition`), in the order
 * in which they are to be written.
 */
export interface WireError {
  code: string;
  message: string;
  status?: number;
  fault?: 'client' | 'server';
  fields?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An AWS error to throw. It carries no stack that matters: it is an answer, not a defect. */
class ThrownWireError extends Error implements WireError {
  readonly code: string;
  declare status?: number;

  constructor(code: string, message: string, status: number | undefined) {
    super(message);
    this.name = code;
    this.code = code;
    if (status !== undefined) this.status = status;
  }
}

/** An AWS error that the codec itself finds in a request. */
export function wireError(code: string, message: string, status?: number): WireError & Error {
  return new ThrownWireError(code, message, status);
}

/** Whether something caught is an AWS error rather than a defect of the program. */
export function isWireError(value: unknown): value is WireError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    !('errno' in value || 'syscall' in value || value.code.startsWith('ERR_'))
  );
}

/** What the model and the error together say of how an error is answered. */
export interface ErrorFacts {
  shape: Shape | undefined;
  status: number;
  fault: 'client' | 'server';
  /** The code in a JSON answer, and the one in a query answer. */
  name: string;
  queryCode: string;
}

/** Completes an error by the model: its own status and fault first, then the modelled ones, then 400 or 500. */
export function errorFacts(model: ServiceModel, error: WireError): ErrorFacts {
  const shape = model.error(error.code);
  const modelled = shape?.error;
  const server = error.fault === 'server' || (error.fault === undefined && modelled?.server === true);
  const status = error.status ?? modelled?.status ?? (server ? 500 : 400);
  return {
    shape,
    status,
    fault: error.fault ?? (status >= 500 ? 'server' : 'client'),
    name: shape?.name ?? error.code,
    queryCode: modelled?.code ?? error.code,
  };
}
