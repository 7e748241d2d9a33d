// Plays forks in which two invocations race with the real SDK in real environments, as an exploration does.
const { Cloud } = require('../dist/index.js');
const { S3 } = require('@aws-sdk/client-s3');

void (async () => {
  const base = await Cloud.embedded({ seed: 1 });
  const deployed = await base.deploy('templates/s3-processor/template.yaml', {
    parameters: { Stage: 'staging' },
  });
  const perSecond = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    let runs = 0;
    while (performance.now() - start < 4000) {
      const embedded = base.backend.fork({ seed: `${round}/${runs}`, recycle: true });
      const cloud = Cloud.on(embedded, base);
      await cloud.play(async () => {
        const put = () =>
          cloud.aws(S3).putObject({ Bucket: deployed.ref('Uploads'), Key: 'same.json', Body: '{"total":1}' });
        await Promise.all([put(), put()]);
        await cloud.settle();
      });
      await embedded.close();
      runs++;
    }
    perSecond.push(runs / ((performance.now() - start) / 1000));
  }
  process.stdout.write(JSON.stringify({ perSecond }));
})();
