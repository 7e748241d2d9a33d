import { AwsError } from '../../cloud/service';

/** Deletes something of a stack; what is not there is as good as deleted. */
export function unlessGone(act: () => void): { done: true } {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
  }
  return { done: true };
}
