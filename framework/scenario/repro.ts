import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { mixText, StormError, type ChanceRoots, type DecisionRecord } from '../kernel';
import { version } from '../version';
import type { Played } from './played';
import type { ScenarioDefinition } from './scenario';

/** A failing run as a file: what it needs to happen again, on any machine. */
export interface Repro {
  version: 1;
  /** The scenario file, relative to the current folder, and its title. */
  file: string;
  scenario: string;
  /** Left out of a file, the record alone decides. */
  seed?: string;
  flaw?: string;
  /** The seed drew faults from the scenario's candidates. */
  swarm?: true;
  traceHash: string;
  templateHash: string;
  versions: Record<string, string>;
  roots: ChanceRoots;
  decisions: DecisionRecord;
}

const folder = '.stormproof';

/** Writes a failing run's file and answers its path. */
export function writeRepro(definition: ScenarioDefinition, played: Played, flaw: string | undefined): string {
  const repro: Repro = {
    version: 1,
    file: definition.file === undefined ? '' : relative('.', definition.file),
    scenario: definition.title,
    seed: played.seed,
    ...(flaw === undefined ? {} : { flaw }),
    ...(played.swarm ? { swarm: true } : {}),
    traceHash: played.traceHash,
    templateHash: played.templateHash,
    versions: { stormproof: version, node: process.versions.node },
    roots: played.record.roots,
    decisions: played.record.decisions,
  };
  const path = join(folder, `repro-${mixText(`${definition.title} ${played.traceHash}`).slice(0, 6)}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(repro, null, 2)}\n`);
  return path;
}

/** Reads a repro file; says what is wrong with one that can't be used. */
export function readRepro(path: string): Repro {
  if (!existsSync(path)) {
    throw new StormError('STORM_BAD_REPRO', `The repro file '${path}' does not exist.`, {
      fix: 'a failing run prints the path of its file, under .stormproof/',
    });
  }
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new StormError('STORM_BAD_REPRO', `The repro file '${path}' is no JSON.`, { cause });
  }
  if (!isRepro(data)) {
    throw new StormError(
      'STORM_BAD_REPRO',
      `'${path}' is no repro file of version 1: it needs file, scenario, traceHash, roots and decisions.`,
      {
        fix: 'use the file as the failing run wrote it',
      },
    );
  }
  return data;
}

function isRepro(data: unknown): data is Repro {
  if (typeof data !== 'object' || data === null) return false;
  const has = (key: string, type: string) => key in data && typeof Reflect.get(data, key) === type;
  if (
    Reflect.get(data, 'version') !== 1 ||
    !has('file', 'string') ||
    !has('scenario', 'string') ||
    !has('traceHash', 'string')
  )
    return false;
  const decisions: unknown = Reflect.get(data, 'decisions');
  return (
    has('roots', 'object') &&
    typeof decisions === 'object' &&
    decisions !== null &&
    Array.isArray(Reflect.get(decisions, 'picks'))
  );
}
