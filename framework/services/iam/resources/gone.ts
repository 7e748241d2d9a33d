import { AwsError } from '../../../cloud/service';

/** Deletes; what is gone already counts as deleted. */
export function quietly(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchEntity') throw error;
  }
}
