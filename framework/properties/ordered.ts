import { effectsOf, type Effect } from './effects';
import { history } from './history';
import { countOf, nothingSubmitted, type Evidence, type Property, type Verdict, type Work } from './property';

export interface OrderedOptions {
  /** The field of the work that tells its group: 'customer'. */
  by: string;
}

/** Two effects of one group in the wrong order. */
interface Swap {
  group: string;
  earlier: string;
  later: string;
  call: Effect['call'];
}

/**
 * Effects of one group come in the order of their submission, group by group: writes of function code to the same
 * place, in the order in which they took effect.
 *
 * It needs the trace. Between groups, and between one place and another, any order will do; a write that was refused
 * is no effect. It fails where no group has two pieces of work with an effect, because nothing was proven.
 *
 * @example
 * holds: [properties.ordered({ by: 'customer' })]
 */
export function ordered(options: OrderedOptions): Property {
  return {
    name: 'ordered',
    needs: ['trace'],
    judge: (evidence) => nothingSubmitted(evidence) ?? judge(evidence, options),
  };
}

function judge(evidence: Evidence, { by }: OrderedOptions): Verdict {
  const { submitted, noun } = evidence;
  const groups = new Map(submitted.map((work) => [work.id, groupOf(work, by)]));
  const homeless = submitted.filter(({ id }) => groups.get(id) === undefined);
  if (homeless.length > 0) {
    return vacuous(`${countOf(homeless.length, submitted.length, noun)} without a '${by}'`, [
      { label: 'without', text: homeless.map(({ id }) => id).join(', ') },
    ]);
  }
  const lanes = lanesOf(evidence, groups);
  const compared = lanes.filter(({ effects }) => new Set(effects.map(({ workId }) => workId)).size > 1);
  if (compared.length === 0) {
    return vacuous(`no two ${noun}s of the same '${by}' have an effect, so it proves nothing`, []);
  }
  const order = new Map(submitted.map(({ id }, index) => [id, index]));
  const swaps = compared.flatMap(({ group, effects }) => swapsOf(group, effects, order));
  const [first] = swaps;
  if (first === undefined) {
    const told = new Set(compared.map(({ group }) => group)).size;
    return {
      holds: true,
      proven: `${countOf(told, new Set(groups.values()).size, 'group')} of '${by}' in the order of submission`,
    };
  }
  return failed(evidence, by, swaps, first);
}

function failed(evidence: Evidence, by: string, swaps: readonly Swap[], first: Swap): Verdict {
  const { call } = first;
  const place = call.place === undefined ? undefined : evidence.names.source(call.task, call.place);
  return {
    holds: false,
    what: `${swaps.length} effect${swaps.length === 1 ? '' : 's'} came after one that was submitted later`,
    lines: [
      ...swaps.map(({ group, earlier, later }) => ({
        label: 'swapped',
        text: `${by} ${group}: ${later} before ${earlier}`,
      })),
      ...history(evidence, first.earlier).map((text) => ({ label: 'history', text })),
    ],
    fix: {
      text: `send what must stay in order through a FIFO queue with ${by} as message group, or refuse what is older`,
      ...(place === undefined ? {} : { place }),
    },
  };
}

function groupOf(work: Work, by: string): string | undefined {
  const value: unknown = Object.entries(work).find(([name]) => name === by)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Effects of one group in one place: a function may write in several, each at its own time. */
function lanesOf(
  evidence: Evidence,
  groups: ReadonlyMap<string, string | undefined>,
): { group: string; effects: Effect[] }[] {
  const lanes = new Map<string, { group: string; effects: Effect[] }>();
  for (const effect of effectsOf(evidence)) {
    const group = groups.get(effect.workId);
    if (group === undefined) continue;
    const { service, operation, task, resource = '' } = effect.call;
    const by = task.slice(0, task.lastIndexOf('/'));
    // Objects of a bucket are one place.
    const at = service === 's3' ? resource.split('/', 1) : resource;
    const key = JSON.stringify([group, by, service, operation, at]);
    const lane = lanes.get(key) ?? { group, effects: [] };
    lane.effects.push(effect);
    lanes.set(key, lane);
  }
  return [...lanes.values()];
}

function swapsOf(group: string, effects: readonly Effect[], order: ReadonlyMap<string, number>): Swap[] {
  const swaps: Swap[] = [];
  let latest: Effect | undefined;
  for (const effect of effects) {
    const isOlder = latest !== undefined && rank(effect, order) < rank(latest, order);
    if (latest !== undefined && isOlder)
      swaps.push({ group, earlier: effect.workId, later: latest.workId, call: effect.call });
    else latest = effect;
  }
  return swaps;
}

function rank({ workId }: Effect, order: ReadonlyMap<string, number>): number {
  return order.get(workId) ?? -1;
}

function vacuous(what: string, lines: { label: string; text: string }[]): Verdict {
  return {
    holds: false,
    what,
    lines,
    fix: { text: "name a field that several pieces of work share, and give it in the system's work()" },
  };
}
