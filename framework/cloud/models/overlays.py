"""What AWS puts on the wire and botocore's models leave out; test/cloud/models holds it against the SDK's schemas."""

# Names of members in SQS's query protocol: (structure, {member: name}).
SQS_MEMBER_NAMES = {
    'AddPermissionRequest': {'AWSAccountIds': 'AWSAccountId', 'Actions': 'ActionName'},
    'ChangeMessageVisibilityBatchRequest': {'Entries': 'ChangeMessageVisibilityBatchRequestEntry'},
    'ChangeMessageVisibilityBatchResult': {
        'Successful': 'ChangeMessageVisibilityBatchResultEntry',
        'Failed': 'BatchResultErrorEntry',
    },
    'CreateQueueRequest': {'Attributes': 'Attribute', 'tags': 'Tag'},
    'DeleteMessageBatchRequest': {'Entries': 'DeleteMessageBatchRequestEntry'},
    'DeleteMessageBatchResult': {'Successful': 'DeleteMessageBatchResultEntry', 'Failed': 'BatchResultErrorEntry'},
    'GetQueueAttributesRequest': {'AttributeNames': 'AttributeName'},
    'GetQueueAttributesResult': {'Attributes': 'Attribute'},
    'ListDeadLetterSourceQueuesResult': {'queueUrls': 'QueueUrl'},
    'ListMessageMoveTasksResult': {'Results': 'ListMessageMoveTasksResultEntry'},
    'ListQueueTagsResult': {'Tags': 'Tag'},
    'ListQueuesResult': {'QueueUrls': 'QueueUrl'},
    'Message': {'Attributes': 'Attribute', 'MessageAttributes': 'MessageAttribute'},
    'MessageAttributeValue': {'StringListValues': 'StringListValue', 'BinaryListValues': 'BinaryListValue'},
    'MessageSystemAttributeValue': {'StringListValues': 'StringListValue', 'BinaryListValues': 'BinaryListValue'},
    'ReceiveMessageRequest': {
        'AttributeNames': 'AttributeName',
        'MessageSystemAttributeNames': 'AttributeName',
        'MessageAttributeNames': 'MessageAttributeName',
    },
    'ReceiveMessageResult': {'Messages': 'Message'},
    'SendMessageBatchRequest': {'Entries': 'SendMessageBatchRequestEntry'},
    'SendMessageBatchRequestEntry': {
        'MessageAttributes': 'MessageAttribute',
        'MessageSystemAttributes': 'MessageSystemAttribute',
    },
    'SendMessageBatchResult': {'Successful': 'SendMessageBatchResultEntry', 'Failed': 'BatchResultErrorEntry'},
    'SendMessageRequest': {
        'MessageAttributes': 'MessageAttribute',
        'MessageSystemAttributes': 'MessageSystemAttribute',
    },
    'SetQueueAttributesRequest': {'Attributes': 'Attribute'},
    'TagQueueRequest': {'Tags': 'Tag'},
    'UntagQueueRequest': {'TagKeys': 'TagKey'},
}
# Names of the key and the value of each of SQS's maps.
SQS_MAP_NAMES = {
    'QueueAttributeMap': ('Name', 'Value'),
    'MessageBodyAttributeMap': ('Name', 'Value'),
    'MessageBodySystemAttributeMap': ('Name', 'Value'),
    'MessageSystemAttributeMap': ('Name', 'Value'),
    'TagMap': ('Key', 'Value'),
}
# Code in the query protocol (and in x-amzn-query-error) and status of SQS's errors.
SQS_ERRORS = {
    'BatchEntryIdsNotDistinct': ('AWS.SimpleQueueService.BatchEntryIdsNotDistinct', 400),
    'BatchRequestTooLong': ('AWS.SimpleQueueService.BatchRequestTooLong', 400),
    'EmptyBatchRequest': ('AWS.SimpleQueueService.EmptyBatchRequest', 400),
    'InvalidAddress': ('InvalidAddress', 404),
    'InvalidBatchEntryId': ('AWS.SimpleQueueService.InvalidBatchEntryId', 400),
    'InvalidSecurity': ('InvalidSecurity', 403),
    'KmsAccessDenied': ('KMS.AccessDeniedException', 400),
    'KmsDisabled': ('KMS.DisabledException', 400),
    'KmsInvalidKeyUsage': ('KMS.InvalidKeyUsageException', 400),
    'KmsInvalidState': ('KMS.InvalidStateException', 400),
    'KmsNotFound': ('KMS.NotFoundException', 400),
    'KmsOptInRequired': ('KMS.OptInRequired', 403),
    'KmsThrottled': ('KMS.ThrottlingException', 400),
    'MessageNotInflight': ('AWS.SimpleQueueService.MessageNotInflight', 400),
    'OverLimit': ('OverLimit', 403),
    'PurgeQueueInProgress': ('AWS.SimpleQueueService.PurgeQueueInProgress', 403),
    'QueueDeletedRecently': ('AWS.SimpleQueueService.QueueDeletedRecently', 400),
    'QueueDoesNotExist': ('AWS.SimpleQueueService.NonExistentQueue', 400),
    'QueueNameExists': ('QueueAlreadyExists', 400),
    'ReceiptHandleIsInvalid': ('ReceiptHandleIsInvalid', 404),
    'RequestThrottled': ('RequestThrottled', 403),
    'ResourceNotFoundException': ('ResourceNotFoundException', 404),
    'TooManyEntriesInBatchRequest': ('AWS.SimpleQueueService.TooManyEntriesInBatchRequest', 400),
    'UnsupportedOperation': ('AWS.SimpleQueueService.UnsupportedOperation', 400),
}
# Root elements of S3's answers where they are not the name of the output shape.
S3_ROOTS = {
    'CompleteMultipartUploadOutput': 'CompleteMultipartUploadResult',
    'CreateMultipartUploadOutput': 'InitiateMultipartUploadResult',
    'CreateSessionOutput': 'CreateSessionResult',
    'DeleteObjectsOutput': 'DeleteResult',
    'GetBucketAccelerateConfigurationOutput': 'AccelerateConfiguration',
    'GetBucketAclOutput': 'AccessControlPolicy',
    'GetBucketCorsOutput': 'CORSConfiguration',
    'GetBucketLifecycleConfigurationOutput': 'LifecycleConfiguration',
    'GetBucketLocationOutput': 'LocationConstraint',
    'GetBucketLoggingOutput': 'BucketLoggingStatus',
    'GetBucketRequestPaymentOutput': 'RequestPaymentConfiguration',
    'GetBucketTaggingOutput': 'Tagging',
    'GetBucketVersioningOutput': 'VersioningConfiguration',
    'GetBucketWebsiteOutput': 'WebsiteConfiguration',
    'GetObjectAclOutput': 'AccessControlPolicy',
    'GetObjectAttributesOutput': 'GetObjectAttributesResponse',
    'GetObjectTaggingOutput': 'Tagging',
    'ListBucketAnalyticsConfigurationsOutput': 'ListBucketAnalyticsConfigurationResult',
    'ListBucketInventoryConfigurationsOutput': 'ListInventoryConfigurationsResult',
    'ListBucketMetricsConfigurationsOutput': 'ListMetricsConfigurationsResult',
    'ListBucketsOutput': 'ListAllMyBucketsResult',
    'ListDirectoryBucketsOutput': 'ListAllMyDirectoryBucketsResult',
    'ListMultipartUploadsOutput': 'ListMultipartUploadsResult',
    'ListObjectVersionsOutput': 'ListVersionsResult',
    'ListObjectsOutput': 'ListBucketResult',
    'ListObjectsV2Output': 'ListBucketResult',
    'ListPartsOutput': 'ListPartsResult',
}


def sqs(model):
    model['metadata']['protocols'] = ['json', 'query']
    model['metadata']['xmlNamespace'] = 'http://queue.amazonaws.com/doc/2012-11-05/'
    shapes = model['shapes']
    for name, members in SQS_MEMBER_NAMES.items():
        for member, wire in members.items():
            shapes[name]['members'][member]['locationName'] = wire
    for name, (key, value) in SQS_MAP_NAMES.items():
        shapes[name]['key']['locationName'] = key
        shapes[name]['value']['locationName'] = value
    for name, (code, status) in SQS_ERRORS.items():
        shapes[name]['error'] = {'code': code, 'httpStatusCode': status}
    for name, operation in model['operations'].items():
        if 'output' in operation:
            operation['output']['resultWrapper'] = name + 'Result'


# Deprecated operations with the very URI of their successors; no current client sends them.
S3_SUPERSEDED = ('GetBucketLifecycle', 'GetBucketNotification', 'PutBucketLifecycle', 'PutBucketNotification')


def s3(model):
    for name in S3_SUPERSEDED:
        del model['operations'][name]
    for name, root in S3_ROOTS.items():
        model['shapes'][name]['locationName'] = root


# DynamoDB says its enumerations in an order of its own, as recorded from AWS by dynalite's and moto's tests.
DYNAMODB_ENUMERATIONS = {
    'ComparisonOperator': [
        'IN', 'NULL', 'BETWEEN', 'LT', 'NOT_CONTAINS', 'EQ', 'GT', 'NOT_NULL', 'NE', 'LE', 'BEGINS_WITH', 'GE', 'CONTAINS',
    ],
    'ConditionalOperator': ['OR', 'AND'],
    'ReturnValue': ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
    'Select': ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
}


def dynamodb(model):
    for name, values in DYNAMODB_ENUMERATIONS.items():
        assert sorted(model['shapes'][name]['enum']) == sorted(values)
        model['shapes'][name]['enum'] = values


OVERLAYS = {'sqs': sqs, 's3': s3, 'dynamodb': dynamodb}
