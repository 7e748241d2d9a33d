import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { IAM, ServerCertificateMetadata } from '@aws-sdk/client-iam';
import { base32, type Operations } from '../../../cloud/service';
import { readCertificate } from '../certificates';
import {
  keyPairMismatch,
  malformedCertificate,
  quotaExceeded,
  serverCertificateExists,
  serverCertificateNotFound,
} from '../errors';
import { isUnder, page } from '../pages';
import { countOf, keyOf, ofAccount, type IamCall, type ServerCertificate, type State } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';

const certificatesMax = 20;

function certificateNamed(call: IamCall, name: string): ServerCertificate {
  const certificate = call.state.serverCertificates.get(keyOf(call.accountId, name));
  if (certificate === undefined || certificate.name !== name) throw serverCertificateNotFound(name);
  return certificate;
}

const save = (call: IamCall, certificate: ServerCertificate): void =>
  call.state.serverCertificates.set(keyOf(call.accountId, certificate.name), certificate);

const arnOf = (call: IamCall, { path, name }: Pick<ServerCertificate, 'path' | 'name'>): string =>
  `arn:${call.partition}:iam::${call.accountId}:server-certificate${path}${name}`;

const metadata = (call: IamCall, certificate: ServerCertificate): ServerCertificateMetadata => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: arnOf(call, certificate),
  UploadDate: new Date(certificate.createdAtMs),
  Expiration: new Date(certificate.expiresAtMs),
});

function checkKey(body: string, privateKey: string): void {
  try {
    if (new X509Certificate(body).checkPrivateKey(createPrivateKey(privateKey))) return;
  } catch {
    throw malformedCertificate('Unable to parse key. Please ensure the key is in PEM format.');
  }
  throw keyPairMismatch();
}

/** Certificates for load balancers: kept and shown, without their private keys. */
export const serverCertificates: Operations<IAM, State> = {
  uploadServerCertificate(input, call) {
    const { ServerCertificateName: name, Path: path = '/', CertificateBody: body } = input;
    const tags = readTags(input.Tags);
    if (call.state.serverCertificates.has(keyOf(call.accountId, name))) throw serverCertificateExists(name);
    const read = readCertificate(body);
    if (read === undefined) {
      throw malformedCertificate(
        'Unable to parse certificate. Please ensure the certificate is in PEM format.',
      );
    }
    checkKey(body, input.PrivateKey);
    if (countOf(call.state.serverCertificates, call.accountId) >= certificatesMax) {
      throw quotaExceeded('ServerCertificatesPerAccount', certificatesMax);
    }
    const certificate: ServerCertificate = {
      name,
      path,
      id: `ASCA${call.random('uniqueId').text(17, base32)}`,
      body,
      ...(input.CertificateChain === undefined ? {} : { chain: input.CertificateChain }),
      expiresAtMs: read.expiresAtMs,
      tags,
      createdAtMs: call.nowMs,
    };
    save(call, certificate);
    return { ServerCertificateMetadata: metadata(call, certificate), ...tagsOut(tags) };
  },

  getServerCertificate({ ServerCertificateName }, call) {
    const certificate = certificateNamed(call, ServerCertificateName);
    return {
      ServerCertificate: {
        ServerCertificateMetadata: metadata(call, certificate),
        CertificateBody: certificate.body,
        ...(certificate.chain === undefined ? {} : { CertificateChain: certificate.chain }),
        Tags: certificate.tags.map((tag) => ({ ...tag })),
      },
    };
  },

  listServerCertificates({ PathPrefix, ...input }, call) {
    const found = [...ofAccount(call.state.serverCertificates, call.accountId)].filter(({ path }) =>
      isUnder(path, PathPrefix),
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { ServerCertificateMetadataList: items.map((each) => metadata(call, each)), ...rest };
  },

  updateServerCertificate({ ServerCertificateName, NewPath, NewServerCertificateName: newName }, call) {
    const certificate = certificateNamed(call, ServerCertificateName);
    const name = newName ?? certificate.name;
    const isTaken = call.state.serverCertificates.has(keyOf(call.accountId, name));
    if (name.toLowerCase() !== certificate.name.toLowerCase() && isTaken) throw serverCertificateExists(name);
    call.state.serverCertificates.delete(keyOf(call.accountId, certificate.name));
    save(call, { ...certificate, name, path: NewPath ?? certificate.path });
    return {};
  },

  deleteServerCertificate({ ServerCertificateName }, call) {
    const { name } = certificateNamed(call, ServerCertificateName);
    call.state.serverCertificates.delete(keyOf(call.accountId, name));
    return {};
  },

  tagServerCertificate({ ServerCertificateName, Tags }, call) {
    const certificate = certificateNamed(call, ServerCertificateName);
    save(call, { ...certificate, tags: withTags(certificate.tags, Tags) });
    return {};
  },

  untagServerCertificate({ ServerCertificateName, TagKeys }, call) {
    const certificate = certificateNamed(call, ServerCertificateName);
    save(call, { ...certificate, tags: withoutTags(certificate.tags, TagKeys) });
    return {};
  },

  listServerCertificateTags({ ServerCertificateName, ...input }, call) {
    const { items, ...rest } = page(
      certificateNamed(call, ServerCertificateName).tags,
      ({ Key }) => Key,
      input,
    );
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
