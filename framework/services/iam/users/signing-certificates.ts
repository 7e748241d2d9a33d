import type { IAM, SigningCertificate as CertificateOutput } from '@aws-sdk/client-iam';
import { base32, type Operations } from '../../../cloud/service';
import { readCertificate } from '../certificates';
import { certificateNotFound, duplicateCertificate, malformedCertificate, quotaExceeded } from '../errors';
import { userOrCaller } from '../holders';
import { page } from '../pages';
import { keyOf, ofAccount, type IamCall, type SigningCertificate, type State, type User } from '../state';

const certificatesMax = 2;

export const certificatesOf = ({ accountId, name }: User, call: IamCall): SigningCertificate[] =>
  [...ofAccount(call.state.signingCertificates, accountId)].filter(({ userName }) => userName === name);

function certificateAt(call: IamCall, user: User, id: string): SigningCertificate {
  const certificate = certificatesOf(user, call).find((each) => each.id === id);
  if (certificate === undefined) throw certificateNotFound(id);
  return certificate;
}

const output = ({ userName, id, body, status, createdAtMs }: SigningCertificate): CertificateOutput => ({
  UserName: userName,
  CertificateId: id,
  CertificateBody: body,
  Status: status,
  UploadDate: new Date(createdAtMs),
});

/** Certificates for signing SOAP requests: kept and shown. */
export const signingCertificates: Operations<IAM, State> = {
  uploadSigningCertificate({ UserName, CertificateBody: body }, call) {
    const user = userOrCaller(UserName, call);
    if (readCertificate(body) === undefined) throw malformedCertificate(`Certificate ${body} is malformed.`);
    const certificates = certificatesOf(user, call);
    if (certificates.length >= certificatesMax) throw quotaExceeded('CertificatesPerUser', certificatesMax);
    if (certificates.some((each) => each.body === body)) throw duplicateCertificate();
    const certificate: SigningCertificate = {
      id: call.random('certificate id').text(24, base32),
      userName: user.name,
      body,
      status: 'Active',
      createdAtMs: call.nowMs,
    };
    call.state.signingCertificates.set(keyOf(call.accountId, certificate.id), certificate);
    return { Certificate: output(certificate) };
  },

  listSigningCertificates({ UserName, ...input }, call) {
    const { items, ...rest } = page(
      certificatesOf(userOrCaller(UserName, call), call),
      ({ id }) => id,
      input,
    );
    return { Certificates: items.map(output), ...rest };
  },

  updateSigningCertificate({ UserName, CertificateId, Status }, call) {
    const certificate = certificateAt(call, userOrCaller(UserName, call), CertificateId);
    if (Status === 'Expired') call.notEmulated('iam:UpdateSigningCertificate with Status Expired');
    const status = Status === 'Active' ? 'Active' : 'Inactive';
    call.state.signingCertificates.set(keyOf(call.accountId, certificate.id), { ...certificate, status });
    return {};
  },

  deleteSigningCertificate({ UserName, CertificateId }, call) {
    const { id } = certificateAt(call, userOrCaller(UserName, call), CertificateId);
    call.state.signingCertificates.delete(keyOf(call.accountId, id));
    return {};
  },
};
