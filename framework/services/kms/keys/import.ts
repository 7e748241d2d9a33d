/** Key material from outside (KMS developer guide, "Importing key material for AWS KMS keys"). */
import { createDecipheriv, createPrivateKey } from 'node:crypto';
import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { isRsa, modulusBits, newPrivateKeyHex, publicKeyBytes } from '../asymmetric/key-pairs';
import { curves } from '../asymmetric/curves';
import { decryptOaep } from '../asymmetric/rsa';
import {
  expiredImportToken,
  incorrectKeyMaterial,
  invalidCiphertext,
  invalidImportToken,
  invalidOrigin,
  unsupported,
  validation,
} from '../errors';
import { dayMs, type ImportParameters, type Key, type KmsCall, type State } from '../state';
import { isAsymmetric, secretBytesOf } from './key-specs';
import { ownKey, putKey } from './references';
import { requireStaying } from './states';

const daysMax = 365;

function externalKey(call: KmsCall, keyId: string, operation: string): Key {
  const key = ownKey(call, keyId, operation);
  if (key.origin !== 'EXTERNAL') throw invalidOrigin(key.arn, key.origin);
  return requireStaying(key);
}

/** The private key as PKCS #8, or the secret, out of what the caller wrapped; undefined where it cannot be read. */
function unwrap({ algorithm, wrappingKeyHex }: ImportParameters, wrapped: Uint8Array): Buffer | undefined {
  const hash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  if (algorithm.startsWith('RSAES_OAEP')) {
    const material = decryptOaep(wrappingKeyHex, hash, wrapped);
    return material === undefined ? undefined : Buffer.from(material);
  }
  // An AES key under RSA-OAEP, and behind it the material under the AES key (RFC 5649).
  const rsaBytes = publicKeyBits(wrappingKeyHex) / 8;
  const aesKey = decryptOaep(wrappingKeyHex, hash, wrapped.subarray(0, rsaBytes));
  if (aesKey?.length !== 32) return undefined;
  try {
    const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'));
    return Buffer.concat([decipher.update(wrapped.subarray(rsaBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function publicKeyBits(pkcs8Hex: string): number {
  const key = createPrivateKey({ key: Buffer.from(pkcs8Hex, 'hex'), format: 'der', type: 'pkcs8' });
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

/** The material of a key pair in the form that keys are kept in; undefined where it is of another kind. */
function privateKeyHex(spec: Key['spec'], material: Buffer): string | undefined {
  try {
    const key = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
    const { kty, crv } = key.export({ format: 'jwk' });
    const isRight = isRsa(spec)
      ? kty === 'RSA' && key.asymmetricKeyDetails?.modulusLength === modulusBits(spec)
      : crv === (spec in curves ? curveName(spec) : 'Ed25519');
    return isRight ? key.export({ format: 'der', type: 'pkcs8' }).toString('hex') : undefined;
  } catch {
    return undefined;
  }
}

const curveName = (spec: string): string | undefined =>
  Object.entries(curves).find(([name]) => name === spec)?.[1].jwk;

function materialHexOf(key: Key, material: Buffer): string {
  const hex = isAsymmetric(key.spec)
    ? privateKeyHex(key.spec, material)
    : material.length === secretBytesOf(key.spec)
      ? material.toString('hex')
      : undefined;
  if (hex === undefined) throw incorrectKeyMaterial();
  return hex;
}

/** When the material is to be forgotten; a date is required just when it expires. */
function readExpiry(
  call: KmsCall,
  { ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo }: { ExpirationModel?: string; ValidTo?: Date },
): number | undefined {
  if (ExpirationModel !== 'KEY_MATERIAL_EXPIRES') {
    if (ValidTo !== undefined) {
      throw validation(
        'A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE',
      );
    }
    return undefined;
  }
  if (ValidTo === undefined) {
    throw validation('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
  }
  const atMs = ValidTo.getTime();
  if (atMs <= call.nowMs || atMs > call.nowMs + daysMax * dayMs) {
    throw validation(`The validTo date must be within ${daysMax} days from now.`);
  }
  return atMs;
}

function readParameters(call: KmsCall, key: Key, token: Uint8Array): ImportParameters {
  const parameters = key.importParameters;
  if (parameters?.tokenHex !== Buffer.from(token).toString('hex')) throw invalidImportToken();
  if (parameters.validToMs <= call.nowMs) throw expiredImportToken();
  return parameters;
}

/** The key without its material: it can be imported again, but only the same. */
function withoutMaterial(call: KmsCall, { expiration, ...key }: Key): Key {
  if (expiration !== undefined) call.cancel(expiration.laterId);
  return { ...key, state: 'PendingImport' };
}

/** The later step: imported material has expired. */
export function expireMaterial({ keyId }: { keyId: string }, call: KmsCall): void {
  const key = call.state.keys.get(keyId);
  if (key?.expiration === undefined || key.expiration.atMs > call.nowMs) return;
  call.note('key material expired', key.arn);
  const { deletion } = key;
  const changed = withoutMaterial(call, key);
  putKey(
    call,
    deletion === undefined
      ? changed
      : { ...changed, state: key.state, deletion: { ...deletion, resumesAs: 'PendingImport' } },
  );
}

export const imports: Operations<KMS, State> = {
  getParametersForImport({ KeyId, WrappingAlgorithm: algorithm, WrappingKeySpec }, call) {
    const key = externalKey(call, KeyId, 'GetParametersForImport');
    if (WrappingKeySpec === 'SM2' || algorithm === 'SM2PKE' || algorithm === 'RSAES_PKCS1_V1_5') {
      throw unsupported();
    }
    if (isRsa(key.spec) && algorithm.startsWith('RSAES')) {
      throw validation(`Wrapping algorithm ${algorithm} is not valid for key spec ${key.spec}.`);
    }
    const wrappingKeyHex = newPrivateKeyHex(call.random('wrapping key'), WrappingKeySpec);
    const tokenHex = call.random('import token').hex(512);
    const validToMs = call.nowMs + dayMs;
    putKey(call, { ...key, importParameters: { tokenHex, wrappingKeyHex, algorithm, validToMs } });
    return {
      KeyId: key.arn,
      ImportToken: new Uint8Array(Buffer.from(tokenHex, 'hex')),
      PublicKey: publicKeyBytes(wrappingKeyHex),
      ParametersValidTo: new Date(validToMs),
    };
  },

  importKeyMaterial(input, call) {
    const key = externalKey(call, input.KeyId, 'ImportKeyMaterial');
    for (const name of ['KeyMaterialDescription', 'KeyMaterialId'] as const) {
      if (input[name] !== undefined) call.notEmulated(`kms:ImportKeyMaterial with ${name}`);
    }
    if (input.ImportType === 'NEW_KEY_MATERIAL' && key.backingKeys.length > 0) {
      call.notEmulated('kms:ImportKeyMaterial with ImportType NEW_KEY_MATERIAL');
    }
    const { ExpirationModel, ValidTo } = input;
    const atMs = readExpiry(call, {
      ...(ExpirationModel === undefined ? {} : { ExpirationModel }),
      ...(ValidTo === undefined ? {} : { ValidTo }),
    });
    const material = unwrap(readParameters(call, key, input.ImportToken), input.EncryptedKeyMaterial);
    if (material === undefined) throw invalidCiphertext();
    const materialHex = materialHexOf(key, material);
    const former = key.backingKeys.at(-1);
    if (former !== undefined && former.materialHex !== materialHex) throw incorrectKeyMaterial();
    const backingKey = former ?? {
      id: call.random('key material id').hex(64),
      materialHex,
      createdAtMs: call.nowMs,
    };
    const { expiration: _former, ...rest } = withoutMaterial(call, key);
    const state = key.state === 'Disabled' ? 'Disabled' : 'Enabled';
    const payload = { keyId: key.id };
    const expiration =
      atMs === undefined
        ? {}
        : {
            expiration: {
              atMs,
              laterId: call.later({ atMs, kind: 'expireMaterial', payload, background: true }),
            },
          };
    putKey(call, { ...rest, ...expiration, state, backingKeys: [backingKey] });
    return { KeyId: key.arn, ...(key.spec === 'SYMMETRIC_DEFAULT' ? { KeyMaterialId: backingKey.id } : {}) };
  },

  deleteImportedKeyMaterial({ KeyId, KeyMaterialId }, call) {
    const key = externalKey(call, KeyId, 'DeleteImportedKeyMaterial');
    if (KeyMaterialId !== undefined) call.notEmulated('kms:DeleteImportedKeyMaterial with KeyMaterialId');
    putKey(call, withoutMaterial(call, key));
    const material = key.backingKeys.at(-1);
    return {
      KeyId: key.arn,
      ...(key.spec === 'SYMMETRIC_DEFAULT' && material !== undefined ? { KeyMaterialId: material.id } : {}),
    };
  },
};
