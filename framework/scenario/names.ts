import { dirname, join, relative } from 'node:path';
import type { Stack } from '../backends/stack';
import type { Names } from '../properties/property';
import { localCode, placeOf, pointer, type Template } from '../template';

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
      if (!place.startsWith('/var/task/')) return place;
      const logicalId = of(task.slice(0, task.lastIndexOf('/')));
      const folder = folders.get(logicalId);
      if (folder === undefined) return inTemplate(template, logicalId, place) ?? place;
      return relative('.', join(dirname(template.file), folder, place.slice('/var/task/'.length)));
    },
  };
}

/** Where code stands that a template holds itself: its own line in a literal block, else the line of `ZipFile`. */
function inTemplate(template: Template, logicalId: string, place: string): string | undefined {
  const [, name = '', line = ''] = /^\/var\/task\/(index\.[^/:]+):(\d+)/.exec(place) ?? [];
  const code = ['Resources', logicalId, 'Properties', 'Code', 'ZipFile'];
  const whole = placeOf(template, code);
  if (name === '' || whole === undefined || !Object.hasOwn(template.places, pointer(code))) return undefined;
  const first = [code, [...code, 'Fn::Sub'], [...code, 'Fn::Sub', 0]]
    .map((path) => template.literals[pointer(path)])
    .find((each) => each !== undefined);
  const file = relative('.', whole.file);
  return first === undefined
    ? `${file}:${whole.line} (${name}:${line})`
    : `${file}:${first + Number(line) - 1}`;
}

/** A qualified ARN still means the function; anything else keeps its last part. */
function shortName(stack: Stack, arnOrName: string): string {
  const unqualified = arnOrName.replace(/:\$LATEST$/, '');
  const object = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/.exec(arnOrName);
  if (object !== null) return `${stack.logicalIdOf(object[1] ?? '') ?? object[1] ?? ''}/${object[2] ?? ''}`;
  return stack.logicalIdOf(unqualified) ?? unqualified.split(/[:/]/).at(-1) ?? unqualified;
}
