import type { Abilities } from '../abilities';

/** A cloud that we know by the answer of its health page. */
export type Product = 'stormproof' | 'localstack' | 'ministack' | 'moto' | 'unknown';

const foreign: Abilities = {
  virtualTime: false,
  faults: false,
  trace: false,
  replay: false,
  fork: false,
  functions: true,
  permissions: false,
  updateRollback: false,
  lifecycle: false,
  templates: true,
};

/** What each can do when it is asked over HTTP: seen in runs of the patterns against each; see docs/clouds.md. */
export const productAbilities: Readonly<Record<Product, Abilities>> = {
  // Its clock goes with the machine's, and jumps when it is told to; then everything that is due happens.
  stormproof: {
    ...foreign,
    virtualTime: true,
    faults: true,
    trace: true,
    permissions: true,
    updateRollback: true,
    lifecycle: true,
  },
  // Of 4.14, the last version that starts without a token.
  localstack: { ...foreign },
  ministack: { ...foreign },
  moto: { ...foreign, functions: false, templates: false },
  unknown: { ...foreign },
};

/** Tells a product by its health page. */
export function productOf(health: { edition?: unknown; version?: unknown }, server: string): Product {
  if (health.edition === 'stormproof') return 'stormproof';
  // LocalStack's own editions are 'community', 'pro' and the like.
  if (health.edition === 'light') return 'ministack';
  if (/ministack/i.test(JSON.stringify(health)) || /ministack/i.test(server)) return 'ministack';
  if (/werkzeug/i.test(server)) return 'moto';
  if (typeof health.version === 'string' && health.edition !== undefined) return 'localstack';
  return 'unknown';
}
