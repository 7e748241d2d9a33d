declare const __STORMPROOF_VERSION__: string | undefined;

/** The version of this program; the build writes it in. */
export const version = typeof __STORMPROOF_VERSION__ === 'string' ? __STORMPROOF_VERSION__ : '0.0.0-source';
