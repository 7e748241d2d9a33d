import type { CustomRequest } from './state';

const bytesMax = 4096;
const idLengthMax = 1024;

/** What a function answered. */
export interface CustomResponse {
  isSuccess: boolean;
  reason: string;
  physicalId?: string;
  data: Record<string, unknown>;
  noEcho: boolean;
}

/** Reads an answer, or says why it is none. */
export function readResponse(text: string, request: CustomRequest): CustomResponse | string {
  if (Buffer.byteLength(text) > bytesMax) return 'Response object is too long.';
  const value = parsed(text);
  if (!isObject(value)) return 'Invalid response object: it is not a JSON object.';
  const { Status, Reason, PhysicalResourceId: id, Data, NoEcho } = value;
  if (Status !== 'SUCCESS' && Status !== 'FAILED')
    return 'Invalid response object: Status must be SUCCESS or FAILED.';
  const isSuccess = Status === 'SUCCESS';
  if (isSuccess && value['RequestId'] !== request.requestId)
    return 'Invalid response object: RequestId is not that of the request.';
  if (isSuccess && value['LogicalResourceId'] !== request.logicalId)
    return 'Invalid response object: LogicalResourceId is not that of the request.';
  if (isSuccess && value['StackId'] !== request.stackId)
    return 'Invalid response object: StackId is not that of the request.';
  const isId = typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= idLengthMax;
  if (isSuccess && !isId) return 'Invalid PhysicalResourceId';
  if (Data !== undefined && Data !== null && !isObject(Data))
    return 'Invalid response object: Data must be a JSON object.';
  return {
    isSuccess,
    reason: typeof Reason === 'string' ? Reason : 'Unknown',
    ...(isId ? { physicalId: id } : {}),
    data: isObject(Data) ? Data : {},
    noEcho: NoEcho === true || NoEcho === 'true',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
