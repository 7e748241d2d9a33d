/**
 * How AWS words what is wrong with a policy. Two checkers speak: the one of identity policies says little, the one that
 * trust and resource policies go through names the field (aws-behaviour.md 9.4; the texts that it lacks are those
 * that users of AWS report).
 */
export interface Wording {
  invalidJson: string;
  syntax: string;
  version: string;
  noStatement: string;
  duplicateSid: string;
  noEffect: string;
  effect: (effect: string) => string;
  unknownField: (field: string) => string;
  operator: (name: string) => string;
}

const SYNTAX = 'Syntax errors in policy.';

export const identityWording: Wording = {
  invalidJson: SYNTAX,
  syntax: SYNTAX,
  version: SYNTAX,
  noStatement: SYNTAX,
  duplicateSid: 'Statement IDs (SID) in a single policy must be unique.',
  noEffect: SYNTAX,
  effect: () => SYNTAX,
  unknownField: () => SYNTAX,
  operator: () => SYNTAX,
};

export const resourceWording: Wording = {
  invalidJson: 'This policy contains invalid Json',
  syntax: 'Syntax error in policy.',
  version: 'The policy must contain a valid version string',
  noStatement: 'Could not parse the policy: Statement is empty!',
  duplicateSid: 'The Statement Ids in the policy are not unique',
  noEffect: 'Missing required field Effect',
  effect: (effect) => `Invalid effect: ${effect}`,
  unknownField: (field) => `Unknown field ${field}`,
  operator: (name) => `Invalid Condition type : ${name}`,
};

/** What no policy may hold, whichever checker reads it. */
export const LEGACY = 'The policy failed legacy parsing';
export const OLD_VERSION = 'Policy document must be version 2012-10-17 or greater.';
