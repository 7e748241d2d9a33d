/** The elliptic curves of KMS (SEC 2: y² = x³ + ax + b over the integers modulo p, of prime order). */
import type { AsymmetricKeySpec } from '../state';

export type CurveKeySpec = Exclude<AsymmetricKeySpec, `RSA_${string}` | 'ECC_NIST_EDWARDS25519'>;

interface Curve {
  /** The name in JSON Web Keys. */
  readonly jwk: string;
  /** The name in OpenSSL. */
  readonly ecdh: string;
  readonly bytes: number;
  readonly p: bigint;
  readonly a: bigint;
  readonly order: bigint;
}

const p256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const p384 = 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n;
const p521 = 2n ** 521n - 1n;

export const curves: Readonly<Record<CurveKeySpec, Curve>> = {
  ECC_NIST_P256: {
    jwk: 'P-256',
    ecdh: 'prime256v1',
    bytes: 32,
    p: p256,
    a: p256 - 3n,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  ECC_NIST_P384: {
    jwk: 'P-384',
    ecdh: 'secp384r1',
    bytes: 48,
    p: p384,
    a: p384 - 3n,
    order: 2n ** 384n - 2n ** 192n + 0xc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  ECC_NIST_P521: {
    jwk: 'P-521',
    ecdh: 'secp521r1',
    bytes: 66,
    p: p521,
    a: p521 - 3n,
    order: 2n ** 521n - 2n ** 260n + 0xa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
  ECC_SECG_P256K1: {
    jwk: 'secp256k1',
    ecdh: 'secp256k1',
    bytes: 32,
    p: 2n ** 256n - 2n ** 32n - 977n,
    a: 0n,
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  },
};
