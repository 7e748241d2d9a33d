/** The user's token for LocalStack's images; it is handed on and written nowhere. */
export function authToken(): string | undefined {
  const token = process.env['LOCALSTACK_AUTH_TOKEN'];
  return token === '' ? undefined : token;
}

/** Where this machine's compose file publishes its clouds: the file reads the same variable. */
export function composePort(): number {
  return Number(process.env['STORMPROOF_COMPOSE_PORT'] ?? 4566);
}

/** Tells testcontainers to do without Ryuk from now on, in the way it is told. */
export function goWithoutRyuk(): void {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}
