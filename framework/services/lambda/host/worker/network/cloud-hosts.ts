// The suffixes of AWS's partitions, of dual-stack endpoints and of function URLs.
const CLOUD = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws)$/;
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(_|$)/;

const endpoints = new Set<string>();
const addresses = new Map<string, string>();

/** Learns the hosts that count as the cloud: AWS's own and those of `AWS_ENDPOINT_URL*`. */
export function learnCloudHosts(env: Record<string, string>): void {
  endpoints.clear();
  addresses.clear();
  for (const [name, value] of Object.entries(env)) {
    if (ENDPOINT_VARIABLE.test(name) && URL.canParse(value)) endpoints.add(new URL(value).hostname);
  }
}

/** Whether requests to a host are answered by the emulated cloud. */
export function isCloudHost(host: string): boolean {
  const name = host.toLowerCase();
  return CLOUD.test(name) || endpoints.has(name) || addresses.has(name);
}

/** The host behind an address that `addressOf` gave out; any other host is itself. */
export function hostBehind(host: string): string {
  return addresses.get(host) ?? host;
}

/** A made-up address of a cloud host (198.18.0.0/15, set aside for benchmarks), in the order of asking. */
export function addressOf(host: string): string {
  for (const [address, known] of addresses) {
    if (known === host) return address;
  }
  const index = addresses.size + 1;
  const address = `198.18.${index >> 8}.${index & 255}`;
  addresses.set(address, host);
  return address;
}
