import { StormError, type Json } from '../kernel';
import { clockSkew } from './clock-skew';
import { coldStart } from './cold-start';
import { corrupt } from './corrupt';
import { crash } from './crash';
import { delay } from './delay';
import { disableKey } from './disable-key';
import { dropDelivery } from './drop-delivery';
import { duplicate } from './duplicate';
import { error } from './error';
import type { Fault } from './fault';
import { latency } from './latency';
import { lostResponse } from './lost-response';
import { none } from './none';
import { outage } from './outage';
import { outOfMemory } from './out-of-memory';
import { partition } from './partition';
import { poison } from './poison';
import { repeat } from './repeat';
import { reorder } from './reorder';
import { revoke } from './revoke';
import { stackFailure } from './stack-failure';
import { throttle } from './throttle';
import { timeout } from './timeout';

/** What an option may be; a `!` behind it: it must be there. */
type Kind = 'text' | 'text!' | 'flag' | 'count' | 'chance' | 'count or every';

interface Recipe {
  make: (options: never) => Fault;
  options: Readonly<Record<string, Kind>>;
}

const dose = { chance: 'chance', times: 'count', beyond: 'count', during: 'text' } as const;
const requests = { service: 'text', operation: 'text', resource: 'text', from: 'text' } as const;
const deliveries = { service: 'text', to: 'text' } as const;
const { from: _, ...functionRequests } = requests;

const recipes: Readonly<Record<string, Recipe>> = {
  clockSkew: { make: clockSkew, options: { ...requests, ...dose, ahead: 'text', behind: 'text' } },
  coldStart: { make: coldStart, options: { ...dose, function: 'text' } },
  corrupt: { make: corrupt, options: { ...requests, ...dose, how: 'text' } },
  crash: { make: crash, options: { ...functionRequests, ...dose, when: 'text' } },
  delay: { make: delay, options: { ...deliveries, ...dose, upTo: 'text!' } },
  disableKey: { make: disableKey, options: { during: 'text', key: 'text!' } },
  dropDelivery: { make: dropDelivery, options: { ...deliveries, ...dose } },
  duplicate: { make: duplicate, options: { ...deliveries, ...dose, copies: 'count', within: 'text' } },
  error: { make: error, options: { ...requests, ...dose, code: 'text', message: 'text', status: 'count' } },
  latency: { make: latency, options: { ...requests, ...dose, by: 'text', upTo: 'text' } },
  lostResponse: { make: lostResponse, options: { ...requests, ...dose, applied: 'flag' } },
  none: { make: none, options: { ...requests, ...dose } },
  outage: { make: outage, options: { service: 'text', from: 'text', during: 'text', region: 'text' } },
  outOfMemory: { make: outOfMemory, options: { ...functionRequests, ...dose, when: 'text' } },
  partition: { make: partition, options: { ...requests, during: 'text', region: 'text', how: 'text' } },
  poison: { make: poison, options: { ...functionRequests, during: 'text', work: 'text!' } },
  reorder: { make: reorder, options: { ...deliveries, ...dose, within: 'text' } },
  repeat: { make: repeat, options: { ...requests, ...dose, copies: 'count' } },
  revoke: { make: revoke, options: { ...dose, role: 'text!', action: 'text!', resource: 'text' } },
  stackFailure: {
    make: stackFailure,
    options: {
      ...dose,
      resource: 'text!',
      on: 'text!',
      attempt: 'count or every',
      when: 'text',
      reason: 'text',
      stack: 'text',
    },
  },
  throttle: { make: throttle, options: { ...requests, ...dose, function: 'text' } },
  timeout: { make: timeout, options: { ...functionRequests, ...dose, applied: 'flag' } },
};

const checks: Readonly<Record<Kind, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  'text!': (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  count: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  chance: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  'count or every': (value) => value === 'every' || typeof value === 'number',
};

const expected: Readonly<Record<Kind, string>> = {
  text: 'a text',
  'text!': 'a text',
  flag: 'true or false',
  count: 'a whole number',
  chance: 'a number from 0 to 1',
  'count or every': "a number or 'every'",
};

/**
 * Makes a fault from its kind and options: what `kind` and `dose` of another one say, which may have come over a wire.
 *
 * @throws STORM_BAD_INPUT for a kind or an option that there is not.
 */
export function faultOf(kind: string, options: { readonly [name: string]: Json | undefined }): Fault {
  const recipe = Object.hasOwn(recipes, kind) ? recipes[kind] : undefined;
  if (recipe === undefined) throw bad(`There is no fault '${kind}'.`, Object.keys(recipes));
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(recipe.options, name) ? recipe.options[name] : undefined;
    if (option === undefined)
      throw bad(`The fault ${kind} has no option '${name}'.`, Object.keys(recipe.options));
    if (value !== undefined && !checks[option](value))
      throw bad(`The option ${name} of the fault ${kind} has to be ${expected[option]}.`);
  }
  const missing = Object.keys(recipe.options).find(
    (name) => recipe.options[name] === 'text!' && options[name] === undefined,
  );
  if (missing !== undefined) throw bad(`The fault ${kind} needs the option ${missing}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked just now; the fault checks durations itself
  return recipe.make(options as never);
}

function bad(what: string, known: readonly string[] = []): StormError {
  return new StormError(
    'STORM_BAD_INPUT',
    what,
    known.length === 0 ? {} : { fix: `use one of: ${known.join(', ')}` },
  );
}
