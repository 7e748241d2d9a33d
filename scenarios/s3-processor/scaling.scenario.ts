import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { properties, scenario, type Evidence, type Property, type StormContext } from 'stormproof';
import { s3ProcessorProvisioned, type Upload } from './system';

scenario('under a steady load the capacity of the table grows before it runs out', {
  findings: ['P8'],
  system: s3ProcessorProvisioned,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look } = context;
    look('before', await writeUnits(context));
    // Four units every five seconds are four fifths of what there is.
    for (let count = 0; count < 48; count++) {
      await submit(1);
      await cloud.advance('5 seconds');
    }
    look('after', await writeUnits(context));
  },
  calm: '6 hours',
  holds: [capacityGrew(), properties.within('1 minute'), properties.exactlyOnce()],
});

async function writeUnits({ aws, stack }: StormContext<Upload>) {
  const { Table } = await aws(DynamoDB).describeTable({ TableName: stack.ref('Records') });
  return [{ id: 'Records', units: Table?.ProvisionedThroughput?.WriteCapacityUnits ?? 0 }];
}

function unitsAt({ looks = [] }: Evidence, name: string): number {
  return Number(looks.find((look) => look.name === name)?.outcomes[0]?.['units']);
}

/** Between the looks the table was given more write units. */
function capacityGrew(): Property {
  return {
    name: 'capacityGrew',
    needs: ['virtualTime'],
    judge(evidence) {
      const [before, after] = [unitsAt(evidence, 'before'), unitsAt(evidence, 'after')];
      if (after > before) return { holds: true, proven: `${before} → ${after} write units` };
      const place = evidence.names.template('Records');
      return {
        holds: false,
        what: `Records has ${after} write units after four minutes at four fifths of them, as before`,
        lines: [],
        fix: {
          text: 'scale the write capacity of Records with its use (ScalableTarget, ScalingPolicy)',
          ...(place === undefined ? {} : { place }),
        },
      };
    },
  };
}
