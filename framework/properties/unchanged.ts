import { canonicalJson, momentText } from '../kernel';
import { countOf, type Evidence, type Look, type Outcome, type Property, type Verdict } from './property';

export interface UnchangedOptions {
  /** The look since which nothing may have changed: what the scenario gave `outcomes()` as name. */
  since: string;
  /** A later look; what there is at the end, by default. */
  until?: string;
  /** Fields that may differ. */
  except?: readonly string[];
  /** The logical id of what keeps it, by which the place to mend is told. */
  of?: string;
}

export interface ConvergesOptions {
  /** The look after the work was done once. */
  once: string;
  /** The look after it was done again. */
  again: string;
  /** Fields that may differ: times, ids that chance makes. */
  except?: readonly string[];
  /** The logical id of what makes it, by which the place to mend is told. */
  of?: string;
}

/**
 * What was there at a look is there still, field by field, and nothing has been added to it.
 *
 * It needs nothing of the cloud. A look at which nothing was there fails the claim.
 *
 * @example
 * async storm({ submit, outcomes }) {
 *   await submit(3);
 *   await outcomes('before');
 *   await somethingThatFails();
 * },
 * holds: [properties.unchanged({ since: 'before' })]
 */
export function unchanged({ since, until, except = [], of }: UnchangedOptions): Property {
  return {
    name: 'unchanged',
    needs: [],
    judge: (evidence) => {
      const later = until === undefined ? atTheEnd(evidence) : lookAt(evidence, until);
      return compared(evidence, { since, later, laterName: until ?? 'the end', except, of });
    },
  };
}

/**
 * Doing it again changes nothing: what was there after the first time is all that is there after the second.
 *
 * It needs nothing of the cloud. Where chance makes part of a row, name that field in `except`.
 *
 * @example
 * holds: [properties.converges({ once: 'restored', again: 'restored again' })]
 */
export function converges({ once, again, except = [], of }: ConvergesOptions): Property {
  return {
    name: 'converges',
    needs: [],
    judge: (evidence) =>
      compared(evidence, { since: once, later: lookAt(evidence, again), laterName: again, except, of }),
  };
}

type Rows = Pick<Look, 'outcomes'>;

function atTheEnd({ outcomes }: Evidence): Rows {
  return { outcomes };
}

function lookAt({ looks = [] }: Evidence, name: string): Look | undefined {
  return looks.find((look) => look.name === name);
}

function compared(
  evidence: Evidence,
  {
    since,
    later,
    laterName,
    except,
    of,
  }: {
    since: string;
    later: Rows | undefined;
    laterName: string;
    except: readonly string[];
    of: string | undefined;
  },
): Verdict {
  const first = lookAt(evidence, since);
  if (first === undefined || later === undefined || first.outcomes.length === 0) {
    const missing = first === undefined ? since : laterName;
    const what =
      first?.outcomes.length === 0
        ? `nothing was there at '${since}', so it proves nothing`
        : `the storm took no look '${missing}', so it proves nothing`;
    return {
      holds: false,
      what,
      lines: [],
      fix: { text: `take the look in the storm, after submitting: await outcomes('${missing}')` },
    };
  }
  const [before, after] = [rowsOf(first.outcomes, except), rowsOf(later.outcomes, except)];
  const gone = without(before, after);
  const added = without(after, before);
  if (gone.length === 0 && added.length === 0) {
    return {
      holds: true,
      proven: `${countOf(before.length, before.length, 'outcome')} as at '${since}' (${momentText(first.atMs - evidence.startMs)})`,
    };
  }
  return {
    holds: false,
    what: `${gone.length} of ${before.length} outcomes of '${since}' are no more at ${laterName}, ${added.length} are new`,
    lines: [
      ...gone.map((text) => ({ label: 'gone', text })),
      ...added.map((text) => ({ label: 'new', text })),
    ].slice(0, 12),
    fix: { text: `look at what wrote between '${since}' and ${laterName}`, ...placeOf(evidence, of) },
  };
}

function placeOf({ names }: Evidence, of: string | undefined): { place?: string } {
  const place = of === undefined ? undefined : names.template(of);
  return place === undefined ? {} : { place };
}

function rowsOf(outcomes: readonly Outcome[], except: readonly string[]): string[] {
  return outcomes
    .map((row) =>
      canonicalJson(Object.fromEntries(Object.entries(row).filter(([name]) => !except.includes(name)))),
    )
    .toSorted();
}

/** As a bag: a row that is there twice counts twice. */
function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return rows.filter((row) => {
    const index = left.indexOf(row);
    if (index < 0) return true;
    left.splice(index, 1);
    return false;
  });
}
