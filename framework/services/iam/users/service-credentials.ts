import type { IAM, ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam';
import { base32, type Operations } from '../../../cloud/service';
import { quotaExceeded, serviceCredentialNotFound, serviceNotSupported } from '../errors';
import { userNamed, userOrCaller } from '../holders';
import { keyOf, ofAccount, type IamCall, type ServiceCredential, type State, type User } from '../state';

const credentialsMax = 2;
const passwordAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Services that take a user name and password of their own. */
const services = ['cassandra.amazonaws.com', 'codecommit.amazonaws.com'];

export const serviceCredentialsOf = ({ accountId, name }: User, call: IamCall): ServiceCredential[] =>
  [...ofAccount(call.state.serviceCredentials, accountId)].filter(({ userName }) => userName === name);

function credentialAt(call: IamCall, userName: string | undefined, id: string): ServiceCredential {
  const credential = call.state.serviceCredentials.get(keyOf(call.accountId, id));
  if (credential === undefined || (userName !== undefined && credential.userName !== userName)) {
    throw serviceCredentialNotFound(id);
  }
  return credential;
}

const output = (credential: ServiceCredential): ServiceSpecificCredentialMetadata => ({
  UserName: credential.userName,
  Status: credential.status,
  ServiceUserName: credential.serviceUserName,
  CreateDate: new Date(credential.createdAtMs),
  ServiceSpecificCredentialId: credential.id,
  ServiceName: credential.service,
});

const newPassword = (call: IamCall): string => call.random('service password').text(44, passwordAlphabet);

const save = (call: IamCall, credential: ServiceCredential): void =>
  call.state.serviceCredentials.set(keyOf(call.accountId, credential.id), credential);

/** Who has credentials for CodeCommit and Keyspaces; the passwords are shown once and not kept. */
export const serviceCredentials: Operations<IAM, State> = {
  createServiceSpecificCredential({ UserName, ServiceName: service, CredentialAgeDays }, call) {
    const user = userNamed(UserName, call);
    if (service === 'bedrock.amazonaws.com' || CredentialAgeDays !== undefined) {
      call.notEmulated(`iam:CreateServiceSpecificCredential for ${service} or with an age`);
    }
    if (!services.includes(service)) throw serviceNotSupported(service);
    const same = serviceCredentialsOf(user, call).filter((each) => each.service === service);
    if (same.length >= credentialsMax) {
      throw quotaExceeded('ServiceSpecificCredentialsPerUser', credentialsMax);
    }
    const number = same.length;
    const credential: ServiceCredential = {
      id: `ACCA${call.random('uniqueId').text(17, base32)}`,
      userName: user.name,
      service,
      serviceUserName: `${user.name}${number === 0 ? '' : `+${number}`}-at-${call.accountId}`,
      status: 'Active',
      createdAtMs: call.nowMs,
    };
    save(call, credential);
    return { ServiceSpecificCredential: { ...output(credential), ServicePassword: newPassword(call) } };
  },

  listServiceSpecificCredentials(input, call) {
    if (input.AllUsers === true) call.notEmulated('iam:ListServiceSpecificCredentials with AllUsers');
    const found = serviceCredentialsOf(userOrCaller(input.UserName, call), call).filter(
      ({ service }) => input.ServiceName === undefined || service === input.ServiceName,
    );
    return { ServiceSpecificCredentials: found.map(output) };
  },

  updateServiceSpecificCredential({ UserName, ServiceSpecificCredentialId, Status }, call) {
    const credential = credentialAt(call, UserName, ServiceSpecificCredentialId);
    if (Status === 'Expired') call.notEmulated('iam:UpdateServiceSpecificCredential with Status Expired');
    save(call, { ...credential, status: Status === 'Active' ? 'Active' : 'Inactive' });
    return {};
  },

  resetServiceSpecificCredential({ UserName, ServiceSpecificCredentialId }, call) {
    const credential = credentialAt(call, UserName, ServiceSpecificCredentialId);
    return { ServiceSpecificCredential: { ...output(credential), ServicePassword: newPassword(call) } };
  },

  deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId }, call) {
    const { id } = credentialAt(call, UserName, ServiceSpecificCredentialId);
    call.state.serviceCredentials.delete(keyOf(call.accountId, id));
    return {};
  },
};
