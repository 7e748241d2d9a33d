import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { validationError } from '../errors';
import { importersOf } from '../life-cycle/outputs';
import type { State } from '../state';
import { page } from './paging';

const exportsPerPage = 100;

export const exporting: Pick<Operations<CloudFormation, State>, 'listExports' | 'listImports'> = {
  listExports({ NextToken }, call) {
    const { items, next } = page([...call.state.exports.values()], NextToken, exportsPerPage);
    return {
      Exports: items.map(({ name, value, stackId }) => ({
        ExportingStackId: stackId,
        Name: name,
        Value: value,
      })),
      ...next,
    };
  },

  listImports({ ExportName, NextToken }, call) {
    const importers = importersOf(call, ExportName);
    if (importers.length === 0) throw validationError(`Export '${ExportName}' is not imported by any stack.`);
    const { items, next } = page(importers, NextToken, exportsPerPage);
    return { Imports: items, ...next };
  },
};
