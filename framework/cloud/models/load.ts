import { basename, join } from 'node:path';
import type { ModelFile } from './file';
import { hydrate, type ServiceModel } from './model';
import { modelledServices } from './names';

const names: ReadonlySet<string> = new Set(modelledServices);
const loaded = new Map<string, ServiceModel>();
// Beside this file in the sources; in the built program the files lie in models/ beside the bundle.
const folder = basename(__dirname) === 'models' ? __dirname : join(__dirname, 'models');

/**
 * The API model of a service, read from its file when first asked for.
 *
 * Throws for a service without a model: callers decide beforehand, by `modelledServices`.
 */
export function loadModel(service: string): ServiceModel {
  const known = loaded.get(service);
  if (known !== undefined) return known;
  if (!names.has(service)) throw new Error(`There is no API model of a service named ${service}.`);
  // Written by extract.py, so its form is known.
  const file: ModelFile = require(join(folder, `${service}.json`));
  const model = hydrate(file);
  loaded.set(service, model);
  return model;
}

/** The API model of a service; undefined where it has none. */
export function modelOf(service: string): ServiceModel | undefined {
  return names.has(service) ? loadModel(service) : undefined;
}
