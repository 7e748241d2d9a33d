// What a call costs more while a fault is injected that selects none of it, as a share of the call; rounds interleaved.
const { S3 } = require('@aws-sdk/client-s3');
const { api, arm } = require('../dist/stormproof.js');

const { Cloud, faults } = api;
const elsewhere = { service: 'sns', operation: 'Publish' };
const idle = {
  // What the measuring itself comes to.
  nothing: undefined,
  throttle: faults.throttle(elsewhere),
  error: faults.error(elsewhere),
  latency: faults.latency({ ...elsewhere, by: '1 second' }),
  timeout: faults.timeout(elsewhere),
  lostResponse: faults.lostResponse(elsewhere),
  crash: faults.crash(elsewhere),
  outOfMemory: faults.outOfMemory(elsewhere),
  corrupt: faults.corrupt(elsewhere),
  poison: faults.poison({ ...elsewhere, work: 'nothing' }),
  clockSkew: faults.clockSkew({ ...elsewhere, behind: '20 minutes' }),
  outage: faults.outage({ service: 'sns' }),
  duplicate: faults.duplicate({ service: 'sns' }),
  reorder: faults.reorder({ service: 'sns' }),
  delay: faults.delay({ service: 'sns', upTo: '1 minute' }),
  dropDelivery: faults.dropDelivery(),
  coldStart: faults.coldStart({ function: 'Nobody' }),
  revoke: faults.revoke({ role: 'Nobody', action: 'sns:Publish' }),
  disableKey: faults.disableKey({ key: 'Nobody' }),
  stackFailure: faults.stackFailure({ resource: 'Nobody', on: 'create' }),
};
const callsPerBatch = 20;
const rounds = 40;

void (async () => {
  const cloud = await Cloud.embedded({ seed: 1 });
  const s3 = cloud.aws(S3);
  await s3.createBucket({ Bucket: 'idle-faults' });
  const { engine, world } = cloud.backend;
  const batch = async () => {
    const start = performance.now();
    for (let n = 0; n < callsPerBatch; n++) await s3.headBucket({ Bucket: 'idle-faults' });
    return (performance.now() - start) / callsPerBatch;
  };
  for (let n = 0; n < 20; n++) await batch();
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const share = {};
  const ratios = Object.fromEntries(Object.keys(idle).map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [kind, fault] of Object.entries(idle)) {
      const without = await batch();
      if (fault !== undefined) engine.inject(arm(fault, 'idle', world, () => false));
      const withIt = await batch();
      engine.lift('idle');
      ratios[kind].push((withIt / without - 1) * 100);
    }
  }
  for (const [kind, values] of Object.entries(ratios)) share[kind] = median(values);
  process.stdout.write(JSON.stringify({ share }), () => process.exit(0));
})();
