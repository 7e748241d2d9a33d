import type { Flaw } from 'stormproof';

export const flaws: readonly Flaw[] = [
  {
    id: 'P5',
    title: 'no dead-letter queue: failed events vanish',
    patches: [
      {
        file: 'templates/s3-processor/template.yaml',
        find: '      DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }\n',
        replace: '',
      },
    ],
  },
  {
    id: 'P13',
    title: 'duplicate S3 events make duplicate records',
    patches: [
      {
        file: 'templates/s3-processor/src/handler.mjs',
        find: "    ConditionExpression: 'attribute_not_exists(id)',\n",
        replace: '',
      },
    ],
  },
];
