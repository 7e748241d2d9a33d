import { momentText } from '../kernel';
import { countOf, has, type Evidence, type Look, type Property, type Verdict } from './property';

export interface RetainedOptions {
  /** The look at which it must all be there: what the scenario gave `outcomes()` as name. */
  at: string;
  /** Work that need not be there: what is meant to fail. */
  except?: readonly string[];
  /** The logical id of what keeps it, by which the place to mend is told. */
  of?: string;
  /** What would keep it, for the advice: 'a DeletionPolicy of Retain'. */
  by?: string;
}

export interface ExpiredOptions {
  /** A look at which it must all be there still, shortly before it expires. */
  after: string;
  /** A look at which none of it may be there any more. */
  by: string;
  /** Work that need not have been there: what is meant to fail. */
  except?: readonly string[];
  /** The logical id of what keeps it, by which the place to mend is told. */
  of?: string;
}

/**
 * Everything that was submitted before the look had an outcome at it.
 *
 * It needs virtual time, because looks are days apart. The scenario takes looks by giving `outcomes()` a name; one
 * that it never took fails the claim.
 *
 * @example
 * async storm({ submit, cloud, outcomes }) {
 *   await submit(3);
 *   await cloud.advance('29 days');
 *   await outcomes('day 29');
 * },
 * holds: [properties.retained({ at: 'day 29' })]
 */
export function retained({ at, except = [], of, by }: RetainedOptions): Property {
  return {
    name: 'retained',
    needs: ['virtualTime'],
    judge: (evidence) =>
      withLook(evidence, at, except, (look) => missingAt(evidence, look, of, by) ?? proven(evidence, look)),
  };
}

/**
 * Everything that was submitted before a first look was there at it, and none of that at a second, later one.
 *
 * It needs virtual time. Choose the looks by what AWS promises: DynamoDB deletes within days of an item's time to
 * live, S3 at the midnight after an object's last day. The first look keeps the claim from holding where nothing was
 * ever there.
 *
 * @example
 * async storm({ submit, cloud, outcomes }) {
 *   await submit(3);
 *   await cloud.advance('29 days');
 *   await outcomes('day 29');
 *   await cloud.advance('4 days');
 *   await outcomes('day 33');
 * },
 * holds: [properties.expired({ after: 'day 29', by: 'day 33' })]
 */
export function expired({ after, by, except = [], of }: ExpiredOptions): Property {
  return {
    name: 'expired',
    needs: ['virtualTime'],
    judge: (evidence) =>
      withLook(evidence, after, except, (first) =>
        withLook(
          evidence,
          by,
          except,
          (second) =>
            missingAt(evidence, first, of) ??
            leftAt(evidence, first, second, of) ??
            proven(evidence, first, second),
        ),
      ),
  };
}

/** Judges a look, in which `except` was never submitted. */
function withLook(
  evidence: Evidence,
  name: string,
  except: readonly string[],
  judge: (look: Look) => Verdict,
): Verdict {
  const looks = evidence.looks ?? [];
  const look = looks.find((each) => each.name === name);
  const submitted = [...new Set(look?.submitted)].filter((id) => !except.includes(id));
  if (look !== undefined && submitted.length > 0) return judge({ ...look, submitted });
  const taken = looks.map((each) => `'${each.name}'`).join(', ');
  return {
    holds: false,
    what:
      look === undefined
        ? `the storm took no look '${name}', so it proves nothing`
        : `no ${evidence.noun} was submitted before the look '${name}', so it proves nothing`,
    lines: taken === '' ? [] : [{ label: 'looks', text: taken }],
    fix: { text: `after submitting, take the look in the storm: await outcomes('${name}')` },
  };
}

function missingAt(evidence: Evidence, look: Look, of: string | undefined, by?: string): Verdict | undefined {
  const there = new Set(look.outcomes.map(({ id }) => id));
  const gone = look.submitted.filter((id) => !there.has(id));
  if (gone.length === 0) return undefined;
  return {
    holds: false,
    what: `${countOf(gone.length, look.submitted.length, evidence.noun)} ${has(gone.length)} no outcome at ${told(evidence, look)}`,
    lines: [{ label: 'gone', text: gone.join(', ') }],
    fix: {
      text:
        by === undefined
          ? 'look at the time to live, the lifecycle rules and what deletes, or keep it for longer'
          : `keep it by ${by}`,
      ...placeOf(evidence, of),
    },
  };
}

function leftAt(evidence: Evidence, first: Look, second: Look, of: string | undefined): Verdict | undefined {
  const there = new Set(second.outcomes.map(({ id }) => id));
  const left = first.submitted.filter((id) => there.has(id));
  if (left.length === 0) return undefined;
  return {
    holds: false,
    what: `${countOf(left.length, first.submitted.length, evidence.noun)} ${has(left.length)} an outcome still at ${told(evidence, second)}`,
    lines: [{ label: 'left', text: left.join(', ') }],
    fix: {
      text: 'set a retention (time to live, lifecycle rule): nothing removed it',
      ...placeOf(evidence, of),
    },
  };
}

function placeOf({ names }: Evidence, of: string | undefined): { place?: string } {
  const place = of === undefined ? undefined : names.template(of);
  return place === undefined ? {} : { place };
}

function proven(evidence: Evidence, first: Look, second?: Look): Verdict {
  const count = first.submitted.length;
  const there = `${countOf(count, count, evidence.noun)} there at ${told(evidence, first)}`;
  return {
    holds: true,
    proven: second === undefined ? there : `${there}, none at ${told(evidence, second)}`,
  };
}

function told({ startMs }: Evidence, { name, atMs }: Look): string {
  return `'${name}' (${momentText(atMs - startMs)})`;
}
