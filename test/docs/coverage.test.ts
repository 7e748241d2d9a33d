import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusedAsModelled } from '../../framework/services/cloudformation/modelled/type';
import { types } from '../../framework/services/cloudformation/schema/index.json';
import { services } from '../../framework/services';

const file = join(__dirname, '..', '..', 'docs', 'coverage.md');
const begin = '<!-- written by `npm run coverage`: types -->';
const end = '<!-- end of types -->';

/** How each CloudFormation type is treated, counted by namespace. */
function table(): string {
  const behavioural = new Set(services.flatMap(({ resources }) => Object.keys(resources)));
  const rows: string[] = [];
  const own: string[] = [];
  const totals = { behavioural: 0, modelled: 0 };
  const onlyModelled: string[] = [];
  for (const [service, names] of Object.entries(types)) {
    const all = names.map((name) => `AWS::${service}::${name}`);
    const ours = all.filter((type) => refusedAsModelled(type) !== undefined);
    const known = all.filter((type) => behavioural.has(type));
    const modelled = all.length - known.length - ours.length;
    own.push(...ours.map((type) => `\`${type}\` (${refusedAsModelled(type)})`));
    totals.behavioural += known.length;
    totals.modelled += modelled;
    if (known.length === 0) onlyModelled.push(`${service} ${modelled}`);
    else
      rows.push(
        `| ${service} | ${known.map((type) => type.slice(`AWS::${service}::`.length)).join(', ')} | ${modelled} |`,
      );
  }
  return [
    `CloudFormation knows ${totals.behavioural + totals.modelled + own.length} types of AWS. ${totals.behavioural} are`,
    'behavioural: made, changed and deleted through the service’s own API. ' +
      `${totals.modelled} are modelled: their`,
    'properties are checked and kept, ids and attributes have AWS’s form, and nothing else happens; what a stack only',
    'modelled is reported by name.',
    '',
    '| service | behavioural types | modelled types |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Services all of whose types are modelled: ${onlyModelled.join(', ')}.`,
    '',
    `Never modelled, because their work is CloudFormation’s own: ${own.join(', ')}, and \`Custom::*\`.`,
    'A type that AWS does not have is refused in CloudFormation’s words.',
  ].join('\n');
}

/** The page with its table put in. */
function page(text: string): string {
  const section = `${begin}\n\n${table()}\n\n${end}`;
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start === -1 || stop === -1) return `${text.trimEnd()}\n\n## CloudFormation types\n\n${section}\n`;
  return text.slice(0, start) + section + text.slice(stop + end.length);
}

test('docs/coverage.md counts the types as they are; `npm run coverage` writes it', () => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Coverage\n';
  const wanted = page(text);
  if (process.env['STORMPROOF_WRITE'] !== undefined) writeFileSync(file, wanted);
  // Tables are laid out by the formatter; only what they say is compared.
  const words = (one: string) => one.replaceAll(/[\s|-]+/g, ' ');
  expect(words(readFileSync(file, 'utf8'))).toBe(words(wanted));
});
