import { S3 } from '@aws-sdk/client-s3';
import { defineSystem, type Outcome, type SystemContext } from 'stormproof';

interface Document {
  id: string;
}

const original = (id: string) => `the first words of ${id}`;

/** A versioned bucket whose old versions expire. */
export const archive = defineSystem<Document>({
  name: 'archive',
  template: 'templates/patterns/archive.yaml',
  noun: 'document',
  work: (n) => ({ id: `document-${n}.txt` }),
  async submit({ aws, stack }, { id }) {
    await aws(S3).putObject({ Bucket: stack.ref('Archive'), Key: id, Body: original(id) });
  },
  outcomes: originals,
  flaws: [
    {
      id: 'no-versioning',
      title: 'what is overwritten is lost',
      patches: [
        {
          file: 'templates/patterns/archive.yaml',
          find: 'VersioningConfiguration: { Status: Enabled }',
          replace: 'VersioningConfiguration: { Status: Suspended }',
        },
      ],
    },
    {
      id: 'versions-stay',
      title: 'old versions are kept for ever',
      patches: [
        {
          file: 'templates/patterns/archive.yaml',
          find: '            Status: Enabled\n',
          replace: '            Status: Disabled\n',
        },
      ],
    },
  ],
});

/** The documents whose first version can still be read, whatever came after it. */
async function originals({ aws, stack }: SystemContext): Promise<Outcome[]> {
  const s3 = aws(S3);
  const Bucket = stack.ref('Archive');
  const rows: Outcome[] = [];
  const { Versions = [] } = await s3.listObjectVersions({ Bucket });
  for (const { Key = '', VersionId } of Versions) {
    const { Body } = await s3.getObject({ Bucket, Key, VersionId });
    if ((await Body?.transformToString()) === original(Key)) rows.push({ id: Key });
  }
  return rows;
}

/** Writes over one document and deletes another. */
export async function overwrite({ aws, stack }: SystemContext): Promise<void> {
  const Bucket = stack.ref('Archive');
  await aws(S3).putObject({ Bucket, Key: 'document-1.txt', Body: 'other words' });
  await aws(S3).deleteObject({ Bucket, Key: 'document-2.txt' });
}
