import { AwsError } from '../../cloud/service';

/** Refuses a request with a `ValidationException`; the message is the one AWS sends. */
export function invalid(message: string): never {
  throw new AwsError('ValidationException', message, { status: 400 });
}
