import type { User as UserOutput } from '@aws-sdk/client-iam';
import type { User } from '../state';

/** A user as lists show it; GetUser adds tags and boundary. */
export function listedUser(user: User): UserOutput {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAtMs),
  };
}
