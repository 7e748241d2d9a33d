// What a call costs more while faults are injected that select none of it: one of each kind at once, since one alone
// is lost in the noise. The share of a call that each costs; rounds interleaved.
const { S3 } = require('@aws-sdk/client-s3');
const { api, arm } = require('../dist/stormproof.js');

const { Cloud, faults } = api;
const elsewhere = { service: 'sns', operation: 'Publish' };
const idle = {
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
const rounds = 300;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

void (async () => {
  const cloud = await Cloud.embedded({ seed: 1 });
  const s3 = cloud.aws(S3);
  // Two in turn: equal answers in a row are taken for code that polls.
  const buckets = ['idle-faults', 'idle-faults-too'];
  for (const Bucket of buckets) await s3.createBucket({ Bucket });
  const { engine, world } = cloud.backend;
  const batch = async () => {
    const start = performance.now();
    for (let n = 0; n < callsPerBatch; n++) await s3.headBucket({ Bucket: buckets[n % 2] });
    return (performance.now() - start) / callsPerBatch;
  };
  for (let n = 0; n < 20; n++) await batch();
  const kinds = Object.entries(idle);
  const shares = [];
  for (let round = 0; round < rounds; round++) {
    const without = await batch();
    for (const [kind, fault] of kinds) engine.inject(arm(fault, kind, world, () => false));
    const withAll = await batch();
    for (const [kind] of kinds) engine.lift(kind);
    shares.push(((withAll / without - 1) * 100) / kinds.length);
  }
  process.stdout.write(JSON.stringify({ share: median(shares), kinds: kinds.length }), () => process.exit(0));
})();
