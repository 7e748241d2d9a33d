/** How long clients wait and how often they try again: all attempts together fit into the function's time-out. */
export const patience = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** The longest wait before a cancelled transaction is tried again; with the shorter ones before, eight seconds. */
export const longestWaitMs = 4_000;
