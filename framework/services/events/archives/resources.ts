/** `AWS::Events::Archive`. */
import type { CreateArchiveRequest, UpdateArchiveRequest } from '@aws-sdk/client-eventbridge';
import { template, type ResourceRequest, type ResourceType } from '../../../cloud/service';
import { unlessGone } from '../unless-gone';

const { inputOf, jsonTextOf, textOf, typedOf } = template;

const settingsOf = ({ properties }: ResourceRequest) => ({
  Description: textOf(properties['Description']),
  EventPattern: jsonTextOf(properties['EventPattern']),
  KmsKeyIdentifier: textOf(properties['KmsKeyIdentifier']),
  RetentionDays: typedOf(properties['RetentionDays']),
});

export const archive: ResourceType = {
  properties: [
    'ArchiveName',
    'Description',
    'EventPattern',
    'KmsKeyIdentifier',
    'RetentionDays',
    'SourceArn',
  ],
  replaceOn: ['ArchiveName', 'SourceArn'],

  create(request) {
    const ArchiveName = textOf(request.properties['ArchiveName']) ?? request.generatedName(48);
    const EventSourceArn = textOf(request.properties['SourceArn']);
    const { ArchiveArn = '' } = request
      .aws('events')
      .createArchive(inputOf<CreateArchiveRequest>({ ArchiveName, EventSourceArn, ...settingsOf(request) }));
    return { done: true, physicalId: ArchiveName, attributes: { Arn: ArchiveArn, ArchiveName } };
  },

  update(request) {
    const { physicalId: ArchiveName = '' } = request;
    const { ArchiveArn = '' } = request
      .aws('events')
      .updateArchive(inputOf<UpdateArchiveRequest>({ ArchiveName, ...settingsOf(request) }));
    return { done: true, physicalId: ArchiveName, attributes: { Arn: ArchiveArn, ArchiveName } };
  },

  delete: (request) =>
    unlessGone(() => void request.aws('events').deleteArchive({ ArchiveName: request.physicalId ?? '' })),
};
