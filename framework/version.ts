declare const STORMPROOF_VERSION: string | undefined;

/** The version of this program; the build writes it in. */
export const version = typeof STORMPROOF_VERSION === 'string' ? STORMPROOF_VERSION : '0.0.0-source';
