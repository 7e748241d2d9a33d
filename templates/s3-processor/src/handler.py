"""Writes one record for each object that was uploaded: the twin of handler.mjs for the runtimes of Python."""

import hashlib
import json
import math
import os
import random
import re
import time
import uuid
from decimal import Decimal
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config

# How long clients wait and how often they try again: all attempts together fit into the function's time-out.
PATIENCE = Config(connect_timeout=2, read_timeout=10, retries={'mode': 'standard', 'total_max_attempts': 4})
# The longest wait before a cancelled transaction is tried again; with the shorter ones before, eight seconds.
LONGEST_WAIT = 4
# Reasons for which a transaction is cancelled, and which pass.
PASSING = {'ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionConflict'}
s3 = boto3.client('s3', config=PATIENCE)
dynamodb = boto3.client('dynamodb', config=PATIENCE)

TABLE = os.environ['TABLE']
MAX_BYTES = int(os.environ['MAX_OBJECT_BYTES'])
KEPT_SECONDS = int(os.environ['RECORD_RETENTION_DAYS']) * 86_400


class Rejection(Exception):
    """An object that can never be processed, however often it is tried."""


def handler(event, context):
    """
    Writes one record for each upload, however often and in whatever order S3 tells of it.

    What can never be processed is recorded as rejected. Any other failure leaves the handler, so that Lambda tries the
    event again and at last puts it into the dead-letter queue.
    """
    request_id = context.aws_request_id
    failure = None
    for upload in uploads_in(event, request_id):
        try:
            take(upload, request_id)
        except Exception as cause:
            log('ERROR', 'not processed', requestId=request_id, **upload, cause=cause)
            failure = cause
    if failure is not None:
        raise failure


def take(upload, request_id):
    try:
        total, digest = read_total(upload)
        is_new = record(upload, total, digest)
        log('INFO', 'recorded' if is_new else 'was recorded before', requestId=request_id, **upload)
    except Rejection as cause:
        reject(upload, str(cause))
        log('WARN', 'rejected', requestId=request_id, **upload, cause=cause)


def uploads_in(event, request_id):
    """The uploads that an event tells of; what is no such thing is logged and left out."""
    records = event.get('Records') if isinstance(event, dict) else None
    uploads = []
    for entry in records if isinstance(records, list) else [event]:
        upload = upload_of(entry)
        if upload is None:
            log('ERROR', 'no upload event', requestId=request_id, cause=json.dumps(entry)[:500])
        else:
            uploads.append(upload)
    return uploads


def upload_of(entry):
    told = member(entry, 's3')
    bucket, name = member(told, 'bucket'), member(told, 'object')
    key = decoded(member(name, 'key'))
    if not isinstance(member(bucket, 'name'), str) or key is None:
        return None
    upload = {'bucket': bucket['name'], 'key': key, 'version': name.get('versionId'), 'size': name.get('size')}
    return {field: value for field, value in upload.items() if value is not None}


def member(value, name):
    return value.get(name) if isinstance(value, dict) else None


def decoded(key):
    """S3 encodes the keys in its events like those of a query."""
    if not isinstance(key, str) or re.search('%(?![0-9a-fA-F]{2})', key):
        return None
    try:
        return unquote_plus(key, errors='strict')
    except UnicodeDecodeError:
        return None


def read_total(upload):
    """What an object says, with a digest of all that it holds."""
    size = upload.get('size')
    if isinstance(size, (int, float)) and size > MAX_BYTES:
        raise Rejection(f'{size} bytes are more than {MAX_BYTES}')
    version = {'VersionId': upload['version']} if 'version' in upload else {}
    found = s3.get_object(Bucket=upload['bucket'], Key=upload['key'], **version)
    text = found['Body'].read().decode('utf-8', 'replace')
    if found.get('ContentType') != 'application/json':
        raise Rejection(f'its type is {found.get("ContentType")}, not application/json')
    return total_in(text), hashlib.sha256(text.encode()).hexdigest()


def total_in(text):
    if text == '':
        raise Rejection('it is empty')
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=no_constant)
    except ValueError:
        raise Rejection('it is no JSON') from None
    total = member(content, 'total')
    if isinstance(total, bool) or not isinstance(total, (int, Decimal)) or not is_finite(total):
        raise Rejection('its total is no number')
    return total


def no_constant(name):
    raise ValueError(f'{name} is no JSON')


def is_finite(number):
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False


def record(upload, total, digest):
    """
    Records an object, unless the same content was recorded under its key before; answers whether it was new.

    S3 tells of an upload at least once, and a client that never got its answer uploads again: two versions with the
    same content are one upload. So the content claims its record, not the event.
    """
    version = {'version': {'S': upload['version']}} if 'version' in upload else {}
    claim = {
        'TableName': TABLE,
        'Item': item(upload['key'], f'claim#{digest}'),
        'ConditionExpression': 'attribute_not_exists(id)',
    }
    entry = {
        'TableName': TABLE,
        'Item': {**item(upload['key'], f'record#{uuid.uuid4()}'), **version, 'total': {'N': str(total)}},
    }
    try:
        transact(TransactItems=[{'Put': claim}, {'Put': entry}], ClientRequestToken=str(uuid.uuid4()))
    except dynamodb.exceptions.TransactionCanceledException as error:
        reasons = error.response.get('CancellationReasons') or [{}]
        if reasons[0].get('Code') != 'ConditionalCheckFailed':
            raise
        return False
    return True


def transact(**items):
    """Writes all or nothing. Clients don't try again what was cancelled for want of capacity, so it is done here."""
    wait = 0.25
    while True:
        try:
            dynamodb.transact_write_items(**items)
            return
        except dynamodb.exceptions.TransactionCanceledException as error:
            reasons = error.response.get('CancellationReasons') or []
            if wait > LONGEST_WAIT or not any(reason.get('Code') in PASSING for reason in reasons):
                raise
            time.sleep(wait * (0.5 + random.random() / 2))
            wait *= 2


def reject(upload, reason):
    """Records that an object was rejected; once more changes nothing."""
    entry = f'rejected#{upload.get("version", "null")}'
    dynamodb.put_item(TableName=TABLE, Item={**item(upload['key'], entry), 'reason': {'S': reason}})


def item(key, entry):
    expires_at = int(time.time()) + KEPT_SECONDS
    return {'id': {'S': key}, 'entry': {'S': entry}, 'expiresAt': {'N': str(expires_at)}}


def log(level, message, **fields):
    """Writes one JSON line; an error among the fields is told by its name and message."""
    cause = fields.get('cause')
    if isinstance(cause, Exception):
        fields['cause'] = f'{type(cause).__name__}: {cause}'
    line = {'level': level, 'message': message, **fields}
    print(json.dumps(line, ensure_ascii=False, separators=(',', ':')))
