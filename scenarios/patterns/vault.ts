import { S3 } from '@aws-sdk/client-s3';
import { defineSystem, type Outcome, type SystemContext } from 'stormproof';

interface Secret {
  id: string;
}

/** A bucket whose objects are encrypted with a key that keeps a guest out. */
export const vault = defineSystem<Secret>({
  name: 'vault',
  template: 'templates/patterns/vault.yaml',
  noun: 'secret',
  work: (n) => ({ id: `secret-${n}` }),
  async submit({ aws, stack }, { id }) {
    await aws(S3).putObject({ Bucket: stack.ref('Vault'), Key: id, Body: 'hush' });
  },
  outcomes: async (context) => [
    ...(await readable(context)),
    ...(await readable(context, context.stack.att('Guest', 'Arn'))),
  ],
  flaws: [
    {
      id: 'open-key',
      title: 'whoever may read the bucket may use its key',
      patches: [
        {
          file: 'templates/patterns/vault.yaml',
          find: 'Action: kms:Decrypt\n            Resource',
          replace: 'Action: kms:Sign\n            Resource',
        },
      ],
    },
  ],
});

/** The secrets that somebody can read; the account's root without a role. */
async function readable({ aws, stack }: SystemContext, as?: string): Promise<Outcome[]> {
  const root = aws(S3);
  const Bucket = stack.ref('Vault');
  const { Contents = [] } = await root.listObjectsV2({ Bucket });
  const reader = as === undefined ? root : aws(S3, { as });
  const rows: Outcome[] = [];
  for (const { Key = '' } of Contents) {
    const isRead = await reader.getObject({ Bucket, Key }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'AccessDenied') return false;
        throw error;
      },
    );
    if (isRead) rows.push({ id: Key, place: as === undefined ? 'owner' : 'guest' });
  }
  return rows;
}
