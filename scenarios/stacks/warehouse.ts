import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { defineSystem, type Outcome, type Stack, type SystemContext } from 'stormproof';

interface Item {
  id: string;
}

const file = 'templates/stacks/warehouse/template.yaml';

/** How many items the warehouse is filled with. */
export const shelves = 5;

/** A warehouse that a custom resource fills while its stack is created; a wait condition waits for the last item. */
export const warehouse = defineSystem<Item>({
  name: 'warehouse',
  template: file,
  noun: 'item',
  work: (n) => ({ id: `item-${n}` }),

  // Asks for an item that must be on the shelves.
  async submit({ aws, stack }, { id }) {
    await aws(DynamoDB).getItem({ TableName: stack.ref('Stock'), Key: { id: { S: id } } });
  },

  outcomes: (context) => stock(context, context.stack),
  flaws: [
    {
      id: 'I16',
      title: 'the stack does not wait until the shelves are full',
      patches: [
        {
          file,
          find: `  Filled:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: Filling
    Properties:
      Handle: !Ref Handle
      Timeout: '600'
      Count: 1
`,
          replace: '',
        },
      ],
    },
    {
      id: 'I16-impatient',
      title: 'the wait condition gives up before the shelves can be full',
      patches: [{ file, find: "      Timeout: '600'\n", replace: "      Timeout: '30'\n" }],
    },
    {
      id: 'unanswered-deletion',
      title: 'the custom resource answers no deletion',
      patches: [
        {
          file,
          find: '            await fetch(ResponseURL,',
          replace: "            if (RequestType !== 'Delete') await fetch(ResponseURL,",
        },
      ],
    },
  ],
});

/** What is on the shelves of a warehouse. */
export async function stock({ aws }: Pick<SystemContext, 'aws'>, stack: Stack): Promise<Outcome[]> {
  if (!stack.has('Stock')) return [];
  const { Items = [] } = await aws(DynamoDB).scan({ TableName: stack.ref('Stock') });
  return Items.map(({ id }) => ({ id: id?.S ?? '' }));
}
