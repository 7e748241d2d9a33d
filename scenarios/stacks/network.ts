import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem, type Outcome, type SystemContext } from 'stormproof';

interface News {
  id: string;
}

const folder = 'templates/stacks/network';
export const branch = `${folder}/branch.yaml`;
export const top = `${folder}/top.yaml`;

/** Stacks that need each other's exports: a base, branches that hear of its news, and a top that reads from them. */
export const network = defineSystem<News>({
  name: 'network',
  template: `${folder}/base.yaml`,
  noun: 'message',
  work: (n) => ({ id: `news-${n}` }),

  async submit({ aws, stack }, { id }) {
    await aws(SNS).publish({ TopicArn: stack.ref('News'), Message: id });
  },

  outcomes: heard,
  flaws: [
    {
      id: 'hard-coded-arn',
      title: 'branches name the topic by its ARN in place of importing it',
      patches: [
        {
          file: `${folder}/base.yaml`,
          find: '    Type: AWS::SNS::Topic\n',
          replace: '    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: news\n',
        },
        {
          file: branch,
          find: "        Fn::ImportValue: !Sub '${Base}-news'\n",
          replace: "        Fn::Sub: 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:news'\n",
        },
      ],
    },
  ],
});

/** One row for each piece of news that lies in a queue. */
async function heard({ aws }: SystemContext): Promise<Outcome[]> {
  const { QueueUrls = [] } = await aws(SQS).listQueues({});
  const rows = [];
  for (const QueueUrl of QueueUrls) {
    const { Messages = [] } = await aws(SQS).receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    });
    for (const { Body = '' } of Messages) rows.push({ id: Body, queue: /network-\w+/.exec(QueueUrl)?.[0] });
  }
  return rows;
}
