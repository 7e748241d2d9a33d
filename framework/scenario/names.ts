import { dirname, join, relative } from 'node:path';
import type { Stack } from '../backends/stack';
import type { Names } from '../properties/property';
import { localCode, placeOf } from '../template';

/** Tells names of the trace as the template and the source files have them. */
export function namesOf(stack: Stack): Names {
  const { template } = stack;
  const folders = new Map(localCode(template).map(({ logicalId, folder }) => [logicalId, folder]));
  const of = (arnOrName: string) => stack.logicalIdOf(arnOrName) ?? shortName(stack, arnOrName);
  return {
    of,
    template(logicalId) {
      const place = placeOf(template, ['Resources', logicalId]) ?? placeOf(template, ['Resources']);
      return place === undefined ? undefined : `${relative('.', place.file)}:${place.line}`;
    },
    source(task, place) {
      const folder = folders.get(of(task.slice(0, task.lastIndexOf('/'))));
      if (folder === undefined || !place.startsWith('/var/task/')) return place;
      return relative('.', join(dirname(template.file), folder, place.slice('/var/task/'.length)));
    },
  };
}

/** A qualified ARN still means the function; anything else keeps its last part. */
function shortName(stack: Stack, arnOrName: string): string {
  const unqualified = arnOrName.replace(/:\$LATEST$/, '');
  const object = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/.exec(arnOrName);
  if (object !== null) return `${stack.logicalIdOf(object[1] ?? '') ?? object[1] ?? ''}/${object[2] ?? ''}`;
  return stack.logicalIdOf(unqualified) ?? unqualified.split(/[:/]/).at(-1) ?? unqualified;
}
