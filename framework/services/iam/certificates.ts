import { X509Certificate } from 'node:crypto';

/** When a certificate ends; undefined where the text is none (PEM). */
export function readCertificate(pem: string): { readonly expiresAtMs: number } | undefined {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return undefined;
  try {
    return { expiresAtMs: Date.parse(new X509Certificate(pem).validTo) };
  } catch {
    return undefined;
  }
}
