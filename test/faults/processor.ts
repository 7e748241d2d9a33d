import { arm, type Armed, type Fault } from '../../framework/faults';
import { functionArn, functionCloud, type FunctionCloud } from '../services/lambda/function-cloud';

/** A cloud with the function 'Processor', whose environments the test plays. */
export interface ProcessorCloud extends FunctionCloud {
  inject(fault: Fault): Armed;
}

export function processorCloud(): ProcessorCloud {
  const cloud = functionCloud();
  cloud.createProcessor();
  let count = 0;
  return {
    ...cloud,
    inject(fault) {
      const means = (selected: string, arn: string | undefined) =>
        selected === arn || (selected === 'Processor' && arn === functionArn);
      const armed = arm(fault, `${fault.kind}-${++count}`, cloud.world, means);
      cloud.engine.inject(armed);
      return armed;
    },
  };
}
