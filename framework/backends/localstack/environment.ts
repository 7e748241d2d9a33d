/** The user's token for LocalStack's images; it is handed on and written nowhere. */
export function authToken(): string | undefined {
  const token = process.env['LOCALSTACK_AUTH_TOKEN'];
  return token === '' ? undefined : token;
}

/** Tells testcontainers to do without Ryuk from now on, in the way it is told. */
export function goWithoutRyuk(): void {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}
