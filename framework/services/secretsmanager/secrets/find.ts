import { marked, notFound } from '../errors';
import type { Secret, SecretCall } from '../state';

/** By name, by ARN, or by an ARN without the six characters that AWS adds. */
export function findSecret(call: SecretCall, id: string): Secret | undefined {
  const { secrets } = call.state;
  if (!id.startsWith('arn:')) return secrets.get(id);
  const name = id.split(':').slice(6).join(':');
  const whole = secrets.get(name.replace(/-\w{6}$/, ''));
  if (whole?.arn === id) return whole;
  const partial = secrets.get(name);
  return partial?.arn.startsWith(`${id}-`) === true ? partial : undefined;
}

export function secretAt(call: SecretCall, id: string): Secret {
  const found = findSecret(call, id);
  if (found === undefined) throw notFound();
  return found;
}

/** A secret that is not marked for deletion. */
export function liveSecret(call: SecretCall, id: string): Secret {
  const secret = secretAt(call, id);
  if (secret.deletion !== undefined) throw marked();
  return secret;
}

export function save(call: SecretCall, secret: Secret): Secret {
  call.state.secrets.set(secret.name, secret);
  return secret;
}
