import { readdirSync, readFileSync } from 'node:fs';
import { Project } from './command';

jest.setTimeout(120_000);

const faults: [scenario: string, fault: string][] = [
  ['uploads', 'throttle-1'],
  ['uploads', 'crash-2'],
  ['uploads', 'error-3'],
  ['uploads', 'delay-4'],
  ['duplicates', 'duplicate-1'],
  ['poison', 'delay-1'],
];

test.each(faults)('the scenario "%s" fails when its fault %s takes no effect', (scenario, fault) => {
  using project = Project.withProcessor();
  const { code, stdout } = project.run(['run', scenario, '--inert', fault]);
  expect(stdout).toContain('STORM_FAULT_NEVER_FIRED');
  expect(code).toBe(1);
});

test('these are all the faults that the scenarios inject', () => {
  using project = Project.withProcessor();
  const injected = new Set<string>();
  for (const scenario of new Set(faults.map(([name]) => name))) {
    project.run(['run', scenario, '--trace', scenario]);
    for (const file of readdirSync(project.path(scenario))) {
      const text = readFileSync(project.path(scenario, file), 'utf8');
      for (const [, id] of text.matchAll(/"type":"fault".*"fault":"([^"]+)"/g))
        injected.add(`${scenario} ${id}`);
    }
  }
  expect([...injected].toSorted()).toEqual(faults.map((pair) => pair.join(' ')).toSorted());
});
